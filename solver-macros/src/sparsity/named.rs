//! The pattern of a field of structs, by the names of their parts: how many components there are under each the compiler knows.

use std::collections::HashMap;

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::quote;

use super::Run;
use super::depends::{Column, Depends, Key};
use crate::lower::Value;
use crate::shape::Type;

/// The parts of state and slope that are named, each once, and what those of the slope depend on.
pub(super) struct Rows<'a> {
    krate: &'a TokenStream,
    paths: Vec<Vec<Key>>,
    known: HashMap<Vec<Key>, usize>,
    said: TokenStream,
}

impl<'a> Rows<'a> {
    pub(super) fn new(krate: &'a TokenStream) -> Self {
        Self { krate, paths: Vec::new(), known: HashMap::new(), said: TokenStream::new() }
    }

    fn number(&mut self, path: &[Key]) -> Literal {
        let next = self.paths.len();
        let number = *self.known.entry(path.to_vec()).or_insert(next);
        if number == next {
            self.paths.push(path.to_vec());
        }
        Literal::usize_unsuffixed(number)
    }

    /// What the part of the slope at a path depends on.
    fn say(&mut self, depends: &Depends, path: &mut Vec<Key>) {
        let krate = self.krate;
        match depends {
            Depends::All(set) => {
                let row = self.number(path);
                let all: Vec<_> = set
                    .iter()
                    .filter_map(|column| match column {
                        Column::Part(part) => Some(self.number(part)),
                        Column::Component(_) => None,
                    })
                    .collect();
                self.said.extend(quote!(#krate::Row::All(#row, &[#(#all),*]),));
            }
            Depends::Same(from) => {
                let (row, from) = (self.number(path), self.number(from));
                self.said.extend(quote!(#krate::Row::Same(#row, #from),));
            }
            Depends::Each(parts) => {
                for (at, part) in parts.iter().enumerate() {
                    self.say_within(part, (path, Key::At(at)));
                }
            }
            Depends::Changed(parts) => {
                self.say(&parts.0, path);
                for (key, part) in &parts.1 {
                    self.say_within(part, (path, key.clone()));
                }
            }
        }
    }

    fn say_within(&mut self, depends: &Depends, (path, key): (&mut Vec<Key>, Key)) {
        path.push(key);
        self.say(depends, path);
        path.pop();
    }

    /// The paths as constants.
    fn paths(&self) -> TokenStream {
        let krate = self.krate;
        let step = |key: &Key| match key {
            Key::At(at) => {
                let at = Literal::usize_unsuffixed(*at);
                quote!(#krate::Step::At(#at))
            }
            Key::Named(name) => quote!(#krate::Step::Named(#name)),
        };
        let paths = self.paths.iter().map(|path| {
            let steps = path.iter().map(step);
            quote!(&[#(#steps),*])
        });
        quote!(&[#(#paths),*])
    }
}

impl Run<'_> {
    /// What each part of a slope depends on.
    pub(super) fn named_rows(&mut self, value: &Value, path: &mut Vec<Key>, rows: &mut Rows<'_>) -> Option<()> {
        match value {
            Value::Node(id) => {
                rows.say(&self.of(*id)?, path);
                Some(())
            }
            Value::Array(items) | Value::Tuple(items) => items.iter().enumerate().try_for_each(|(at, item)| {
                path.push(Key::At(at));
                let done = self.named_rows(item, path, rows);
                path.pop();
                done
            }),
            _ => None,
        }
    }
}

/// A state of structs with more components than this has no pattern: the compiler's interpreter goes through all pairs of them.
const MOST: usize = 400;

/// The pattern that these rows make of a state's layout.
pub(super) fn pattern(number: &Ident, ty: &Type, rows: &Rows<'_>) -> TokenStream {
    // The pattern is the same over every number, and the layout is asked over one.
    let state = over_f64(ty.tokens(&quote!(#number)), number);
    let (krate, paths, rows) = (rows.krate, rows.paths(), &rows.said);
    quote!({
        const LAYOUT: #krate::Layout = <#state as #krate::Vector<f64>>::LAYOUT;
        const COUNT: usize = LAYOUT.count_up_to(#MOST);
        #[allow(long_running_const_eval, reason = "it goes through all pairs of components")]
        const TABLE: ::core::option::Option<#krate::Table<COUNT>> = #krate::table(&LAYOUT, #paths, &[#rows]);
        const ROWS: ::core::option::Option<[&[usize]; COUNT]> = #krate::rows(&TABLE);
        match &ROWS {
            ::core::option::Option::Some(rows) if COUNT > 0 => ::core::option::Option::Some(rows),
            _ => ::core::option::Option::None,
        }
    })
}

fn over_f64(tokens: TokenStream, number: &Ident) -> TokenStream {
    let token = |token| match token {
        TokenTree::Ident(name) if name == *number => quote!(f64),
        TokenTree::Group(group) => {
            let mut inner = proc_macro2::Group::new(group.delimiter(), over_f64(group.stream(), number));
            inner.set_span(group.span());
            TokenTree::Group(inner).into()
        }
        other => other.into(),
    };
    tokens.into_iter().map(token).collect()
}
