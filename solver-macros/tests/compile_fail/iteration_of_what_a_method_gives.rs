use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Debug, Vector)]
struct Body<T> {
    mass: T,
}

impl<T: Real> Body<T> {
    #[differentiable]
    fn parts(&self) -> [T; 2] {
        [self.mass, self.mass * self.mass]
    }
}

#[differentiable]
fn total<T: Real>(body: Body<T>) -> T {
    let parts = body.parts();
    parts.iter().sum()
}

fn main() {}
