//! A solve and its gradient for C: see [`export_c!`](crate::export_c).

use core::ffi::c_int;

use solver_core::error::Error;
use solver_core::gradient::{Gradient, StateSlot};
use solver_core::input::InputBars;
use solver_core::num::Real;
use solver_core::objective::ObjectiveVjp;
use solver_core::scan::{Scan, ScanVjp};
use solver_core::schedule::Schedule;
use solver_core::solve::Solve;
use solver_core::vector::Vector;

/// What an exported function returns where all went well.
pub const OK: c_int = 0;
/// What it returns where a pointer is null.
pub const NULL_POINTER: c_int = 1;
const NON_FINITE: c_int = 2;
const NON_FINITE_VALUE: c_int = 3;
const NON_FINITE_GRADIENT: c_int = 4;
const TOO_FEW_SLOTS: c_int = 5;
const REFUSED: c_int = 6;

/// What it returns for an error; the header names the numbers.
const fn code(error: &Error) -> c_int {
    match error {
        Error::NonFinite { .. } => NON_FINITE,
        Error::NonFiniteValue => NON_FINITE_VALUE,
        Error::NonFiniteGradient => NON_FINITE_GRADIENT,
        Error::TooFewSlots { .. } => TOO_FEW_SLOTS,
        _ => REFUSED,
    }
}

/// The state at the end, or the last finite one; and what to return.
pub fn value<T: Real, Sc: Scan<T>>(solve: &Sc, y0: &Sc::State, p: &Sc::Params) -> (Sc::State, c_int) {
    let (mut y, mut cursor) = (y0.clone(), solve.cursor());
    for i in 0..solve.steps() {
        let next = solve.step(&mut cursor, i, &y, p);
        if !next.is_finite() {
            return (y, NON_FINITE);
        }
        y = next;
    }
    (y, OK)
}

/// A gradient, where everything is finite.
///
/// # Errors
/// What to return.
pub fn gradient<T, S, M, D, I, N, Y, P, U, O, B>(
    solve: &Solve<S, M, D, I, N>,
    objective: &O,
    schedule: &impl Schedule,
    slots: &mut [StateSlot<Y>],
    (y0, p): (&Y, &P),
    u_bars: &mut B,
) -> Result<Gradient<T, Y, P, ()>, c_int>
where
    T: Real,
    Y: Vector<T>,
    P: Vector<T>,
    U: Vector<T>,
    Solve<S, M, D, I, N>: ScanVjp<T, State = Y, Params = P, Input = U>,
    O: ObjectiveVjp<T, Y, P, U>,
    B: InputBars<U>,
{
    for index in 0..u_bars.room() {
        if let Some(bar) = u_bars.at_mut(index) {
            *bar = bar.zero();
        }
    }
    let gradient = solve.gradient_in(y0, p, objective, schedule, slots, u_bars).map_err(|error| code(&error))?;
    let mut finite = gradient.value.is_finite() && gradient.y0.is_finite() && gradient.p.is_finite();
    for index in 0..u_bars.room() {
        finite &= u_bars.at_mut(index).is_some_and(|bar| bar.is_finite());
    }
    if finite {
        return Ok(gradient);
    }
    match value(solve, y0, p) {
        (_, OK) if gradient.value.is_finite() => Err(NON_FINITE_GRADIENT),
        (_, OK) => Err(NON_FINITE_VALUE),
        (_, code) => Err(code),
    }
}

/// Exports solves and gradients as C functions, and writes their header.
///
/// ```
/// use tapeless::{Every, Ode, RK4, Real, Running, Solve, Uniform, differentiable, vector_field};
///
/// #[vector_field]
/// fn motor<T: Real>(_t: T, speed: T, [inertia, drag]: [T; 2], torque: T) -> T {
///     (torque - drag * speed) / inertia
/// }
///
/// #[differentiable]
/// fn miss<T: Real>(speed: T) -> T {
///     (speed - 10.0) * (speed - 10.0)
/// }
///
/// tapeless::export_c! {
///     /// The text of `motor.h`.
///     pub const HEADER = "MOTOR_H";
///
///     /// The speed after a second.
///     value fn motor_speed(y0: f32, p: f32[2], u: f32[20])
///         = |torques| Solve::new(Ode(Motor), RK4, Uniform::new::<20>(0.0_f32, 1.0)).with_inputs(torques);
///
///     /// How far from ten turns the motor ran, and the derivatives of that.
///     gradient fn motor_miss(y0: f32, p: f32[2], u: f32[20])
///         = |torques| Solve::new(Ode(Motor), RK4, Uniform::new::<20>(0.0_f32, 1.0)).with_inputs(torques),
///         Running(Miss), Every, slots = 20;
/// }
///
/// assert!(HEADER.contains("int motor_speed(const float y0[1], const float p[2], const float u[20], float y1[1]);"));
/// let (mut speed, torques) = (0.0, [1.0; 20]);
/// # #[expect(unsafe_code, reason = "a C function")]
/// let status = unsafe { motor_speed(&0.0, &[0.5, 0.1], &torques, &mut speed) };
/// assert!(status == 0 && speed > 1.0);
/// ```
///
/// A solve is given as a function of the inputs `u`, borrowed for the call, or of nothing where there are none; `p` and
/// `u` are left out where the field has none. Numbers are `f32` or `f64`, shapes are written as in C, and the types are
/// those of the solve: `f32[20][2]` is `[[f32; 2]; 20]`. A gradient takes its objective, its
/// [`Schedule`](crate::Schedule) and the number of slots that the header recommends.
///
/// In C every argument is a pointer that must not be null. The state y0 and the parameters are read before anything is
/// written, so that `y1` may be `y0`, `y0_bar` `y0` and `p_bar` `p`; nothing else may overlap. A gradient stores states in the `slots` that the caller
/// lends, of the type `NAME_slot`, and gives the `value` and its derivatives by y0, p and u. The functions return a
/// `tapeless_status`; where the state stops being finite, `y1` is the last finite one. They keep nothing between calls,
/// allocate nothing and do not panic.
///
/// The header is a constant: a program of three lines prints it, and a test holds the file against it. The crate is a
/// `staticlib`, and allows `unsafe` in what this macro writes.
#[macro_export]
macro_rules! export_c {
    ($(#[$doc:meta])* $vis:vis const $HEADER:ident = $guard:literal; $($items:tt)*) => {
        $crate::export_c!(@items [$(#[$doc])* $vis const $HEADER = $guard;] [] $($items)*);
    };

    // A value: its function, and its declaration after those before it.
    (@items $head:tt [$($text:tt)*]
        $(#[doc = $doc:literal])* value fn $name:ident(
            y0: $Y:ident $([$y:literal])* $(, p: $P:ident $([$p:literal])*)? $(, u: $U:ident $([$u:literal])*)?
        ) = $solve:expr; $($items:tt)*
    ) => {
        $(#[doc = $doc])*
        ///
        /// # Safety
        /// Each pointer is null or points to as many numbers as its type says; `u` and `y1` do not overlap.
        #[expect(unsafe_code, reason = "a C function and its pointers")]
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(
            y0: *const $crate::export_c!(@type $Y $([$y])*),
            $(p: *const $crate::export_c!(@type $P $([$p])*),)?
            $(u: *const $crate::export_c!(@type $U $([$u])*),)?
            y1: *mut $crate::export_c!(@type $Y $([$y])*),
        ) -> ::core::ffi::c_int {
            if y0.is_null() || y1.is_null() $(|| $crate::export_c!(@first p $P).is_null())?
                $(|| $crate::export_c!(@first u $U).is_null())?
            {
                return $crate::__private::c::NULL_POINTER;
            }
            // SAFETY: none of them is null, and the caller vouches for what they point to.
            let (y0, p) = unsafe { (y0.read(), $crate::export_c!(@read $(p $P)?)) };
            // SAFETY: as above.
            let solve = ($solve)($(unsafe { &*$crate::export_c!(@first u $U) })?);
            let (end, status) = $crate::__private::c::value(&solve, &y0, &p);
            // SAFETY: as above.
            unsafe { y1.write(end) };
            status
        }
        $crate::export_c!(@items $head [$($text)*
            "\n/*", $($doc, "\n *",)* "/\nint ", stringify!($name), "(",
            "const ", $crate::export_c!(@c $Y), " y0", $crate::export_c!(@shape $([$y])*),
            $(", const ", $crate::export_c!(@c $P), " p", $crate::export_c!(@shape $([$p])*),)?
            $(", const ", $crate::export_c!(@c $U), " u", $crate::export_c!(@shape $([$u])*),)?
            ", ", $crate::export_c!(@c $Y), " y1", $crate::export_c!(@shape $([$y])*), ");\n",
        ] $($items)*);
    };

    // A gradient, with the type of its slots.
    (@items $head:tt [$($text:tt)*]
        $(#[doc = $doc:literal])* gradient fn $name:ident(
            y0: $Y:ident $([$y:literal])* $(, p: $P:ident $([$p:literal])*)? $(, u: $U:ident $([$u:literal])*)?
        ) = $solve:expr, $objective:expr, $schedule:expr, slots = $slots:literal; $($items:tt)*
    ) => {
        $(#[doc = $doc])*
        ///
        /// # Safety
        /// Each pointer is null or points to as many numbers as its type says, `slots` to `slot_count` slots; none of them
        /// overlap, but for `y0` and `p` with anything.
        #[expect(unsafe_code, reason = "a C function and its pointers")]
        #[allow(clippy::too_many_arguments, reason = "they are pointers to one argument each, as in C")]
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(
            y0: *const $crate::export_c!(@type $Y $([$y])*),
            $(p: *const $crate::export_c!(@type $P $([$p])*),)?
            $(u: *const $crate::export_c!(@type $U $([$u])*),)?
            value: *mut $Y,
            y0_bar: *mut $crate::export_c!(@type $Y $([$y])*),
            $(p_bar: *mut $crate::export_c!(@type $P $([$p])*),)?
            $(u_bar: *mut $crate::export_c!(@type $U $([$u])*),)?
            slots: *mut $crate::StateSlot<$crate::export_c!(@type $Y $([$y])*)>,
            slot_count: usize,
        ) -> ::core::ffi::c_int {
            if y0.is_null() || value.is_null() || y0_bar.is_null() || slots.is_null()
                $(|| $crate::export_c!(@first p $P).is_null() || $crate::export_c!(@first p_bar $P).is_null())?
                $(|| $crate::export_c!(@first u $U).is_null() || $crate::export_c!(@first u_bar $U).is_null())?
            {
                return $crate::__private::c::NULL_POINTER;
            }
            // SAFETY: none of them is null, and the caller vouches for what they point to.
            let (y0, p) = unsafe { (y0.read(), $crate::export_c!(@read $(p $P)?)) };
            for slot in 0..slot_count {
                // SAFETY: as above; a slot may hold anything until it is written here.
                unsafe { slots.add(slot).write($crate::StateSlot::new(&y0)) };
            }
            // SAFETY: as above, and written just now.
            let slots = unsafe { ::core::slice::from_raw_parts_mut(slots, slot_count) };
            // SAFETY: as above.
            let solve = ($solve)($(unsafe { &*$crate::export_c!(@first u $U) })?);
            // SAFETY: as above.
            let u_bars = $crate::export_c!(@bars $(u_bar $U)?);
            let found = $crate::__private::c::gradient(&solve, &$objective, &$schedule, slots, (&y0, &p), u_bars);
            match found {
                Ok(gradient) => {
                    // SAFETY: as above.
                    unsafe {
                        value.write(gradient.value);
                        y0_bar.write(gradient.y0);
                        $($crate::export_c!(@first p_bar $P).write(gradient.p);)?
                    }
                    $crate::__private::c::OK
                }
                Err(status) => status,
            }
        }
        $crate::export_c!(@items $head [$($text)*
            "\n/* Where ", stringify!($name), " stores a state, and how many serve it best. */\n",
            "typedef struct { size_t step; ", $crate::export_c!(@c $Y), " y", $crate::export_c!(@shape $([$y])*), "; } ",
            stringify!($name), "_slot;\nenum { ", stringify!($name), "_slots = ", stringify!($slots), " };\n",
            "\n/*", $($doc, "\n *",)* "/\nint ", stringify!($name), "(",
            "const ", $crate::export_c!(@c $Y), " y0", $crate::export_c!(@shape $([$y])*),
            $(", const ", $crate::export_c!(@c $P), " p", $crate::export_c!(@shape $([$p])*),)?
            $(", const ", $crate::export_c!(@c $U), " u", $crate::export_c!(@shape $([$u])*),)?
            ",\n    ", $crate::export_c!(@c $Y), " *value",
            ", ", $crate::export_c!(@c $Y), " y0_bar", $crate::export_c!(@shape $([$y])*),
            $(", ", $crate::export_c!(@c $P), " p_bar", $crate::export_c!(@shape $([$p])*),)?
            $(", ", $crate::export_c!(@c $U), " u_bar", $crate::export_c!(@shape $([$u])*),)?
            ",\n    ", stringify!($name), "_slot *slots, size_t slot_count);\n",
        ] $($items)*);
    };

    (@items [$(#[$doc:meta])* $vis:vis const $HEADER:ident = $guard:literal;] [$($text:tt)*]) => {
        $(#[$doc])*
        $vis const $HEADER: &str = concat!(
            "/* Written by tapeless.\n *\n",
            " * The functions return a tapeless_status. From the state y0, the parameters p and the inputs u comes the state y1 at the\n",
            " * end, or a value with its derivatives: y0_bar, p_bar and u_bar have the shapes of what the value is differentiated by.\n",
            " * y0 and p are read before anything is written, so that y1 may be y0, y0_bar y0 and p_bar p; nothing else may overlap.\n",
            " * Where a gradient fails, u_bar holds nothing of use and the other results are as they were. Nothing is kept between calls.\n",
            " */\n#ifndef ", $guard, "\n#define ", $guard, "\n#include <stddef.h>\n",
            "#ifdef __cplusplus\nextern \"C\" {\n#endif\n",
            "\n#ifndef TAPELESS_STATUS\n#define TAPELESS_STATUS\n/* What the functions return. */\nenum tapeless_status {\n",
            "  TAPELESS_OK = 0,\n",
            "  TAPELESS_NULL_POINTER = 1,\n",
            "  TAPELESS_NON_FINITE = 2,          /* the state stopped being finite: y1 is the last one that was */\n",
            "  TAPELESS_NON_FINITE_VALUE = 3,    /* the state stayed finite, the value did not */\n",
            "  TAPELESS_NON_FINITE_GRADIENT = 4, /* the value stayed finite, a derivative did not */\n",
            "  TAPELESS_TOO_FEW_SLOTS = 5,\n",
            "  TAPELESS_REFUSED = 6              /* the solve and its inputs or objective do not fit */\n",
            "};\n#endif\n",
            $($text)*
            "\n#ifdef __cplusplus\n}\n#endif\n#endif\n"
        );
    };

    (@type $T:ident) => { $T };
    (@type $T:ident [$n:literal] $([$m:literal])*) => { [$crate::export_c!(@type $T $([$m])*); $n] };
    (@c f32) => { "float" };
    (@c f64) => { "double" };
    (@shape) => { "[1]" };
    (@shape $([$n:literal])+) => { concat!($("[", $n, "]"),+) };
    (@first $argument:ident $T:ident) => { $argument };
    (@read) => { () };
    (@read $argument:ident $T:ident) => { $argument.read() };
    (@bars) => { &mut () };
    (@bars $argument:ident $T:ident) => { unsafe { &mut *$argument } };
}
