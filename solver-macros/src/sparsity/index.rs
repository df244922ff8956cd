//! Integers, flags and conditions that are known when a function is expanded: those of literals, of loops' variables and of
//! what was noted ahead of the loops. They are read once and found in every turn.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parser;
use syn::{BinOp, Block, Expr, Lit, Pat, RangeLimits, Stmt, Type, UnOp};

/// More turns than this are not gone through one by one.
const MOST: i128 = 10_000;

/// An integer or a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    Integer(i128),
    Flag(bool),
}

/// What is known in the turn that is looked at: the loops' variables, of which one whose range is not known has no value, and
/// what was noted for each turn.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub(super) variables: HashMap<String, Plain>,
    pub(super) noted: HashMap<String, HashMap<Vec<i128>, Plain>>,
}

type Operation = fn(Plain, Plain) -> Option<Plain>;

/// An expression of literals, of loops' variables and of what was noted.
#[derive(Debug)]
pub(super) enum Known {
    Is(Plain),
    Variable(String),
    /// What was noted under a name in the turns of such numbers.
    Noted(String, Vec<Known>),
    Of(Operation, Box<[Known; 2]>),
    Not(Box<Known>),
    And(Box<[Known; 2]>),
    Or(Box<[Known; 2]>),
    /// `if` the first one holds the second, else the third.
    If(Box<[Known; 3]>),
    Element(Vec<Known>, Box<Known>),
    /// The first whose pattern takes the value.
    Match(Box<Known>, Vec<(Takes, Known)>),
}

/// What a pattern takes.
#[derive(Debug)]
pub(super) enum Takes {
    All,
    One(Plain),
    Range(i128, i128),
    Any(Vec<Takes>),
}

fn integers(operation: fn(i128, i128) -> Option<i128>, a: Plain, b: Plain) -> Option<Plain> {
    match (a, b) {
        (Plain::Integer(a), Plain::Integer(b)) => operation(a, b).map(Plain::Integer),
        _ => None,
    }
}

fn compared(compare: fn(&i128, &i128) -> bool, a: Plain, b: Plain) -> Option<Plain> {
    match (a, b) {
        (Plain::Integer(a), Plain::Integer(b)) => Some(Plain::Flag(compare(&a, &b))),
        _ => None,
    }
}

impl Known {
    pub(super) fn read(tokens: &TokenStream) -> Option<Self> {
        Self::of(&syn::parse2(tokens.clone()).ok()?)
    }

    fn of(expression: &Expr) -> Option<Self> {
        Some(match expression {
            Expr::Lit(literal) => Self::Is(plain(&literal.lit)?),
            Expr::Paren(inner) => Self::of(&inner.expr)?,
            Expr::Group(inner) => Self::of(&inner.expr)?,
            Expr::Block(block) if block.label.is_none() => Self::of_block(&block.block)?,
            Expr::Path(path) => Self::Variable(path.path.get_ident()?.to_string()),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_)) => Self::Not(Box::new(Self::of(&unary.expr)?)),
            Expr::Binary(binary) => {
                let sides = || Some(Box::new([Self::of(&binary.left)?, Self::of(&binary.right)?]));
                match binary.op {
                    BinOp::And(_) => Self::And(Self::of_either(binary)?),
                    BinOp::Or(_) => Self::Or(Self::of_either(binary)?),
                    operator => Self::Of(operation(&operator)?, sides()?),
                }
            }
            Expr::If(branch) => {
                let (_, otherwise) = branch.else_branch.as_ref()?;
                let [test, then] = [Self::of(&branch.cond)?, Self::of_block(&branch.then_branch)?];
                Self::If(Box::new([test, then, Self::of(otherwise)?]))
            }
            Expr::Match(choice) => {
                let arm = |arm: &syn::Arm| Some((Takes::of(&arm.pat)?, Self::of(&arm.body)?));
                let arms = choice.arms.iter().map(arm).collect::<Option<_>>()?;
                Self::Match(Box::new(Self::of(&choice.expr)?), arms)
            }
            Expr::Macro(call) if call.mac.path.is_ident("matches") => Self::matches(&call.mac)?,
            Expr::Index(_) => Self::element(expression)?,
            // What is counted is far from where these types end.
            Expr::Cast(cast) => {
                let Type::Path(ty) = &*cast.ty else { return None };
                let wide = ["usize", "isize", "u64", "i64", "u32", "i32"];
                let inner = Self::of(&cast.expr)?;
                wide.iter().any(|wide| ty.path.is_ident(wide)).then_some(())?;
                let small: Operation =
                    |a, _| integers(|a, _| Some(a).filter(|a| (0..1 << 31).contains(a)), a, Plain::Integer(0));
                Self::Of(small, Box::new([inner, Self::Is(Plain::Integer(0))]))
            }
            Expr::MethodCall(call) if call.args.len() == 1 => {
                let operation: Operation = match call.method.to_string().as_str() {
                    "min" => |a, b| integers(|a, b| Some(a.min(b)), a, b),
                    "max" => |a, b| integers(|a, b| Some(a.max(b)), a, b),
                    // Below 0 an integer with a sign is something else.
                    "saturating_sub" if !has_sign(&call.receiver) && !has_sign(&call.args[0]) => {
                        |a, b| integers(|a, b| Some((a - b).max(0)), a, b)
                    }
                    "abs_diff" => |a, b| integers(|a, b| Some((a - b).abs()), a, b),
                    _ => return None,
                };
                Self::Of(operation, Box::new([Self::of(&call.receiver)?, Self::of(&call.args[0])?]))
            }
            _ => return None,
        })
    }

    /// The sides of `&&` and `||`, of which one may be anything.
    fn of_either(binary: &syn::ExprBinary) -> Option<Box<[Self; 2]>> {
        let sides = [Self::of(&binary.left), Self::of(&binary.right)];
        if sides.iter().all(Option::is_none) {
            return None;
        }
        let unknown = || Self::Variable(String::new());
        Some(Box::new(sides.map(|side| side.unwrap_or_else(unknown))))
    }

    fn of_block(block: &Block) -> Option<Self> {
        match &block.stmts[..] {
            [Stmt::Expr(value, None)] => Self::of(value),
            _ => None,
        }
    }

    /// An element of an array of literals, or of what was noted.
    fn element(mut expression: &Expr) -> Option<Self> {
        let mut indices = Vec::new();
        while let Expr::Index(index) = expression {
            indices.push(Self::of(&index.index)?);
            expression = &index.expr;
        }
        indices.reverse();
        match expression {
            Expr::Path(path) => Some(Self::Noted(path.path.get_ident()?.to_string(), indices)),
            Expr::Array(array) if indices.len() == 1 => {
                let elements = array.elems.iter().map(Self::of).collect::<Option<_>>()?;
                Some(Self::Element(elements, Box::new(indices.pop()?)))
            }
            _ => None,
        }
    }

    fn matches(call: &syn::Macro) -> Option<Self> {
        let parser = |input: syn::parse::ParseStream<'_>| {
            let value: Expr = input.parse()?;
            input.parse::<syn::Token![,]>()?;
            Ok((value, Pat::parse_multi_with_leading_vert(input)?))
        };
        let (value, pattern) = parser.parse2(call.tokens.clone()).ok()?;
        let [yes, no] = [true, false].map(|flag| Self::Is(Plain::Flag(flag)));
        Some(Self::Match(Box::new(Self::of(&value)?), vec![(Takes::of(&pattern)?, yes), (Takes::All, no)]))
    }

    pub(super) fn find(&self, turn: &Turn) -> Option<Plain> {
        // One side may decide, whatever the other is.
        let both = |sides: &[Self; 2], decides: bool| {
            let sides = [sides[0].holds(turn), sides[1].holds(turn)];
            let known = if sides.contains(&Some(decides)) { Some(decides) } else { sides[0].and(sides[1]) };
            known.map(Plain::Flag)
        };
        match self {
            Self::Is(known) => Some(*known),
            Self::Variable(name) => turn.variables.get(name).copied(),
            Self::Noted(name, indices) => {
                let place = indices.iter().map(|index| index.integer(turn)).collect::<Option<Vec<_>>>()?;
                turn.noted.get(name)?.get(&place).copied()
            }
            Self::Of(operation, sides) => operation(sides[0].find(turn)?, sides[1].find(turn)?),
            Self::Not(inner) => inner.holds(turn).map(|holds| Plain::Flag(!holds)),
            Self::And(sides) => both(sides, false),
            Self::Or(sides) => both(sides, true),
            Self::If(parts) => parts[if parts[0].holds(turn)? { 1 } else { 2 }].find(turn),
            Self::Element(elements, at) => elements.get(usize::try_from(at.integer(turn)?).ok()?)?.find(turn),
            Self::Match(value, arms) => {
                let value = value.find(turn)?;
                arms.iter().find(|(takes, _)| takes.takes(value))?.1.find(turn)
            }
        }
    }

    pub(super) fn integer(&self, turn: &Turn) -> Option<i128> {
        match self.find(turn)? {
            Plain::Integer(integer) => Some(integer),
            Plain::Flag(_) => None,
        }
    }

    pub(super) fn holds(&self, turn: &Turn) -> Option<bool> {
        match self.find(turn)? {
            Plain::Flag(flag) => Some(flag),
            Plain::Integer(_) => None,
        }
    }
}

/// Whether an expression is seen to be an integer with a sign.
pub(super) fn has_sign(expression: &Expr) -> bool {
    fn any(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Group(group) => any(group.stream()),
            proc_macro2::TokenTree::Punct(_) => false,
            other => {
                ["isize", "i8", "i16", "i32", "i64", "i128"].iter().any(|signed| other.to_string().ends_with(signed))
            }
        })
    }
    any(expression.to_token_stream())
}

fn plain(literal: &Lit) -> Option<Plain> {
    match literal {
        // Integers of few bits go round.
        Lit::Int(int) if ["u8", "i8", "u16", "i16"].contains(&int.suffix()) => None,
        Lit::Int(int) => int.base10_parse().ok().map(Plain::Integer),
        Lit::Bool(known) => Some(Plain::Flag(known.value)),
        _ => None,
    }
}

fn operation(operator: &BinOp) -> Option<Operation> {
    Some(match operator {
        BinOp::Add(_) => |a, b| integers(i128::checked_add, a, b),
        // Below 0 the function panics, or it counts with signs; neither is followed.
        BinOp::Sub(_) => |a, b| integers(|a, b| a.checked_sub(b).filter(|difference| *difference >= 0), a, b),
        BinOp::Mul(_) => |a, b| integers(i128::checked_mul, a, b),
        BinOp::Div(_) => |a, b| integers(i128::checked_div, a, b),
        BinOp::Rem(_) => |a, b| integers(i128::checked_rem, a, b),
        BinOp::BitXor(_) => |a, b| match (a, b) {
            (Plain::Flag(a), Plain::Flag(b)) => Some(Plain::Flag(a ^ b)),
            _ => integers(|a, b| Some(a ^ b), a, b),
        },
        BinOp::BitAnd(_) => |a, b| match (a, b) {
            (Plain::Flag(a), Plain::Flag(b)) => Some(Plain::Flag(a & b)),
            _ => integers(|a, b| Some(a & b), a, b),
        },
        BinOp::BitOr(_) => |a, b| match (a, b) {
            (Plain::Flag(a), Plain::Flag(b)) => Some(Plain::Flag(a | b)),
            _ => integers(|a, b| Some(a | b), a, b),
        },
        BinOp::Eq(_) => |a, b| match (a, b) {
            (Plain::Flag(a), Plain::Flag(b)) => Some(Plain::Flag(a == b)),
            _ => compared(i128::eq, a, b),
        },
        BinOp::Ne(_) => |a, b| match (a, b) {
            (Plain::Flag(a), Plain::Flag(b)) => Some(Plain::Flag(a != b)),
            _ => compared(i128::ne, a, b),
        },
        BinOp::Lt(_) => |a, b| compared(i128::lt, a, b),
        BinOp::Le(_) => |a, b| compared(i128::le, a, b),
        BinOp::Gt(_) => |a, b| compared(i128::gt, a, b),
        BinOp::Ge(_) => |a, b| compared(i128::ge, a, b),
        _ => return None,
    })
}

impl Takes {
    /// Of a pattern that binds nothing.
    fn of(pattern: &Pat) -> Option<Self> {
        let end = |end: &Option<Box<Expr>>| match end.as_deref() {
            Some(Expr::Lit(literal)) => match plain(&literal.lit)? {
                Plain::Integer(end) => Some(end),
                Plain::Flag(_) => None,
            },
            _ => None,
        };
        Some(match pattern {
            Pat::Wild(_) => Self::All,
            Pat::Lit(literal) => Self::One(plain(&literal.lit)?),
            Pat::Paren(inner) => Self::of(&inner.pat)?,
            Pat::Or(or) => Self::Any(or.cases.iter().map(Self::of).collect::<Option<_>>()?),
            Pat::Range(range) => {
                let closed = matches!(range.limits, RangeLimits::Closed(_));
                Self::Range(end(&range.start)?, end(&range.end)? + i128::from(closed))
            }
            _ => return None,
        })
    }

    fn takes(&self, value: Plain) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => *one == value,
            Self::Range(low, high) => matches!(value, Plain::Integer(value) if (*low..*high).contains(&value)),
            Self::Any(all) => all.iter().any(|takes| takes.takes(value)),
        }
    }
}

/// What a loop goes over.
#[derive(Debug)]
pub(super) enum Count {
    Range { low: Known, high: Known, closed: bool },
    Rev(Box<Count>),
    StepBy(Box<Count>, Known),
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
                low: Known::of(range.start.as_ref()?)?,
                high: Known::of(range.end.as_ref()?)?,
                closed: matches!(range.limits, RangeLimits::Closed(_)),
            }),
            Expr::MethodCall(call) => {
                let inner = Box::new(Self::of(&call.receiver)?);
                match (call.method.to_string().as_str(), call.args.first()) {
                    ("rev", None) => Some(Self::Rev(inner)),
                    ("step_by", Some(step)) => Some(Self::StepBy(inner, Known::of(step)?)),
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
                let (low, high) = (low.integer(turn)?, high.integer(turn)? + i128::from(*closed));
                (high - low < MOST).then(|| (low..high).collect())
            }
            Self::Rev(inner) => {
                let mut all = inner.turns(turn)?;
                all.reverse();
                Some(all)
            }
            Self::StepBy(inner, step) => {
                let step = usize::try_from(step.integer(turn)?).ok().filter(|step| *step > 0)?;
                Some(inner.turns(turn)?.into_iter().step_by(step).collect())
            }
        }
    }
}
