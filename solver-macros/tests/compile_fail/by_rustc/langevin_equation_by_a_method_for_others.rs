use tapeless::*;

#[vector_field]
fn spring<T: Real>(_t: T, x: T, k: T) -> T {
    k * x
}

fn main() {
    let (y0, p) = ((1.0, 0.0), ([0.5, 1.0], 2.0));
    let mesh = Uniform::new::<10>(0.0, 1.0);
    Solve::new(Langevin(Spring), REVERSIBLE_HEUN, mesh).with_noise(Counter::new(1)).in_pairs().value(&y0, &p);
}
