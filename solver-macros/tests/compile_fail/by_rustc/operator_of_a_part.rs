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

impl<T: Real> core::ops::AddAssign for Complex<T> {
    fn add_assign(&mut self, other: Self) {
        self.re += other.re;
        self.im += other.im;
    }
}

#[derive(Clone, Copy, Debug, Vector)]
struct Line<T> {
    load: Complex<T>,
    source: Complex<T>,
}

#[differentiable]
fn product<T: Real>(line: Line<T>) -> Complex<T> {
    line.load * line.source
}

fn main() {}
