use tapeless::differentiable;

#[differentiable]
fn gathered(p: f64) -> f64 {
    let mut x = [p; 40];
    let mut sum = p;
    for i in 0..3 {
        x[i] *= p;
        sum += x.iter().map(|x| 0.1 * x).reduce(|a, b| a + b).unwrap();
        x[i] = sum;
    }
    sum
}

fn main() {}
