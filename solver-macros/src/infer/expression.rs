//! The types of expressions, statements and patterns.

use std::collections::HashMap;
use std::rc::Rc;

use syn::{BinOp, Block, Expr, Lit, Pat, Stmt, UnOp};

use super::unify::{first_of, is_wide, named, suffix};
use super::{Inference, Mark, Ty, place};
use crate::lower::is_integer_name;

impl Inference<'_> {
    pub(super) fn bind_name(&mut self, name: &str, ty: Ty) {
        if let Some(class) = self.class(&ty) {
            class.mark(Mark::Named);
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.into(), ty);
        }
    }

    fn name_all(&mut self, ty: &Ty) {
        match self.known(ty) {
            Ty::Several(of) => self.name_all(&of),
            Ty::Tuple(all) => all.iter().for_each(|ty| self.name_all(ty)),
            ty => {
                if let Some(class) = self.class(&ty) {
                    class.mark(Mark::Named);
                }
            }
        }
    }

    /// Notes what is in an array that may change.
    fn may_change(&mut self, ty: &Ty, in_array: bool) {
        match self.known(ty) {
            Ty::Several(of) => self.may_change(&of, true),
            Ty::Tuple(all) => all.iter().for_each(|ty| self.may_change(ty, in_array)),
            ty => {
                if let Some(class) = self.class(&ty).filter(|_| in_array) {
                    class.mark(Mark::Changing);
                }
            }
        }
    }

    pub(super) fn bind(&mut self, pattern: &Pat, ty: &Ty) {
        match (pattern, self.known(ty)) {
            (Pat::Ident(ident), known) => {
                self.name_all(&known);
                if ident.mutability.is_some() {
                    self.may_change(&known, false);
                }
                self.bind_name(&ident.ident.to_string(), known.clone());
                if let Some((_, inner)) = &ident.subpat {
                    self.bind(inner, &known);
                }
            }
            (Pat::Type(typed), known) => {
                let said = self.of_type(&typed.ty);
                self.unify(&said, &known);
                self.bind(&typed.pat, if let Ty::Unknown = said { &known } else { &said });
            }
            (Pat::Paren(inner), known) => self.bind(&inner.pat, &known),
            (Pat::Reference(inner), known) => self.bind(&inner.pat, &known),
            (Pat::Guard(inner), known) => {
                self.bind(&inner.pat, &known);
                self.expression(&inner.guard);
            }
            (Pat::Tuple(tuple), Ty::Tuple(all)) if all.len() == tuple.elems.len() => {
                for (pattern, ty) in tuple.elems.iter().zip(&all) {
                    self.bind(pattern, ty);
                }
            }
            (Pat::Tuple(tuple), Ty::Class(_)) if !tuple.elems.iter().any(|part| matches!(part, Pat::Rest(_))) => {
                let all: Vec<_> = tuple.elems.iter().map(|_| self.fresh(None)).collect();
                self.unify(ty, &Ty::Tuple(all.clone()));
                for (pattern, ty) in tuple.elems.iter().zip(&all) {
                    self.bind(pattern, ty);
                }
            }
            (Pat::Slice(slice), known) => {
                let element = self.element(&known);
                for pattern in &slice.elems {
                    match pattern {
                        Pat::Ident(syn::PatIdent { subpat: Some((_, rest)), .. }) if matches!(**rest, Pat::Rest(_)) => {
                            self.bind(pattern, &known);
                        }
                        pattern => self.bind(pattern, &element),
                    }
                }
            }
            (Pat::Or(or), known) => or.cases.iter().for_each(|case| self.bind(case, &known)),
            (Pat::Lit(literal), known) => {
                if let Some(ty) = suffix(&literal.lit) {
                    self.unify(&ty, &known);
                }
            }
            (Pat::Tuple(syn::PatTuple { elems, .. }) | Pat::TupleStruct(syn::PatTupleStruct { elems, .. }), _) => {
                elems.iter().for_each(|pattern| self.bind(pattern, &Ty::Unknown));
            }
            (Pat::Struct(fields), _) => fields.fields.iter().for_each(|field| self.bind(&field.pat, &Ty::Unknown)),
            _ => {}
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<Ty> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name)).cloned()
    }

    /// What an array, an iterator or an option holds.
    pub(super) fn element(&mut self, of: &Ty) -> Ty {
        match self.known(of) {
            Ty::Several(element) => (*element).clone(),
            Ty::Class(class) => {
                let element = self.fresh(None);
                self.unify(&Ty::Class(class), &Ty::Several(Rc::new(element.clone())));
                element
            }
            _ => Ty::Unknown,
        }
    }

    fn scoped<R>(&mut self, within: impl FnOnce(&mut Self) -> R) -> R {
        self.scopes.push(HashMap::new());
        let result = within(self);
        self.scopes.pop();
        result
    }

    pub(super) fn block(&mut self, block: &Block) -> Ty {
        self.scoped(|this| {
            let mut last = Ty::Tuple(Vec::new());
            // All of a block sees its constants.
            for statement in &block.stmts {
                if let Stmt::Item(syn::Item::Const(item)) = statement {
                    let said = this.of_type(&item.ty);
                    this.bind_name(&item.ident.to_string(), said);
                }
            }
            for statement in &block.stmts {
                last = Ty::Tuple(Vec::new());
                match statement {
                    Stmt::Local(local) => {
                        let value = match &local.init {
                            Some(init) => this.expression(&init.expr),
                            None => this.fresh(None),
                        };
                        this.bind(&local.pat, &value);
                    }
                    Stmt::Item(syn::Item::Const(item)) => {
                        let (value, said) = (this.expression(&item.expr), this.of_type(&item.ty));
                        this.unify(&value, &said);
                    }
                    Stmt::Expr(expression, end) => {
                        let value = this.expression(expression);
                        if end.is_none() {
                            last = value;
                        }
                    }
                    Stmt::Item(_) | Stmt::Macro(_) => {}
                }
            }
            last
        })
    }

    /// Notes that every type does this in its own way, where a name is in it.
    pub(super) fn tell_apart(&mut self, expression: &Expr, ty: &Ty) {
        if names_something(expression)
            && let Ty::Class(_) | Ty::Plain(_) = ty
            && let Some(class) = self.class(ty)
        {
            class.mark(Mark::ToldApart);
        }
    }

    pub(super) fn expression(&mut self, expression: &Expr) -> Ty {
        match expression {
            Expr::Lit(literal) => self.literal(literal),
            Expr::Path(path) => self.path(&path.path),
            Expr::Paren(inner) => self.expression(&inner.expr),
            Expr::Group(inner) => self.expression(&inner.expr),
            Expr::Reference(inner) => self.expression(&inner.expr),
            Expr::Unary(unary) => {
                let ty = self.expression(&unary.expr);
                match unary.op {
                    UnOp::Not(_) => self.tell_apart(&unary.expr, &ty),
                    UnOp::Neg(_) => {
                        if let Some(class) = self.class(&ty) {
                            class.mark(Mark::Wide);
                        }
                    }
                    _ => {}
                }
                ty
            }
            Expr::Binary(binary) => self.binary(binary),
            Expr::Assign(assign) => {
                let (left, right) = (self.expression(&assign.left), self.expression(&assign.right));
                self.unify(&left, &right);
                Ty::Tuple(Vec::new())
            }
            Expr::Cast(cast) => self.cast(cast),
            Expr::Index(index) => {
                let base = self.expression(&index.expr);
                let element = self.element(&base);
                if let Expr::Range(range) = &*index.index {
                    for end in [&range.start, &range.end].into_iter().flatten() {
                        let end = self.expression(end);
                        self.unify(&end, &named("usize"));
                    }
                    return base;
                }
                let at = self.expression(&index.index);
                self.unify(&at, &named("usize"));
                if crate::input::literal_index(&index.index).is_none()
                    && let Some(class) = self.class(&element)
                {
                    class.mark(Mark::Chosen);
                }
                element
            }
            Expr::Field(field) => {
                let base = self.expression(&field.base);
                match (self.known(&base), &field.member) {
                    (Ty::Tuple(all), syn::Member::Unnamed(i)) => {
                        all.get(i.index as usize).cloned().unwrap_or(Ty::Unknown)
                    }
                    _ => Ty::Unknown,
                }
            }
            Expr::Tuple(tuple) => Ty::Tuple(tuple.elems.iter().map(|part| self.expression(part)).collect()),
            Expr::Array(array) => {
                let element = self.fresh(None);
                for part in &array.elems {
                    let ty = self.expression(part);
                    self.unify(&element, &ty);
                }
                Ty::Several(Rc::new(element))
            }
            Expr::Repeat(repeat) => Ty::Several(Rc::new(self.expression(&repeat.expr))),
            Expr::Range(range) => {
                let counted = self.fresh(None);
                for end in [&range.start, &range.end].into_iter().flatten() {
                    let ty = self.expression(end);
                    self.unify(&counted, &ty);
                }
                if let Some(class) = self.class(&counted) {
                    class.mark(Mark::Ends);
                }
                let literals = [&range.start, &range.end].map(|end| end.as_deref().and_then(literal));
                if let [Some(end), None] | [None, Some(end)] = literals {
                    self.ends.insert(place(end));
                }
                Ty::Several(Rc::new(counted))
            }
            _ => self.control(expression),
        }
    }

    /// What has blocks in it, and what is called.
    fn control(&mut self, expression: &Expr) -> Ty {
        match expression {
            Expr::Block(block) => self.block(&block.block),
            Expr::If(branch) => self.scoped(|this| {
                this.expression(&branch.cond);
                let then = this.block(&branch.then_branch);
                match &branch.else_branch {
                    Some((_, otherwise)) => {
                        let other = this.expression(otherwise);
                        this.unify(&then, &other);
                        then
                    }
                    None => Ty::Tuple(Vec::new()),
                }
            }),
            Expr::Let(asked) => {
                let value = self.expression(&asked.expr);
                self.bind(&asked.pat, &value);
                named("bool")
            }
            Expr::Match(choice) => {
                let (value, result) = (self.expression(&choice.expr), self.fresh(None));
                for arm in &choice.arms {
                    self.scoped(|this| {
                        this.bind(&arm.pat, &value);
                        let ty = this.expression(&arm.body);
                        this.unify(&result, &ty);
                    });
                }
                result
            }
            Expr::ForLoop(each) => self.scoped(|this| {
                let all = this.expression(&each.expr);
                let item = this.element(&all);
                this.bind(&each.pat, &item);
                this.block(&each.body);
                Ty::Tuple(Vec::new())
            }),
            Expr::Closure(closure) => self.scoped(|this| {
                let parameters: Vec<_> = closure.inputs.iter().map(|_| this.fresh(None)).collect();
                for (pattern, ty) in closure.inputs.iter().zip(&parameters) {
                    this.bind(pattern, ty);
                }
                let value = this.expression(&closure.body);
                Ty::Closure(Rc::new((parameters, value)))
            }),
            Expr::MethodCall(call) => self.method(call),
            Expr::Call(call) => self.call(call),
            Expr::Struct(made) => {
                for field in &made.fields {
                    let ty = self.expression(&field.expr);
                    self.unify(&ty, &Ty::Unknown);
                }
                Ty::Unknown
            }
            Expr::Return(end) => {
                end.expr.iter().for_each(|value| drop(self.expression(value)));
                self.fresh(None)
            }
            Expr::Break(_) | Expr::Continue(_) => self.fresh(None),
            _ => Ty::Unknown,
        }
    }

    fn literal(&mut self, literal: &syn::ExprLit) -> Ty {
        if let Some(ty) = suffix(&literal.lit) {
            return ty;
        }
        let ty = self.fresh(Some(matches!(literal.lit, Lit::Float(_))));
        if let Some(class) = self.class(&ty) {
            class.literals.push(place(literal));
            if matches!(&literal.lit, Lit::Int(int) if is_wide(int)) {
                class.mark(Mark::Wide);
            }
        }
        ty
    }

    fn path(&mut self, path: &syn::Path) -> Ty {
        if let Some(name) = path.get_ident() {
            return self.find(&name.to_string()).unwrap_or_else(|| self.outside(path));
        }
        let text: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        match first_of(path) {
            Some(_) if text[1] == "BITS" => named("u32"),
            Some(ty) => named(&ty),
            None if self.input.scalar == text[0] || text[0] == "Real" => Ty::Number,
            None if text.iter().any(|part| part == "consts") => {
                text.into_iter().find(|part| part == "f64" || part == "f32").map_or(Ty::Unknown, Ty::Plain)
            }
            None => self.outside(path),
        }
    }

    /// A constant or a table outside, where its type is looked for: all that is done with it is done with one type.
    fn outside(&mut self, path: &syn::Path) -> Ty {
        let is_constant = path.segments.last().is_some_and(|last| !last.ident.to_string().contains(char::is_lowercase));
        let text = quote::quote!(#path).to_string();
        match &self.outside {
            Some(known) if is_constant => known.get(&text).cloned().unwrap_or_else(|| {
                let ty = self.fresh(None);
                self.outside.get_or_insert_default().insert(text, ty.clone());
                ty
            }),
            _ => Ty::Unknown,
        }
    }

    fn binary(&mut self, binary: &syn::ExprBinary) -> Ty {
        let (left, right) = (self.expression(&binary.left), self.expression(&binary.right));
        let assigns = crate::lower::compound(&binary.op).is_some();
        match binary.op {
            BinOp::Shl(_) | BinOp::Shr(_) | BinOp::ShlAssign(_) | BinOp::ShrAssign(_) => {
                self.tell_apart(&binary.left, &left);
            }
            BinOp::And(_) | BinOp::Or(_) => return named("bool"),
            BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) | BinOp::Eq(_) | BinOp::Ne(_) => {
                self.unify(&left, &right);
                return named("bool");
            }
            _ => {
                let known = [self.known(&left), self.known(&right)];
                self.unify(&left, &right);
                let scalar = |side: &&Ty| match side {
                    Ty::Number => true,
                    Ty::Plain(name) => self.input.scalar == name,
                    _ => false,
                };
                if let (Some(number), false) = (known.iter().find(scalar), assigns) {
                    return number.clone();
                }
                // A float beside an integer literal is a number.
                if !assigns {
                    if let Ty::Unknown = known[0] {
                        return Ty::Unknown;
                    }
                    let float = |this: &mut Self, ty: &Ty| match this.known(ty) {
                        Ty::Plain(name) => !is_integer_name(&name),
                        ty => this.class(&ty).is_some_and(|class| class.float == Some(true)),
                    };
                    return if float(self, &right) || matches!(known[1], Ty::Unknown) { right } else { left };
                }
            }
        }
        if assigns { Ty::Tuple(Vec::new()) } else { left }
    }

    fn cast(&mut self, cast: &syn::ExprCast) -> Ty {
        let (value, to) = (self.expression(&cast.expr), self.of_type(&cast.ty));
        if names_something(&cast.expr) {
            let exact = matches!(&to, Ty::Plain(name) if is_integer_name(name) || name == "f32" || name == "char");
            if let (true, Some(class)) = (exact, self.class(&value)) {
                class.mark(Mark::Cast);
            }
        }
        to
    }

    fn call(&mut self, call: &syn::ExprCall) -> Ty {
        let arguments: Vec<_> = call.args.iter().map(|argument| self.expression(argument)).collect();
        let Expr::Path(path) = &*call.func else { return Ty::Unknown };
        if let Some(name) = path.path.get_ident()
            && let Some(ty) = self.find(&name.to_string())
        {
            return match self.known(&ty) {
                Ty::Closure(closure) => self.applied(&closure, &arguments),
                _ => Ty::Unknown,
            };
        }
        let last = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if let Some(ty) = first_of(&path.path) {
            if last != "from" && last != "try_from" {
                return self.method_of(&named(&ty), &last, &arguments);
            }
            return if last == "from" { named(&ty) } else { Ty::Several(Rc::new(named(&ty))) };
        }
        match (last.as_str(), &arguments[..]) {
            ("from_fn", [of]) => {
                let of = self.known(of);
                let Ty::Closure(closure) = of else { return Ty::Unknown };
                Ty::Several(Rc::new(self.applied(&closure, &[named("usize")])))
            }
            ("Some" | "Ok", [of]) => Ty::Several(Rc::new(of.clone())),
            ("max" | "min", [a, b]) => {
                self.unify(a, b);
                a.clone()
            }
            ("lit", _) => Ty::Number,
            ("swap", [a, b]) => {
                self.unify(a, b);
                Ty::Tuple(Vec::new())
            }
            _ => {
                self.unify_all(&arguments, &Ty::Unknown);
                Ty::Unknown
            }
        }
    }

    /// What a closure gives of these.
    pub(super) fn applied(&mut self, closure: &Rc<(Vec<Ty>, Ty)>, arguments: &[Ty]) -> Ty {
        for (parameter, argument) in closure.0.iter().zip(arguments) {
            self.unify(parameter, argument);
        }
        closure.1.clone()
    }
}

/// An expression as the literal that it is.
fn literal(expression: &Expr) -> Option<&syn::ExprLit> {
    match expression {
        Expr::Lit(literal) => Some(literal),
        Expr::Paren(inner) => literal(&inner.expr),
        Expr::Unary(inner) => literal(&inner.expr),
        _ => None,
    }
}

/// Whether a name stands in an expression, and not literals alone.
fn names_something(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(_) => false,
        Expr::Paren(inner) => names_something(&inner.expr),
        Expr::Group(inner) => names_something(&inner.expr),
        Expr::Unary(inner) => names_something(&inner.expr),
        Expr::Binary(binary) => names_something(&binary.left) || names_something(&binary.right),
        _ => true,
    }
}
