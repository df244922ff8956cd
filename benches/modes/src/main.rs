//! The gradient of one solve by so many inputs, in forward mode (blocks of the target's vector register, as the automatic mode
//! takes) and in reverse mode: `modes time` prints a table for this CPU, with the mode that `gradient_auto` chooses;
//! `modes count FIELD INPUTS MODE CALLS` makes so many calls, for a profiler to count; `modes names` lists what there is.

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use tapeless::{FORWARD_BLOCK, Mode, Ode, RK4, Real, Solve, Terminal, Uniform, differentiable, vector_field};

/// A line of `N` springs between walls, the first moved by a polynomial of the parameters: arithmetic alone.
#[vector_field]
fn springs<T: Real, const P: usize>(t: T, [x, v]: [T; 2], p: [T; P]) -> [T; 2] {
    let mut force = -x;
    for k in 0..P {
        force = force * t + p[k];
    }
    [v, force - 0.1 * v * v]
}

/// A sum of saturating rates of one species: a division each.
#[vector_field]
fn rates<T: Real, const P: usize>(_t: T, [x, y]: [T; 2], p: [T; P]) -> [T; 2] {
    let mut uptake = T::ZERO;
    for k in 0..P {
        uptake += p[k] * x / (p[k] + x);
    }
    [y - uptake, uptake - y]
}

/// A pendulum driven at as many frequencies as there are parameters: a sine each.
#[vector_field]
fn driven<T: Real, const P: usize>(t: T, [angle, speed]: [T; 2], p: [T; P]) -> [T; 2] {
    let mut torque = -angle.sin();
    for k in 0..P {
        torque += 0.1 * (p[k] * t).sin();
    }
    [speed, torque]
}

#[differentiable]
fn sum_of_squares<T: Real>([x, y]: [T; 2]) -> T {
    x * x + y * y
}

/// A gradient by `inputs` components: those of a state of two, and the others the parameters.
struct Case {
    field: &'static str,
    inputs: usize,
    auto: Mode,
    forward: fn() -> f64,
    reverse: fn() -> f64,
}

macro_rules! cases {
    ($($field:literal $Field:ident: $($P:literal)*;)*) => { vec![$($({
        fn solve() -> Solve<Ode<$Field<$P>>, tapeless::ExplicitRk<tapeless::tableau::Rk4, 4>, Uniform<f64, 200>> {
            Solve::new(Ode($Field::<$P>), RK4, Uniform::new::<200>(0.0, 1.0))
        }
        fn p() -> [f64; $P] {
            core::array::from_fn(|k| 0.5 + 0.01 * k as f64)
        }
        const Y0: [f64; 2] = [1.0, 0.5];
        fn forward() -> f64 {
            let g = solve().gradient_forward::<FORWARD_BLOCK, f64>(black_box(&Y0), black_box(&p()), &Terminal(SumOfSquares));
            g.y0.iter().chain(&g.p).sum()
        }
        fn reverse() -> f64 {
            let g = solve().gradient(black_box(&Y0), black_box(&p()), &Terminal(SumOfSquares));
            g.y0.iter().chain(&g.p).sum()
        }
        Case { field: $field, inputs: $P + 2, auto: solve().mode::<f64>(), forward, reverse }
    },)*)*] };
}

fn cases() -> Vec<Case> {
    cases! {
        "springs" Springs: 1 2 4 6 8 10 14 18 22;
        "rates" Rates: 1 2 4 6 8 10 14 18 22;
        "driven" Driven: 1 2 4 6 8 10 14 18 22;
    }
}

fn least_ns(call: fn() -> f64) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..100 {
        let start = Instant::now();
        for _ in 0..5 {
            black_box(call());
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e9 / 5.0 / 200.0);
    }
    least
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match &words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["names"] => cases().iter().for_each(|c| println!("{} {} {:?}", c.field, c.inputs, c.auto)),
        ["time"] => {
            for case in cases() {
                let (forward, reverse) = (least_ns(case.forward), least_ns(case.reverse));
                let chosen = if case.auto == Mode::Forward { forward } else { reverse };
                let over = chosen / forward.min(reverse);
                let agree = ((case.forward)() - (case.reverse)()).abs() <= 1e-10 * (case.forward)().abs();
                assert!(agree, "the modes disagree on {} with {} inputs", case.field, case.inputs);
                println!(
                    "| {} | {} | {forward:.1} | {reverse:.1} | {:.2} | {:?} | {over:.2} |",
                    case.field,
                    case.inputs,
                    forward / reverse,
                    case.auto
                );
            }
        }
        ["count", field, inputs, mode, calls] => {
            let all = cases();
            let Some(case) = all.iter().find(|c| c.field == *field && c.inputs.to_string() == *inputs) else {
                return ExitCode::FAILURE;
            };
            let call = if *mode == "forward" { case.forward } else { case.reverse };
            for _ in 0..calls.parse().unwrap_or(1) {
                black_box(call());
            }
        }
        _ => {
            eprintln!("usage: modes time | names | count FIELD INPUTS forward|reverse CALLS");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
