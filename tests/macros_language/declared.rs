//! What is said to be an `f64` in a function of other numbers changes in loops as one, and goes where one is wanted.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, at_integers};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Law {
    Off,
    Scaled { k: usize, c: f64 },
}

and_plain! {
    /// In a state that goes on.
    #[differentiable]
    fn in_a_state<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        let mut c: f64 = 0.5;
        let mut law = Law::Off;
        for i in 0..4 {
            s += match law {
                Law::Scaled { k, c } => x[k] * c,
                _ => x[i],
            };
            law = Law::Scaled { k: i, c };
            c *= 0.5;
        }
        s
    }

    /// In an option, by methods of its own.
    #[differentiable]
    fn in_an_option<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        let mut c: f64 = 0.5;
        let mut best = None;
        for i in 0..4 {
            s += match best {
                Some(c) => x[i] * c,
                None => x[i],
            };
            best = Some(c);
            c = (c * 0.5).sqrt() + c.max(0.25);
        }
        s
    }

    /// In a variant that a turn makes.
    #[differentiable]
    fn in_a_variant<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        let mut c: f64 = 0.5;
        for i in 0..4 {
            let law = Law::Scaled { k: i, c };
            s += match law {
                Law::Scaled { k, c } => x[k] * c,
                _ => x[i],
            };
            c = c.sqrt();
        }
        s
    }

    /// As what is cast.
    #[differentiable]
    fn cast_at_last<T: Real>(x: [T; 4], n: usize) -> T {
        let mut c: f64 = 1.0;
        let mut s = T::ZERO;
        for i in 0..4 {
            c = c * 0.5 + 1.0;
            if c > 1.6 {
                s += x[i] * c;
            }
        }
        let n = c as usize;
        s * x[n]
    }

    /// Summed in a loop within a loop.
    #[differentiable]
    fn summed_ahead<T: Real>(x: [T; 4], n: usize) -> T {
        let mut total: f64 = 0.0;
        for j in 0..2 {
            for i in 0..4 {
                total += (i * j) as f64;
            }
        }
        let mut s = T::ONE;
        for i in 0..4 {
            s = s * x[i] * total + x[0];
        }
        s
    }

    /// Where numbers decide about it, it is one.
    #[differentiable]
    fn decided_by_numbers<T: Real>(x: [T; 4], n: usize) -> T {
        let mut c: f64 = 1.0;
        let mut s = T::ONE;
        for i in 0..4 {
            if x[i] > 0.5 {
                c = 0.5;
            }
            s = s * x[i] * c + 1.0;
        }
        s
    }

    /// It is given one.
    #[differentiable]
    fn weighted<T: Real>(x: T, c: f64) -> T {
        x * x * c
    }

    /// To a function of an `f64`.
    #[differentiable]
    fn given<T: Real>(x: [T; 4], n: usize) -> T {
        let mut c: f64 = 1.0;
        let mut s = T::ONE;
        for i in 0..4 {
            for j in 0..2 {
                s = s * 0.5 + weighted(x[i], c);
                c *= -0.75;
            }
        }
        s
    }
}

#[test]
fn floats() {
    at_integers! {
        in_a_state: InAState;
        in_an_option: InAnOption;
        in_a_variant: InAVariant;
        cast_at_last: CastAtLast;
        summed_ahead: SummedAhead;
        decided_by_numbers: DecidedByNumbers;
        given: Given;
    }
}
