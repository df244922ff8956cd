use tapeless::differentiable;

#[differentiable]
fn f(x: &dyn tapeless::Real) -> f64 {
    1.0
}

fn main() {}
