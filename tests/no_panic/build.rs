//! Links the C library, which has the program's entry and `memcpy`.
fn main() {
    println!("cargo:rustc-link-lib=c");
}
