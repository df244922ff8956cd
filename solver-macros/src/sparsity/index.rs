//! Integers and conditions that are known when a function is expanded: those of literals and of loops' variables.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use syn::{BinOp, Expr, Lit, UnOp};

/// The loops' variables in the turn that is looked at; one whose range is not known has no value.
pub(super) type Turn = HashMap<String, i128>;

/// More turns than this are not gone through one by one.
const MOST: i128 = 10_000;

pub(super) fn integer(tokens: &TokenStream, turn: &Turn) -> Option<i128> {
    of(&syn::parse2(tokens.clone()).ok()?, turn)
}

fn of(expression: &Expr, turn: &Turn) -> Option<i128> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(int) => int.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(inner) => of(&inner.expr, turn),
        Expr::Group(inner) => of(&inner.expr, turn),
        Expr::Path(path) => turn.get(&path.path.get_ident()?.to_string()).copied(),
        Expr::Binary(binary) => {
            let (a, b) = (of(&binary.left, turn)?, of(&binary.right, turn)?);
            match binary.op {
                BinOp::Add(_) => a.checked_add(b),
                // Below 0 the function panics, or it counts with signs; neither is followed.
                BinOp::Sub(_) => a.checked_sub(b).filter(|difference| *difference >= 0),
                BinOp::Mul(_) => a.checked_mul(b),
                BinOp::Div(_) => a.checked_div(b),
                BinOp::Rem(_) => a.checked_rem(b),
                _ => None,
            }
        }
        Expr::MethodCall(call) if call.args.len() == 1 => {
            let (a, b) = (of(&call.receiver, turn)?, of(&call.args[0], turn)?);
            match call.method.to_string().as_str() {
                "min" => Some(a.min(b)),
                "max" => Some(a.max(b)),
                "saturating_sub" => Some((a - b).max(0)),
                "abs_diff" => Some((a - b).abs()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a condition holds.
pub(super) fn holds(tokens: &TokenStream, turn: &Turn) -> Option<bool> {
    fn of_condition(expression: &Expr, turn: &Turn) -> Option<bool> {
        match expression {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Bool(known) => Some(known.value),
                _ => None,
            },
            Expr::Paren(inner) => of_condition(&inner.expr, turn),
            Expr::Group(inner) => of_condition(&inner.expr, turn),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => Some(!of_condition(&unary.expr, turn)?),
            Expr::Binary(binary) => match binary.op {
                BinOp::And(_) => Some(of_condition(&binary.left, turn)? && of_condition(&binary.right, turn)?),
                BinOp::Or(_) => Some(of_condition(&binary.left, turn)? || of_condition(&binary.right, turn)?),
                operator => {
                    let (a, b) = (of(&binary.left, turn)?, of(&binary.right, turn)?);
                    match operator {
                        BinOp::Eq(_) => Some(a == b),
                        BinOp::Ne(_) => Some(a != b),
                        BinOp::Lt(_) => Some(a < b),
                        BinOp::Le(_) => Some(a <= b),
                        BinOp::Gt(_) => Some(a > b),
                        BinOp::Ge(_) => Some(a >= b),
                        _ => None,
                    }
                }
            },
            _ => None,
        }
    }
    of_condition(&syn::parse2(tokens.clone()).ok()?, turn)
}

/// The turns of a loop in order, if they are known.
pub(super) fn turns(iterator: &TokenStream, turn: &Turn) -> Option<Vec<i128>> {
    fn of_iterator(expression: &Expr, turn: &Turn) -> Option<Vec<i128>> {
        match expression {
            Expr::Paren(inner) => of_iterator(&inner.expr, turn),
            Expr::Group(inner) => of_iterator(&inner.expr, turn),
            Expr::Range(range) => {
                let (low, high) = (of(range.start.as_ref()?, turn)?, of(range.end.as_ref()?, turn)?);
                let high = if let syn::RangeLimits::Closed(_) = range.limits { high + 1 } else { high };
                (high - low < MOST).then(|| (low..high).collect())
            }
            Expr::MethodCall(call) => {
                let mut all = of_iterator(&call.receiver, turn)?;
                match (call.method.to_string().as_str(), call.args.first()) {
                    ("rev", None) => all.reverse(),
                    ("step_by", Some(step)) => {
                        let step = usize::try_from(of(step, turn)?).ok().filter(|step| *step > 0)?;
                        all = all.into_iter().step_by(step).collect();
                    }
                    _ => return None,
                }
                Some(all)
            }
            _ => None,
        }
    }
    of_iterator(&syn::parse2(iterator.clone()).ok()?, turn)
}
