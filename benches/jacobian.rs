//! Where forward and reverse mode cross for a Jacobian: a few shapes, `rows` states by `columns` parameters.
//!
//! `cargo bench --bench jacobian`; with `RUSTFLAGS="-C target-cpu=native"` for the machine's own instructions.
#![allow(missing_docs, reason = "criterion's macros write functions without docs")]

use core::hint::black_box;
use criterion::{Criterion, criterion_group, criterion_main};
use tapeless::{By, Ode, RK4, Real, Solve, Uniform, vector_field};

#[vector_field]
fn by_4<T: Real>(t: T, y: T, [a, b, c, d]: [T; 4]) -> T {
    a + t * b - (c + t * d) * y
}

#[vector_field]
fn by_8<T: Real>(t: T, y: T, [a, b, c, d, e, f, g, h]: [T; 8]) -> T {
    a + t * (b + t * (c + t * d)) - (e + t * (f + t * (g + t * h))) * y
}

#[vector_field]
fn two_by_12<T: Real>(t: T, [x, y]: [T; 2], [a, b, c, d, e, f, g, h, i, j, k, l]: [T; 12]) -> [T; 2] {
    [a * (b * t).cos() - c * x + d * (-(e * y)).exp(), f * x / (g + x) - h * y + i * (j * t + k).sin() * l]
}

#[vector_field]
fn lorenz<T: Real>(_t: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

macro_rules! shape {
    ($c:ident, $name:literal, $Field:ident, $N:literal, $y0:expr, $p:expr, $by:expr) => {
        let solve = Solve::new(Ode($Field), RK4, Uniform::new::<500>(0.0, 1.0));
        let mut group = $c.benchmark_group($name);
        group.bench_function("value", |b| b.iter(|| solve.value(black_box(&$y0), black_box(&$p))));
        group.bench_function("forward", |b| {
            b.iter(|| solve.jacobian_forward::<$N, f64>(black_box(&$y0), black_box(&$p), $by));
        });
        group.bench_function("reverse", |b| {
            b.iter(|| solve.jacobian_reverse::<$N, f64>(black_box(&$y0), black_box(&$p), $by));
        });
        group.finish();
    };
}

fn shapes(c: &mut Criterion) {
    shape!(c, "1 by 4", By4, 4, 0.5, [0.1; 4], By::Params);
    shape!(c, "1 by 8", By8, 8, 0.5, [0.1; 8], By::Params);
    shape!(c, "2 by 12", TwoBy12, 12, [1.0; 2], [0.5; 12], By::Params);
    shape!(c, "3 by 3", Lorenz, 3, [1.0; 3], [10.0, 28.0, 8.0 / 3.0], By::State);
    shape!(c, "3 by 6", Lorenz, 6, [1.0; 3], [10.0, 28.0, 8.0 / 3.0], By::Both);
}

criterion_group!(benches, shapes);
criterion_main!(benches);
