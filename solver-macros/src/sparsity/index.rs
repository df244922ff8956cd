//! Integers and conditions that are known when a function is expanded: those of literals and of loops' variables. They are
//! read once and found in every turn.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use syn::{BinOp, Expr, Lit, RangeLimits, UnOp};

/// The loops' variables in the turn that is looked at; one whose range is not known has no value.
pub(super) type Turn = HashMap<String, i128>;

/// More turns than this are not gone through one by one.
const MOST: i128 = 10_000;

/// An integer of literals and of loops' variables.
#[derive(Debug)]
pub(super) enum Integer {
    Known(i128),
    Variable(String),
    Of(fn(i128, i128) -> Option<i128>, Box<[Integer; 2]>),
}

impl Integer {
    pub(super) fn read(tokens: &TokenStream) -> Option<Self> {
        Self::of(&syn::parse2(tokens.clone()).ok()?)
    }

    fn of(expression: &Expr) -> Option<Self> {
        Some(match expression {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(int) => Self::Known(int.base10_parse().ok()?),
                _ => return None,
            },
            Expr::Paren(inner) => Self::of(&inner.expr)?,
            Expr::Group(inner) => Self::of(&inner.expr)?,
            Expr::Path(path) => Self::Variable(path.path.get_ident()?.to_string()),
            Expr::Binary(binary) => {
                let operation: fn(i128, i128) -> Option<i128> = match binary.op {
                    BinOp::Add(_) => i128::checked_add,
                    // Below 0 the function panics, or it counts with signs; neither is followed.
                    BinOp::Sub(_) => |a, b| a.checked_sub(b).filter(|difference| *difference >= 0),
                    BinOp::Mul(_) => i128::checked_mul,
                    BinOp::Div(_) => i128::checked_div,
                    BinOp::Rem(_) => i128::checked_rem,
                    _ => return None,
                };
                Self::Of(operation, Box::new([Self::of(&binary.left)?, Self::of(&binary.right)?]))
            }
            Expr::MethodCall(call) if call.args.len() == 1 => {
                let operation: fn(i128, i128) -> Option<i128> = match call.method.to_string().as_str() {
                    "min" => |a, b| Some(a.min(b)),
                    "max" => |a, b| Some(a.max(b)),
                    "saturating_sub" => |a, b| Some((a - b).max(0)),
                    "abs_diff" => |a, b| Some((a - b).abs()),
                    _ => return None,
                };
                Self::Of(operation, Box::new([Self::of(&call.receiver)?, Self::of(&call.args[0])?]))
            }
            _ => return None,
        })
    }

    pub(super) fn find(&self, turn: &Turn) -> Option<i128> {
        match self {
            Self::Known(known) => Some(*known),
            Self::Variable(name) => turn.get(name).copied(),
            Self::Of(operation, sides) => operation(sides[0].find(turn)?, sides[1].find(turn)?),
        }
    }
}

/// A condition on such integers.
#[derive(Debug)]
pub(super) enum Truth {
    Known(bool),
    Not(Box<Truth>),
    And(Box<[Truth; 2]>),
    Or(Box<[Truth; 2]>),
    Compare(fn(&i128, &i128) -> bool, Box<[Integer; 2]>),
    /// One of something else.
    Unknown,
}

impl Truth {
    pub(super) fn read(tokens: &TokenStream) -> Self {
        syn::parse2(tokens.clone()).map_or(Self::Unknown, |expression| Self::of(&expression))
    }

    fn of(expression: &Expr) -> Self {
        match expression {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Bool(known) => Self::Known(known.value),
                _ => Self::Unknown,
            },
            Expr::Paren(inner) => Self::of(&inner.expr),
            Expr::Group(inner) => Self::of(&inner.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => Self::Not(Box::new(Self::of(&unary.expr))),
            Expr::Binary(binary) => {
                let compare: fn(&i128, &i128) -> bool = match binary.op {
                    BinOp::And(_) => {
                        return Self::And(Box::new([Self::of(&binary.left), Self::of(&binary.right)]));
                    }
                    BinOp::Or(_) => {
                        return Self::Or(Box::new([Self::of(&binary.left), Self::of(&binary.right)]));
                    }
                    BinOp::Eq(_) => i128::eq,
                    BinOp::Ne(_) => i128::ne,
                    BinOp::Lt(_) => i128::lt,
                    BinOp::Le(_) => i128::le,
                    BinOp::Gt(_) => i128::gt,
                    BinOp::Ge(_) => i128::ge,
                    _ => return Self::Unknown,
                };
                match (Integer::of(&binary.left), Integer::of(&binary.right)) {
                    (Some(a), Some(b)) => Self::Compare(compare, Box::new([a, b])),
                    _ => Self::Unknown,
                }
            }
            _ => Self::Unknown,
        }
    }

    /// Whether it holds. One side may decide, whatever the other is.
    pub(super) fn holds(&self, turn: &Turn) -> Option<bool> {
        let both = |sides: &[Self; 2], decides: bool| {
            let sides = [sides[0].holds(turn), sides[1].holds(turn)];
            if sides.contains(&Some(decides)) { Some(decides) } else { sides[0].and(sides[1]) }
        };
        match self {
            Self::Known(known) => Some(*known),
            Self::Not(inner) => inner.holds(turn).map(|holds| !holds),
            Self::And(sides) => both(sides, false),
            Self::Or(sides) => both(sides, true),
            Self::Compare(compare, sides) => Some(compare(&sides[0].find(turn)?, &sides[1].find(turn)?)),
            Self::Unknown => None,
        }
    }
}

/// What a loop goes over.
#[derive(Debug)]
pub(super) enum Count {
    Range { low: Integer, high: Integer, closed: bool },
    Rev(Box<Count>),
    StepBy(Box<Count>, Integer),
}

impl Count {
    pub(super) fn read(iterator: &TokenStream) -> Option<Self> {
        Self::of(&syn::parse2(iterator.clone()).ok()?)
    }

    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::Paren(inner) => Self::of(&inner.expr),
            Expr::Group(inner) => Self::of(&inner.expr),
            Expr::Range(range) => Some(Self::Range {
                low: Integer::of(range.start.as_ref()?)?,
                high: Integer::of(range.end.as_ref()?)?,
                closed: matches!(range.limits, RangeLimits::Closed(_)),
            }),
            Expr::MethodCall(call) => {
                let inner = Box::new(Self::of(&call.receiver)?);
                match (call.method.to_string().as_str(), call.args.first()) {
                    ("rev", None) => Some(Self::Rev(inner)),
                    ("step_by", Some(step)) => Some(Self::StepBy(inner, Integer::of(step)?)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The turns in order, if they are known.
    pub(super) fn turns(&self, turn: &Turn) -> Option<Vec<i128>> {
        match self {
            Self::Range { low, high, closed } => {
                let (low, high) = (low.find(turn)?, high.find(turn)? + i128::from(*closed));
                (high - low < MOST).then(|| (low..high).collect())
            }
            Self::Rev(inner) => {
                let mut all = inner.turns(turn)?;
                all.reverse();
                Some(all)
            }
            Self::StepBy(inner, step) => {
                let step = usize::try_from(step.find(turn)?).ok().filter(|step| *step > 0)?;
                Some(inner.turns(turn)?.into_iter().step_by(step).collect())
            }
        }
    }
}
