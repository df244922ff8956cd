use tapeless::{Real, differentiable};

struct Spring<T> {
    stiffness: T,
}

#[differentiable]
impl<T: Real> Spring<T> {
    fn pull(&self, x: T) -> T {
        -self.stiffness * x
    }
}

fn main() {}
