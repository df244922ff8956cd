//! Calls as source, and what is given to them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::Emitter;
use super::expression::Tight;
use crate::graph::{Id, Node, Of};
use crate::shape::{Shape, Type};

impl Emitter<'_> {
    pub(super) fn kept_node(&mut self, call: Id) -> TokenStream {
        let name = self.graph.kept_of(call).and_then(|kept| Some((kept, self.bound.get(&kept)?.name.clone())));
        match name {
            Some((kept, name)) if self.given.contains(&kept) => quote!(#name),
            Some((_, name)) => quote!(&#name),
            None => quote!(&()),
        }
    }

    /// A call whose transpose needs something kept.
    pub(super) fn call_statement(&mut self, id: Id) -> Option<TokenStream> {
        let (Node::Call(path, arguments), Some(kept)) = (self.graph.nodes[id].clone(), self.kept_of(id)) else {
            return None;
        };
        let given = self.given_to(id, &path, &arguments);
        let kept_name = self.fresh(kept);
        self.bind(kept, &kept_name);
        // The value counts its own kept values among its uses.
        let name = if self.count(id) > 1 {
            let mut name = self.fresh(id);
            // Of a field of another type the compiler tells where the call stands.
            if self.graph.name[id].is_none() && self.is_field(id) {
                name.set_span(Span::call_site().located_at(path.span()));
            }
            self.bind(id, &name);
            quote!(#name)
        } else {
            quote!(_)
        };
        let called = self.called(id, &path, quote!(call_keep), &given);
        Some(quote!(let (#name, #kept_name) = #called;))
    }

    /// Whether a value is a field of a struct that is made.
    fn is_field(&self, id: Id) -> bool {
        let is_made = |user: &Id| match &self.graph.nodes[*user] {
            Node::Pack(Shape::Struct(_, fields)) => {
                fields.iter().any(|(_, field)| matches!(field, Shape::Value(own) if *own == id))
            }
            _ => false,
        };
        self.users.get(&id).is_some_and(|users| users.iter().any(is_made))
    }

    /// A method as it is called, and its arguments; a differentiated receiver is the first of them.
    pub(super) fn method_call(
        &mut self,
        call: Id,
        of: &Of,
        name: &Ident,
        arguments: &[Shape],
    ) -> (TokenStream, Vec<TokenStream>) {
        let live = self.live(call);
        let (called, rest) = match (of, arguments) {
            (Of::Own, &[Shape::Value(own), ref rest @ ..]) => {
                let receiver = match (self.read(own), &live) {
                    (_, Some(live)) => self.lent_within(live, &Shape::Value(own)),
                    // What is wrong with a method is said of the struct's type, also where it is lent.
                    (Some(bound), None) if bound.by_reference => {
                        let name = &bound.name;
                        quote!((*#name))
                    }
                    (Some(bound), None) => bound.name.to_token_stream(),
                    (None, None) => self.at(own, Tight::Atom),
                };
                (quote!(#receiver.#name), rest)
            }
            (Of::Own, _) => (quote!(#name), arguments),
            (Of::Plain(receiver), _) => (quote!(#receiver.#name), arguments),
            (Of::Type(ty, generics), _) => (self.of_type(call, ty, &quote!(#name #generics)), arguments),
        };
        (called, rest.iter().map(|argument| self.given_to_a_method(argument, live.as_ref())).collect())
    }

    /// A function of a type, where that compiles.
    fn of_type(&self, call: Id, ty: &TokenStream, function: &TokenStream) -> TokenStream {
        let last = |ty: &TokenStream| {
            syn::parse2::<syn::Path>(ty.clone()).ok().and_then(|path| Some(path.segments.last()?.ident.clone()))
        };
        match (&self.checked, &self.graph.ty[call]) {
            (Some(body), Some(Type::Named(own))) if last(own).is_some() && last(own) == last(ty) => {
                let krate = self.krate;
                quote!(<#krate::Where<#body, #own>>::#function)
            }
            _ => quote!(#ty::#function),
        }
    }

    /// An argument of a method: only the compiler knows whether it takes a reference.
    fn given_to_a_method(&mut self, argument: &Shape, live: Option<&Ident>) -> TokenStream {
        let whole = match argument {
            Shape::Value(id) => self.graph.ty[*id].as_ref().is_some_and(|ty| !ty.is_number()),
            Shape::Reference(_) | Shape::Plain(_) | Shape::Constant(_) => false,
            _ => true,
        };
        if !whole {
            return self.argument(argument, live);
        }
        let krate = self.krate;
        let value = match live {
            Some(live) => self.lent_within(live, argument),
            None => self.borrowed(argument),
        };
        quote!(#krate::Taken::taken(#value))
    }

    /// An argument, as a call in an arm is given it: for the lanes that are not in the arm, what one of those has that are.
    fn argument(&mut self, argument: &Shape, live: Option<&Ident>) -> TokenStream {
        let (Some(live), krate, number) = (live, self.krate, self.number) else { return self.shape(argument) };
        match argument {
            Shape::Plain(_) | Shape::Constant(_) => self.shape(argument),
            Shape::Value(id) if let Node::Lit(_) | Node::Zero(_) = self.graph.nodes[*id] => self.shape(argument),
            Shape::Value(id) if self.graph.ty[*id].as_ref().is_some_and(Type::is_number) => {
                let (scalar, value) = (self.scalar, self.expression(*id).0);
                quote!(#scalar::within(#value, #live))
            }
            Shape::Reference(inner) => self.lent_within(live, inner),
            _ => {
                let value = self.shape(argument);
                quote!(#krate::within::<#number, _>(#live, #value))
            }
        }
    }

    fn lent_within(&mut self, live: &Ident, value: &Shape) -> TokenStream {
        let (krate, number) = (self.krate, self.number);
        // A reference may go where a slice is wanted.
        let ty = match value {
            Shape::Value(id) => self.graph.ty[*id].as_ref().map(|ty| ty.tokens(&number.to_token_stream())),
            Shape::Array(items) => Some(items.len()).map(|length| quote!([_; #length])),
            _ => None,
        };
        let (ty, value) = (ty.unwrap_or_else(|| quote!(_)), self.borrowed(value));
        quote!(#krate::lent_within::<#number, #ty>(#live, #value, &mut ::core::option::Option::None))
    }

    /// A function of the type that stands for what is called. Here the name can only be a type's: where it is not one, the
    /// compiler says so once.
    pub(super) fn called(
        &self,
        call: Id,
        path: &syn::Path,
        function: TokenStream,
        arguments: &TokenStream,
    ) -> TokenStream {
        let at = Span::call_site().located_at(path.span());
        let as_called = as_called(self.krate, path, self.number, self.graph.numbers.contains(&call));
        let function = super::located(function, at);
        let mut arguments = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, arguments.clone());
        arguments.set_span(at);
        let tokens = quote_spanned!(at=> ::#function #arguments);
        quote!(#as_called #tokens)
    }

    /// The cotangents that a call gives, as the types of its arguments as far as they are known: where those are not of the
    /// types that the function takes, that is told of the call, and nothing of what is made of the cotangents.
    pub(super) fn cotangents(&self, arguments: &[Shape], given: &TokenStream) -> TokenStream {
        let (krate, number) = (self.krate, self.number.to_token_stream());
        let known = |argument: &Shape| self.graph.type_of(argument).filter(|ty| !ty.is_told());
        let types = arguments.iter().map(|argument| known(argument).map(|ty| ty.tokens(&number)));
        let types: Vec<_> = types.collect();
        if types.iter().all(Option::is_none) {
            return given.clone();
        }
        let types = types.into_iter().map(|ty| ty.unwrap_or_else(|| quote!(_)));
        quote!(#krate::cotangents::<(#(#types,)*), _>(#given).each())
    }

    /// What a function is given: a call's arguments as one tuple. What is wrong with them is said where the function's name stands.
    pub(super) fn given_to(&mut self, call: Id, path: &syn::Path, arguments: &[Shape]) -> TokenStream {
        let live = self.live(call);
        let at = path.span();
        let arguments: Vec<_> = arguments
            .iter()
            .map(|argument| match argument {
                Shape::Plain(_) | Shape::Constant(_) => self.argument(argument, live.as_ref()),
                _ => super::located(self.argument(argument, live.as_ref()), at),
            })
            .collect();
        let mut all = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, quote!(#(#arguments,)*));
        all.set_span(Span::call_site().located_at(at));
        let all = quote_spanned!(Span::call_site().located_at(at)=> &#all);
        let count = proc_macro2::Literal::usize_unsuffixed(arguments.len());
        self.called(call, path, quote!(all::<#count>), &all)
    }

    pub(crate) fn shape(&mut self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Value(id) => self.expression(*id).0,
            Shape::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.shape(item)).collect();
                quote!([#(#items),*])
            }
            Shape::Tuple(items) => {
                let items: Vec<_> = items.iter().map(|item| self.shape(item)).collect();
                if let [only] = &items[..] { quote!((#only,)) } else { quote!((#(#items),*)) }
            }
            Shape::Reference(inner) => self.borrowed(inner),
            Shape::Made(path, items) => {
                let items: Vec<_> = items.iter().map(|item| self.shape(item)).collect();
                // Of an array.
                if path.segments.last().is_some_and(|last| last.ident == "from") {
                    return quote!(#path([#(#items),*]));
                }
                quote!(#path(#(#items),*))
            }
            Shape::Struct(path, fields) => {
                let fields: Vec<_> = fields
                    .iter()
                    .map(|(name, field)| {
                        let field = self.shape(field);
                        let is_name = quote!(#name).to_string() == field.to_string();
                        if is_name { field } else { quote!(#name: #field) }
                    })
                    .collect();
                let mut fields = proc_macro2::Group::new(proc_macro2::Delimiter::Brace, quote!(#(#fields),*));
                fields.set_span(Span::call_site().located_at(path.span()));
                quote!(#path #fields)
            }
            Shape::Plain(tokens) => tokens.clone(),
            Shape::Constant(tokens) => {
                let krate = self.krate;
                // What has a name outside may hold numbers, or be something else.
                if crate::lower::is_untyped(tokens) {
                    quote!(#krate::Given::given(#tokens))
                } else {
                    quote!(#krate::Outside::of(#tokens).given())
                }
            }
        }
    }

    pub(super) fn borrowed(&mut self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::Value(id) => self.borrowed_value(*id),
            shape => {
                let value = self.shape(shape);
                quote!(&#value)
            }
        }
    }

    /// A reference to a value.
    pub(super) fn borrowed_value(&mut self, id: Id) -> TokenStream {
        if let Some(bound) = self.read(id)
            && bound.by_reference
        {
            return bound.name.to_token_stream();
        }
        let value = self.at(id, Tight::Unary);
        quote!(&#value)
    }
}

/// A function as it is called. What is wrong with that is told where its name stands.
pub(crate) fn as_called(krate: &TokenStream, path: &syn::Path, number: &impl ToTokens, gives_one: bool) -> TokenStream {
    let called = format_ident!("{}", if gives_one { "CalledNumber" } else { "Called" });
    let located = |tokens| super::located(tokens, path.span());
    let (open, rest) = (located(quote!(<)), located(quote!(as #krate::#called<#number>>)));
    quote!(#open #path #rest)
}
