//! Whether an index stays within an array, as far as loops' ends and literals say: what is looked at in an arm may then be
//! looked at before the arm is chosen.

use super::range::Span;
use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use syn::{BinOp, Expr};

use super::Lowering;
use crate::shape::Type;

/// A sum of names and a constant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    names: BTreeMap<String, i128>,
    constant: i128,
}

/// A loop's ends, of which the variable does not reach the second.
pub(super) type Ends = [Option<Sum>; 2];

pub(super) fn ends(span: &Span) -> Ends {
    let sum = |tokens: &TokenStream| Sum::of(&syn::parse2(tokens.clone()).ok()?);
    [sum(&span.low), sum(&span.high)]
}

impl Sum {
    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::Paren(inner) => Self::of(&inner.expr),
            Expr::Group(inner) => Self::of(&inner.expr),
            Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(int), .. }) if matches!(int.suffix(), "" | "usize") => {
                Some(Self { names: BTreeMap::new(), constant: int.base10_parse().ok()? })
            }
            Expr::Path(path) => {
                let name = path.path.get_ident()?.to_string();
                Some(Self { names: BTreeMap::from([(name, 1)]), constant: 0 })
            }
            Expr::Binary(binary) => {
                let (a, b) = (Self::of(&binary.left)?, Self::of(&binary.right)?);
                match binary.op {
                    BinOp::Add(_) => Some(a.plus(&b, 1)),
                    BinOp::Sub(_) => Some(a.plus(&b, -1)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn plus(mut self, other: &Self, factor: i128) -> Self {
        for (name, count) in &other.names {
            *self.names.entry(name.clone()).or_default() += factor * count;
        }
        self.names.retain(|_, count| *count != 0);
        self.constant += factor * other.constant;
        self
    }

    /// The same with another sum in a name's place.
    fn with(&self, name: &str, instead: &Self) -> Self {
        let mut rest = self.clone();
        let count = rest.names.remove(name).unwrap_or(0);
        rest.plus(instead, count)
    }
}

impl Lowering<'_> {
    /// Whether an array has an element at this index, whatever the arms around it ask.
    pub(super) fn is_within_array(&self, ty: Option<&Type>, index: &TokenStream) -> bool {
        let Some(Type::Array(_, length)) = ty else { return false };
        let (Ok(index), Ok(length)) = (syn::parse2::<Expr>(index.clone()), syn::parse2::<Expr>(length.clone())) else {
            return false;
        };
        let Some(length) = Sum::of(&length) else { return false };
        if let Expr::Binary(rest) = inner(&index)
            && let (BinOp::Rem(_), Some(of), Some(by)) = (rest.op, Sum::of(&rest.left), Sum::of(&rest.right))
        {
            // There is one element at least, or no rest.
            let one = Sum { names: BTreeMap::new(), constant: 1 };
            return by == length && (self.never_negative(&of) || self.never_negative(&of.plus(&by, -1).plus(&one, 1)));
        }
        let Some(index) = Sum::of(&index) else { return false };
        let one = Sum { names: BTreeMap::new(), constant: 1 };
        self.never_negative(&index) && self.never_negative(&length.plus(&index, -1).plus(&one, -1))
    }

    /// Whether a sum is no less than 0, with each loop's variable where it makes the sum least.
    fn never_negative(&self, sum: &Sum) -> bool {
        let mut sum = sum.clone();
        // A loop's ends may be variables of loops around it.
        for _ in 0..=self.ranges.len() {
            let variable = sum.names.iter().find(|(name, _)| self.ranges.contains_key(*name));
            let Some((name, count)) = variable.map(|(name, count)| (name.clone(), *count)) else { break };
            let one = Sum { names: BTreeMap::new(), constant: 1 };
            let [low, high] = &self.ranges[&name];
            let end = match (low, high) {
                (Some(low), _) if count > 0 => low.clone(),
                (_, Some(high)) if count < 0 => high.clone().plus(&one, -1),
                // It counts from 0 at least.
                _ if count > 0 => Sum::default(),
                _ => return false,
            };
            sum = sum.with(&name, &end);
        }
        // A length is 1 at least.
        let is_length = |name: &str| self.input.consts.iter().any(|length| length.ident == name);
        let least: i128 = sum.names.iter().filter(|(name, _)| is_length(name)).map(|(_, count)| count).sum();
        sum.constant + least >= 0 && sum.names.iter().all(|(name, count)| *count > 0 && !self.ranges.contains_key(name))
    }
}

fn inner(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(paren) => inner(&paren.expr),
        other => other,
    }
}
