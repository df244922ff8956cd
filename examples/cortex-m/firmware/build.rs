//! Tells the linker where memory is.

use std::path::Path;
use std::{env, fs};

fn main() {
    let out = env::var_os("OUT_DIR").expect("cargo gives a build script its directory");
    fs::copy("memory.x", Path::new(&out).join("memory.x")).expect("the directory can be written");
    println!("cargo:rustc-link-search={}", Path::new(&out).display());
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rerun-if-changed=memory.x");
}
