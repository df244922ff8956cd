use tapeless::{Real, Vector, differentiable};

#[derive(Clone, Copy, Vector)]
struct Body<T> {
    mass: T,
    speed: T,
}

impl<T: Real> Body<T> {
    #[differentiable]
    fn scaled(&self, by: T) -> T {
        self.mass * self.speed * by
    }

    #[differentiable]
    fn of(mass: T) -> Self {
        Self { mass, speed: mass }
    }
}

#[differentiable]
fn f<T: Real>(body: Body<T>, x: T) -> T {
    body.scaled(x, x)
}

fn main() {}
