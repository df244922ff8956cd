use tapeless::{Real, differentiable};

#[differentiable]
fn scaled<T: Real>(x: [T; 2], n: usize) -> T {
    let mut pair = x;
    let [ref mut first, _] = pair;
    *first *= 2.0;
    let mut found = Some(n);
    if let Some(ref mut k) = found {
        *k += 1;
    }
    pair[0]
}

fn main() {}
