//! Assignments: a variable that is changed is bound to another value from there on.

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{BinOp, Error, Expr, Member, Result, UnOp};

use super::Lowering;
use super::value::{Access, Place, Value};
use crate::graph::{Id, Kind, Node, Step};
use crate::shape::Type;

/// The operator within a compound assignment.
pub(crate) fn compound(operator: &BinOp) -> Option<BinOp> {
    Some(match operator {
        BinOp::AddAssign(t) => BinOp::Add(syn::token::Plus { spans: [t.spans[0]] }),
        BinOp::SubAssign(t) => BinOp::Sub(syn::token::Minus { spans: [t.spans[0]] }),
        BinOp::MulAssign(t) => BinOp::Mul(syn::token::Star { spans: [t.spans[0]] }),
        BinOp::DivAssign(t) => BinOp::Div(syn::token::Slash { spans: [t.spans[0]] }),
        BinOp::RemAssign(t) => BinOp::Rem(syn::token::Percent { spans: [t.spans[0]] }),
        BinOp::BitAndAssign(t) => BinOp::BitAnd(syn::token::And { spans: [t.spans[0]] }),
        BinOp::BitOrAssign(t) => BinOp::BitOr(syn::token::Or { spans: [t.spans[0]] }),
        BinOp::BitXorAssign(t) => BinOp::BitXor(syn::token::Caret { spans: [t.spans[0]] }),
        BinOp::ShlAssign(t) => BinOp::Shl(syn::token::Shl { spans: [t.spans[0], t.spans[1]] }),
        BinOp::ShrAssign(t) => BinOp::Shr(syn::token::Shr { spans: [t.spans[0], t.spans[1]] }),
        _ => return None,
    })
}

impl Lowering<'_> {
    /// `left = right`, of places in arrays and tuples too.
    pub(super) fn assign(&mut self, assign: &syn::ExprAssign) -> Result<()> {
        let hint = self.expected.take();
        let declared = match &*assign.left {
            Expr::Path(path) => path.path.get_ident().and_then(|name| self.declared(name)),
            _ => None,
        };
        self.expected = declared.as_ref().map(crate::input::strip);
        if self.expected.is_none() && super::collected::makes_an_array(&assign.right) {
            self.expected = self.lengths_at(&assign.left);
        }
        let value = self.expression(&assign.right);
        self.expected = hint;
        let value = match declared {
            Some(ty) => self.of_type(value?, &ty, &assign.right),
            None => value?,
        };
        if matches!(*assign.left, Expr::Infer(_) | Expr::Tuple(_) | Expr::Array(_)) {
            return self.assign_value(&assign.left, value);
        }
        self.is_reached(&assign.left)?;
        // It is looked at once, since its indices may change something.
        let place = self.place(&assign.left)?;
        self.is_alike(&place, &value, assign)?;
        self.write(&place, value, &assign.left)
    }

    /// The lengths of the array at a place, as a type.
    fn lengths_at(&mut self, place: &Expr) -> Option<syn::Type> {
        if let Expr::Index(index) = place {
            return match self.lengths_at(&index.expr)? {
                syn::Type::Array(array) => Some(*array.elem),
                _ => None,
            };
        }
        let (Expr::Path(_) | Expr::Field(_)) = place else { return None };
        let place = self.place(place).ok()?;
        let value = self.read(&place, &place.name).ok()?;
        self.lengths_of(&value)
    }

    fn lengths_of(&self, value: &Value) -> Option<syn::Type> {
        fn lengths(ty: &Type) -> syn::Type {
            match ty {
                Type::Array(of, length) => {
                    let of = lengths(of);
                    syn::parse_quote!([#of; #length])
                }
                _ => syn::parse_quote!(_),
            }
        }
        match value {
            Value::Node(id) => self.graph.ty[*id].as_ref().map(lengths),
            Value::Array(items) => {
                let (length, of) = (items.len(), items.first().and_then(|item| self.lengths_of(item)));
                let of = of.unwrap_or_else(|| syn::parse_quote!(_));
                Some(syn::parse_quote!([#of; #length]))
            }
            _ => None,
        }
    }

    /// The type that a variable is declared with.
    pub(super) fn declared(&self, name: &proc_macro2::Ident) -> Option<syn::Type> {
        let scope = self.find(name)?;
        self.scopes[scope].get(&name.to_string())?.declared.clone()
    }

    fn assign_value(&mut self, left: &Expr, value: Value) -> Result<()> {
        match left {
            Expr::Infer(_) => Ok(()),
            Expr::Tuple(tuple) => self.assign_parts(left, tuple.elems.iter().collect(), value, Step::Field),
            Expr::Array(array) => self.assign_parts(left, array.elems.iter().collect(), value, Step::Index),
            _ => {
                let place = self.place(left)?;
                self.write(&place, value, left)
            }
        }
    }

    /// The mistake of a name that a reference has, where what it refers to is changed.
    fn is_reached(&self, left: &Expr) -> Result<()> {
        if let Expr::Path(path) = left
            && let Some(name) = path.path.get_ident()
            && let Some(Value::Place(_)) = self.get(name)
        {
            return Err(Error::new_spanned(left, format!("`{name}` is lent here; write `*{name}` for what changes")));
        }
        Ok(())
    }

    /// The mistake of a value that is of another kind than the place it is assigned to.
    fn is_alike(&mut self, place: &Place, value: &Value, assign: &syn::ExprAssign) -> Result<()> {
        if self.get_at(place.scope, &place.name).is_missing() || matches!(value, Value::Place(_)) || value.is_missing()
        {
            return Ok(());
        }
        let number = |this: &Self, value: &Value| matches!(value, Value::Node(id) if this.graph.ty[*id].as_ref().is_some_and(Type::is_number));
        let old = self.read(place, &assign.left)?;
        let alike = match (&old, value) {
            (_, Value::Never) => true,
            (
                old,
                Value::Array(_)
                | Value::Tuple(_)
                | Value::Struct(_)
                | Value::Passive(_, false)
                | Value::Condition(_)
                | Value::Closure(_),
            ) if number(self, old) => return self.lift(value, &assign.right).map(|_| ()),
            (Value::Array(old), Value::Array(new)) | (Value::Tuple(old), Value::Tuple(new)) => old.len() == new.len(),
            (Value::Array(_), Value::Tuple(_)) | (Value::Tuple(_), Value::Array(_)) => false,
            (Value::Array(_) | Value::Tuple(_), value) => !number(self, value),
            _ => true,
        };
        if alike {
            return Ok(());
        }
        let name = assign.left.to_token_stream().to_string().replace(' ', "");
        let message = format!("`{name}` holds a value of another type, which it keeps; bind this to a name of its own");
        Err(Error::new_spanned(&assign.right, message))
    }

    fn assign_parts(&mut self, at: &Expr, places: Vec<&Expr>, value: Value, step: fn(usize) -> Step) -> Result<()> {
        let is_rest = |place: &&Expr| matches!(place, Expr::Range(rest) if rest.start.is_none() && rest.end.is_none());
        let rest = places.iter().position(is_rest);
        let count = match (&value, rest) {
            (Value::Array(items) | Value::Tuple(items), _) => Some(items.len()),
            (value, rest) => {
                let known = self.length(value).and_then(|(length, _)| length.to_string().parse().ok());
                known.or_else(|| rest.is_none().then_some(places.len()))
            }
        };
        let Some(count) = count else {
            return Err(Error::new_spanned(at, "how many `..` leaves out is not known here; write `_` for each"));
        };
        let named = places.len() - usize::from(rest.is_some());
        if named > count || rest.is_none() && named < count {
            return Err(Error::new_spanned(at, "the value does not come apart like this"));
        }
        let items: Vec<_> = match value {
            Value::Array(items) | Value::Tuple(items) => items,
            Value::Node(id) => (0..count).map(|i| self.node(Node::Part(id, step(i)))).collect(),
            _ => return Err(Error::new_spanned(at, "the value does not come apart like this")),
        };
        let before = rest.unwrap_or(named);
        let items = items.into_iter().enumerate().filter(|(i, _)| *i < before || *i + named >= count + before);
        for (place, (_, item)) in places.into_iter().filter(|place| !is_rest(place)).zip(items.collect::<Vec<_>>()) {
            self.assign_value(place, item)?;
        }
        Ok(())
    }

    /// `left op= right`
    pub(super) fn assign_with(&mut self, binary: &syn::ExprBinary, operator: BinOp) -> Result<()> {
        let right = self.expression(&binary.right)?;
        self.is_reached(&binary.left)?;
        let place = self.place(&binary.left)?;
        let right = self.read_through(right)?;
        let old = self.get_at(place.scope, &place.name);
        // Of plain numbers the right side comes first, and of others the place.
        if self.input.generic && !counts(&old) && super::scan::depends_on_order(&binary.left, &binary.right) {
            let message = "it depends on the number's type whether the place or the right side is looked at first; bind one of them by \
                           `let` before";
            return Err(Error::new_spanned(binary, message));
        }
        // What is added to an element of an array passes its cotangent through.
        if let (Value::Node(id), false) = (&old, place.path.is_empty())
            && matches!(operator, BinOp::Add(_) | BinOp::Sub(_))
        {
            let path = self.steps(*id, &place.path);
            let term = self.single(&right, &binary.right)?;
            self.is_number(term, false, &binary.right)?;
            let term = if matches!(operator, BinOp::Sub(_)) { self.graph.add(Node::Neg(term)) } else { term };
            let new = self.graph.add(Node::Added(*id, vec![(path, term)]));
            self.set_at(&place, Value::Node(new), &binary.left)?;
            return Ok(());
        }
        let old = self.read(&place, &binary.left)?;
        let sides =
            syn::ExprBinary { attrs: Vec::new(), left: binary.left.clone(), op: operator, right: binary.right.clone() };
        let new = match super::arithmetic::both_or_either(&operator, &old, &right) {
            Some(condition) => Value::Condition(condition),
            None => self.arithmetic(&sides, &old, &right)?,
        };
        self.write(&place, new, &binary.left)
    }

    /// The place that an expression names.
    pub(super) fn place(&mut self, expression: &Expr) -> Result<Place> {
        match expression {
            Expr::Path(path) => {
                let name = path.path.get_ident();
                let found = name.and_then(|name| self.find(name).map(|scope| (scope, name.clone())));
                let Some((scope, name)) = found else {
                    return Err(Error::new_spanned(
                        path,
                        "only variables that are bound here can be changed; bind it by `let mut`",
                    ));
                };
                if let Value::Place(place) = self.get_at(scope, &name) {
                    return Ok((*place).clone());
                }
                Ok(Place { scope, name, path: Vec::new() })
            }
            Expr::Paren(inner) => self.place(&inner.expr),
            Expr::Group(inner) => self.place(&inner.expr),
            Expr::Reference(inner) => self.place(&inner.expr),
            Expr::Unary(inner) if matches!(inner.op, UnOp::Deref(_)) => self.place(&inner.expr),
            Expr::Index(index) => {
                let mut place = self.place(&index.expr)?;
                place.path.push(Access::At(self.index(&index.index)?));
                Ok(place)
            }
            Expr::Field(field) => {
                let mut place = self.place(&field.base)?;
                place.path.push(Access::Member(field.member.clone()));
                Ok(place)
            }
            other => Err(Error::new_spanned(other, "only a variable, an element or a field can be assigned to")),
        }
    }

    /// An index, which is found once if something is called for it.
    pub(super) fn index(&mut self, index: &Expr) -> Result<TokenStream> {
        if let Expr::Unary(syn::ExprUnary { op: syn::UnOp::Neg(_), expr, .. }) = index
            && let Expr::Lit(_) = **expr
        {
            return Err(Error::new_spanned(
                index,
                "an index counts from the beginning; write `xs[xs.len() - 1]` for the last",
            ));
        }
        let tokens = self.subscript(index)?;
        Ok(self.found_index(tokens))
    }

    /// An integer: any expression that is not differentiated.
    pub(super) fn subscript(&mut self, index: &Expr) -> Result<TokenStream> {
        let value = self.expression(index)?;
        match value {
            Value::Integer(tokens) => Ok(tokens),
            value if let Some(plain) = value.plain() => Ok(plain),
            value if let Some(error) = self.decided(&value, index) => Err(error),
            Value::Node(id) if let Some(error) = self.of_a_table(id) => Err(error),
            _ => Err(Error::new_spanned(index, "an index is not differentiated; compute it from plain integers")),
        }
    }

    /// The value at a place.
    pub(super) fn read(&mut self, place: &Place, at: &impl ToTokens) -> Result<Value> {
        let mut value = self.get_at(place.scope, &place.name);
        for access in &place.path {
            value = self.reach(value, access, at)?;
        }
        Ok(value)
    }

    /// What a name for a place stands for.
    pub(super) fn read_through(&mut self, value: Value) -> Result<Value> {
        match value {
            Value::Place(place) => {
                let name = place.name.clone();
                self.read(&place, &name)
            }
            value => Ok(value),
        }
    }

    /// A part of a value.
    pub(super) fn reach(&mut self, value: Value, access: &Access, at: &impl ToTokens) -> Result<Value> {
        let value = self.read_through(value)?;
        self.graph.source = Some(syn::spanned::Spanned::span(&at.to_token_stream()));
        match (value, access) {
            (Value::Array(items), Access::At(index)) => match index.to_string().parse::<usize>() {
                Ok(i) => items.get(i).cloned().ok_or_else(|| {
                    Error::new_spanned(index, format!("the index is {i} and the length is {}", items.len()))
                }),
                Err(_) => {
                    let array = Value::Array(items);
                    // A part that is an integer is none by the floats beside it.
                    if let Some(plain) = array.plain().filter(|plain| !super::arithmetic::has_float(plain.clone())) {
                        return Ok(Value::Constant(quote!(#plain[#index])));
                    }
                    if let Some(value) = self.reach_by_parts(&array, access, at) {
                        return value;
                    }
                    if let Some(plain) = array.plain() {
                        return Ok(Value::Constant(quote!(#plain[#index])));
                    }
                    let id = self.whole(&array, at)?;
                    Ok(Value::Node(self.element(id, index)))
                }
            },
            (Value::Tuple(items), Access::Member(Member::Unnamed(i))) => {
                let count = items.len();
                items.into_iter().nth(i.index as usize).ok_or_else(|| {
                    Error::new_spanned(i, format!("the field is {} and the tuple has {count} elements", i.index))
                })
            }
            (Value::Struct(made), Access::Member(member)) => match made.field(member) {
                Some(i) => Ok(made.fields[i].1.clone()),
                None => Err(Error::new_spanned(member, "the struct has no field of this name")),
            },
            (Value::Node(id), _) if self.graph.ty[id].as_ref().is_some_and(crate::shape::Type::is_number) => {
                if let Access::Member(Member::Named(name)) = access
                    && super::primitives::is_of_numbers(name)
                {
                    return Err(super::refuse::no_primitive(name, 2));
                }
                Err(Error::new_spanned(at, "this is a number, which has no elements and no fields"))
            }
            (Value::Node(id), Access::At(index)) => Ok(Value::Node(self.element(id, index))),
            (Value::Node(id), Access::Member(member)) => {
                let step = self.member(member);
                Ok(self.node(Node::Part(id, step)))
            }
            (Value::Constant(tokens) | Value::Passive(tokens, true), Access::At(index)) => {
                Ok(Value::Constant(self.element_noted(&tokens, index)))
            }
            (Value::Passive(tokens, false), Access::At(index)) => {
                Ok(Value::Passive(self.element_noted(&tokens, index), false))
            }
            (Value::Constant(tokens) | Value::Passive(tokens, _), Access::Member(member)) => {
                let tokens = super::value::atom(&tokens);
                Ok(Value::Constant(quote!(#tokens.#member)))
            }
            (Value::Unknown, _) => Err(super::told(at)),
            (Value::Tuple(_), Access::At(_)) => {
                Err(Error::new_spanned(at, "a tuple has fields and is not indexed; write `x.0` for the first"))
            }
            (Value::Array(_), Access::Member(_)) => {
                Err(Error::new_spanned(at, "an array has no fields; write `x[0]` for its first element"))
            }
            (_, Access::At(_)) => Err(Error::new_spanned(at, "only an array is indexed")),
            (_, Access::Member(_)) => Err(Error::new_spanned(at, "only a tuple or a struct has fields here")),
        }
    }

    /// An element of an array that has parts of its own: each part of it is an element of the array of these parts.
    fn reach_by_parts(&mut self, array: &Value, access: &Access, at: &impl ToTokens) -> Option<Result<Value>> {
        let parts = array.parts_apart()?;
        let values = parts.into_iter().map(|part| self.reach(part, access, at)).collect::<Result<Vec<_>>>();
        Some(values.map(|values| match array {
            Value::Array(items) if let Some(Value::Struct(first)) = items.first() => {
                Value::Struct(std::rc::Rc::new(first.with(values)))
            }
            _ => Value::Tuple(values),
        }))
    }

    pub(super) fn member(&mut self, member: &Member) -> Step {
        self.graph.member(member)
    }

    /// The steps of a path into a value that is written to.
    fn steps(&mut self, of: Id, path: &[Access]) -> Vec<Step> {
        let (mut steps, mut ty) = (Vec::new(), self.graph.ty[of].clone());
        for access in path {
            let step = match access {
                Access::At(index) => {
                    self.stay_in_arm(ty.as_ref(), index);
                    self.graph.at(index)
                }
                Access::Member(member) => self.member(member),
            };
            ty = ty.and_then(|ty| ty.part(step));
            steps.push(step);
        }
        steps
    }

    /// What an arm reaches for that may not be there is reached for where the arm is taken.
    fn stay_in_arm(&mut self, ty: Option<&Type>, index: &TokenStream) {
        let block = self.graph.current();
        if self.graph.kind(block) == Kind::Arm && !self.is_within_array(ty, index) {
            self.graph.guarded.insert(block);
        }
    }

    /// An element of a whole array. Where lanes choose, it is read before they do, if it is there for certain.
    fn element(&mut self, base: Id, index: &TokenStream) -> Id {
        let step = self.graph.at(index);
        let ty = self.graph.ty[base].clone();
        self.stay_in_arm(ty.as_ref(), index);
        let mut block = self.graph.current();
        while self.graph.kind(block) == Kind::Arm
            && self.graph.block[base] != block
            && !self.graph.guarded.contains(&block)
        {
            block = self.graph.parent(block);
        }
        self.graph.add_in(block, Node::Part(base, step))
    }

    /// Has a place hold another value.
    pub(super) fn write(&mut self, place: &Place, value: Value, at: &Expr) -> Result<()> {
        let value = self.read_through(value)?;
        if place.path.is_empty() {
            let value = self.settled(&place.name.to_string(), value)?;
            let value = self.as_variant(&place.name.to_string(), value);
            let value = self.noted(&place.name.to_string(), value);
            if let Value::Node(id) = value {
                self.graph.call_it(id, &place.name);
            }
            return self.set_at(place, value, at);
        }
        let old = self.get_at(place.scope, &place.name);
        let new = self.replaced(old, &place.path, value, at)?;
        let new = self.noted(&place.name.to_string(), new);
        self.set_at(place, new, at)
    }

    pub(super) fn replaced(&mut self, old: Value, path: &[Access], new: Value, at: &Expr) -> Result<Value> {
        let Some((first, rest)) = path.split_first() else { return Ok(new) };
        match (old, first) {
            (Value::Array(mut items), Access::At(index)) if let Ok(i) = index.to_string().parse::<usize>() => {
                let Some(item) = items.get_mut(i) else {
                    let message = format!("the index is {i} and the length is {}", items.len());
                    return Err(Error::new_spanned(at, message));
                };
                *item = self.replaced(item.clone(), rest, new, at)?;
                Ok(Value::Array(items))
            }
            (Value::Tuple(mut items), Access::Member(Member::Unnamed(i))) if (i.index as usize) < items.len() => {
                let i = i.index as usize;
                items[i] = self.replaced(items[i].clone(), rest, new, at)?;
                Ok(Value::Tuple(items))
            }
            (Value::Struct(made), Access::Member(member)) if let Some(i) = made.field(member) => {
                let mut values: Vec<_> = made.values().cloned().collect();
                values[i] = self.replaced(values[i].clone(), rest, new, at)?;
                Ok(self.with_types(made.with(values)))
            }
            (array @ Value::Array(_), Access::At(_)) if !(new.is_passive() && self.has_plain_arrays(&array)) => {
                let id = self.whole(&array, at)?;
                self.replaced(Value::Node(id), path, new, at)
            }
            (Value::Node(id), _) => {
                let ty = self.graph.ty[id].clone().and_then(|ty| part_of(ty, path));
                let new = self.whole(&in_parts(new, ty.as_ref()), at)?;
                let path = self.steps(id, path);
                Ok(self.node(Node::Write(id, path, new)))
            }
            (old, _) if let (Some(tokens), Some(new)) = (old.plain(), new.plain()) => {
                let path = path.iter().map(|access| match access {
                    Access::At(index) => quote!([#index]),
                    Access::Member(member) => quote!(.#member),
                });
                let changed = quote!({ let mut changed = #tokens; changed #(#path)* = #new; changed });
                let floats = match &old {
                    Value::Array(_) => !super::patterns::holds_no_number(&old),
                    old => matches!(old, Value::Constant(_) | Value::Passive(_, true)),
                };
                Ok(Value::Passive(changed, floats))
            }
            (Value::Unknown, _) => Err(super::told(at)),
            _ => Err(Error::new_spanned(at, "this part of the value cannot be assigned to")),
        }
    }

    /// Whether an array holds arrays that are not differentiated, each of which is one expression.
    fn has_plain_arrays(&self, value: &Value) -> bool {
        let is_array = |plain: &TokenStream| {
            let written = syn::parse2::<Expr>(plain.clone());
            written.is_ok_and(|written| matches!(self.plain_type(&written), Some(syn::Type::Array(_))))
        };
        match value {
            Value::Array(items) => value.is_passive() && items.iter().any(|item| self.has_plain_arrays(item)),
            Value::Constant(plain) | Value::Passive(plain, _) => is_array(plain),
            _ => false,
        }
    }

    /// Binds a variable anew.
    fn set_at(&mut self, place: &Place, value: Value, at: &Expr) -> Result<()> {
        let name = place.name.to_string();
        if place.scope < self.floor {
            return Err(Error::new_spanned(at, format!("the closure changes `{name}`; write a `for` loop that does")));
        }
        let Some(variable) = self.scopes[place.scope].get_mut(&name) else { return Ok(()) };
        let unset = place.path.is_empty() && matches!(variable.value, Value::Unset);
        if !(variable.mutable || unset) {
            return Err(Error::new_spanned(at, format!("`{name}` is not mutable; bind it by `let mut {name}`")));
        }
        variable.value = value;
        self.assigned.insert((place.scope, name));
        Ok(())
    }

    /// A place as what `iter_mut` gives.
    pub(super) fn element_place(place: &Place, index: &TokenStream) -> Value {
        let mut place = place.clone();
        place.path.push(Access::At(index.clone()));
        Value::Place(Rc::new(place))
    }
}

/// The type of a part, where it is one of an array's.
fn part_of(ty: Type, path: &[Access]) -> Option<Type> {
    match (ty, path) {
        (ty, []) => Some(ty),
        (Type::Array(of, _), [Access::At(_), rest @ ..]) => part_of(*of, rest),
        _ => None,
    }
}

/// An array that is not differentiated, element by element where it is put among numbers.
fn in_parts(value: Value, ty: Option<&Type>) -> Value {
    match (&value, ty) {
        (Value::Constant(plain) | Value::Passive(plain, true), Some(Type::Array(of, length))) => {
            let Ok(length) = length.to_string().parse::<usize>() else { return value };
            let plain = super::value::atom(plain);
            let indices = (0..length).map(proc_macro2::Literal::usize_unsuffixed);
            Value::Array(indices.map(|i| in_parts(Value::Constant(quote!(#plain[#i])), Some(of))).collect())
        }
        _ => value,
    }
}

/// Whether a value is seen to be made of integers.
fn counts(value: &Value) -> bool {
    match value {
        Value::Integer(_) | Value::Passive(_, false) => true,
        Value::Array(items) | Value::Tuple(items) => items.iter().all(counts),
        _ => false,
    }
}
