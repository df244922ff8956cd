#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

pub use solver_core::diffusion::{
    Additive, Commutative, Converges, Diagonal, Diffusion, General, Ito, Scalar, Sde, Shapes, Stratonovich,
};
pub use solver_core::ensemble::Ensemble;
pub use solver_core::error::{Error, NonFinite, NonFiniteGradient};
pub use solver_core::field::{Bars, Ode, System, VectorField, Vjp};
pub use solver_core::function::Differentiable;
pub use solver_core::gradient::{
    By, DualStepper, DualSystem, FORWARD_BLOCK, Gradient, Hessian, KeptSlot, Mode, Reconstructed, Reversed, Reversible,
    SecondOrder, Slot, Slots, StateSlot, Storage, Stretch, Stretched, TimeGradient, WithJacobian, gradient_bytes,
    value_bytes,
};
pub use solver_core::input::{Held, InputBars, Inputs, Lent, OwnedInputs};
pub use solver_core::mesh::{ConstMesh, Knots, Mesh, Steps, Uniform, Unrolled};
pub use solver_core::noise::{
    Areas, Counter, Given, Key, Levy, Noise, Normal, Pairwise, Path, Recorded, Refines, SpaceTime, SpaceTimeTime, Tree,
    WithAllAreas, WithAreas, WithoutAreas,
};
pub use solver_core::num::portable;
pub use solver_core::num::{Answer, Choice, Dual, LANES_F32, LANES_F64, LaneMask, Lanes, Mask, Real, Time, Width};
pub use solver_core::objective::{Objective, ObjectiveVjp, Observed, Running, Saved, Terminal, Values, Visit};
pub use solver_core::scan::{Scan, ScanBack, ScanVjp};
pub use solver_core::schedule::{Binomial, Every, Halving, Periodic, Schedule, Sweep};
pub use solver_core::separable::{Separable, UnitMass};
pub use solver_core::solve::Solve;
pub use solver_core::stepper::{
    ALIGN, AdditiveRk, Coupled, Coupling, Drive, ExplicitRk, Langevin, LangevinMethod, LangevinRk, MILSTEIN, Milstein,
    QUICSORT, REVERSIBLE_HEUN, ReversibleHeun, SHOULD, Splitting, StepBack, StepBars, StepVjp, Stepper, StochasticRk,
    commutator,
};
pub use solver_core::tableau::{
    AdditiveCoefficients, AdditiveTableau, BOSH3, Coefficients, Composition, DOPRI5, DOPRI8, EULER, EULER_HEUN,
    EULER_MARUYAMA, FOREST_RUTH, GENERAL_SHARK, HEUN, MIDPOINT, PEFRL, POSITION_VERLET, RALSTON, RK4, RK38, SEA, SHARK,
    SLOW_RK, SPARK, SRA1, SSPRK3, SYMPLECTIC_EULER, SplittingCoefficients, StochasticCoefficients, StochasticTableau,
    TSIT5, Tableau, VELOCITY_VERLET, VERN7,
};
pub use solver_core::unroll::{Body, Unroll};
pub use solver_core::vector::{Vector, Zeros};
pub use solver_core::{tableau, typenum};
pub use solver_macros::{Vector, differentiable, diffusion, vector_field};
#[cfg(feature = "nn")]
#[doc(inline)]
pub use solver_nn as nn;

#[doc(hidden)]
pub mod export;

#[doc(hidden)]
pub mod __private {
    //! All that generated code names.

    /// What an exported C function calls.
    pub use crate::export as c;
    pub use solver_core::diffusion::{Additive, Commutative, Diagonal, Diffusion, General, Scalar, Shapes};
    pub use solver_core::field::{Bars, VectorField, Vjp};
    pub use solver_core::function::{
        Arguments, Called, CalledNumber, Checked, Differentiable, Function, Is, Noted, Rows, Sum, Where, Wide,
        cotangents, nth, operand, turns, turns_to,
    };
    pub use solver_core::given::{Found, Given, Outside, Taken};
    pub use solver_core::gradient::{driven, saving};
    pub use solver_core::layout::{Elements, Field, Layout};
    pub use solver_core::num::{Answer, Choice, Eight, Mask, Real, Scale, Time, partial, sum_of_products};
    pub use solver_core::pattern::outside::{OfAnother, OfItsOwn, Otherwise, outside};
    pub use solver_core::pattern::{Go, Memory, Pattern, Sparse, Table, Turns, known, rows_or};
    pub use solver_core::vector::{
        AsVector, NoVector, Vector, Zeros, lent_within, select, sum, vanishes, within, zeros_of,
    };
}
