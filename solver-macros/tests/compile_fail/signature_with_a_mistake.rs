use tapeless::{Differentiable, Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
}

impl<T: Real> Body<T> {
    #[differentiable]
    fn weight(&self, (n, by): (i32, f64)) -> T {
        self.mass * by
    }
}

#[differentiable]
fn scaled<T: Real>(x: T, (n, by): (i32, f64)) -> T {
    x * by * n as f64
}

#[differentiable]
fn dot<T: Real, const N: usize>(x: [T; N], (n, by): (i32, f64)) -> T {
    x[0] * by
}

#[differentiable]
fn uses<T: Real>(x: T) -> [T; 2] {
    let y = scaled(x, (2, 3.0));
    [y * x, dot::<T, 1>([y], (1, 2.0)) * Body { mass: x }.weight((1, 9.81))]
}

fn main() {
    let _ = Scaled.eval(&(1.0,));
    let _ = Uses.eval(&(1.0,));
}
