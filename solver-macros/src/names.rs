//! Names as the compiler tells them apart: `r#x` is `x`, and what a macro writes is another `x` than what it is given.

use std::collections::HashMap;

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Error, ItemFn, Result};

/// The same with `r#` at keywords alone.
pub(crate) fn read(tokens: TokenStream) -> TokenStream {
    if is_read(tokens.clone()) {
        return tokens;
    }
    let read = |token| match token {
        TokenTree::Group(group) if !is_read(group.stream()) => {
            let mut inner = Group::new(group.delimiter(), read(group.stream()));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        TokenTree::Ident(name) => TokenTree::Ident(unescaped(name)),
        token => token,
    };
    tokens.into_iter().map(read).collect()
}

/// Whether `r#` stands at keywords alone.
fn is_read(tokens: TokenStream) -> bool {
    tokens.into_iter().all(|token| match token {
        TokenTree::Group(group) => is_read(group.stream()),
        TokenTree::Ident(name) => unescaped(name.clone()) == name,
        _ => true,
    })
}

fn unescaped(name: Ident) -> Ident {
    let text = name.to_string();
    let is_name = |text: &&str| *text != "gen" && syn::parse_str::<Ident>(text).is_ok();
    let plain = text.strip_prefix("r#").filter(is_name).map(|text| Ident::new(text, name.span()));
    plain.unwrap_or(name)
}

/// The mistake of two variables of one name, of which a macro wrote one and was given the other: the compiler tells them apart
/// by where they were written, and they would be one here.
pub(crate) fn check(function: &ItemFn) -> Result<()> {
    let mut names = Names::default();
    names.visit_item_fn(function);
    for name in &names.bound {
        let all = &names.all[&name.to_string()];
        let first = origin(all[0].span());
        if let Some(other) = all.iter().find(|other| origin(other.span()) != first) {
            let message = format!(
                "a macro wrote one `{name}` and was given another, and these are two to the compiler; rename one of them"
            );
            return Err(Error::new(other.span(), message));
        }
    }
    Ok(())
}

/// Which macro wrote something, as the compiler's spans say; nothing where they say none.
fn origin(span: Span) -> Option<String> {
    let text = format!("{span:?}");
    text.starts_with('#').then(|| text.split(' ').next().unwrap_or_default().to_string())
}

/// The variables and labels of a function, and where they are named.
#[derive(Default)]
struct Names {
    bound: Vec<Ident>,
    all: HashMap<String, Vec<Ident>>,
}

impl Names {
    fn named(&mut self, name: &Ident) {
        self.all.entry(name.to_string()).or_default().push(name.clone());
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, pattern: &'ast syn::PatIdent) {
        // A name in capitals may be a constant's or a variant's.
        if !pattern.ident.to_string().starts_with(char::is_uppercase) {
            self.named(&pattern.ident);
            self.bound.push(pattern.ident.clone());
        }
        visit::visit_pat_ident(self, pattern);
    }
    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        if let Some(name) = path.path.get_ident() {
            self.named(name);
        }
        visit::visit_expr_path(self, path);
    }
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.within(call.tokens.clone());
    }
}

impl Names {
    /// What is named in a macro's tokens; what stands after a dot is a field or a method.
    fn within(&mut self, tokens: TokenStream) {
        let mut after_dot = false;
        for token in tokens {
            let is_member =
                core::mem::replace(&mut after_dot, matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.'));
            match token {
                TokenTree::Ident(name) if !is_member => self.named(&name),
                TokenTree::Group(group) => self.within(group.stream()),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_raw_where_it_has_to_be() {
        let written: TokenStream = "r#x + [r#type, y.r#z(r#gen)]".parse().unwrap();
        assert_eq!(read(written).to_string(), "x + [r#type , y . z (r#gen)]");
    }
}
