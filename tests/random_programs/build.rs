//! Writes random functions in the macros' language, each in a file of its own, so that a compiler's message names it.
//!
//! `PROGRAMS`, `FROM` and `SEED` say which, but for those `LEFT_OUT` and what calls them. `ONLY=17 CUTS=3,9` writes program
//! 17 with those pieces cut out of it, and beside it each way to cut one piece more, `WITHOUT` some and with `ALONE=1` none:
//! what `shrink.sh` asks for.

#[path = "generator/mod.rs"]
mod generator;

use std::fmt::Write as _;
use std::{env, fs, path::Path};

use generator::{Program, cuts};

fn setting(name: &str, default: u64) -> u64 {
    println!("cargo:rerun-if-env-changed={name}");
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn main() {
    let (programs, from, seed) = (setting("PROGRAMS", 150), setting("FROM", 0), setting("SEED", 20261123));
    let only = setting("ONLY", u64::MAX);
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=generator");
    let numbers = |name: &str| -> Vec<usize> {
        println!("cargo:rerun-if-env-changed={name}");
        env::var(name).unwrap_or_default().split(',').filter_map(|n| n.parse().ok()).collect()
    };
    let (cut, without) = (numbers("CUTS"), numbers("WITHOUT"));
    let alone = setting("ALONE", 0) == 1;
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let (mut modules, mut list) = (String::new(), String::new());
    let mut write = |name: &str, program: &Program, text: &str| {
        let path = Path::new(&out).join(format!("{name}.rs"));
        fs::write(&path, text).expect("a program is written");
        let _ = writeln!(modules, "#[path = {path:?}]\nmod {name};");
        list += &program.check(name);
    };
    if only == u64::MAX {
        let (left_out, all) = (numbers("LEFT_OUT"), generator::programs(seed, from, programs));
        let is_left_out = |program: &Program| left_out.iter().any(|index| program.name() == format!("program_{index}"));
        let reaches = |program: &Program| all.iter().any(|callee| is_left_out(callee) && program.reaches(callee, &all));
        for program in all.iter().filter(|program| !is_left_out(program) && !reaches(program)) {
            write(&program.name(), program, &program.text(&[]));
        }
    } else {
        let all = generator::programs(seed, only - only % generator::GROUP, only % generator::GROUP + 1);
        let program = all.last().expect("one was asked for");
        for callee in all.iter().filter(|callee| program.reaches(callee, &all)) {
            write(&callee.name(), callee, &callee.text(&[]));
        }
        write(&program.name(), program, &program.text(&cut));
        for next in cuts(&program.source, &cut).into_iter().filter(|next| !alone && !without.contains(next)) {
            let mut cut = cut.clone();
            cut.push(next);
            write(&format!("{}_cut_{next}", program.name()), program, &program.text(&cut));
        }
    }
    let source = format!("{modules}\n/// Checks every program.\npub fn check_all(run: &mut Run) {{\n{list}}}\n");
    fs::write(Path::new(&out).join("programs.rs"), source).expect("the list is written");
}
