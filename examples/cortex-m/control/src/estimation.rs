//! A pendulum's angle, speed and friction from noisy angles: an extended Kalman filter.
//!
//! The filter follows `x = (angle, speed, friction)`, the last a constant nobody measured. Between two measurements the
//! solve moves the estimate and its derivatives by `x`, in forward mode, the covariance: `P ← F P Fᵀ + Q`. A measured
//! angle then corrects both (Jazwinski, *Stochastic Processes and Filtering Theory*, 1970, §8.3).

use tapeless::{Ode, RK4, Real, Solve, Uniform, vector_field};

use crate::noise::normal;
use crate::report::Report;

/// Between two measurements, in s.
const PERIOD: f32 = 0.05;
/// Variance of a measured angle, rad².
const MEASUREMENT: f32 = 0.05 * 0.05;
/// What a period adds to the variances: the model is believed.
const PROCESS: [f32; 3] = [1e-7, 1e-6, 1e-7];

/// A pendulum of 1 m with linear friction.
#[vector_field]
fn pendulum<T: Real>(_t: T, [angle, speed]: [T; 2], friction: T) -> [T; 2] {
    [speed, -9.81 * angle.sin() - friction * speed]
}

/// Why a measurement was not used; the estimate is then the prediction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rejected {
    /// It or the prediction is not a finite number.
    NotFinite,
    /// It lies so many standard deviations from what was predicted.
    Outlier(f32),
}

/// What is believed about the pendulum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Angle in rad, speed in rad/s, friction in 1/s.
    pub mean: [f32; 3],
    /// Their covariance.
    pub covariance: [[f32; 3]; 3],
}

impl Estimate {
    /// A guess with its standard deviations.
    pub fn new(mean: [f32; 3], deviations: [f32; 3]) -> Self {
        let mut covariance = [[0.0; 3]; 3];
        for i in 0..3 {
            covariance[i][i] = deviations[i] * deviations[i];
        }
        Self { mean, covariance }
    }

    /// A period passes.
    pub fn predict(&mut self) {
        let [angle, speed, friction] = self.mean;
        let solve = Solve::new(Ode(Pendulum), RK4, Uniform::new::<1>(0.0, PERIOD));
        let directions = [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]];
        let ([angle, speed], columns) = solve.jvp(&[angle, speed], &friction, &directions, &[0.0, 0.0, 1.0]);
        self.mean = [angle, speed, friction];
        let [by_angle, by_speed, by_friction] = columns;
        let f =
            [[by_angle[0], by_speed[0], by_friction[0]], [by_angle[1], by_speed[1], by_friction[1]], [0.0, 0.0, 1.0]];
        self.covariance = product(&product(&f, &self.covariance), &transpose(&f));
        for i in 0..3 {
            self.covariance[i][i] += PROCESS[i];
        }
    }

    /// An angle is measured.
    ///
    /// # Errors
    /// [`Rejected`], where it is no number or farther than six standard deviations from the prediction.
    pub fn correct(&mut self, angle: f32) -> Result<(), Rejected> {
        let [row, ..] = self.covariance;
        let variance = row[0] + MEASUREMENT;
        let surprise = angle - self.mean[0];
        let deviations = surprise.abs() / Real::sqrt(variance);
        if !angle.is_finite() || deviations.is_nan() {
            return Err(Rejected::NotFinite);
        }
        if deviations > 6.0 {
            return Err(Rejected::Outlier(deviations));
        }
        for i in 0..3 {
            let gain = row[i] / variance;
            self.mean[i] += gain * surprise;
            for j in 0..3 {
                self.covariance[i][j] -= gain * row[j];
            }
        }
        Ok(())
    }
}

fn product(a: &[[f32; 3]; 3], b: &[[f32; 3]; 3]) -> [[f32; 3]; 3] {
    let mut c = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            for k in 0..3 {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    c
}

fn transpose(a: &[[f32; 3]; 3]) -> [[f32; 3]; 3] {
    let [[a, b, c], [d, e, f], [g, h, i]] = *a;
    [[a, d, g], [b, e, h], [c, f, i]]
}

/// Ten seconds with a poor guess, a missing measurement and a wild one; whether the motion and the friction were found.
pub fn run(report: &mut impl Report) -> bool {
    const FRICTION: f32 = 0.3;
    let truth = Solve::new(Ode(Pendulum), RK4, Uniform::new::<5>(0.0, PERIOD));
    let mut pendulum = [1.0, 0.0];
    let mut estimate = Estimate::new([0.5, 0.0, 0.0], [0.5, 1.0, 0.5]);
    let mut rejected = 0;
    for period in 1..=200_usize {
        pendulum = truth.value(&pendulum, &FRICTION);
        estimate.predict();
        let measured = match period {
            60 => f32::NAN,
            90 => 50.0,
            _ => pendulum[0] + Real::sqrt(MEASUREMENT) * normal(7, period),
        };
        rejected += i32::from(estimate.correct(measured).is_err());
        let ([angle, speed], [a, s, f]) = (pendulum, estimate.mean);
        report.line("estimate", &[period as f32 * PERIOD, angle, speed, a, s, f, estimate.covariance[2][2]]);
    }
    let [angle, speed, friction] = estimate.mean;
    rejected == 2
        && (angle - pendulum[0]).abs() < 0.02
        && (speed - pendulum[1]).abs() < 0.05
        && (friction - FRICTION).abs() < 0.03
}
