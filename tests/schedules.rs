//! The gradient has the same bits under every schedule, on every problem, at const and at run-time lengths.

mod zoo;

use paste::paste;
use tapeless::*;
use zoo::*;

/// The weight of each component in the objective: the transpose of a solve for this cotangent.
fn weight<V: Vector<f64>>(like: &V) -> V {
    let mut i = 0.0;
    let mut w = like.clone();
    w.zip_mut(like, &mut |x, _| {
        i += 1.0;
        *x = 1.0 / i;
    });
    w
}

struct Weighed<Y>(Y);

impl<Y: Vector<f64>, P, U> Objective<f64, Y, P, U> for Weighed<Y> {
    type Memory = ();
    fn start(&self, _: &Y, _: usize) {}
    fn see(&self, (): &mut (), _: &Visit<'_, f64, Y, P, U>) {}
    fn finish(&self, (): &mut (), y1: &Y, _: &P) -> f64 {
        self.0.dot(y1)
    }
}

impl<Y: Vector<f64>, P, U> ObjectiveVjp<f64, Y, P, U> for Weighed<Y> {
    fn seed(&self, (): &mut (), _: &Y, _: &P, y_bar: &mut Y, _: &mut P) {
        y_bar.add(&self.0);
    }
    fn pull(&self, (): &mut (), _: &Visit<'_, f64, Y, P, U>, _: &mut Y, _: Bars<'_, f64, P, U>) {}
}

macro_rules! same_bits {
    ($schedule:expr, $slots:expr, $steps:tt, $problem:ident) => {{
        let (fixed, run_time, y0, p, loss, should) = &$problem;
        let schedule = $schedule;
        let count = schedule.needs($steps).max($slots);
        let mut states = vec![StateSlot::new(y0); count];
        let mut kept = vec![KeptSlot::new(y0); count];
        let g = fixed.gradient_reverse(y0, p, loss, &schedule, &mut states[..]).unwrap();
        assert_eq!(g, *should, "const length, {schedule:?} with {count} slots");
        let g = fixed.gradient_reverse(y0, p, loss, &schedule, &mut kept[..]).unwrap();
        assert_eq!(g, *should, "kept partials, {schedule:?} with {count} slots");
        let g = run_time.gradient_reverse(y0, p, loss, &schedule, &mut states[..]).unwrap();
        assert_eq!(g, *should, "run-time length, {schedule:?} with {count} slots");
    }};
}

macro_rules! every_schedule_agrees {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<every_schedule_agrees_on_ $name>]() {
                let ((t0, t1), y0, p) = ($times, $y0, $p);
                let loss = Weighed(weight(&y0));
                let fixed = Solve::new(Ode($Field), RK4, Uniform::new::<$steps>(t0, t1));
                let run_time = Solve::new(Ode($Field), RK4, Steps::new(t0, t1, $steps).unwrap());
                let should = fixed.gradient(&y0, &p, &loss);
                let problem = (fixed, run_time, y0, p, loss, should);
                every_schedule!(same_bits, $steps, problem);
            }
        }
    };
}
every_problem!(every_schedule_agrees);

/// A slot too few is an error that says how many are needed, and nothing else.
#[test]
fn too_few_slots() {
    let solve = Solve::new(Ode(Lorenz), RK4, Uniform::new::<10>(0.0, 1.0));
    let (y0, p) = ([1.0; 3], [10.0, 28.0, 2.5]);
    let refused = solve.gradient_reverse(&y0, &p, &Weighed(y0), &Every, Slots::<9>);
    assert_eq!(refused, Err(Error::TooFewSlots { needed: 10, given: 9 }));
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("10 slots") && message.contains("has 9"), "{message}");
}

#[vector_field]
fn fading<T: Real>(_t: T, y: T, rate: T) -> T {
    -(rate * y)
}

/// It replays what it has not recorded.
struct Forgetful;

impl Schedule for Forgetful {
    fn needs(&self, steps: usize) -> usize {
        steps
    }
    fn stride(&self, _from: usize, _steps: usize, _free: usize) -> usize {
        1
    }
    fn drive(&self, _steps: usize, _slots: usize, sweep: &mut impl Sweep) -> Result<(), Error> {
        sweep.store(0)?;
        sweep.replay(0)
    }
}

#[test]
fn a_step_that_was_not_recorded_is_not_replayed() {
    let solve = Solve::new(Ode(Fading), RK4, Uniform::new::<4>(0.0, 1.0));
    let gradient = solve.gradient_reverse(&1.0, &0.5, &Weighed(1.0), &Forgetful, &mut [KeptSlot::new(&1.0); 4][..]);
    assert_eq!(gradient.unwrap_err(), Error::NotRecorded { slot: 0 });
}
