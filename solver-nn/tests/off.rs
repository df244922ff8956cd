//! Units that are off, with `Relu`, in all trajectories of a batch: products leave them out, and nothing else changes.
#![allow(clippy::unwrap_used, reason = "a test that fails says so by panicking")]

mod plain;

use plain::{Amount, Drift, HIDDEN, N, STEPS, SumOfSquares, WIDTH, network, plain_loss, unit, weights};
use solver_nn::{Amplitude, Batch, Mean, Mlp, Relu, Trajectories, Weights, apart};
use tapeless::{
    Dual, EULER_MARUYAMA, Every, Gradient, KeptSlot, Ode, Solve, Steps, Terminal, Uniform, Vector, VectorField,
};

type Both = (Weights<f64, Drift<Relu>>, Weights<f64, Amount<Relu>>);

/// So many states, this far from one another.
fn states(many: usize, apart: f64) -> Vec<[f64; N]> {
    let mut unit = unit(11);
    (0..many).map(|_| [0.4, -0.1, 0.2].map(|y| y + apart * unit())).collect()
}

fn batch(y0: &[[f64; N]]) -> Batch<f64, N> {
    Batch::from_fn(y0.len(), |trajectory, component| y0[trajectory][component])
}

fn gradient(y0: &[[f64; N]], p: &Both) -> Gradient<f64, Batch<f64, N>, Both, ()> {
    let system = apart(Drift::<Relu>::new(), Amplitude::<Amount<Relu>, N>::default());
    let solve = Solve::new(system, EULER_MARUYAMA, Uniform::new::<STEPS>(0.0, 1.0))
        .with_noise(Trajectories::new(9, 0..y0.len() as u64));
    let loss = Terminal(Mean { of: SumOfSquares, over: y0.len() });
    let mut slots = vec![KeptSlot::new(&batch(y0)); STEPS];
    solve.gradient_reverse(&batch(y0), p, &loss, &Every, &mut slots[..]).unwrap()
}

/// How many hidden units of a drift are off in all of these states.
fn off(p: &Weights<f64, Drift<Relu>>, y0: &[[f64; N]]) -> usize {
    let of_one = |y: &[f64; N]| -> Vec<bool> {
        let x = [0.0, y[0], y[1], y[2]];
        let first = p.as_slice()[..WIDTH * (N + 2)].chunks(N + 2);
        first.map(|row| row.iter().zip(&x).map(|(w, x)| w * x).sum::<f64>() + row[N + 1] <= 0.0).collect()
    };
    let all: Vec<_> = y0.iter().map(of_one).collect();
    (0..WIDTH).filter(|unit| all.iter().all(|off| off[*unit])).count()
}

/// The derivative along a direction, by plain loops on dual numbers, for every size of a part.
#[test]
fn the_gradient_is_that_of_plain_loops() {
    let p = weights::<Relu>();
    for apart in [0.05, 5.0] {
        for many in 1..=33 {
            let y0 = states(many, apart);
            assert!(apart > 1.0 || off(&p.0, &y0) > 0, "of {many} trajectories none is off");
            let g = gradient(&y0, &p);
            let value = plain_loss::<Relu, f64>(&y0, p.0.as_slice(), p.1.as_slice(), 9);
            assert!((g.value - value).abs() < 1e-13 * value, "{} is not {value} of {many}", g.value);
            for seed in 0..4 {
                let mut unit = unit(seed);
                let way = (p.0.map(&mut |_| unit()), p.1.map(&mut |_| unit()));
                let dual = |w: &[f64], way: &[f64]| -> Vec<_> {
                    w.iter().zip(way).map(|(w, d)| Dual::new(*w, [*d])).collect()
                };
                let (drift, amount) = (dual(p.0.as_slice(), way.0.as_slice()), dual(p.1.as_slice(), way.1.as_slice()));
                let should = plain_loss::<Relu, Dual<f64, 1>>(&y0, &drift, &amount, 9).eps[0];
                let is = g.p.dot(&way);
                let scale = (g.p.dot(&g.p) * way.dot(&way)).sqrt();
                assert!((is - should).abs() < 1e-13 * scale, "{is} is not {should}: {many} trajectories {apart} apart");
            }
        }
    }
}

/// Where the drift's hidden layer `l` has the weights of its unit `unit`, and where the next layer has it.
fn row(l: usize, unit: usize) -> core::ops::Range<usize> {
    let inputs = if l == 0 { N + 1 } else { WIDTH };
    let before = if l == 0 { 0 } else { WIDTH * (N + 2) + (l - 1) * WIDTH * (WIDTH + 1) };
    before + unit * (inputs + 1)..before + (unit + 1) * (inputs + 1)
}

/// A unit whose sum is 0, exactly, is off: its slope is 0 there.
#[test]
fn a_unit_at_zero_is_off() {
    let mut p = weights::<Relu>();
    p.0.as_mut_slice()[row(0, 2)].fill(0.0);
    p.0.as_mut_slice()[row(1, 4)].fill(0.0);
    for many in [1, 5, 16] {
        let g = gradient(&states(many, 0.05), &p).p.0;
        assert!(g.as_slice()[row(0, 2)].iter().chain(&g.as_slice()[row(1, 4)]).all(|bar| *bar == 0.0));
        let after = row(1, 0).start + 2;
        assert!((0..WIDTH).all(|unit| g.as_slice()[after + unit * (WIDTH + 1)] == 0.0), "what it is multiplied by");
        assert!(g.as_slice().iter().any(|bar| *bar != 0.0));
    }
}

/// A weight that is not finite shows wherever its unit is on, and where it makes a unit that is off; a unit that is off
/// adds nothing, whatever it is multiplied by.
#[test]
fn weights_that_are_not_finite() {
    let (p, y0) = (weights::<Relu>().0, states(16, 0.01));
    let units: Vec<bool> = (0..WIDTH).map(|unit| network_unit(&p, &y0[0], unit) <= 0.0).collect();
    let (off, on) = (units.iter().position(|off| *off).unwrap(), units.iter().position(|off| !*off).unwrap());
    let field = Drift::<Relu>::new();
    let value = |p: &Weights<f64, Drift<Relu>>| field.eval(0.0, &batch(&y0), p, &());
    for bad in [f64::NAN, f64::INFINITY] {
        let with = |at: usize| {
            let mut p = p.clone();
            p.as_mut_slice()[at] = bad;
            value(&p)
        };
        let next = row(1, 0).start;
        assert_eq!(with(next + off), value(&p), "{bad} after a unit that is off");
        assert!(!with(next + on).is_finite(), "{bad} after a unit that is on");
        assert!(!with(row(0, on).end - 1).is_finite(), "{bad} as the bias of a unit that is on");
        assert!(!with(row(0, off).end - 1).is_finite(), "{bad} as the bias of a unit that was off");
    }
}

/// The sum of a unit of the drift's first layer.
fn network_unit(p: &Weights<f64, Drift<Relu>>, y: &[f64; N], unit: usize) -> f64 {
    let row = &p.as_slice()[row(0, unit)];
    row.iter().zip([0.0, y[0], y[1], y[2]]).map(|(w, x)| w * x).sum::<f64>() + row[N + 1]
}

/// All units off: the output is the last layer's bias, and its gradient all there is.
#[test]
fn every_unit_off() {
    let field = Mlp::<{ N + 1 }, WIDTH, HIDDEN, N, Relu>::new();
    let mut p = weights::<Relu>().0;
    (0..WIDTH).for_each(|unit| p.as_mut_slice()[row(0, unit)].copy_from_slice(&[0.0, 0.0, 0.0, 0.0, -1.0]));
    (0..WIDTH).for_each(|unit| p.as_mut_slice()[row(1, unit).end - 1] = -1.0);
    let should = network::<Relu, f64>(p.as_slice(), &[0.0; N + 1], N, |z| z);
    let solve = Solve::new(Ode(field), tapeless::EULER, Steps::new(0.0, 1.0, 3).unwrap());
    for many in [1, 7, 16] {
        let y0 = batch(&states(many, 0.1));
        assert!((0..many).all(|i| field.eval(0.5, &y0, &p, &()).trajectory(i).unwrap().as_slice() == should));
        let loss = Terminal(Mean { of: SumOfSquares, over: many });
        let mut slots = vec![KeptSlot::new(&y0); 3];
        let g = solve.gradient_reverse(&y0, &p, &loss, &Every, &mut slots[..]).unwrap();
        let biases: Vec<usize> = (0..N).map(|i| row(2, 0).start + (i + 1) * (WIDTH + 1) - 1).collect();
        for (i, bar) in g.p.as_slice().iter().enumerate() {
            assert_eq!(*bar != 0.0, biases.contains(&i), "{bar} by weight {i}");
        }
    }
}
