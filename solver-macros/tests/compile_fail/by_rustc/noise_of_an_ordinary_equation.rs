use tapeless::*;

#[vector_field]
fn growth<T: Real>(_t: T, x: T, mu: T) -> T {
    mu * x
}

fn main() {
    Solve::new(Ode(Growth), RK4, Uniform::new::<10>(0.0, 1.0)).with_noise(Counter::new(1)).value(&1.0, &0.5);
}
