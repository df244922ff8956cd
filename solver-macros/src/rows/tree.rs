//! Tokens with what stands in their groups, read once.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, TokenStream, TokenTree};

#[derive(Clone)]
pub(super) enum Tree {
    Ident(Ident, String),
    Punct(Punct),
    Literal(Literal),
    Group(Group, Vec<Tree>),
}

pub(super) fn trees(tokens: TokenStream) -> Vec<Tree> {
    let tree = |token| match token {
        TokenTree::Ident(name) => {
            let text = name.to_string();
            Tree::Ident(name, text)
        }
        TokenTree::Punct(punct) => Tree::Punct(punct),
        TokenTree::Literal(literal) => Tree::Literal(literal),
        TokenTree::Group(group) => {
            let inner = trees(group.stream());
            Tree::Group(group, inner)
        }
    };
    tokens.into_iter().map(tree).collect()
}

pub(super) fn tokens(trees: &[Tree]) -> TokenStream {
    let token = |tree: &Tree| match tree {
        Tree::Ident(name, _) => TokenTree::Ident(name.clone()),
        Tree::Punct(punct) => TokenTree::Punct(punct.clone()),
        Tree::Literal(literal) => TokenTree::Literal(literal.clone()),
        Tree::Group(group, _) => TokenTree::Group(group.clone()),
    };
    trees.iter().map(token).collect()
}

impl Tree {
    /// A group of other trees in the same place.
    pub(super) fn group(like: &Group, inner: Vec<Self>) -> Self {
        let mut group = Group::new(like.delimiter(), tokens(&inner));
        group.set_span(like.span());
        Self::Group(group, inner)
    }

    pub(super) fn is(&self, text: &str) -> bool {
        matches!(self, Self::Ident(_, own) if own == text)
    }

    pub(super) fn is_punct(&self, of: char) -> bool {
        matches!(self, Self::Punct(punct) if punct.as_char() == of)
    }

    pub(super) fn within(&self, delimiter: Delimiter) -> Option<&[Self]> {
        match self {
            Self::Group(group, inner) if group.delimiter() == delimiter => Some(inner),
            _ => None,
        }
    }

    /// Its words, by which two are the same.
    pub(super) fn write(&self, text: &mut String) {
        match self {
            Self::Ident(_, name) => {
                text.push(' ');
                text.push_str(name);
            }
            Self::Punct(punct) => text.push(punct.as_char()),
            Self::Literal(literal) => {
                text.push(' ');
                text.push_str(&literal.to_string());
            }
            Self::Group(group, inner) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::None => (' ', ' '),
                };
                text.push(open);
                for tree in inner {
                    tree.write(text);
                }
                text.push(close);
            }
        }
    }
}
