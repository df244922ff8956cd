//! States of an `enum` and options that change each turn of a loop within a loop, whose arms bind what comes next, go on or leave.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, at};

/// A state without `Default`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Gear {
    Low,
    High(usize),
}

const STARTS: [Gear; 3] = [Gear::Low, Gear::High(2), Gear::Low];

and_plain! {
    /// A state that begins with a table's element goes on from turn to turn where arms leave.
    #[differentiable]
    fn shifting<T: Real>(x: [T; 4], n: usize) -> T {
        let mut sum = T::ONE;
        let mut gear = STARTS[n % 3];
        for i in 0..4 {
            if i == 2 && n > 3 {
                continue;
            }
            match gear {
                Gear::Low if n == 5 => break,
                Gear::Low => gear = STARTS[(i + n) % 3],
                Gear::High(k) => {
                    sum += x[k] * x[i];
                    gear = STARTS[i % 3];
                    if i == 1 {
                        continue;
                    }
                }
            }
            let (factor, next) = match gear {
                Gear::Low if i == 3 => break,
                Gear::Low => (x[i], STARTS[(i + 2) % 3]),
                Gear::High(k) => (x[k].sin(), gear),
            };
            gear = next;
            sum *= factor;
            let later = match n {
                0 => STARTS[(i + 1) % 3],
                6 if i == 2 => continue,
                1 | 2 => gear,
                _ => STARTS[i % 3],
            };
            let mut other = STARTS[(n + i) % 3];
            match later {
                Gear::Low if n == 4 => continue,
                Gear::Low => gear = later,
                Gear::High(_) => other = later,
            }
            if other == gear {
                sum += x[i];
            }
        }
        if gear == Gear::Low { sum } else { sum * x[0] }
    }

    /// The same in a loop within a loop.
    #[differentiable]
    fn shifting_within<T: Real>(x: [T; 4], n: usize) -> T {
        let mut sum = T::ONE;
        for j in 0..3 {
            let mut gear = STARTS[(n + j) % 3];
            for i in 0..4 {
                match gear {
                    Gear::Low if n == 2 => break,
                    Gear::Low => gear = STARTS[(i + n) % 3],
                    Gear::High(k) => {
                        sum += x[k] * x[i];
                        continue;
                    }
                }
                let (v, next) = match gear {
                    Gear::Low if i == 3 => continue,
                    Gear::Low => (x[i], STARTS[(i + 2) % 3]),
                    Gear::High(k) if k == i => break,
                    Gear::High(k) => (x[k].sin(), gear),
                };
                let later = match n {
                    0 => STARTS[(i + 1) % 3],
                    6 if i == 2 => continue,
                    1 | 2 => next,
                    _ => STARTS[i % 3],
                };
                gear = later;
                sum = sum * v + 0.5;
            }
            if gear == Gear::Low {
                sum += x[j];
            }
        }
        sum
    }

    /// The next state is made of the last.
    #[differentiable]
    fn geared<T: Real>(x: [T; 4], n: usize) -> T {
        let mut sum = T::ONE;
        for j in 0..3 {
            let mut gear = if n == j { Gear::Low } else { Gear::High(j) };
            for i in 0..4 {
                let (v, next) = match gear {
                    Gear::Low => (x[0], Gear::High(i)),
                    Gear::High(k) if k == i => break,
                    Gear::High(k) => (x[k] * x[i], if k > 0 { Gear::High(k - 1) } else { Gear::Low }),
                };
                gear = next;
                sum = sum * v + 0.5;
            }
        }
        sum
    }

    #[differentiable]
    fn optional<T: Real>(x: [T; 4], n: usize) -> T {
        let mut sum = T::ONE;
        for j in 0..3 {
            let mut gear: Option<usize> = if n == j { None } else { Some(j) };
            for i in 0..4 {
                let (v, next) = match gear {
                    None => (x[0], Some(i)),
                    Some(k) if k == i => break,
                    Some(k) => (x[k] * x[i], k.checked_sub(1)),
                };
                gear = next;
                sum = sum * v + 0.5;
            }
        }
        sum
    }

    /// What `None` is an option of the `let` says alone.
    #[differentiable]
    fn none_at_first<T: Real>(x: [T; 4], n: usize) -> T {
        let mut sum = T::ONE;
        for j in 0..3 {
            let mut gear: Option<usize> = None;
            for i in 0..4 {
                let (v, next) = match gear {
                    None if i == n => break,
                    None => (x[0], Some(i)),
                    Some(k) if k == j => continue,
                    Some(k) => (x[k] * x[i], None),
                };
                gear = next;
                sum = sum * v + 0.5;
            }
        }
        sum
    }
}

#[test]
fn states() {
    for n in 0..7 {
        let point = ([0.8, 1.7, -0.6, 0.45],);
        at!(shifting, Shifting { n }, |a| (a.0, n), point);
        at!(shifting_within, ShiftingWithin { n }, |a| (a.0, n), point);
        at!(geared, Geared { n }, |a| (a.0, n), point);
        at!(optional, Optional { n }, |a| (a.0, n), point);
        at!(none_at_first, NoneAtFirst { n }, |a| (a.0, n), point);
    }
}
