use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
}

impl<T: Real> Body<T> {
    #[differentiable]
    fn momentum(&self, v: [T; N]) -> T {
        self.mass * v[0]
    }
}

fn main() {}
