//! Forward or reverse mode, decided when a gradient is compiled.
//!
//! Reverse mode costs a small multiple of the value, whatever the number of inputs; forward mode costs one solve on
//! `Dual<T, K>` for each `K` inputs, and a number with the tangents of one vector register costs little more than the number
//! alone. So where all inputs fit one register forward mode is taken, unless the field calls functions, which reverse mode
//! evaluates once and keeps. [`Mode`] has the figures.

use crate::field::System;
use crate::gradient::Gradient;
use crate::gradient::forward::{DualStepper, DualSystem, LiftInput, LiftParams, LiftState, NoiseOf};
use crate::input::{Inputs, OwnedInputs};
use crate::mesh::{ConstMesh, Mesh};
use crate::noise::Noise;
use crate::num::{Dual, Real, Time};
use crate::objective::{Objective, ObjectiveVjp};
use crate::scan::{InputOf, ParamsOf, ScanVjp, StateOf};
use crate::solve::Solve;
use crate::stepper::StepVjp;

/// The direction in which derivatives are carried along a solve.
///
/// [`gradient_auto`](Solve::gradient_auto) takes the cheaper one for so many components of `y0`, `p` and the inputs. Nanoseconds
/// a step of RK4 by each, with AVX-512; bold is what is chosen (`benches/modes/run.sh`):
///
/// | inputs | arithmetic: forward | reverse | divisions: forward | reverse | sines: forward | reverse |
/// |---:|---:|---:|---:|---:|---:|---:|
/// | 3 | **25** | 26 | **48** | 54 | 65 | **57** |
/// | 4 | **23** | 27 | **69** | 71 | 103 | **72** |
/// | 6 | **32** | 35 | **61** | 96 | 150 | **108** |
/// | 8 | **42** | 48 | **91** | 129 | 194 | **144** |
/// | 10 | 101 | **59** | 222 | **153** | 522 | **175** |
/// | 12 | 121 | **71** | 267 | **194** | 670 | **214** |
/// | 16 | 126 | **95** | 357 | **301** | 921 | **341** |
/// | 24 | 287 | **143** | 814 | **476** | 2248 | **549** |
///
/// With AVX2 the registers hold four tangents and with SSE2 two, and what is chosen is the faster one there too, in each of these
/// rows (`CPU=x86-64-v3` and `CPU=x86-64` before the same command).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// With the solve: a tangent for each input.
    Forward,
    /// Against it: one cotangent for all inputs.
    Reverse,
}

/// How many tangents the automatic mode carries at once in forward mode: as many `f64` as a vector register of the target holds.
pub const FORWARD_BLOCK: usize = if cfg!(target_feature = "avx512f") {
    8
} else if cfg!(target_feature = "avx") {
    4
} else {
    2
};

impl Mode {
    /// The cheaper mode for a gradient by so many components on numbers of `bytes` bytes each, of a field that calls
    /// functions (is `costly`) or has arithmetic alone.
    ///
    /// ```
    /// use tapeless::{FORWARD_BLOCK, Mode};
    /// assert_eq!(Mode::for_inputs(FORWARD_BLOCK, 8, false), Mode::Forward);
    /// assert_eq!(Mode::for_inputs(FORWARD_BLOCK, 8, true), Mode::Reverse);
    /// assert_eq!(Mode::for_inputs(100, 8, false), Mode::Reverse);
    /// ```
    pub const fn for_inputs(components: usize, bytes: usize, costly: bool) -> Self {
        // Wider numbers, lanes or duals, fill a register by themselves.
        let fits = components <= FORWARD_BLOCK && bytes <= size_of::<f64>();
        if fits && !costly { Self::Forward } else { Self::Reverse }
    }
}

/// A gradient whose mode the compiler chooses.
impl<S, M, D, I, N> Solve<S, M, D, I, N> {
    /// The mode that [`gradient_auto`](Solve::gradient_auto) takes for the number `T`: from the number of components of `y0`, `p` and
    /// the inputs, the target's vector registers, and whether the field calls functions.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// use tapeless::{Mode, Ode, RK4, Solve, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// assert_eq!(solve.mode::<f64>(), Mode::Forward);
    /// ```
    pub const fn mode<T: Real>(&self) -> Mode
    where
        Self: ScanVjp<T>,
        I: OwnedInputs<InputOf<T, Self>>,
    {
        // Each component is one number of the vector's storage.
        let components = size_of::<(StateOf<T, Self>, ParamsOf<T, Self>, I::Bars)>() / size_of::<T>();
        Mode::for_inputs(components, size_of::<T>(), <Self as ScanVjp<T>>::COSTLY)
    }

    /// As [`gradient`](Solve::gradient), in the mode that is the cheaper one for so many inputs: [`mode`](Solve::mode) says
    /// which, and the choice costs nothing when it runs.
    ///
    /// Where the mode matters, choose it: [`gradient`](Solve::gradient) is always in reverse mode, with the same bits as under
    /// every schedule, and [`gradient_forward`](Solve::gradient_forward) in forward mode. The two agree to rounding. What
    /// does not run on dual numbers, such as a field written by hand for `f64` alone, has [`gradient`](Solve::gradient) only.
    ///
    /// ```
    /// # #[tapeless::vector_field]
    /// # fn decay<T: tapeless::Real>(_t: T, y: T, rate: T) -> T { -(rate * y) }
    /// # #[tapeless::differentiable]
    /// # fn square<T: tapeless::Real>(y: T) -> T { y * y }
    /// use tapeless::{Ode, RK4, Solve, Terminal, Uniform};
    /// let solve = Solve::new(Ode(Decay), RK4, Uniform::new::<100>(0.0, 1.0));
    /// let auto = solve.gradient_auto(&2.0_f64, &0.5, &Terminal(Square));
    /// let reverse = solve.gradient(&2.0, &0.5, &Terminal(Square));
    /// assert!((auto.p - reverse.p).abs() < 1e-12 && auto.value == reverse.value);
    /// ```
    #[inline]
    pub fn gradient_auto<T: Real, O>(
        &self,
        y0: &<S as System<T>>::State,
        p: &<S as System<T>>::Params,
        objective: &O,
    ) -> Gradient<T, <S as System<T>>::State, <S as System<T>>::Params, I::Bars>
    where
        S: DualSystem<T, FORWARD_BLOCK> + System<T>,
        D: ConstMesh + Mesh<Time: Time<T> + Time<Dual<T, FORWARD_BLOCK>>>,
        M: DualStepper<T, D::Time, S, FORWARD_BLOCK> + StepVjp<T, D::Time, S, Kept: Copy, Noise: Copy>,
        N: Noise<T, D::Time, NoiseOf<T, S, M, D>>,
        I: OwnedInputs<<S as System<T>>::Input>,
        I::With<<S as System<Dual<T, FORWARD_BLOCK>>>::Input>: Inputs<<S as System<Dual<T, FORWARD_BLOCK>>>::Input>,
        <S as System<T>>::State: Copy,
        O: ObjectiveVjp<T, <S as System<T>>::State, <S as System<T>>::Params, <S as System<T>>::Input>
            + Objective<
                Dual<T, FORWARD_BLOCK>,
                LiftState<T, S, FORWARD_BLOCK>,
                LiftParams<T, S, FORWARD_BLOCK>,
                LiftInput<T, S, FORWARD_BLOCK>,
            >,
    {
        match self.mode::<T>() {
            Mode::Forward => self.gradient_forward::<FORWARD_BLOCK, T>(y0, p, objective),
            Mode::Reverse => self.gradient(y0, p, objective),
        }
    }
}
