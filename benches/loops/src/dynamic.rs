//! The dynamic loop: `while t < t1` with a bound on the steps, and for the gradient a tape that grows by a node an operation.

use std::cell::RefCell;
use std::hint::black_box;
use std::ops::{Add, Mul, Sub};

use crate::{H, STEPS};

/// No more steps than this, whatever the times.
const BOUND: usize = 1_000_000;

trait Number: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Mul<f64, Output = Self> {}
impl<T: Copy + Add<Output = T> + Sub<Output = T> + Mul<Output = T> + Mul<f64, Output = T>> Number for T {}

fn field<T: Number>([x, y, z]: [T; 3], [sigma, rho, beta]: [T; 3]) -> [T; 3] {
    [sigma * (y - x), x * (rho - z) - y, x * y - beta * z]
}

fn ahead<T: Number>(y: [T; 3], h: f64, k: [T; 3]) -> [T; 3] {
    [y[0] + k[0] * h, y[1] + k[1] * h, y[2] + k[2] * h]
}

fn solve<T: Number>(y0: [T; 3], p: [T; 3]) -> T {
    let (mut y, mut t, mut taken) = (y0, 0.0, 0);
    let t1 = black_box((STEPS as f64 - 0.5) * H);
    while t < t1 && taken < black_box(BOUND) {
        let k1 = field(y, p);
        let k2 = field(ahead(y, 0.5 * H, k1), p);
        let k3 = field(ahead(y, 0.5 * H, k2), p);
        let k4 = field(ahead(y, H, k3), p);
        y = ahead(ahead(ahead(ahead(y, H / 6.0, k1), H / 3.0, k2), H / 3.0, k3), H / 6.0, k4);
        t += H;
        taken += 1;
    }
    y[0] * y[0] + y[1] * y[1] + y[2] * y[2]
}

#[inline(never)]
pub fn value(y0: &[f64; 3], p: &[f64; 3]) -> f64 {
    solve(*y0, *p)
}

/// What an operation was: its two arguments' places on the tape and its partials by them.
struct Node {
    of: [usize; 2],
    by: [f64; 2],
}

thread_local! {
    static TAPE: RefCell<Vec<Node>> = const { RefCell::new(Vec::new()) };
}

/// A number that writes what is done with it on the tape.
#[derive(Clone, Copy)]
struct Taped {
    value: f64,
    at: usize,
}

impl Taped {
    fn push(value: f64, of: [usize; 2], by: [f64; 2]) -> Self {
        TAPE.with_borrow_mut(|tape| {
            tape.push(Node { of, by });
            Self { value, at: tape.len() - 1 }
        })
    }
    fn variable(value: f64) -> Self {
        Self::push(value, [0, 0], [0.0, 0.0])
    }
}

impl Add for Taped {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::push(self.value + other.value, [self.at, other.at], [1.0, 1.0])
    }
}
impl Sub for Taped {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::push(self.value - other.value, [self.at, other.at], [1.0, -1.0])
    }
}
impl Mul for Taped {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::push(self.value * other.value, [self.at, other.at], [other.value, self.value])
    }
}
impl Mul<f64> for Taped {
    type Output = Self;
    fn mul(self, c: f64) -> Self {
        Self::push(self.value * c, [self.at, 0], [c, 0.0])
    }
}

#[inline(never)]
pub fn gradient(y0: &[f64; 3], p: &[f64; 3]) -> [f64; 6] {
    // The tape grows anew in each call, as that of a program does whose length is not known.
    TAPE.with_borrow_mut(|tape| *tape = Vec::new());
    let (y0, p) = (y0.map(Taped::variable), p.map(Taped::variable));
    let end = solve(y0, p);
    TAPE.with_borrow(|tape| {
        let mut bars = vec![0.0; tape.len()];
        bars[end.at] = 1.0;
        for (at, node) in tape.iter().enumerate().rev() {
            let bar = bars[at];
            bars[node.of[0]] += bar * node.by[0];
            bars[node.of[1]] += bar * node.by[1];
        }
        [y0[0], y0[1], y0[2], p[0], p[1], p[2]].map(|z| bars[z.at])
    })
}
