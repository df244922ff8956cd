//! What a call of an elementary function takes: the library's, the crate `libm`'s and the crate `micromath`'s, whose results
//! are good to a few digits. Each is called for 64 arguments.
#![no_std]
#![no_main]

use core::hint::black_box;

use firmware::measure::{instructions, start};
use firmware::print::{Host, exit};
use micromath::F32Ext;
use tapeless::Real;

/// Calls of everything but the function.
fn baseline(arguments: &[f32; 64]) -> u32 {
    per_call(arguments, |x| x, 0)
}

#[inline(always)]
#[allow(clippy::inline_always, reason = "the function is measured where it is called")]
fn per_call(arguments: &[f32; 64], function: impl Fn(f32) -> f32, baseline: u32) -> u32 {
    let all = instructions(&mut || {
        for x in arguments {
            black_box(function(black_box(*x)));
        }
    });
    all.saturating_sub(64 * baseline) / 64
}

macro_rules! rows {
    ($([$($range:expr),*] $name:literal: $ours:expr, $libm:expr, $micromath:expr;)*) => {$(
        let arguments = spread($($range),*);
        let nothing = baseline(&arguments);
        let mut host = Host::open();
        host.bytes($name.as_bytes());
        host.count(" ", per_call(&arguments, $ours, nothing));
        host.count(" ", per_call(&arguments, $libm, nothing));
        host.count(" ", per_call(&arguments, $micromath, nothing));
        host.bytes(b"\n");
    )*};
}

/// 64 numbers from one to another.
fn spread(from: f32, to: f32) -> [f32; 64] {
    let mut k = 0.0;
    [(); 64].map(|()| {
        k += 1.0;
        from + (to - from) * (k - 0.5) / 64.0
    })
}

#[cortex_m_rt::entry]
fn main() -> ! {
    start();
    rows! {
        [-6.0, 6.0] "sin": Real::sin, libm::sinf, F32Ext::sin;
        [-6.0, 6.0] "cos": Real::cos, libm::cosf, F32Ext::cos;
        [-6.0, 6.0] "sin_cos": |x| { let (s, c) = Real::sin_cos(x); s + c },
            |x| { let (s, c) = libm::sincosf(x); s + c }, |x| { let (s, c) = F32Ext::sin_cos(x); s + c };
        [-6.0, 6.0] "tan": Real::tan, libm::tanf, F32Ext::tan;
        [-3.0, 3.0] "atan2": |x| Real::atan2(x, 0.7), |x| libm::atan2f(x, 0.7), |x| F32Ext::atan2(x, 0.7);
        [-6.0, 6.0] "exp": Real::exp, libm::expf, F32Ext::exp;
        [0.1, 9.0] "ln": Real::ln, libm::logf, F32Ext::ln;
        [-3.0, 3.0] "tanh": Real::tanh, libm::tanhf, |x| { let e = F32Ext::exp(2.0 * x); (e - 1.0) / (e + 1.0) };
        [0.1, 9.0] "sqrt": Real::sqrt, libm::sqrtf, F32Ext::sqrt;
        [0.1, 9.0] "powf": |x| Real::powf(x, 1.7), |x| libm::powf(x, 1.7), |x| F32Ext::powf(x, 1.7);
    }
    exit(true)
}
