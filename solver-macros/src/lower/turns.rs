//! Loops: what a loop changes goes from turn to turn.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::visit::Visit;
use syn::{Error, Expr, Result};

use super::Lowering;
use super::bounds;
use super::counters::Became;
use super::jumps::{self, Jumps};
use super::scan::{self, changed};
use super::value::Value;
use crate::graph::{Condition, Graph, Id, Kind, Node, Range, Turns};
use crate::input::Errors;
use crate::shape::Type;

/// Loops of no more turns than this, and of a short body, are written out: the sweep then finds in one what it needs of
/// another one.
const FEW: usize = 4;

/// What a loop goes over, as it is written.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) low: TokenStream,
    pub(super) high: TokenStream,
    pub(super) step: Option<TokenStream>,
    pub(super) backwards: bool,
    /// A constant that `high` does not exceed.
    pub(super) most: Option<TokenStream>,
    pub(super) at: proc_macro2::Span,
}

impl Span {
    pub(super) fn up_to(high: TokenStream, most: Option<TokenStream>, at: proc_macro2::Span) -> Self {
        Self { low: quote!(0), high, step: None, backwards: false, most, at }
    }

    /// The turns one by one, if they are few and known.
    fn few(&self) -> Option<Vec<TokenStream>> {
        let literal = |tokens: &TokenStream| tokens.to_string().parse::<usize>().ok();
        let (low, high) = (literal(&self.low)?, literal(&self.high)?);
        if self.step.is_some() || low >= high || high - low > FEW {
            return None;
        }
        let mut turns: Vec<_> =
            (low..high).map(|i| proc_macro2::Literal::usize_unsuffixed(i).to_token_stream()).collect();
        if self.backwards {
            turns.reverse();
        }
        Some(turns)
    }
}

/// A variable: its scope and its name.
pub(super) type Variable = (usize, Ident);

/// What a pass over a loop's body gives: what it hands on, and what variables became.
type Passed = (Vec<Value>, Vec<(Variable, Became)>);

/// What a loop that is tried may change.
pub(super) struct Snapshot {
    graph: Graph,
    scopes: Vec<super::Scope>,
    assigned: BTreeSet<(usize, String)>,
    below: HashMap<String, TokenStream>,
    variables: HashSet<String>,
    errors: Errors,
}

/// What a turn does: given the loop's variable and what it is handed, it gives what it hands on.
pub(super) type Body<'f, 'a> = &'f mut dyn FnMut(&mut Lowering<'a>, &TokenStream, Vec<Value>) -> Result<Vec<Value>>;

impl<'a> Lowering<'a> {
    pub(super) fn for_loop(&mut self, each: &syn::ExprForLoop) -> Result<()> {
        if each.label.is_some() {
            let flags = ["skipped", "left"].map(|flag| self.unused(flag));
            return self.for_loop(&jumps::without_label(each, &flags));
        }
        let jumps = Jumps::of(&each.body);
        if jumps == Jumps::default() {
            return self.turns_of(each);
        }
        let going = self.unused("going");
        let body = jumps::without(&each.body, &going)?;
        self.scopes.push(super::Scope::new());
        self.bind_name(&going, Value::Condition(Condition::Verbatim(quote!(true))), true);
        let done = self.turns_of(&syn::ExprForLoop { body, ..each.clone() });
        self.scopes.pop();
        done
    }

    /// A loop whose body does not jump.
    fn turns_of(&mut self, each: &syn::ExprForLoop) -> Result<()> {
        let (span, items) = self.iteration(&each.expr)?;
        let mut names = changed(|scan| {
            scan.visit_block(&each.body);
            scan.visit_expr(&each.expr);
        });
        // What `iter_mut` gave is gone through to be changed.
        if let Expr::Path(path) = &*each.expr
            && let Some(name) = path.path.get_ident()
            && let Some(Value::Place(_)) = self.get(name)
        {
            names.insert(name.to_string());
        }
        let tail = core::mem::take(&mut self.tail);
        let name = items.variable(&each.pat);
        let mut body = |this: &mut Self, index: &TokenStream, _: Vec<Value>| {
            this.scopes.push(super::Scope::new());
            let done = this.with_item(
                &items,
                index,
                &mut |this, item| this.bind(&each.pat, item).and_then(|()| this.block(&each.body)),
                &|_| Ok(Value::unit()),
            );
            this.scopes.pop();
            match done? {
                Value::Tuple(items) if items.is_empty() => Ok(Vec::new()),
                _ => Err(Error::new_spanned(&each.body, "the body of a loop has no value; assign it to a variable")),
            }
        };
        let done = match span.few().filter(|_| scan::is_short(each)) {
            Some(turns) => turns.into_iter().try_for_each(|index| body(self, &index, Vec::new()).map(|_| ())),
            None => self.turns(&span, name.as_ref(), names, &[], &mut body).map(|_| ()),
        };
        self.tail = tail;
        done
    }

    /// A loop that carries the variables that it changes, and other values; gives the latter as they are in the end.
    ///
    /// What is not differentiated before it is taken to be so in every turn until that is seen to be wrong; then it is a
    /// number.
    pub(super) fn turns(
        &mut self,
        span: &Span,
        name: Option<&Ident>,
        changed: impl IntoIterator<Item = String>,
        others: &[Value],
        body: Body<'_, 'a>,
    ) -> Result<Vec<Value>> {
        let mut carried = self.carried(changed);
        let mut counted: Vec<_> =
            carried.iter().filter(|(scope, name)| Self::may_count(&self.get_at(*scope, name))).cloned().collect();
        loop {
            if counted.is_empty() {
                return self.pass(span, name, (&carried, &counted), others, body).map(|(values, _)| values);
            }
            let before = self.snapshot();
            let mistakes = self.errors.count();
            let done = self.pass(span, name, (&carried, &counted), others, body);
            match done {
                Ok((values, seen)) if seen.is_empty() && self.errors.count() == mistakes => return Ok(values),
                Ok((_, seen)) if !seen.is_empty() => {
                    for (variable, became) in seen {
                        counted.retain(|other| *other != variable);
                        if let Became::Same = became {
                            carried.retain(|other| *other != variable);
                        }
                    }
                    self.restore(before);
                }
                first => {
                    // As numbers they may do.
                    let after = self.snapshot();
                    let count = |this: &Self, done: Option<&Error>| {
                        let mut all = this.errors.clone();
                        if let Some(error) = done {
                            all.push(error.clone());
                        }
                        all.count()
                    };
                    let first_count = count(self, first.as_ref().err());
                    self.restore(before);
                    let second = self.pass(span, name, (&carried, &[]), others, body);
                    if count(self, second.as_ref().err()) < first_count {
                        return second.map(|(values, _)| values);
                    }
                    self.restore(after);
                    return first.map(|(values, _)| values);
                }
            }
        }
    }

    /// The variables that a loop carries, of those that it may change.
    fn carried(&self, changed: impl IntoIterator<Item = String>) -> Vec<(usize, Ident)> {
        let mut carried: Vec<(usize, Ident)> = Vec::new();
        for name in changed {
            let name = format_ident!("{name}");
            let Some(scope) = self.find(&name) else { continue };
            // What changes behind a name for a place is the variable that the place is in.
            let (scope, name) = match self.get_at(scope, &name) {
                Value::Place(place) => (place.scope, place.name.clone()),
                _ => (scope, name),
            };
            let value = self.get_at(scope, &name);
            let mutable = self.scopes[scope].get(&name.to_string()).is_some_and(|variable| variable.mutable);
            if (value.is_missing() || !matches!(value, Value::Closure(_) | Value::Driven(_)) && mutable)
                && !carried.contains(&(scope, name.clone()))
            {
                carried.push((scope, name));
            }
        }
        carried
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            graph: self.graph.clone(),
            scopes: self.scopes.clone(),
            assigned: self.assigned.clone(),
            below: self.below.clone(),
            variables: self.variables.clone(),
            errors: self.errors.clone(),
        }
    }

    pub(super) fn restore(&mut self, before: Snapshot) {
        let Snapshot { graph, scopes, assigned, below, variables, errors } = before;
        *self.graph = graph;
        (self.scopes, self.assigned, self.below, self.variables, self.errors) =
            (scopes, assigned, below, variables, errors);
    }

    /// The loop, with some of what it carries as counters; what is seen not to be one.
    fn pass(
        &mut self,
        span: &Span,
        name: Option<&Ident>,
        (carried, counted): (&[Variable], &[Variable]),
        others: &[Value],
        body: Body<'_, 'a>,
    ) -> Result<Passed> {
        // What has no value before a loop has none after it.
        let missing: Vec<_> = carried.iter().filter(|(scope, name)| self.get_at(*scope, name).is_missing()).collect();
        let values: Vec<_> = missing.iter().map(|(scope, name)| self.get_at(*scope, name)).collect();
        let carried: Vec<_> =
            carried.iter().filter(|variable| !missing.contains(variable) && !counted.contains(variable)).collect();
        let starts: Vec<_> = counted.iter().map(|(scope, name)| self.get_at(*scope, name)).collect();
        let mut inits = Vec::new();
        for (scope, name) in &carried {
            let value = self.get_at(*scope, name);
            if let Value::Passive(..) = value {
                return Err(Error::new(
                    span.at,
                    format!(
                        "`{name}` is not differentiated, and the loop has it depend on what is; bind a number, as `T::lit(…)`, to begin with"
                    ),
                ));
            }
            self.flatten(&value, &mut inits)?;
        }
        let own = inits.len();
        for value in others {
            self.flatten(value, &mut inits)?;
        }
        let range = self.range(span, name);
        let outer = self.graph.current();
        let block = self.graph.enter(Kind::Turns);
        self.graph.range.insert(block, range.clone());
        let params: Vec<Id> = inits
            .iter()
            .map(|init| {
                let like = self.graph.ty[*init].clone();
                self.graph.param(like)
            })
            .collect();
        let mut next = 0;
        let templates: Vec<Value> =
            carried.iter().map(|(scope, name)| Self::params(&self.get_at(*scope, name), &params, &mut next)).collect();
        for ((scope, name), template) in carried.iter().zip(&templates) {
            self.rename(template, name);
            self.hold(*scope, name, template.clone());
        }
        let arguments: Vec<Value> = others.iter().map(|value| Self::params(value, &params, &mut next)).collect();
        let counters = self.begin_turns(counted, starts);
        let variable = range.variable.to_token_stream();
        let given = body(self, &variable, arguments.clone());
        let seen: Vec<_> = counters
            .iter()
            .map(|counter| ((counter.scope, counter.name.clone()), self.became(counter)))
            .filter(|(_, became)| !matches!(became, Became::Counted))
            .collect();
        let running = counters.iter().flat_map(|counter| self.running(counter)).collect();
        let results = given.and_then(|given| self.conformed(&carried, &templates, &arguments, &given, span));
        // A later loop may have a variable of the same name.
        self.variables.remove(&range.variable.to_string());
        self.graph.leave(outer);
        self.end_turns(&range, &counters, running);
        let unknown = counters.len() < counted.len();
        let results = results?;
        if unknown {
            let names: Vec<_> = counted.iter().map(|(_, name)| format!("`{name}`")).collect();
            return Err(Error::new(
                span.at,
                format!(
                    "{} is noted for every turn of this loop, and how many there are cannot be named here; write the most there \
                 can be into the attribute, `turns = 64`",
                    names.join(", ")
                ),
            ));
        }
        let turns = Turns { range, backwards: false, block, inits, params, results };
        let (_, parts) = self.graph.turns(turns);
        let mut next = 0;
        for ((scope, name), template) in carried.iter().zip(&templates) {
            let value = Self::params(template, &parts, &mut next);
            self.rename(&value, name);
            self.hold(*scope, name, value);
        }
        debug_assert_eq!(next, own, "every carried variable has its parts");
        for ((scope, name), value) in missing.into_iter().zip(values) {
            self.hold(*scope, name, value);
        }
        Ok((arguments.iter().map(|template| Self::params(template, &parts, &mut next)).collect(), seen))
    }

    /// What the turn hands on, in the shapes it was handed.
    fn conformed(
        &mut self,
        carried: &[&Variable],
        templates: &[Value],
        arguments: &[Value],
        given: &[Value],
        span: &Span,
    ) -> Result<Vec<Id>> {
        let mut results = Vec::new();
        for ((scope, name), template) in carried.iter().zip(templates) {
            let value = self.get_at(*scope, name);
            if !self.conform(&value, template, &mut results)? {
                let message = format!("a turn leaves `{name}` with another shape than it has before");
                return Err(Error::new(span.at, message));
            }
        }
        for (value, template) in given.iter().zip(arguments) {
            if !self.conform(value, template, &mut results)? {
                return Err(Error::new(span.at, "a turn gives a value of another shape than it takes"));
            }
        }
        Ok(results)
    }

    pub(super) fn hold(&mut self, scope: usize, name: &Ident, value: Value) {
        let name = name.to_string();
        if let Some(variable) = self.scopes[scope].get_mut(&name) {
            variable.value = value;
        }
        self.assigned.insert((scope, name));
    }

    fn rename(&mut self, value: &Value, name: &Ident) {
        match value {
            Value::Node(id) => self.graph.call_it(*id, name),
            Value::Array(items) | Value::Tuple(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.rename(item, &format_ident!("{name}_{i}"));
                }
            }
            _ => {}
        }
    }

    /// The nodes of a value, in order.
    fn flatten(&mut self, value: &Value, all: &mut Vec<Id>) -> Result<()> {
        match value {
            Value::Array(items) | Value::Tuple(items) => items.iter().try_for_each(|item| self.flatten(item, all)),
            Value::Condition(condition) => {
                all.push(self.graph.add(Node::Test(condition.clone())));
                Ok(())
            }
            value => {
                all.push(self.lift(value, &quote!())?);
                Ok(())
            }
        }
    }

    /// A value of the same shape, of these nodes.
    fn params(like: &Value, ids: &[Id], next: &mut usize) -> Value {
        match like {
            Value::Array(items) => Value::Array(items.iter().map(|item| Self::params(item, ids, next)).collect()),
            Value::Tuple(items) => Value::Tuple(items.iter().map(|item| Self::params(item, ids, next)).collect()),
            other => {
                *next += 1;
                let id = ids[*next - 1];
                if let Value::Condition(_) = other { Value::Condition(Condition::Value(id)) } else { Value::Node(id) }
            }
        }
    }

    /// The nodes of a value in the shape of a template, if it has that shape.
    fn conform(&mut self, value: &Value, template: &Value, all: &mut Vec<Id>) -> Result<bool> {
        Ok(match (value, template) {
            (Value::Array(items), Value::Array(like)) | (Value::Tuple(items), Value::Tuple(like)) => {
                items.len() == like.len() && {
                    for (item, like) in items.iter().zip(like) {
                        if !self.conform(item, like, all)? {
                            return Ok(false);
                        }
                    }
                    true
                }
            }
            (Value::Node(id), Value::Array(like) | Value::Tuple(like)) => {
                for (i, like) in like.iter().enumerate() {
                    let step = match template {
                        Value::Array(_) => crate::graph::Step::Index(i),
                        _ => crate::graph::Step::Field(i),
                    };
                    let part = self.node(Node::Part(*id, step));
                    if !self.conform(&part, like, all)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Condition(condition), Value::Condition(_)) => {
                let id = match condition {
                    Condition::Value(id) => *id,
                    condition => self.graph.add(Node::Test(condition.clone())),
                };
                all.push(id);
                true
            }
            (Value::Condition(_), _) | (_, Value::Condition(_)) => false,
            (value, Value::Node(like)) => {
                let is_number = self.graph.ty[*like].as_ref().is_some_and(Type::is_number);
                if is_number && matches!(value, Value::Array(_) | Value::Tuple(_)) {
                    return Ok(false);
                }
                all.push(self.whole(value, &quote!())?);
                true
            }
            _ => false,
        })
    }

    /// The range of a loop, under a variable that no other loop has.
    fn range(&mut self, span: &Span, name: Option<&Ident>) -> Rc<Range> {
        let base = name.map_or_else(|| "turn".into(), |name| name.to_string().trim_start_matches('_').to_string());
        let base = if base.is_empty() || base.starts_with("r#") { "turn".into() } else { base };
        let mut text = base.clone();
        let mut count = 1;
        while self.find(&format_ident!("{text}")).is_some() || !self.variables.insert(text.clone()) {
            count += 1;
            text = format!("{base}_{count}");
        }
        // Where it stands is the user's; what it means is the generated code's own.
        let own = proc_macro2::Span::call_site();
        let variable = Ident::new(&text, name.map_or(own, |name| name.span().resolved_at(own)));
        let Span { low, high, step, backwards, most, at } = span;
        let (low_atom, high_atom) = (super::value::atom(low), super::value::atom(high));
        let mut iterator = quote!(#low_atom..#high_atom);
        if step.is_some() || *backwards {
            iterator = quote!((#iterator));
        }
        if let Some(step) = step {
            iterator = quote!(#iterator.step_by(#step));
        }
        if *backwards {
            iterator = quote!(#iterator.rev());
        }
        let literal = |tokens: &TokenStream| tokens.to_string().parse::<usize>().ok();
        let known = match (literal(low), literal(high)) {
            (Some(low), Some(high)) => Some(low < high),
            _ => None,
        };
        match most {
            Some(most) => self.below.insert(variable.to_string(), most.clone()),
            None => self.below.remove(&variable.to_string()),
        };
        self.ranges.insert(variable.to_string(), bounds::ends(span));
        let (turn, most, count) = self.slots(span, &variable, &base);
        let nonempty = match known {
            Some(true) => None,
            Some(false) => Some(quote!(false)),
            None => Some(quote!(#low_atom < #high_atom)),
        };
        Rc::new(Range { variable, iterator, turn, most, count, nonempty, span: *at })
    }

    /// The place of a turn among what is kept of all, how many there are at most, and what has to hold for that.
    fn slots(
        &self,
        span: &Span,
        variable: &Ident,
        base: &str,
    ) -> (TokenStream, Option<TokenStream>, Option<TokenStream>) {
        let Span { low, high, step, most, .. } = span;
        let (low_atom, high_atom) = (super::value::atom(low), super::value::atom(high));
        let starts = low.to_string() == "0";
        let from_start = if starts { quote!(#variable) } else { quote!((#variable - #low_atom)) };
        // What is kept is found by `usize`.
        let otherwise = self.counts_otherwise.contains(base) || [low, high].iter().any(|end| self.is_otherwise(end));
        let place = |tokens: TokenStream| if otherwise { quote!((#tokens as usize)) } else { tokens };
        let integer = |tokens: &TokenStream| {
            let text = tokens.to_string().replace(' ', "");
            let digits =
                syn::parse_str::<syn::LitInt>(text.trim_start_matches('-')).ok()?.base10_parse::<i128>().ok()?;
            Some(if text.starts_with('-') { -digits } else { digits })
        };
        match (most, &self.turns) {
            (_, _) if low.to_string().starts_with('-') => {
                let turns = integer(high).zip(integer(low)).and_then(|(high, low)| usize::try_from(high - low).ok());
                let turns = turns.map(|turns| proc_macro2::Literal::usize_unsuffixed(turns).to_token_stream());
                let count = turns.is_none().then(|| quote!(((core::cmp::Ord::max(#high, #low) - #low_atom) as usize)));
                (quote!((#from_start as usize)), turns.or(self.turns.clone()), count)
            }
            // One that may be negative is counted from the beginning.
            (Some(most), _) if !otherwise || integer(low).is_some() => {
                (place(quote!(#variable)), Some(most.clone()), None)
            }
            // Where no constant is known, the attribute gives one, and turns are counted from the beginning.
            (_, Some(turns)) => {
                let count = match (starts, otherwise) {
                    (true, _) => high_atom,
                    (false, false) => quote!(#high_atom.saturating_sub(#low_atom)),
                    (false, true) => quote!((core::cmp::Ord::max(#high, #low) - #low_atom)),
                };
                let (turn, count) = (place(from_start), place(count));
                match step.as_ref().map(super::value::atom) {
                    Some(step) => (quote!(#turn / #step), Some(turns.clone()), Some(quote!(#count.div_ceil(#step)))),
                    None => (turn, Some(turns.clone()), Some(count)),
                }
            }
            (_, None) => (place(quote!(#variable)), None, None),
        }
    }

    /// Whether an end of a range is seen to be an integer of another type than `usize`.
    fn is_otherwise(&self, end: &TokenStream) -> bool {
        let text = end.to_string();
        let is_cast = text.ends_with("as usize") || text.ends_with("as usize)");
        let suffixed = |text: &str| scan::OTHER_INTEGERS.iter().any(|ty| text.ends_with(ty));
        !is_cast
            && end.clone().into_iter().any(|token| match token {
                proc_macro2::TokenTree::Ident(name) => self.counts_otherwise.contains(&name.to_string()),
                proc_macro2::TokenTree::Literal(literal) => suffixed(&literal.to_string()),
                proc_macro2::TokenTree::Group(group) => self.is_otherwise(&group.stream()),
                proc_macro2::TokenTree::Punct(_) => false,
            })
            || text.split(' ').next_back().is_some_and(suffixed)
    }

    /// A constant that an integer expression does not exceed, if one can be named.
    pub(super) fn most(&self, expression: &Expr) -> Option<TokenStream> {
        // Neither a variable nor a name that this macro has given to a value.
        let is_constant = |name: &Ident| self.find(name).is_none() && !self.variables.contains(&name.to_string());
        match expression {
            Expr::Paren(inner) => self.most(&inner.expr),
            Expr::Group(inner) => self.most(&inner.expr),
            Expr::Lit(_) => crate::input::literal_index(expression)
                .map(|end| proc_macro2::Literal::usize_unsuffixed(end).to_token_stream()),
            Expr::Path(path) => match path.path.get_ident() {
                Some(name) => match self.get(name) {
                    Some(Value::Integer(tokens)) => {
                        syn::parse2::<syn::LitInt>(tokens.clone()).ok().map(|_| tokens.clone())
                    }
                    Some(Value::Passive(tokens, _)) => match self.below.get(&tokens.to_string()) {
                        Some(most) => Some(most.clone()),
                        None if *name == tokens.to_string() => None,
                        None => self.most(&syn::parse2(tokens.clone()).ok()?),
                    },
                    Some(_) => None,
                    None => {
                        is_constant(name).then(|| self.below.get(&name.to_string()).cloned().unwrap_or(quote!(#name)))
                    }
                },
                None => Some(path.to_token_stream()),
            },
            Expr::Binary(binary) => {
                let literal = |e: &Expr| crate::input::literal_index(e);
                match binary.op {
                    syn::BinOp::Sub(_) | syn::BinOp::Div(_) => self.most(&binary.left),
                    syn::BinOp::Rem(_) => self.most(&binary.right).or_else(|| self.most(&binary.left)),
                    // What a loop counts stays below its end, and its successor does not exceed it.
                    syn::BinOp::Add(_) if literal(&binary.right) == Some(1) && self.counts(&binary.left) => {
                        self.most(&binary.left)
                    }
                    syn::BinOp::Add(_) | syn::BinOp::Mul(_) => {
                        let (a, b) = (self.most(&binary.left)?, self.most(&binary.right)?);
                        let generic = [&a, &b].iter().any(|side| {
                            self.input
                                .consts
                                .iter()
                                .any(|c| crate::input::mentions(&syn::parse_quote!([(); #side]), &c.ident))
                        });
                        let operator = &binary.op;
                        (!generic).then(|| match quote!(#a #operator #b).to_string().as_str() {
                            _ if let (Ok(x), Ok(y)) =
                                (a.to_string().parse::<usize>(), b.to_string().parse::<usize>()) =>
                            {
                                let folded = if matches!(operator, syn::BinOp::Add(_)) { x + y } else { x * y };
                                proc_macro2::Literal::usize_unsuffixed(folded).to_token_stream()
                            }
                            _ => quote!({ #a #operator #b }),
                        })
                    }
                    _ => None,
                }
            }
            Expr::MethodCall(call) if call.method == "len" => {
                let Expr::Path(path) = &*call.receiver else { return None };
                let value = match path.path.get_ident().and_then(|name| self.get(name)) {
                    Some(value) => value.clone(),
                    None => Value::Constant(path.to_token_stream()),
                };
                self.length(&value).and_then(|(_, most)| most)
            }
            _ => None,
        }
    }

    /// Whether an expression is the variable of a loop.
    fn counts(&self, expression: &Expr) -> bool {
        let Expr::Path(path) = expression else { return false };
        let Some(Value::Passive(tokens, _)) = path.path.get_ident().and_then(|name| self.get(name)) else {
            return false;
        };
        let text = tokens.to_string();
        self.below.contains_key(&text) && !self.input.consts.iter().any(|c| c.ident == text)
    }

    /// The length of an array, and a constant that it does not exceed.
    pub(super) fn length(&self, value: &Value) -> Option<(TokenStream, Option<TokenStream>)> {
        match value {
            Value::Node(id) => match &self.graph.ty[*id] {
                Some(Type::Array(_, length)) => Some((length.clone(), Some(length.clone()))),
                _ => None,
            },
            Value::Array(items) => {
                let length = proc_macro2::Literal::usize_unsuffixed(items.len()).to_token_stream();
                Some((length.clone(), Some(length)))
            }
            Value::Constant(tokens) | Value::Passive(tokens, _) => {
                let declared = self.input.settings.iter().find(|setting| setting.name == tokens.to_string());
                let mut ty = declared.map(|setting| &setting.ty);
                while let Some(syn::Type::Reference(reference)) = ty {
                    ty = Some(&reference.elem);
                }
                if let Some(syn::Type::Array(array)) = ty {
                    let length = array.len.to_token_stream();
                    return Some((length.clone(), Some(length)));
                }
                // The length of a table outside is a constant.
                let is_outside = |path: &syn::Path| {
                    path.get_ident()
                        .is_none_or(|name| self.find(name).is_none() && !self.variables.contains(&name.to_string()))
                };
                let table = syn::parse2::<syn::Path>(tokens.clone()).is_ok_and(|path| is_outside(&path));
                let length = quote!(#tokens.len());
                // Not by a method: a trait in scope may have one of that name, which is no constant.
                Some((length, table.then(|| quote!(<[_]>::len(&#tokens)))))
            }
            _ => None,
        }
    }
}
