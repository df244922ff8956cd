use tapeless::{Real, differentiable};

#[differentiable]
fn first<T: Real>(x: [T; 3], k: T) -> T {
    let mut a = x;
    for v in a.iter_mut() {
        *v += a[0];
    }
    let mut b = (x, k);
    for v in &mut b.0 {
        *v += b.1;
    }
    for (v, w) in a.iter_mut().zip(a.iter()) {
        *v += *w;
    }
    a[0] + b.0[1]
}

fn main() {}
