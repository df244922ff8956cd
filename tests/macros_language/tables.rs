//! Tables outside of a function, where the whole crate is in scope.

use tapeless::*;

const NODES: [f64; 3] = [0.1, 0.4, 0.9];
static ORDER: [usize; 3] = [2, 0, 1];

#[differentiable]
fn over_tables<T: Real>(x: [T; 3]) -> T {
    let mut product: T = NODES.iter().zip(NODES.iter()).map(|(a, b)| *a * (x[1] * *b).sin()).sum();
    for r in 0..NODES.len() {
        product *= (x[0] * NODES[r]).cos();
    }
    for k in ORDER {
        product += x[k] * product;
    }
    product
}

#[test]
fn the_length_of_a_table_is_a_constant() {
    crate::check::check("over_tables", &OverTables, |a: ([f64; 3],)| over_tables(a.0), &([0.3, -0.5, 0.7],));
}
