use tapeless::{Real, differentiable};

struct Spring {
    stiffness: f64,
}

impl Spring {
    #[differentiable]
    fn force<T: Real>(&self, x: T) -> T {
        while x > self.stiffness {}
        x
    }

    #[differentiable]
    fn set<T: Real>(&mut self, x: T) -> T {
        x
    }
}

#[differentiable]
fn energy<T: Real>(x: T, spring: &Spring) -> T {
    spring.force(x) * x
}

fn main() {
    energy(1.0, &Spring { stiffness: 1.0 });
}
