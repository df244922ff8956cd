//! Functions that others see or do not, and arrays made of calls.

use tapeless::{Differentiable, Real, differentiable};

use crate::check::check;

#[differentiable]
fn private_square<T: Real>(x: T) -> T {
    x * x.sin()
}

/// A type that others see.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen(f64);

impl Seen {
    /// What a public method keeps of a call stays within it.
    #[differentiable]
    pub(crate) fn calls<T: Real>(&self, x: T) -> T {
        let y = private_square(x) * self.0;
        private_square(y) * y
    }
}

#[differentiable]
fn of_a_public_method<T: Real>(x: T, seen: Seen) -> T {
    seen.calls(x)
}

#[test]
fn a_public_method_calls_a_private_function() {
    let square = |x: f64| x * x.sin();
    let plain = |(x,): (f64,)| {
        let y = square(x) * 0.8;
        square(y) * y
    };
    check("of_a_public_method", &OfAPublicMethod { seen: Seen(0.8) }, plain, &(1.1,));
}

/// The elements are what the array is said to have, whatever a call gives.
#[differentiable]
fn made_of_calls<T: Real, const N: usize>(x: [T; N]) -> ([T; N], T) {
    let squares: [T; N] = core::array::from_fn(|i| private_square(x[i]));
    (
        core::array::from_fn(|i| private_square(squares[N - 1 - i])),
        x.map(|x| private_square(x) * 2.0).iter().copied().sum(),
    )
}

#[test]
fn arrays_made_of_calls() {
    let square = |x: f64| x * x.sin();
    let plain = |(x,): ([f64; 3],)| {
        (core::array::from_fn(|i| square(square(x[2 - i]))), x.iter().map(|x| square(*x) * 2.0).sum::<f64>())
    };
    let (value, kept) = Differentiable::<f64>::eval_keep(&MadeOfCalls::<3>, &([0.3, 0.8, -0.4],));
    assert_eq!(value, plain(([0.3, 0.8, -0.4],)));
    let (bars,) = Differentiable::<f64>::vjp(&MadeOfCalls::<3>, &([0.3, 0.8, -0.4],), &kept, &([1.0, 0.0, 0.0], 1.0));
    let along = |x: [f64; 3]| {
        let (all, sum): ([f64; 3], f64) = plain((x,));
        all[0] + sum
    };
    for i in 0..3 {
        let mut moved = [0.3, 0.8, -0.4];
        moved[i] += 1e-6;
        assert!((bars[i] - (along(moved) - along([0.3, 0.8, -0.4])) / 1e-6).abs() < 1e-5);
    }
}

/// Of a tuple or an array of constants only what is called knows which of them are integers.
#[differentiable]
fn of_constants<T: Real>(x: [T; 2], k: [usize; 2], r: &[f64; 2], power: (i32, [f64; 2])) -> T {
    let (n, s) = power;
    x[k[0]] * x[k[1]].sin() * r[0] + s[0].powi(n)
}

#[differentiable]
fn calls_of_constants<T: Real>(x: T) -> T {
    of_constants([0.5, x], [1, 0], &[1.5, 0.5], (2, [0.3, 0.1]))
        + of_constants([x, x], [1, 1], &[0.5, -1.0], (-2, [3.0, 0.1]))
}

#[test]
fn constants_given_to_a_function_keep_their_types() {
    let plain = |(x,): (f64,)| x * 0.5_f64.sin() * 1.5 + 0.3 * 0.3 + (x * x.sin() * 0.5 + 1.0 / 9.0);
    check("calls_of_constants", &CallsOfConstants, |(x,): (f64,)| calls_of_constants(x), &(0.7,));
    assert!((calls_of_constants(0.7) - plain((0.7,))).abs() < 1e-15);
}

#[derive(Clone, Copy, Debug)]
struct Settings {
    n: usize,
    flag: bool,
    c: f64,
}

impl Settings {
    #[differentiable]
    fn scaled<T: Real>(&self, x: T) -> T {
        if self.flag { x * self.c } else { x * self.n as f64 }
    }

    /// What is made of its own fields is no struct of numbers.
    #[differentiable]
    fn made_anew<T: Real>(&self, x: T) -> T {
        let Settings { n, flag, .. } = *self;
        let c = self.c;
        Settings { n, flag: !flag, c }.scaled(x.sin()) + Settings { n, flag, c }.scaled(x)
    }
}

#[differentiable]
fn of_settings_made_anew<T: Real>(x: T, settings: Settings) -> T {
    settings.made_anew(x)
}

#[test]
fn settings_are_made_of_settings() {
    for flag in [true, false] {
        let settings = Settings { n: 3, flag, c: 0.4 };
        let plain = |(x,): (f64,)| {
            let (first, second) = if flag { (3.0, 0.4) } else { (0.4, 3.0) };
            x.sin() * first + x * second
        };
        let own = |(x,): (f64,)| of_settings_made_anew(x, settings);
        check("of_settings_made_anew", &OfSettingsMadeAnew { settings }, own, &(0.7,));
        assert!((own((0.7,)) - plain((0.7,))).abs() < 1e-15);
    }
}

#[differentiable]
fn product<T: Real>([x, y]: [T; 2]) -> T {
    x * y + 0.25
}

fn doubled(c: f64) -> f64 {
    2.0 * c
}

/// What a call of constants gives is a number beside one.
#[differentiable]
fn compared_with_calls<T: Real>(x: T) -> T {
    let z = T::ZERO;
    product([z.tanh(), z]).max(x) * product([z, z.cos()]).hypot(x)
}

#[differentiable]
fn compared_with_plain_calls(x: f64, #[constant] c: f64) -> f64 {
    let bound = doubled(c);
    bound.max(x) * doubled(c).hypot(x)
}

#[test]
fn what_a_call_of_constants_gives_is_compared_with_numbers() {
    for x in [0.7, 0.1] {
        check("compared_with_calls", &ComparedWithCalls, |(x,): (f64,)| compared_with_calls(x), &(x,));
        assert!((compared_with_calls(x) - x.max(0.25) * x.hypot(0.25)).abs() < 1e-15);
        let (value, kept) = ComparedWithPlainCalls { c: 0.25 }.eval_keep(&(x,));
        assert!((value - x.max(0.5) * x.hypot(0.5)).abs() < 1e-15);
        let (bar,) = ComparedWithPlainCalls { c: 0.25 }.vjp(&(x,), &kept, &1.0);
        let step = 1e-6;
        let along = |x: f64| x.max(0.5) * x.hypot(0.5);
        assert!((bar - (along(x + step) - along(x - step)) / (2.0 * step)).abs() < 1e-8);
    }
}

/// Numbers of the function's type are given to a function of those, whatever else is constant.
#[differentiable]
fn calls_of_ones<T: Real>(x: T) -> T {
    let z = T::lit(0.5);
    let e: T = product([z, T::ONE]);
    product([z, T::ONE]) * x + e.sin() + product([z, T::ONE]).max(x) + x.min(product([T::ONE, T::ONE]).sqrt())
}

#[test]
fn constants_of_the_functions_number_are_given_to_functions() {
    let plain = |(x,): (f64,)| 0.75 * x + 0.75_f64.sin() + x.max(0.75) + x.min(1.25_f64.sqrt());
    for x in [0.7, 1.9] {
        check("calls_of_ones", &CallsOfOnes, |(x,): (f64,)| calls_of_ones(x), &(x,));
        assert!((calls_of_ones(x) - plain((x,))).abs() < 1e-15);
    }
}
