//! Nonlinear model-predictive control: twenty forces ahead, improved in every period, the first one applied.
//!
//! A plan is improved by Gauss–Newton steps with the limits of the force kept (Tassa, Mansard & Todorov, *Control-limited
//! differential dynamic programming*, 2014; with one force the box problem is a clamp). Going back from the end of the
//! plan, `Q = ½ Σ r² ` of a period and of what lies ahead is expanded around the plan in the state and the force,
//! `q = Jᵀr + Fᵀv`, `Q = JᵀJ + FᵀVF`, with `J` of the residuals and `F` of the period's motion by dual numbers. Its
//! minimum by the force is the change and the feedback; what remains is `v`, `V` of the period before. Going forward, the
//! changed plan is tried in four lengths and the best one kept: the work does not depend on the data.
//!
//! How far the plan then is from an optimum is measured by its exact gradient, in reverse mode.

use tapeless::{Dual, Error, Every, Ode, RK4, Real, Running, Slots, Solve, Terminal, Uniform};

use crate::cart_pole::{
    CartPole, EndCost, PERIOD, StageCost, State, TRACK, end_cost, end_residuals, stage_cost, stage_residuals, step,
};

/// How many periods a plan looks ahead.
pub const HORIZON: usize = 20;
/// The largest force, in N: less than what would lift the hanging pole in one go.
pub const LIMIT: f32 = 8.0;
/// How often a plan is improved in each period.
const IMPROVEMENTS: usize = 2;
/// Fractions of a Gauss–Newton step that are tried.
const LENGTHS: [f32; 4] = [1.0, 0.5, 0.25, 0.125];

/// Why there is no plan; what to do about it is the firmware's choice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// A measurement is not a number: number so much of the state.
    Measurement(usize),
    /// Within the limits of the force, the cart leaves the track in so many periods.
    OffTrack(usize),
    /// The prediction leaves the finite numbers.
    Prediction(Error),
}

/// What a controller decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// The force of the coming period, in N.
    pub force: f32,
    /// What the plan costs.
    pub cost: f32,
    /// The largest derivative of the cost by a force that is free to follow it: zero at an optimum.
    pub slope: f32,
}

/// A controller and its plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controller {
    /// The pole's mass as the controller believes it, in kg.
    pole: f32,
    forces: [f32; HORIZON],
}

/// How a number changes with the four parts of the state and the force.
type Varied = Dual<f32, 5>;

/// What lies ahead of a state, to second order in the changes of the state and the force.
#[derive(Clone, Copy)]
struct Quadratic {
    slope: [f32; 5],
    curvature: [[f32; 5]; 5],
}

/// What a Gauss–Newton step does in one period: the force changes by `change + gain · (y − expected)`.
#[derive(Clone, Copy)]
struct Correction {
    expected: State<f32>,
    change: f32,
    gain: [f32; 4],
}

impl Controller {
    /// A controller that swings the hanging pole to one side first.
    pub fn new(pole: f32) -> Self {
        let mut forces = [-LIMIT; HORIZON];
        forces.iter_mut().take(HORIZON / 3).for_each(|u| *u = LIMIT);
        Self { pole, forces }
    }

    /// Improves the plan from the state `y` and gives its first force; [`advance`](Controller::advance) follows.
    ///
    /// # Errors
    /// [`Fault`]; the plan is then as it was, except after [`Fault::OffTrack`], where it is the best there is.
    pub fn decide(&mut self, y: &State<f32>) -> Result<Decision, Fault> {
        if let Some(part) = y.iter().position(|part| !part.is_finite()) {
            return Err(Fault::Measurement(part));
        }
        let before = self.forces;
        for _ in 0..IMPROVEMENTS {
            self.improve(y);
        }
        let certified = self.certify(y);
        if certified.is_err() {
            self.forces = before;
        }
        let decision = certified?;
        match self.leaves_track(y) {
            Some(periods) => Err(Fault::OffTrack(periods)),
            None => Ok(decision),
        }
    }

    /// A period has passed: the plan moves up.
    pub fn advance(&mut self) {
        self.forces.rotate_left(1);
        self.forces[HORIZON - 1] = 0.0;
    }

    /// The cost and its exact gradient by the forces: how good the plan is, and how far from an optimum.
    fn certify(&self, y: &State<f32>) -> Result<Decision, Fault> {
        let ahead = Solve::new(Ode(CartPole), RK4, Uniform::new::<HORIZON>(0.0, HORIZON as f32 * PERIOD));
        let cost = (Running(StageCost), Terminal(EndCost));
        let mut slopes = [0.0; HORIZON];
        let gradient = ahead
            .with_inputs(&self.forces)
            .gradient_in(y, &self.pole, &cost, &Every, Slots::<HORIZON>, &mut slopes)
            .map_err(Fault::Prediction)?;
        if !gradient.value.is_finite() || slopes.iter().any(|slope| !slope.is_finite()) {
            return Err(Fault::Prediction(Error::NonFiniteGradient));
        }
        let mut slope = 0.0_f32;
        for (u, du) in self.forces.iter().zip(&slopes) {
            let held = (*u >= LIMIT && *du < 0.0) || (*u <= -LIMIT && *du > 0.0);
            slope = if held { slope } else { slope.max(du.abs()) };
        }
        Ok(Decision { force: self.forces[0], cost: gradient.value, slope })
    }

    /// In how many periods the plan leaves the track.
    fn leaves_track(&self, y: &State<f32>) -> Option<usize> {
        let mut y = *y;
        self.forces.iter().position(|u| {
            y = step(&y, self.pole, *u);
            y[0].abs() > TRACK
        })
    }

    /// One Gauss–Newton step.
    fn improve(&mut self, y: &State<f32>) {
        let corrections = self.corrections(y);
        let (mut best, mut least) = (self.forces, self.try_out(y, &corrections, 0.0).1);
        for length in LENGTHS {
            let (forces, cost) = self.try_out(y, &corrections, length);
            if cost < least {
                (best, least) = (forces, cost);
            }
        }
        self.forces = best;
    }

    /// The plan with corrections of some length, and what it costs.
    fn try_out(&self, y: &State<f32>, corrections: &[Correction; HORIZON], length: f32) -> ([f32; HORIZON], f32) {
        let (mut y, mut cost, mut forces) = (*y, 0.0, self.forces);
        for (u, correction) in forces.iter_mut().zip(corrections) {
            *u += length * correction.change;
            for i in 0..4 {
                *u += correction.gain[i] * (y[i] - correction.expected[i]);
            }
            *u = u.clamp(-LIMIT, LIMIT);
            cost += stage_cost(y, *u);
            y = step(&y, self.pole, *u);
        }
        (forces, cost + end_cost(y))
    }

    fn corrections(&self, y: &State<f32>) -> [Correction; HORIZON] {
        let mut corrections = [Correction { expected: *y, change: 0.0, gain: [0.0; 4] }; HORIZON];
        let mut y = *y;
        for (correction, u) in corrections.iter_mut().zip(&self.forces) {
            correction.expected = y;
            y = step(&y, self.pole, *u);
        }
        let mut ahead = Quadratic::of(&end_residuals(varied(&y)));
        for (correction, u) in corrections.iter_mut().zip(&self.forces).rev() {
            let (y, force) = (varied(&correction.expected), Dual::variable(*u, 4));
            let mut here = Quadratic::of(&stage_residuals(y, force));
            here.add(&ahead, &step(&y, Dual::constant(self.pole), force));
            ahead = here.minimise(*u, correction);
        }
        corrections
    }
}

/// A state, each part of it a variable of its own.
fn varied(y: &State<f32>) -> State<Varied> {
    let [x, v, theta, omega] = *y;
    [Dual::variable(x, 0), Dual::variable(v, 1), Dual::variable(theta, 2), Dual::variable(omega, 3)]
}

impl Quadratic {
    /// Half the sum of the squares of residuals, to second order after Gauss and Newton.
    fn of<const M: usize>(residuals: &[Varied; M]) -> Self {
        let mut sum = Self { slope: [0.0; 5], curvature: [[0.0; 5]; 5] };
        for r in residuals {
            for i in 0..5 {
                sum.slope[i] += r.eps[i] * r.re;
                for j in 0..5 {
                    sum.curvature[i][j] += r.eps[i] * r.eps[j];
                }
            }
        }
        sum
    }

    /// Adds what lies ahead of the state `next`.
    fn add(&mut self, ahead: &Self, next: &State<Varied>) {
        for i in 0..4 {
            let mut along = [0.0; 5];
            for j in 0..4 {
                for k in 0..5 {
                    along[k] += ahead.curvature[i][j] * next[j].eps[k];
                }
            }
            for k in 0..5 {
                self.slope[k] += next[i].eps[k] * ahead.slope[i];
                for l in 0..5 {
                    self.curvature[k][l] += next[i].eps[k] * along[l];
                }
            }
        }
    }

    /// Finds the force `u` with the least cost within its limits, and what is left of the cost when it is applied.
    fn minimise(mut self, u: f32, correction: &mut Correction) -> Self {
        let steepness = self.curvature[4][4];
        let wanted = -self.slope[4] / steepness;
        correction.change = wanted.max(-LIMIT - u).min(LIMIT - u);
        let free = correction.change == wanted;
        for i in 0..4 {
            correction.gain[i] = if free { -self.curvature[4][i] / steepness } else { 0.0 };
        }
        for i in 0..4 {
            self.slope[i] += self.curvature[4][i] * correction.change;
            for j in 0..4 {
                self.curvature[i][j] += self.curvature[4][i] * correction.gain[j];
            }
        }
        self
    }
}
