use tapeless::{Real, differentiable};

struct Spring {
    stiffness: f64,
}

impl Spring {
    #[differentiable]
    fn force<T: Real>(&self, x: T) -> T {
        -self.stiffness * x
    }
}

fn main() {
    Spring { stiffness: 1.0 }.force(1.0);
}
