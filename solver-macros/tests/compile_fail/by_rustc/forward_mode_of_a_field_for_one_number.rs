use tapeless::*;

struct Decay;

impl VectorField<f64> for Decay {
    type State = f64;
    type Params = f64;
    type Input = ();
    fn eval(&self, _: f64, y: &f64, p: &f64, (): &()) -> f64 {
        -p * y
    }
}

#[differentiable]
fn square<T: Real>(y: T) -> T {
    y * y
}

fn main() {
    let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<4>(0.0, 1.0));
    let _ = solve.gradient_forward::<2, f64>(&1.0, &0.5, &Terminal(Square));
    let _ = solve.gradient_auto(&1.0, &0.5, &Terminal(Square));
}
