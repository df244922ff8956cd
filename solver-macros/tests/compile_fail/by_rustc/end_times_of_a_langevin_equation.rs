use tapeless::*;

#[vector_field]
fn spring<T: Real>(_t: T, x: T, k: T) -> T {
    k * x
}

#[differentiable]
fn position<T: Real>((x, _v): (T, T)) -> T {
    x
}

fn main() {
    let (y0, p) = ((1.0, 0.0), ([0.5, 1.0], 2.0));
    let solve = Solve::new(Langevin(Spring), QUICSORT, Uniform::new::<10>(0.0, 1.0)).with_noise(Counter::new(1));
    let _ = solve.gradient_with_times(&y0, &p, &Terminal(Position), &Every, Slots::<10>);
}
