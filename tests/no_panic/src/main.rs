//! Solves and differentiates without std, and ends with status 0 where the results are right.
//!
//! `check.sh` beside this builds it and reads its symbols: none may panic, none may allocate.
#![no_std]
#![no_main]

use core::hint::black_box;

use tapeless::{
    Binomial, By, Counter, DOPRI5, DOPRI8, Dual, EULER_MARUYAMA, Every, Halving, Knots, Lanes, Langevin, MILSTEIN, Ode,
    PEFRL, Periodic, QUICSORT, REVERSIBLE_HEUN, RK4, Real, Recorded, Running, SHARK, SLOW_RK, Sde, Separable, Slots,
    Solve, StateSlot, Steps, TSIT5, Terminal, Tree, Uniform, VERN7, Vector, differentiable, diffusion, vector_field,
};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// A pendulum with friction, driven by a torque.
#[vector_field]
fn pendulum<T: Real>(_t: T, [angle, speed]: [T; 2], [gravity, friction]: [T; 2], torque: T) -> [T; 2] {
    [speed, torque - gravity * angle.sin() - friction * speed]
}

#[vector_field]
fn lorenz<T: Real>(_t: T, [x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

#[differentiable]
fn effort<T: Real>([angle, _speed]: [T; 2], torque: T) -> T {
    angle * angle + 0.1 * torque * torque
}

#[differentiable]
fn norm<T: Real>([angle, speed]: [T; 2]) -> T {
    angle * angle + speed * speed
}

#[differentiable]
fn sum_of_squares<T: Real>([x, y, z]: [T; 3]) -> T {
    x * x + y * y + z * z
}

/// Const length, inputs, forward against reverse.
fn controlled() -> bool {
    let solve = Solve::new(Ode(Pendulum), RK4, Uniform::new::<20>(0.0, 1.0)).with_inputs([black_box(0.1); 20]);
    let (y0, p) = (black_box([0.5, 0.0]), black_box([9.81, 0.1]));
    let objective = (Running(Effort), Terminal(Norm));
    let reverse = solve.gradient(&y0, &p, &objective);
    let forward = solve.gradient_forward::<4, _>(&y0, &p, &objective);
    let close = |a: f64, b: f64| a - b < 1e-12 && b - a < 1e-12;
    close(reverse.y0[0], forward.y0[0]) && close(reverse.inputs[3], forward.inputs[3])
}

/// Run-time lengths, every schedule, the same bits.
fn checkpointed() -> bool {
    let (y0, p) = (black_box([1.0, 1.0, 1.0]), black_box([10.0, 28.0, 8.0 / 3.0]));
    let Ok(mesh) = Steps::new(0.0, 1.0, black_box(1000)) else { return false };
    let solve = Solve::new(Ode(Lorenz), RK4, mesh);
    let loss = Terminal(SumOfSquares);
    let mut slots = [StateSlot::new(&y0); 64];
    let Some(lent) = slots.get_mut(..black_box(64)) else { return false };
    let (Ok(a), Ok(b), Ok(c)) = (
        solve.gradient_reverse(&y0, &p, &loss, &Binomial, Slots::<5>),
        solve.gradient_reverse(&y0, &p, &loss, &Halving, Slots::<11>),
        solve.gradient_reverse(&y0, &p, &loss, &Periodic { every: 32 }, lent),
    ) else {
        return false;
    };
    a == b && b == c && (a.p[2] - 331.94054548234).abs() < 1e-8
}

/// Other methods, knots, the derivatives by the times, duals in f32.
fn others() -> bool {
    let (y0, p) = (black_box([1.0, 1.0, 1.0]), black_box([10.0, 28.0, 8.0 / 3.0]));
    let Ok(mesh) = Knots::new(black_box([0.0, 0.01, 0.03, 0.04])) else { return false };
    let knots = Solve::new(Ode(Lorenz), TSIT5, mesh).gradient(&y0, &p, &Terminal(SumOfSquares));
    let solve = Solve::new(Ode(Lorenz), DOPRI5, Uniform::new::<10>(0.0, 0.04));
    let Ok(times) = solve.gradient_with_times(&y0, &p, &Terminal(SumOfSquares), &Every, Slots::<10>) else {
        return false;
    };
    let single = Solve::new(Ode(Lorenz), RK4, Uniform::new::<10>(0.0, 0.04));
    let x: [Dual<f32, 1>; 3] = black_box([1.0_f32; 3]).map(|x| Dual::variable(x, 0));
    let q = black_box([10.0_f32, 28.0, 2.5]).map(Dual::constant);
    let y = Solve::new(Ode(Lorenz), RK4, Uniform::new::<10>(0.0_f32, 0.04)).value(&x, &q);
    (knots.value - times.gradient.value).abs() < 1e-6
        && (times.t1 + times.t0).abs() < 1e-9
        && y[0].is_finite()
        && single.try_value(&y0, &p).is_ok()
}

/// The force of a pendulum without friction.
#[vector_field]
fn gravity<T: Real>(_t: T, angle: T, pull: T) -> T {
    -pull * angle.sin()
}

#[differentiable]
fn lift<T: Real>((angle, momentum): (T, T)) -> T {
    angle * angle + 0.5 * momentum * momentum
}

/// A state with names.
#[derive(Clone, Copy, Debug, Vector)]
struct Tank<T> {
    level: T,
    flow: [T; 2],
}

#[vector_field]
fn filling<T: Real>(_t: T, tank: Tank<T>, rate: T) -> Tank<T> {
    let [in_, out] = tank.flow;
    Tank { level: in_ - out, flow: [-(rate * in_), rate * tank.level - out] }
}

#[differentiable]
fn level<T: Real>(tank: Tank<T>) -> T {
    tank.level * tank.level
}

/// Solves that run backwards, and second derivatives.
fn second() -> bool {
    let (y0, pull) = (black_box((0.5, 0.1)), black_box(9.81));
    let swing = Solve::new(Separable::of_unit_mass(Gravity), PEFRL, Uniform::new::<40>(0.0, 1.0));
    let Ok(found) = swing.gradient_reversible(&y0, &pull, &Terminal(Lift)) else { return false };
    let lorenz = Solve::new(Ode(Lorenz), DOPRI8, Uniform::new::<20>(0.0, 0.2));
    let (x0, p) = (black_box([1.0, 1.0, 1.0]), black_box([10.0, 28.0, 8.0 / 3.0]));
    let loss = Terminal(SumOfSquares);
    let (Ok(hessian), Ok((_, columns)), Ok(again)) = (
        lorenz.hessian::<6, f64>(&x0, &p, &loss, By::Both),
        lorenz.jacobian::<3, f64>(&x0, &p, By::State),
        lorenz.reversible().gradient(&x0, &p, &loss),
    ) else {
        return false;
    };
    let near = lorenz.gauss_newton(&x0, &p, &loss, &[x0], &[p]);
    let tank = Solve::new(Ode(Filling), VERN7, Uniform::new::<10>(0.0, 1.0));
    let g = tank.gradient(&black_box(Tank { level: 1.0, flow: [0.5, 0.2] }), &black_box(0.3), &Terminal(Level));
    found.drift < 1e-12
        && (hessian.matrix[0][5] - hessian.matrix[5][0]).abs() < 1e-9
        && columns[0][0].is_finite()
        && again.drift < 1e-6
        && near.products[0].value.is_finite()
        && g.p.is_finite()
}

/// The heat equation on a rod of any length: loops, an array that is indexed, and an argument that is not differentiated.
#[vector_field]
fn heat<T: Real, const N: usize>(_t: T, u: [T; N], diffusivity: T, width: f64) -> [T; N] {
    let mut du = [T::ZERO; N];
    let scale = diffusivity / (width * width);
    for i in 1..N - 1 {
        du[i] = scale * (u[i - 1] - 2.0 * u[i] + u[i + 1]) - u[i] * u[i] * u[i];
    }
    du
}

/// A recurrence in place, and an element that a branch changes.
#[differentiable]
fn recurrence<T: Real, const N: usize>(xs: [T; N]) -> T {
    let mut u = xs;
    let mut sum = T::ZERO;
    for i in 1..N {
        u[i] = u[i] + 0.1 * u[i - 1] * u[i];
        if u[i] < 0.0 {
            u[i] = 0.0;
        }
        sum += u[i] * u[i];
    }
    sum
}

/// A plate: loops within loops, whose transposes add to neighbouring elements, and powers by a constant.
#[vector_field]
fn plate<T: Real>(_t: T, u: [[T; 9]; 3], k: T) -> [[T; 9]; 3] {
    let mut du = [[T::ZERO; 9]; 3];
    for i in 0..3 {
        for j in 1..9 - 1 {
            du[i][j] = k * (u[i][j - 1] - 2.0 * u[i][j] + u[i][j + 1]) - (u[i][j] * u[i][j] + 1.0).powf(0.3);
        }
    }
    du
}

#[differentiable]
fn total<T: Real>(u: [[T; 9]; 3]) -> T {
    let mut sum = T::ZERO;
    for i in 0..3 {
        for j in 1..9 {
            sum += u[i][j] * u[i][j - 1];
        }
    }
    sum
}

/// Loops with constant bounds have no panic either.
fn loops() -> bool {
    let (u0, k) = (black_box([0.1, 0.9, 0.4, 0.8, 0.3, 0.7, 0.2, 0.6]), black_box(0.02));
    let solve = Solve::new(Ode(Heat::<8> { width: 0.1 }), RK4, Uniform::new::<20>(0.0, 0.2));
    let reverse = solve.gradient(&u0, &k, &Terminal(Recurrence::<8>));
    let forward = solve.gradient_forward::<9, _>(&u0, &k, &Terminal(Recurrence::<8>));
    let v0 = black_box([[0.1, 0.9, 0.4, 0.8, 0.3, 0.7, 0.2, 0.6, 0.5]; 3]);
    let plate = Solve::new(Ode(Plate), RK4, Uniform::new::<10>(0.0, 0.2));
    let (back, ahead) =
        (plate.gradient(&v0, &k, &Terminal(Total)), plate.gradient_forward::<7, _>(&v0, &k, &Terminal(Total)));
    (reverse.p - forward.p).abs() < 1e-12
        && (reverse.y0[3] - forward.y0[3]).abs() < 1e-12
        && (back.p - ahead.p).abs() < 1e-12
        && (back.y0[1][4] - ahead.y0[1][4]).abs() < 1e-12
}

#[vector_field]
fn growth<T: Real>(_t: T, [x, y]: [T; 2], [mu, _sigma]: [T; 2]) -> [T; 2] {
    [mu * x, -(mu * y)]
}

#[diffusion(diagonal)]
fn volatility<T: Real>(_t: T, [x, y]: [T; 2], [_mu, sigma]: [T; 2], [u, v]: [T; 2]) -> [T; 2] {
    [sigma * x * u, sigma * y * v]
}

#[diffusion(additive)]
fn agitation<T: Real>(_t: T, _y: [T; 2], [_mu, sigma]: [T; 2], [u, v]: [T; 2]) -> [T; 2] {
    [sigma * u, sigma * v]
}

/// Stochastic equations: noise by counter, in pairs, as a tree, recorded and given, the same bits under every schedule.
fn stochastic() -> bool {
    let (y0, p, loss) = (black_box([1.0, 2.0]), black_box([0.4, 0.5]), Terminal(Norm));
    let mesh = Uniform::new::<40>(0.0, 1.0);
    let counter = Counter::new(black_box(7));
    let Ok(tree) = Tree::new(black_box(7), 0.0, 1.0, 1e-3) else { return false };
    let ito = Solve::new(Sde::ito(Growth, Volatility), MILSTEIN, mesh);
    let strong = Solve::new(Sde::stratonovich(Growth, Volatility), SLOW_RK, mesh);
    let additive = Solve::new(Sde::ito(Growth, Agitation), SHARK, mesh);
    let a = ito.with_noise(counter).gradient(&y0, &p, &loss);
    let b = strong.with_noise(tree).gradient(&y0, &p, &loss);
    let (Ok(c), Ok(d), Ok(e), Ok(f)) = (
        ito.with_noise(counter.pairwise()).gradient_reverse(&y0, &p, &loss, &Binomial, Slots::<5>),
        strong.with_noise(tree).gradient_reverse(&y0, &p, &loss, &Halving, Slots::<7>),
        additive.with_noise(counter).gradient_with_times(&y0, &p, &loss, &Every, Slots::<40>),
        Solve::new(Sde::stratonovich(Growth, Volatility), REVERSIBLE_HEUN, mesh)
            .with_noise(tree)
            .in_pairs()
            .gradient(&y0, &p, &loss),
    ) else {
        return false;
    };
    let euler = Solve::new(Sde::ito(Growth, Volatility), EULER_MARUYAMA, mesh);
    let path = black_box([[0.1, -0.1]; 40]);
    let given = euler.with_path(path).gradient(&y0, &p, &loss);
    let recorded = euler.with_noise(Recorded(path)).gradient(&y0, &p, &loss);
    let bath = Solve::new(Langevin(Gravity), QUICSORT, Uniform::new::<20>(0.0_f32, 1.0)).with_noise(counter);
    let bath = bath.gradient(&black_box((0.5, 0.1)), &black_box(([0.7, 1.3], -9.81)), &Terminal(Lift));
    type L = Lanes<f64, 4>;
    let lanes = ito.with_noise(counter).value(&L::share(&y0), &L::share(&p));
    a == c
        && b == d
        && f.drift < 1e-12
        && given.p == recorded.p
        && (e.t1 + e.t0).is_finite()
        && bath.p.1.is_finite()
        && (lanes[0].to_array()[0] - ito.with_noise(counter).value(&y0, &p)[0]).abs() < 1e-12
}

/// Where the C runtime begins.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    i32::from(!(controlled() && checkpointed() && others() && second() && loops() && stochastic()))
}
