use tapeless::{Real, differentiable};

#[differentiable]
fn stored<T: Real>(x: T) -> T {
    let mut all = std::collections::HashMap::new();
    all.insert(1, x);
    all[&1]
}

fn main() {}
