use tapeless::differentiable;

#[differentiable]
fn f(x: f64, factor: Option<f64>) -> f64 {
    if let Some(k) = factor { k * x } else { x }
}

fn main() {}
