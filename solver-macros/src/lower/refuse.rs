//! What the language does not have, and what to write instead.

use quote::ToTokens;
use syn::{Error, Expr};

/// The message for an expression that cannot be differentiated, at the token that is to blame.
pub(super) fn refused(expression: &Expr) -> Error {
    let (at, message): (&dyn ToTokens, &str) = match expression {
        Expr::While(e) => (
            &e.while_token,
            "`while` has no bound that is known beforehand; write `for i in a..b` with the most turns there can be",
        ),
        Expr::Loop(e) => (
            &e.loop_token,
            "`loop` has no bound that is known beforehand; write `for i in a..b` with the most turns there can be",
        ),
        Expr::Return(e) => (
            &e.return_token,
            "`return` stands at the end of an arm of an `if` in the function's own body; here let a variable hold the value",
        ),
        Expr::Break(e) => (
            &e.break_token,
            "`break` stands at the end of an arm of an `if` in the loop's own body; here choose by `if` what each turn does",
        ),
        Expr::Continue(e) => (
            &e.continue_token,
            "`continue` stands at the end of an arm of an `if` in the loop's own body; here put the rest of the turn into an `if`",
        ),
        Expr::Try(e) => (&e.question_token, "`?` cannot be differentiated; the function's value is a number"),
        Expr::Unsafe(e) => (&e.unsafe_token, "unsafe code cannot be differentiated"),
        Expr::Macro(e) => (&e.mac.path, "macros cannot be differentiated; write out what it stands for"),
        Expr::Reference(e) => {
            (&e.mutability, "what is borrowed is not changed here; borrow without `mut`, and assign the new value")
        }
        Expr::Let(e) => {
            (&e.let_token, "`if let` is not supported; compare numbers, or `match` what is not differentiated")
        }
        Expr::Block(e) => (&e.label, "labels are not supported; choose by `if` and `else`"),
        Expr::Async(e) => (&e.async_token, "async code cannot be differentiated"),
        other => (
            other,
            "this expression cannot be differentiated; use arithmetic, primitives, calls, arrays, loops and `if`",
        ),
    };
    Error::new_spanned(at, message)
}
