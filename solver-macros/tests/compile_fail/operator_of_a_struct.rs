use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Debug, Vector)]
struct Complex<T> {
    re: T,
    im: T,
}

impl<T: Real> core::ops::Mul for Complex<T> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

#[differentiable]
fn product<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    a * b
}

fn main() {}
