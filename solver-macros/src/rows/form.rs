//! Expressions of which eight may stand side by side: sums, differences and products, fused ones and those by plain constants.

use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::quote;

use super::tree::{Tree, tokens};

pub(super) enum Form {
    /// A variable, or a part of one; its words.
    Variable(String, TokenStream),
    Binary(char, Box<[Form; 2]>),
    Negated(Box<Form>),
    /// A method's name, the receiver, the words of the plain constant it takes first, and what else it takes.
    Method(Ident, Box<Form>, Option<(String, TokenStream)>, Vec<Form>),
}

impl Form {
    pub(super) fn read(trees: &[Tree]) -> Option<Self> {
        let mut reader = Reader { rest: trees };
        let form = reader.sum()?;
        reader.rest.is_empty().then_some(form)
    }

    pub(super) fn is_variable(&self) -> bool {
        matches!(self, Self::Variable(..))
    }

    /// Values of one form as one, if they are.
    pub(super) fn side_by_side(krate: &TokenStream, forms: &[&Self]) -> Option<TokenStream> {
        /// The same part of each.
        fn each<'f>(forms: &[&'f Form], part: impl Fn(&'f Form) -> Option<&'f Form>) -> Option<Vec<&'f Form>> {
            forms.iter().map(|form| part(form)).collect()
        }
        match forms.first()? {
            Self::Variable(first, name) => {
                let same = |form: &&Self| matches!(form, Self::Variable(own, _) if own == first);
                if forms.iter().all(same) {
                    return Some(quote!(#krate::Eight::splat(#name)));
                }
                let name = |form: &&Self| match form {
                    Self::Variable(_, name) => Some(name.clone()),
                    _ => None,
                };
                let names = forms.iter().map(name).collect::<Option<Vec<_>>>()?;
                Some(quote!(#krate::Eight([#(#names),*])))
            }
            Self::Binary(operator, _) => {
                let side = |k: usize| {
                    let sides = each(forms, |form| match form {
                        Self::Binary(own, sides) if own == operator => Some(&sides[k]),
                        _ => None,
                    });
                    Self::side_by_side(krate, &sides?)
                };
                let (left, right) = (side(0)?, side(1)?);
                Some(match operator {
                    '+' => quote!((#left + #right)),
                    '-' => quote!((#left - #right)),
                    _ => quote!((#left * #right)),
                })
            }
            Self::Negated(_) => {
                let inner = each(forms, |form| match form {
                    Self::Negated(inner) => Some(inner),
                    _ => None,
                });
                let inner = Self::side_by_side(krate, &inner?)?;
                Some(quote!((-#inner)))
            }
            Self::Method(name, _, plain, rest) => {
                let words = plain.as_ref().map(|(words, _)| words);
                let is_like = |form: &&Self| match form {
                    Self::Method(own, _, constant, others) => {
                        own == name && constant.as_ref().map(|(own, _)| own) == words && others.len() == rest.len()
                    }
                    _ => false,
                };
                if !forms.iter().all(is_like) {
                    return None;
                }
                let part = |k: usize| {
                    let parts = each(forms, |form| match form {
                        Self::Method(_, receiver, _, _) if k == 0 => Some(receiver),
                        Self::Method(_, _, _, rest) => rest.get(k - 1),
                        _ => None,
                    });
                    Self::side_by_side(krate, &parts?)
                };
                let receiver = part(0)?;
                let rest = (1..=rest.len()).map(part).collect::<Option<Vec<_>>>()?;
                let arguments = plain.iter().map(|(_, constant)| constant).chain(&rest);
                Some(quote!(#receiver.#name(#(#arguments),*)))
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a [Tree],
}

impl Reader<'_> {
    fn takes(&mut self, punct: char) -> bool {
        let takes = self.rest.first().is_some_and(|tree| tree.is_punct(punct));
        if takes {
            self.rest = &self.rest[1..];
        }
        takes
    }

    fn sum(&mut self) -> Option<Form> {
        let mut sum = self.product()?;
        loop {
            let operator = if self.takes('+') {
                '+'
            } else if self.takes('-') {
                '-'
            } else {
                return Some(sum);
            };
            sum = Form::Binary(operator, Box::new([sum, self.product()?]));
        }
    }

    fn product(&mut self) -> Option<Form> {
        let mut product = self.unary()?;
        while self.takes('*') {
            product = Form::Binary('*', Box::new([product, self.unary()?]));
        }
        Some(product)
    }

    fn unary(&mut self) -> Option<Form> {
        let start = self.rest;
        if self.takes('-') {
            return Some(Form::Negated(Box::new(self.unary()?)));
        }
        if self.takes('*') {
            let inner = self.unary()?;
            return inner.is_variable().then(|| self.variable(start));
        }
        self.with_parts()
    }

    /// A variable of the tokens since.
    fn variable(&self, start: &[Tree]) -> Form {
        let own = &start[..start.len() - self.rest.len()];
        let mut words = String::new();
        for tree in own {
            tree.write(&mut words);
        }
        Form::Variable(words, tokens(own))
    }

    fn with_parts(&mut self) -> Option<Form> {
        let start = self.rest;
        let (first, rest) = start.split_first()?;
        self.rest = rest;
        let mut form = match first {
            Tree::Ident(..) => None,
            Tree::Group(group, inner) if matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::None) => {
                Some(Form::read(inner)?)
            }
            _ => return None,
        };
        loop {
            let is_variable = form.as_ref().is_none_or(Form::is_variable);
            match self.rest {
                [index, rest @ ..] if let Some([Tree::Literal(_)]) = index.within(Delimiter::Bracket) => {
                    if !is_variable {
                        return None;
                    }
                    self.rest = rest;
                    form = None;
                }
                [dot, Tree::Ident(name, text), given, rest @ ..]
                    if dot.is_punct('.')
                        && let Some(given) = given.within(Delimiter::Parenthesis) =>
                {
                    let receiver = form.unwrap_or_else(|| self.variable(start));
                    self.rest = rest;
                    form = Some(method(name, text, receiver, given)?);
                }
                [dot, Tree::Ident(..) | Tree::Literal(_), rest @ ..] if dot.is_punct('.') => {
                    if !is_variable {
                        return None;
                    }
                    self.rest = rest;
                    form = None;
                }
                _ => return Some(form.unwrap_or_else(|| self.variable(start))),
            }
        }
    }
}

fn method(name: &Ident, text: &str, receiver: Form, given: &[Tree]) -> Option<Form> {
    // How many of the arguments are plain constants.
    let plain = match text {
        "fma" => 0,
        "times" | "times_add" => 1,
        _ => return None,
    };
    let mut arguments = given.split(|tree| tree.is_punct(','));
    let mut constant = None;
    if plain == 1 {
        let argument = arguments.next()?;
        let mut words = String::new();
        for tree in argument {
            tree.write(&mut words);
        }
        constant = Some((words, tokens(argument)));
    }
    let rest = arguments.map(Form::read).collect::<Option<Vec<_>>>()?;
    Some(Form::Method(name.clone(), Box::new(receiver), constant, rest))
}
