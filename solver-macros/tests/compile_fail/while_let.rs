use tapeless::{Real, differentiable};

#[differentiable]
fn taken<T: Real>(x: [T; 3]) -> T {
    let mut it = x.iter();
    let mut s = T::ZERO;
    while let Some(v) = it.next() {
        s += *v;
    }
    s
}

#[differentiable]
fn popped<T: Real>(x: T, mut left: Option<usize>) -> T {
    let mut s = x;
    while let Some(n) = left {
        s *= x;
        left = n.checked_sub(1);
    }
    s
}

fn main() {}
