//! What follows a choice of which some arms leave and several go on.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, assert_same, check};

/// A state that is looked at and not differentiated.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Valve {
    Shut,
    Open(usize),
    Leaking { by: f64 },
    Broken,
}

and_plain! {
/// Arms that go on stand before, between and after those that return; some bind, some ask a guard.
#[differentiable]
fn several_go_on<T: Real>(x: T, y: T, n: usize, valve: Valve) -> T {
    let mut s = x * y;
    match n {
        0 => return s,
        1 => s *= x,
        k if k > 6 => return s.sin(),
        2 | 3 => s += y,
        4 => return y,
        _ => s = s.sin(),
    }
    let w = match valve {
        Valve::Broken => return s * s,
        Valve::Open(k) => x * (k as f64),
        Valve::Leaking { by } => y * by,
        Valve::Shut => s * 1.5 + 0.01,
    };
    if n == 2 {
        return w * s;
    } else if w < s {
        s = s * w;
    } else {
        s = s - w * w;
    }
    match (x < y, s > 0.3) {
        (true, true) => return s,
        (false, true) => s = s * x,
        (_, false) => s = s + y,
    }
    s * s
}

#[differentiable]
fn several_go_on_in_turns<T: Real>(x: [T; 6], n: usize) -> T {
    let mut s = T::ONE;
    for i in 0..6 {
        match (i + n) % 5 {
            0 => continue,
            1 => s *= x[i],
            2 => s += x[i],
            3 => {
                s = s.sin();
                if s > 0.9 {
                    break;
                }
            }
            k => s -= x[i] * (k as f64),
        }
        if i == 4 {
            continue;
        } else if s > x[i] {
            s *= 0.5;
        } else {
            s += 0.25;
        }
        let v = match n {
            3 => break,
            1 => x[i],
            _ => s,
        };
        s += v * 0.125;
    }
    s
}
}

#[test]
fn what_follows_several_arms_that_go_on() {
    let valves = [Valve::Shut, Valve::Open(2), Valve::Leaking { by: 0.37 }, Valve::Broken];
    for (n, valve) in (0..9_usize).flat_map(|n| valves.map(|valve| (n, valve))) {
        for args in [(0.4, 1.3), (1.3, 0.4), (-0.7, 0.6), (0.2, -1.1)] {
            check("several_go_on", &SeveralGoOn { n, valve }, |(x, y)| several_go_on(x, y, n, valve), &args);
            assert_same(
                "several_go_on",
                &several_go_on(args.0, args.1, n, valve),
                &plain::several_go_on(args.0, args.1, n, valve),
            );
        }
    }
    for n in 0..6 {
        let x = [1.1, 0.7, -0.4, 0.3, 0.9, -1.2];
        check("several_go_on_in_turns", &SeveralGoOnInTurns { n }, |(x,)| several_go_on_in_turns(x, n), &(x,));
        assert_same("several_go_on_in_turns", &several_go_on_in_turns(x, n), &plain::several_go_on_in_turns(x, n));
    }
}
