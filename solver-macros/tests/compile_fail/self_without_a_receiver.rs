use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

impl<T: Real> Body<T> {
    #[differentiable]
    fn momentum(speed: T) -> T {
        self.mass * speed
    }
}

fn main() {}
