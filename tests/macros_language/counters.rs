//! What is not differentiated and changes: counters, running indices, flags, permutations; and `let` without a value.

use tapeless::{Real, differentiable};

use crate::check::and_plain;
use crate::everywhere::everywhere;

and_plain! {
#[differentiable]
fn counter<T: Real>(c: [T; 8], x: [T; 8]) -> T {
    let mask = [true, false, true, true, false, false, true, false];
    let mut k = 0;
    let mut y = T::ZERO;
    for i in 0..8 {
        if mask[i] {
            k += 1;
        }
        y = y * c[i] + (x[k] * y).sin() + x[k] * c[i];
    }
    y * x[k]
}

#[differentiable]
fn nested<T: Real>(x: [T; 10]) -> T {
    let mut k = 0;
    let mut y = T::ONE;
    for i in 0..4 {
        for j in 0..=i {
            y = y * x[k].sin() + x[j];
            k += 1;
        }
    }
    y
}

#[differentiable]
fn flags<T: Real>(x: [T; 6]) -> T {
    let mut up = true;
    let mut y = T::ONE;
    for i in 0..6 {
        if up {
            y = y * x[i].exp();
        } else {
            y = y + x[i].sin() * y;
        }
        up = !up;
    }
    if up { y } else { y * y }
}

#[differentiable]
fn pivoted<T: Real>(x: [T; 4]) -> T {
    let mut order: [usize; 4] = [0, 1, 2, 3];
    let mut y = T::ONE;
    for i in 0..3 {
        let t = order[i];
        order[i] = order[i + 1];
        order[i + 1] = t;
        y = y * x[order[i]].sin() + x[order[0]];
    }
    y
}

#[differentiable]
fn deferred<T: Real>(x: T, z: T) -> T {
    let y;
    let (a, b): (T, T);
    if x > z {
        y = x * z;
        a = x.sin();
        b = z;
    } else {
        y = x.exp();
        (a, b) = (x, z.cos());
    }
    y * a + b
}

#[differentiable]
fn deferred_loop<T: Real>(x: [T; 4]) -> T {
    let mut y = T::ONE;
    for i in 0..4 {
        let z;
        if i % 2 == 0 { z = x[i].sin(); } else { z = x[i] * y; }
        let (a, b);
        match i { 0 => { a = z; b = y; } _ => { b = z * y; a = y; } }
        y = y * z + a - b;
    }
    y
}

#[differentiable]
fn fibonacci<T: Real>(x: [T; 8]) -> T {
    let (mut a, mut b) = (1, 1);
    let mut y = T::ZERO;
    for i in 0..8 {
        if i == b {
            y += x[i] * x[a];
            (a, b) = (b, a + b);
        }
    }
    y
}

#[differentiable]
fn ring<T: Real>(x: [T; 4]) -> [T; 4] {
    let mut buffer = x;
    let mut head = 0;
    for step in 0..10 {
        let oldest = buffer[head];
        let newest = buffer[(head + 3) % 4];
        buffer[head] = (oldest * 0.5 + newest).sin();
        head = (head + 1) % 4;
        if step == 5 { head = 2; }
    }
    buffer
}

#[differentiable]
fn bits<T: Real>(x: T) -> T {
    // Powers by squaring.
    let mut n = 13u32;
    let mut base = x;
    let mut y = T::ONE;
    for _ in 0..4 {
        if n & 1 == 1 { y = y * base; }
        base = base * base;
        n >>= 1;
    }
    y
}

#[differentiable]
fn transition<T: Real>(x: T, input: [T; 6]) -> T {
    let script = [0, 1, 1, 2, 0, 2];
    let mut mode = 0;
    let mut count = 0;
    let mut y = x;
    for i in 0..6 {
        match mode {
            0 => y = y * input[i],
            1 => { y = y + input[i].exp(); count += 1; }
            _ => { y = (y - input[i]).tanh(); count += 2; }
        }
        mode = (mode + script[i]) % 3;
    }
    y * (count as f64)
}
}

everywhere! {
    counter: Counter, |a| counter(a.0, a.1), [([0.3, 0.2, -0.5, 0.7, 1.1, 0.2, 0.1, 0.9], [1.0, 2.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])];
    nested: Nested, |a| nested(a.0), [([1.0, 2.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.5],)];
    flags: Flags, |a| flags(a.0), [([1.0, 0.2, 0.3, 0.4, 0.5, 0.6],)];
    pivoted: Pivoted, |a| pivoted(a.0), [([1.0, 2.0, 0.3, 0.4],)];
    deferred: Deferred, |a| deferred(a.0, a.1), [(1.0, 2.0), (2.0, 1.0)];
    deferred_loop: DeferredLoop, |a| deferred_loop(a.0), [([1.0, -2.0, 0.3, 0.4],)];
    fibonacci: Fibonacci, |a| fibonacci(a.0), [([1.0, 2.0, 0.3, 0.4, -0.5, 0.6, 0.7, 0.8],)];
    ring: Ring, |a| ring(a.0), [([1.0, 2.0, 0.3, 0.4],)];
    bits: Bits, |a| bits(a.0), [(1.1,)];
    transition: Transition, |a| transition(a.0, a.1), [(0.3, [1.0, 0.2, 0.3, 0.4, -0.5, 0.6])];
}
