//! A loop that is unrolled has the bits of the loop.

mod zoo;

use paste::paste;
use tapeless::typenum::{U2, U4, U7, U8, U16};
use tapeless::*;
use zoo::*;

macro_rules! by {
    ($U:ty, $Field:ident, $y0:tt, $p:tt, $times:tt, $steps:tt) => {{
        let ((t0, t1), y0, p) = ($times, $y0, $p);
        let mesh = Uniform::new::<$steps>(t0, t1);
        let looped = Solve::new(Ode($Field), TSIT5, mesh);
        let unrolled = Solve::new(Ode($Field), TSIT5, mesh.unrolled::<$U>());
        let w = y0.map(|_| 1.0);
        assert_eq!(looped.value(&y0, &p), unrolled.value(&y0, &p));
        assert_eq!(looped.value_vjp(&y0, &p, &w), unrolled.value_vjp(&y0, &p, &w));
        assert_eq!(looped.saved::<2, f64>(&y0, &p), unrolled.saved::<2, f64>(&y0, &p));
    }};
}

macro_rules! unrolled_is_looped {
    ($name:ident, $Field:ident, $y0:expr, $p:expr, $times:expr, $steps:literal) => {
        paste! {
            #[test]
            fn [<unrolled_is_looped_on_ $name>]() {
                by!(U2, $Field, ($y0), ($p), ($times), $steps);
                by!(U4, $Field, ($y0), ($p), ($times), $steps);
                by!(U7, $Field, ($y0), ($p), ($times), $steps);
                by!(U8, $Field, ($y0), ($p), ($times), $steps);
                // No loop at all.
                by!(U16, $Field, ($y0), ($p), (0.0, 0.3), 16);
            }
        }
    };
}
every_problem!(unrolled_is_looped);

/// The same under a schedule, with inputs, at a length known at run time, and with derivatives by the end times.
#[test]
fn unrolled_with_all_the_rest() -> Result<(), Error> {
    #[vector_field]
    fn driven<T: Real>(_t: T, y: T, rate: T, u: T) -> T {
        u - rate * y
    }
    #[differentiable]
    fn square<T: Real>(y: T) -> T {
        y * y
    }
    let mesh = Steps::new(0.0, 2.0, 11)?;
    let inputs = Lent::new(&[0.3; 11]).ok_or(Error::NoSteps)?;
    let objective = (Terminal(Square), Running(Square));
    let looped = Solve::new(Ode(Driven), RK4, mesh).try_with_inputs(inputs)?;
    let unrolled = Solve::new(Ode(Driven), RK4, mesh.unrolled::<U4>()).try_with_inputs(inputs)?;
    let (mut a, mut b) = ([0.0; 11], [0.0; 11]);
    let first = looped.gradient_in(&1.0, &0.5, &objective, &Every, Slots::<11>, &mut a)?;
    assert_eq!(first, unrolled.gradient_in(&1.0, &0.5, &objective, &Every, Slots::<11>, &mut b)?);
    assert_eq!(a, b);
    let binomial = unrolled.gradient_in(&1.0, &0.5, &objective, &Binomial, Slots::<4>, &mut [0.0; 11])?;
    assert_eq!(first, binomial);
    assert_eq!(looped.objective(&1.0, &0.5, &objective), unrolled.objective(&1.0, &0.5, &objective));

    let mesh = Uniform::new::<11>(0.0, 2.0);
    let looped = Solve::new(Ode(Driven), RK4, mesh).with_inputs([0.3; 11]);
    let unrolled = Solve::new(Ode(Driven), RK4, mesh.unrolled::<U4>()).with_inputs([0.3; 11]);
    assert_eq!(
        looped.gradient_with_times(&1.0, &0.5, &Terminal(Square), &Every, Slots::<11>)?,
        unrolled.gradient_with_times(&1.0, &0.5, &Terminal(Square), &Every, Slots::<11>)?
    );
    assert_eq!(
        looped.gradient_forward::<2, f64>(&1.0, &0.5, &Terminal(Square)),
        unrolled.gradient_forward::<2, f64>(&1.0, &0.5, &Terminal(Square))
    );
    Ok(())
}
