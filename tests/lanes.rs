//! Several trajectories in one solve: each lane is the scalar's solve, in its value and in its gradient.

mod zoo;

use paste::paste;
use tapeless::*;
use zoo::*;

/// Vectors that differ a little, one for each lane.
fn around<V: Vector<f64>, const W: usize>(v: &V) -> [V; W] {
    core::array::from_fn(|lane| v.scaled(1.0 + 0.01 * lane as f64 / W as f64))
}

fn components<V: Vector<f64>>(v: &V) -> Vec<f64> {
    let mut all = Vec::new();
    v.each(&mut |x| all.push(x));
    all
}

/// The same bits where the field has ring operations, quotients and roots alone; else to the ULPs of its functions, grown along
/// the solve.
fn assert_same(same_bits: bool, is: &[f64], should: &[f64]) {
    let scale = should.iter().fold(0.0, |scale: f64, x| scale.max(x.abs()));
    for (is, should) in is.iter().zip(should) {
        if same_bits || cfg!(feature = "portable") {
            assert_eq!(is.to_bits(), should.to_bits(), "{is} is not {should}");
        } else {
            assert!((is - should).abs() <= 1e-12 * scale, "{is} is not {should}");
        }
    }
}

macro_rules! lanes_are_scalars {
    ($Field:ident, $y0:tt, $p:tt, $times:tt, $steps:tt, $W:literal) => {{
        type L = Lanes<f64, $W>;
        let ((t0, t1), y0, p) = ($times, around::<_, $W>(&$y0), around::<_, $W>(&$p));
        let same_bits = !<$Field as Vjp<f64>>::COSTLY || matches!(stringify!($Field), "Kepler");
        let solve = Solve::new(Ode($Field), RK4, Uniform::new::<$steps>(t0, t1));
        let w = y0[0].map(|_| 1.0);
        let (lanes_y0, lanes_p) = (L::pack(&y0), L::pack(&p));
        let y1 = L::unpack(&solve.value::<L>(&lanes_y0, &lanes_p));
        let (y0_bar, p_bar) = solve.value_vjp::<L>(&lanes_y0, &lanes_p, &L::share(&w));
        let shared = solve.value_vjp::<L>(&lanes_y0, &L::share(&p[0]), &L::share(&w)).1;
        let mut sum = p[0].zero();
        for lane in 0..$W {
            assert_same(same_bits, &components(&y1[lane]), &components(&solve.value(&y0[lane], &p[lane])));
            let (scalar_y0_bar, scalar_p_bar) = solve.value_vjp(&y0[lane], &p[lane], &w);
            assert_same(same_bits, &components(&L::unpack(&y0_bar)[lane]), &components(&scalar_y0_bar));
            assert_same(same_bits, &components(&L::unpack(&p_bar)[lane]), &components(&scalar_p_bar));
            Vector::add(&mut sum, &solve.value_vjp(&y0[lane], &p[0], &w).1);
        }
        for (is, should) in components(&L::total(&shared)).iter().zip(components(&sum)) {
            assert!((is - should).abs() <= 1e-10 * should.abs(), "{is} is not {should}");
        }
    }};
}

macro_rules! problem_on_lanes {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<lanes_are_scalars_on_ $name>]() {
                lanes_are_scalars!($Field, ($y0), ($p), ($times), $steps, 4);
                lanes_are_scalars!($Field, ($y0), ($p), ($times), $steps, 8);
                lanes_are_scalars!($Field, ($y0), ($p), ($times), $steps, 16);
            }
        }
    };
}
every_problem!(problem_on_lanes);

/// Duals over lanes: forward mode of many trajectories at once.
#[test]
fn forward_mode_on_lanes() {
    #[differentiable]
    fn sum_of_squares<T: Real>([x, y, z]: [T; 3]) -> T {
        x * x + y * y + z * z
    }
    type L = Lanes<f64, 8>;
    let solve = Solve::new(Ode(Lorenz), RK4, Uniform::new::<200>(0.0, 0.2));
    let (y0, p) = (around::<_, 8>(&[1.0, 1.0, 1.0]), [10.0, 28.0, 8.0 / 3.0]);
    let g = solve.gradient_forward::<6, L>(&L::pack(&y0), &L::share(&p), &Terminal(SumOfSquares));
    for (lane, y0) in y0.iter().enumerate() {
        let should = solve.gradient_forward::<6, f64>(y0, &p, &Terminal(SumOfSquares));
        assert_eq!(g.value.to_array()[lane], should.value);
        assert_eq!(L::unpack(&g.y0)[lane], should.y0);
        assert_eq!(L::unpack(&g.p)[lane], should.p);
    }
}

/// Above zero a root, whose slope at zero is infinite; elsewhere a logarithm, which is not a number above.
#[vector_field]
fn guarded<T: Real>(_t: T, [x, v]: [T; 2], [a, b]: [T; 2]) -> [T; 2] {
    let push = if x > 0.0 { a * x.sqrt() } else { b * (1.0 - x).ln() };
    let pull = if x > 0.25 && v < 2.0 { -(a * v) } else { b * v / (1.0 + x * x) };
    [v + 0.1 * push, pull - x]
}

/// Lanes in different arms: no lane has a NaN, an infinity or a derivative of the arm that it did not take.
#[test]
fn branches_lane_by_lane() {
    type L = Lanes<f64, 8>;
    let solve = Solve::new(Ode(Guarded), RK4, Uniform::new::<80>(0.0, 8.0));
    let y0: [[f64; 2]; 8] = core::array::from_fn(|i| [0.3 * (i as f64 - 3.0), 0.5 - 0.2 * i as f64]);
    let p = [0.7, 0.4];
    let w = [1.0, -0.5];
    let y1 = L::unpack(&solve.value::<L>(&L::pack(&y0), &L::share(&p)));
    let (y0_bar, p_bar) = solve.value_vjp::<L>(&L::pack(&y0), &L::share(&p), &L::share(&w));
    let mut signs = [0; 2];
    for (lane, y0) in y0.iter().enumerate() {
        signs[usize::from(y1[lane][0] > 0.0)] += 1;
        assert!(Vector::<f64>::is_finite(&y1[lane]));
        assert_same(false, &y1[lane], &solve.value(y0, &p));
        let (should_y0, should_p) = solve.value_vjp(y0, &p, &w);
        assert_same(false, &L::unpack(&y0_bar)[lane], &should_y0);
        assert_same(false, &L::unpack(&p_bar)[lane], &should_p);
    }
    assert!(signs[0] > 0 && signs[1] > 0, "the lanes ended on both sides: {signs:?}");
}

/// One lane that leaves the numbers leaves the others alone.
#[test]
fn a_lane_that_overflows() {
    type L = Lanes<f64, 4>;
    let solve = Solve::new(Ode(Lorenz), RK4, Uniform::new::<100>(0.0, 1.0));
    let y0 = [[1.0, 1.0, 1.0], [1e200, 1e200, 1.0], [2.0, 1.0, 1.0], [f64::NAN, 1.0, 1.0]];
    let p = [10.0, 28.0, 8.0 / 3.0];
    let y1 = L::unpack(&solve.value::<L>(&L::pack(&y0), &L::share(&p)));
    let (y0_bar, _) = solve.value_vjp::<L>(&L::pack(&y0), &L::share(&p), &L::share(&[1.0; 3]));
    for lane in [0, 2] {
        assert_eq!(y1[lane], solve.value(&y0[lane], &p));
        assert_eq!(L::unpack(&y0_bar)[lane], solve.value_vjp(&y0[lane], &p, &[1.0; 3]).0);
    }
    assert!(y1[1].iter().any(|x| x.is_nan()) && y1[3].iter().any(|x| x.is_nan()));
    assert_eq!(solve.try_value::<L>(&L::pack(&y0), &L::share(&p)).map_err(|stop| stop.step).err(), Some(0));
}

/// Each lane with end times of its own, and the same in single precision with plain times.
#[test]
fn times_and_single_precision() {
    type L = Lanes<f64, 4>;
    type S = Lanes<f32, 16>;
    let (y0, p) = ([1.0, 1.0], [1.5, 1.0, 3.0, 1.0]);
    let ends = [1.0, 2.0, 3.0, 4.0];
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<100>(L::ZERO, L::new(ends)));
    let y1 = L::unpack(&solve.value(&L::share(&y0), &L::share(&p)));
    for (lane, end) in ends.into_iter().enumerate() {
        let should = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<100>(0.0, end)).value(&y0, &p);
        assert_eq!(y1[lane], should);
    }
    let (y0, p) = ([1.0_f32, 1.0], [1.5_f32, 1.0, 3.0, 1.0]);
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<100>(0.0_f32, 2.0));
    let y1: [S; 2] = solve.value(&S::share(&y0), &S::share(&p));
    assert_eq!(S::unpack(&y1)[7], solve.value(&y0, &p));
}

/// Observations and running costs, and inputs, lane by lane.
#[test]
fn objectives_and_inputs_on_lanes() {
    #[vector_field]
    fn driven<T: Real>(_t: T, y: T, rate: T, u: T) -> T {
        u - rate * y
    }
    #[differentiable]
    fn squared_error<T: Real>(y: T, seen: T) -> T {
        (y - seen).powi(2)
    }
    #[differentiable]
    fn effort<T: Real>(y: T, u: T) -> T {
        y * u * u
    }
    type L = Lanes<f64, 4>;
    let starts = [1.0, 2.0, 3.0, 4.0];
    let controls = [0.1, 0.4, -0.2, 0.3];
    // Data of each trajectory's own.
    let seen: [[f64; 3]; 4] = core::array::from_fn(|i| [1.0 + i as f64, 0.7, 0.2 * i as f64]);
    let on = |controls| Solve::new(Ode(Driven), RK4, Uniform::new::<4>(0.0, 2.0)).with_inputs(controls);
    let objective = (Observed { cost: SquaredError, values: L::pack(&seen) }, Running(Effort));
    let solve = Solve::new(Ode(Driven), RK4, Uniform::new::<4>(0.0, 2.0)).with_inputs(L::share(&controls));
    let g = solve.gradient(&L::pack(&starts), &L::splat(0.5), &objective);
    for (lane, y0) in starts.iter().enumerate() {
        let objective = (Observed { cost: SquaredError, values: seen[lane] }, Running(Effort));
        let should = on(controls).gradient(y0, &0.5, &objective);
        assert_eq!(g.value.to_array()[lane], should.value);
        assert_eq!((g.y0.to_array()[lane], g.p.to_array()[lane]), (should.y0, should.p));
        assert_eq!(L::unpack(&g.inputs)[lane], should.inputs);
    }
}
