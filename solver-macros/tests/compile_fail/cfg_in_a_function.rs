use tapeless::{Real, differentiable};

#[differentiable]
fn scaled<T: Real>(x: T, #[cfg(feature = "shifted")] shift: T) -> T {
    let mut y = x;
    #[cfg(feature = "doubled")]
    {
        y *= 2.0;
    }
    match 1 {
        #[cfg(not(feature = "doubled"))]
        0 => y,
        _ => y * x,
    }
}

fn main() {
    scaled(1.0);
}
