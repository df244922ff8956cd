use tapeless::{Real, differentiable};

struct Table {
    values: [f64; 3],
}

#[differentiable]
fn scaled<T: Real>(x: T, table: Table) -> T {
    x * table.values[0]
}

fn main() {}
