//! The library's scan: of a length known at run time, of a constant one, and unrolled.

use tapeless::{Ode, RK4, Real, Solve, Terminal, differentiable, vector_field};

use crate::{H, STEPS};

#[vector_field]
fn lorenz<T: Real>(_t: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

#[differentiable]
fn sum_of_squares<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}

#[cfg(kind = "runtime")]
mod solve {
    use super::*;
    use tapeless::{Every, Gradient, StateSlot, Steps};

    fn mesh() -> Steps<f64> {
        Steps::new(0.0, std::hint::black_box(STEPS) as f64 * H, std::hint::black_box(STEPS)).unwrap()
    }
    pub fn at_end(y0: &[f64; 3], p: &[f64; 3]) -> [f64; 3] {
        Solve::new(Ode(Lorenz), RK4, mesh()).value(y0, p)
    }
    pub fn derivatives(y0: &[f64; 3], p: &[f64; 3]) -> Gradient<f64, [f64; 3], [f64; 3], ()> {
        let mut slots = vec![StateSlot::new(y0); std::hint::black_box(STEPS)];
        let solve = Solve::new(Ode(Lorenz), RK4, mesh());
        solve.gradient_reverse(y0, p, &Terminal(SumOfSquares), &Every, &mut slots[..]).unwrap()
    }
}

#[cfg(not(kind = "runtime"))]
mod solve {
    use super::*;
    use tapeless::{Gradient, Uniform};
    #[cfg(not(kind = "scan"))]
    use tapeless::{Mesh, typenum};

    macro_rules! mesh {
        () => {{
            let mesh = Uniform::new::<STEPS>(0.0, STEPS as f64 * H);
            #[cfg(kind = "unroll2")]
            let mesh = mesh.unrolled::<typenum::U2>();
            #[cfg(kind = "unroll4")]
            let mesh = mesh.unrolled::<typenum::U4>();
            #[cfg(kind = "unroll8")]
            let mesh = mesh.unrolled::<typenum::U8>();
            #[cfg(all(kind = "full", steps = "10"))]
            let mesh = mesh.unrolled::<typenum::U10>();
            #[cfg(all(kind = "full", steps = "20"))]
            let mesh = mesh.unrolled::<typenum::U20>();
            #[cfg(all(kind = "full", steps = "100"))]
            let mesh = mesh.unrolled::<typenum::U100>();
            #[cfg(all(kind = "full", steps = "1000"))]
            let mesh = mesh.unrolled::<typenum::U1000>();
            mesh
        }};
    }
    pub fn at_end(y0: &[f64; 3], p: &[f64; 3]) -> [f64; 3] {
        Solve::new(Ode(Lorenz), RK4, mesh!()).value(y0, p)
    }
    pub fn derivatives(y0: &[f64; 3], p: &[f64; 3]) -> Gradient<f64, [f64; 3], [f64; 3], ()> {
        Solve::new(Ode(Lorenz), RK4, mesh!()).gradient(y0, p, &Terminal(SumOfSquares))
    }
}

#[inline(never)]
pub fn value(y0: &[f64; 3], p: &[f64; 3]) -> f64 {
    sum_of_squares(solve::at_end(y0, p))
}

#[inline(never)]
pub fn gradient(y0: &[f64; 3], p: &[f64; 3]) -> [f64; 6] {
    let g = solve::derivatives(y0, p);
    [g.y0[0], g.y0[1], g.y0[2], g.p[0], g.p[1], g.p[2]]
}
