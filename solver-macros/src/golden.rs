//! The expansions in `golden/` are what the macros write: documentation that cannot go stale.
//!
//! `UPDATE_GOLDEN=1 cargo test -p solver-macros` writes them anew.

use std::fs;
use std::path::Path;

use crate::expand;
use crate::write::Role;

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let source = fs::read_to_string(folder.join(format!("{name}.in.rs"))).unwrap();
    let mut function: syn::ItemFn = syn::parse_str(&source).unwrap();
    let attribute = function.attrs.iter().position(|a| !a.path().is_ident("doc")).unwrap();
    let attribute = function.attrs.remove(attribute);
    let role = if attribute.path().is_ident("vector_field") { Role::Field } else { Role::Function };
    let expansion = expand(proc_macro2::TokenStream::new(), quote::quote!(#function), role);
    let expansion = prettyplease::unparse(&syn::parse2(expansion).unwrap());
    let golden = folder.join(format!("{name}.rs"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &expansion).unwrap();
    }
    let should = fs::read_to_string(&golden).unwrap_or_default();
    assert!(should == expansion, "{} has changed: look at it, and run with UPDATE_GOLDEN=1", golden.display());
}

macro_rules! golden {
    ($($name:ident),*) => {$(
        #[test]
        fn $name() {
            check(stringify!($name));
        }
    )*};
}

golden!(
    lotka_volterra,
    lorenz,
    cart_pole,
    branch,
    calls,
    calls_in_arms,
    counter,
    visits,
    heat,
    layer,
    mutation,
    choice
);
