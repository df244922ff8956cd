//! What must not compile, one mistake a file, with the message a person sees.
//!
//! `TRYBUILD=overwrite cargo test --test compile_fail` writes the messages anew.

use std::process::Command;

/// One that compiles, so that the others are built and not only checked: some mistakes show when code is made.
const BUILT: &str = "tests/compile_fail/by_rustc/pass.rs";

/// Mistakes that the macros find: the messages are our own.
#[test]
fn what_the_macros_refuse() {
    let cases = trybuild::TestCases::new();
    cases.pass(BUILT);
    cases.compile_fail("tests/compile_fail/*.rs");
}

/// Mistakes that the compiler finds by our bounds and constants: the words are ours, what stands around them changes with
/// the compiler, so they are compared with the release they were written by.
#[test]
fn what_the_compiler_refuses() {
    let version = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into())).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if !version.starts_with("rustc 1.95.") {
        eprintln!("not compared: the messages are those of rustc 1.95, and this is {version}");
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.pass(BUILT);
    cases.compile_fail("tests/compile_fail/by_rustc/[!p]*.rs");
}
