//! Calls one of the published test functions, its value, its reverse sweep, or both, so many times, for a profiler to count:
//! `sweeps NAME value|sweep|gradient CALLS`; `sweeps names` lists them. And `sweeps NAME adjoint CALLS`, where `peers/c` has the
//! same by hand; `sweeps adjoints` lists those.
#![allow(dead_code, reason = "the functions are those of the tests")]

mod adjoints;
#[path = "../../../tests/published/bundle_adjustment.rs"]
mod bundle_adjustment;
#[path = "../../../tests/published/fields.rs"]
mod fields;
#[path = "../../../tests/published/gaussian_mixture.rs"]
mod gaussian_mixture;
#[path = "../../../tests/published/hand.rs"]
mod hand;
#[path = "../../../tests/published/lstm.rs"]
mod lstm;
#[path = "../../../tests/published/network.rs"]
mod network;

use std::hint::black_box;
use std::process::ExitCode;

use tapeless::{Bars, Differentiable, Vector, Vjp};

fn series<V: Vector<f64>>(like: &V, k: f64) -> V {
    let (mut v, mut i) = (like.clone(), 0.0);
    v.zip_mut(like, &mut |x, _| {
        *x = (1.618 * (k + i)).sin();
        i += 1.0;
    });
    v
}

/// Calls a function, what it keeps made once.
fn function<F: Differentiable<f64>>(f: &F, args: &F::Args, w: &F::Output, kind: &str, calls: usize) {
    let (_, kept) = f.eval_keep(args);
    for _ in 0..calls {
        match kind {
            "value" => drop(black_box(f.eval(black_box(args)))),
            "sweep" => drop(black_box(f.vjp(black_box(args), black_box(&kept), black_box(w)))),
            _ => {
                let (value, kept) = f.eval_keep(black_box(args));
                drop(black_box((value, f.vjp(args, &kept, black_box(w)))));
            }
        }
    }
}

fn field<F: Vjp<f64>>(f: &F, (y, p, u): &(F::State, F::Params, F::Input), w: &F::State, kind: &str, calls: usize) {
    let (_, kept) = f.eval_keep(0.0, y, p, u);
    let (mut t, mut p_bar, mut u_bar) = (0.0, p.zero(), u.zero());
    for _ in 0..calls {
        let bars = Bars { t: &mut t, p: &mut p_bar, u: &mut u_bar };
        let (y, p, u) = black_box((y, p, u));
        match kind {
            "value" => drop(black_box(f.eval(0.0, y, p, u))),
            "sweep" => drop(black_box(f.vjp(p, u, black_box(&kept), black_box(w), bars))),
            _ => {
                let (value, kept) = f.eval_keep(0.0, y, p, u);
                drop(black_box((value, f.vjp(p, u, &kept, black_box(w), bars))));
            }
        }
    }
    black_box((t, p_bar, u_bar));
}

const NAMES: [&str; 8] = ["reprojection", "mixture", "lstm", "hand", "hodgkin-huxley", "gravity", "heat", "network"];

fn run(name: &str, kind: &str, calls: usize) {
    match name {
        "reprojection" => {
            let camera = [0.1, -0.2, 0.3, 0.4, 0.1, -0.3, 2.0, 0.3, -0.2, 0.05, -0.01];
            let f = bundle_adjustment::Reprojection { seen: [0.5, -0.7] };
            function(&f, &(camera, [0.5, 0.7, 3.0], 0.4), &[0.7, 0.3, -0.2], kind, calls);
        }
        "mixture" => {
            let data: [[f64; 3]; 5] = series(&[[0.0; 3]; 5], 11.0);
            let f = gaussian_mixture::Mixture::<4, 3, 3> { data: &data, gamma: 1.0, m: 2.0 };
            let args = series(&([0.0; 4], [[0.0; 3]; 4], [[0.0; 3]; 4], [[0.0; 3]; 4]), 0.1);
            function(&f, &args, &1.0, kind, calls);
        }
        "lstm" => {
            let args = series(&([[0.0; 8]; 4], [[0.0; 8]; 4], [0.0; 8], [0.0; 8], [0.0; 8]), 0.1);
            function(&lstm::Lstm::<8>, &args, &series(&([0.0; 8], [0.0; 8]), 0.3), kind, calls);
        }
        "hand" => {
            let (relatives, inverses) = (series(&[[[0.0; 4]; 3]; 5], 21.0), series(&[[[0.0; 4]; 3]; 5], 32.0));
            let (vertices, points) = (series(&[[0.0; 3]; 6], 43.0), series(&[[0.0; 3]; 6], 54.0));
            let weights = series(&[[0.0; 5]; 6], 65.0);
            let model = hand::Model { parents: [0, 0, 1, 2, 1], relatives, inverses, vertices, weights, points };
            let args = series(&([[0.0; 3]; 5], [0.0; 3], [0.0; 3]), 0.1);
            function(&hand::Hand { model: &model }, &args, &points, kind, calls);
        }
        "hodgkin-huxley" => {
            let args = ([-61.0, 0.08, 0.55, 0.35], [120.0, 36.0, 0.3, 50.0, -77.0, -54.4, 1.0], 10.0);
            field(&fields::HodgkinHuxley, &args, &[0.3, 0.2, 0.5, -0.4], kind, calls);
        }
        "gravity" => {
            let (x, mass) = series(&([[0.0; 3]; 5], [0.0; 5]), 0.1);
            function(&fields::Gravity::<5>, &(x, mass, 0.2), &series(&x, 0.3), kind, calls);
        }
        "heat" => {
            let u = series(&[[0.0; 32]; 32], 0.1);
            field(&fields::Heat::<32>, &(u, 0.3, ()), &series(&u, 0.3), kind, calls);
        }
        _ => {
            let args = series(&([[0.0; 4]; 8], [0.0; 8], [[0.0; 8]; 3], [0.0; 3], [0.0; 4]), 0.1);
            function(&network::Network::<4, 8, 3> { y: [0.5, -0.5, 1.0] }, &args, &1.0, kind, calls);
        }
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match &words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["names"] => println!("{}", NAMES.join("\n")),
        ["adjoints"] => println!("{}", adjoints::NAMES.join("\n")),
        [name, "adjoint", calls] if adjoints::NAMES.contains(name) => adjoints::run(name, calls.parse().unwrap_or(1)),
        [name, kind, calls] if NAMES.contains(name) => run(name, kind, calls.parse().unwrap_or(1)),
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}
