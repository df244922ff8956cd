//! Lengths that a signature names and does not declare: constants from around it, or parameters that were forgotten.
//!
//! The compiler says of a name that is not there what might be meant, which is something else wherever the name stands. So it
//! stands in the signature alone: all that is written beside that has the length from there.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{Error, Expr, FnArg, GenericParam, Item, Signature, Stmt};

use crate::input::Input;

/// Items that name such lengths, in a block of their own where there are some.
pub(crate) fn around(input: &Input, items: TokenStream) -> TokenStream {
    let lengths = lengths(input);
    if lengths.is_empty() { items } else { quote!(const _: () = { #lengths #items };) }
}

/// The names, each as a constant that has its value from the function's signature.
pub(crate) fn lengths(input: &Input) -> TokenStream {
    let sig = &input.function.sig;
    let plain = if input.generic { format_ident!("f64") } else { input.scalar.clone() };
    let own = input.consts.iter().all(|own| own.ty.to_token_stream().to_string() == "usize");
    let is_simple = |parameter: &syn::TypeParam| parameter.bounds.len() == 1;
    if input.method.is_some()
        || !own
        || sig.generics.where_clause.is_some()
        || !sig.generics.type_params().all(is_simple)
    {
        return TokenStream::new();
    }
    let names = names(input);
    let types = sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&typed.ty),
        FnArg::Receiver(_) => None,
    });
    let types = types.map(|ty| crate::sparsity::over(quote!(#ty), &input.scalar, &plain));
    let output = &input.output;
    let output = crate::sparsity::over(quote!(#output), &input.scalar, &plain);
    let taken = quote!(fn(#(#types),*) -> #output);
    let declared = input.consts.iter().map(|own| &own.ident).filter(|own| crate::emit::mentions(&taken, own));
    let lifetimes = sig.generics.lifetimes().map(ToTokens::to_token_stream);
    let lengths = declared.chain(&names).map(|name| quote!(const #name: usize));
    let parameters: Vec<_> = lifetimes.chain(lengths).collect();
    let given = sig.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Type(_) => Some(quote!(#plain)),
        GenericParam::Const(_) => Some(quote!(1)),
        GenericParam::Lifetime(_) => None,
    });
    let given: Vec<_> = given.collect();
    let given = (!given.is_empty()).then(|| quote!(::<#(#given),*>));
    let function = &sig.ident;
    let each = names.iter().map(|name| {
        quote! {
            #[allow(dead_code, reason = "the length that the signature names")]
            const #name: usize = {
                const fn length<#(#parameters),*>(_: #taken) -> usize {
                    #name
                }
                length(#function #given)
            };
        }
    });
    quote!(#(#each)*)
}

/// The names that stand for the length of an array, and are no parameters.
fn names(input: &Input) -> Vec<Ident> {
    let bound = |name: &Ident| {
        let own = |stmt: &Stmt| matches!(stmt, Stmt::Item(Item::Const(own)) if own.ident == *name);
        input.function.block.stmts.iter().any(own)
    };
    let all = Lengths::of(&mut input.function.sig.clone());
    all.into_iter().filter(|name| !bound(name)).collect()
}

/// Has the compiler say once of such a name that there is none.
pub(crate) fn tell_once(signature: &mut Signature) {
    Lengths::of(signature);
}

/// What is found of such names; each stands where it stood first.
struct Lengths(Vec<Ident>, Vec<Ident>);

impl Lengths {
    fn of(signature: &mut Signature) -> Vec<Ident> {
        let declared = signature.generics.const_params().map(|own| own.ident.clone()).collect();
        let mut lengths = Self(declared, Vec::new());
        lengths.visit_signature_mut(signature);
        lengths.1
    }
}

impl VisitMut for Lengths {
    fn visit_type_array_mut(&mut self, array: &mut syn::TypeArray) {
        if let Expr::Path(path) = &mut array.len
            && let Some(name) = path.path.get_ident().filter(|name| !name.to_string().contains(char::is_lowercase))
            && !self.0.contains(name)
        {
            match self.1.iter().find(|first| *first == name) {
                Some(first) => path.path = first.clone().into(),
                None => self.1.push(name.clone()),
            }
        }
        syn::visit_mut::visit_type_array_mut(self, array);
    }
}

/// The mistake of a length that is a parameter of another type.
pub(crate) fn length_of_another_type(signature: &Signature) -> Option<Error> {
    struct Used(Vec<Ident>);
    impl Visit<'_> for Used {
        fn visit_type_array(&mut self, array: &syn::TypeArray) {
            if let Expr::Path(path) = &array.len {
                self.0.extend(path.path.get_ident().cloned());
            }
            syn::visit::visit_type_array(self, array);
        }
    }
    let mut used = Used(Vec::new());
    used.visit_signature(signature);
    let wrong = |own: &&syn::ConstParam| {
        let ty = own.ty.to_token_stream().to_string();
        used.0.contains(&own.ident) && ty != "usize" && crate::lower::is_integer_name(&ty)
    };
    signature.generics.const_params().find(wrong).map(|own| {
        let name = &own.ident;
        Error::new_spanned(
            &own.ty,
            format!("`{name}` is the length of an array, which is a `usize`; write `const {name}: usize`"),
        )
    })
}
