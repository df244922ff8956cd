//! Arrays that are not differentiated and that loops change: of each turn what is read of them is noted, and no more.

use tapeless::{Real, differentiable};

use crate::check::and_plain;
use crate::everywhere::everywhere;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Site {
    Free,
    Held(usize),
    Weighed { by: f64 },
}

fn most(seen: &[usize]) -> usize {
    seen.iter().copied().max().unwrap_or(0)
}

and_plain! {
#[differentiable]
fn counted<T: Real>(x: T, table: [T; 9]) -> T {
    let mut seen = [0usize; 8];
    let mut sum = x;
    for i in 0..8 {
        for j in 0..8 {
            seen[(i * j) % 8] += 1;
            if seen[j] < 9 {
                sum = sum * 0.75 + (x * table[seen[j]]).sin();
            }
        }
    }
    sum * table[seen[3] % 9]
}

/// What an arm finds is read after it, and what is read before a change is what was there.
#[differentiable]
fn read_before_and_after<T: Real>(x: [T; 6], y: T) -> T {
    let mut order: [usize; 6] = [0, 1, 2, 3, 4, 5];
    let mut flags = [false; 6];
    let mut sum = y;
    for i in 0..6 {
        let first = order[0];
        let mut last = order[5];
        for j in 0..i {
            if flags[j] {
                last = order[j];
                order.swap(j, (i + j) % 6);
            } else {
                order[j] = (order[(j + 1) % 6] + last) % 6;
            }
            flags[(i * j) % 6] = !flags[j];
            sum = (sum * x[order[j]]).sin() + x[last] * x[first];
        }
        if flags[i] {
            sum += x[order[i]] * (order[first] as f64);
        }
        flags[first] = i % 2 == 0;
    }
    sum + x[order[2]] * y
}

/// An arm between lanes reaches for nothing that is not there.
#[differentiable]
fn beyond_the_end<T: Real>(x: [T; 6], y: T) -> T {
    let mut reach = [0usize; 6];
    let mut sum = y;
    for i in 0..6 {
        for j in 0..3 {
            reach[(i + j) % 6] += i + 1;
            let far = i + 4 * j;
            if x[i] > 100.0 {
                sum += x[reach[far]];
            } else if y > 50.0 {
                sum -= x[reach[i]];
            } else {
                sum = sum * 0.5 + x[reach[(i + 1) % 6] % 6] * x[i];
            }
        }
    }
    sum
}

/// Rows of integers, the ends of loops, and what a function is given whole.
#[differentiable(turns = 4)]
fn rows<T: Real>(x: [T; 8], y: T) -> T {
    let mut grid = [[0usize; 3]; 4];
    let mut ends = [1usize; 4];
    let mut sum = y;
    for i in 0..4 {
        for j in 0..3 {
            grid[(i + j) % 4][j] += i + j;
            let row = grid[(i + 1) % 4];
            ends[i] = (ends[i] + row[j]) % 3;
            for k in 0..ends[i] {
                sum = (sum * x[k] + x[grid[i][k] % 8]).sin();
            }
            if j == most(&row) % 3 {
                sum += x[most(&ends)] * y;
            }
        }
    }
    sum * x[grid[3][2] % 8]
}

#[differentiable]
fn sites<T: Real, const N: usize>(x: [T; N], y: T) -> T {
    let mut sites = [Site::Free; N];
    let mut scales = [1i32; N];
    let mut sum = y;
    for i in 0..N {
        for j in 0..N {
            sum = match sites[j] {
                Site::Free => sum * x[j],
                Site::Held(k) => sum.sin() + x[k] * (scales[k] as f64),
                Site::Weighed { by } => sum + x[i] * by,
            };
            sites[(i + j) % N] = match sites[i] {
                Site::Free => Site::Held(j),
                Site::Held(k) if k < 2 => Site::Weighed { by: 0.25 * (k + 1) as f64 },
                _ => Site::Free,
            };
            scales[j] = 1 - scales[i];
        }
    }
    sum
}
}

everywhere! {
    counted: Counted, |a| counted(a.0, a.1), [(0.7, [0.3, 1.2, -0.4, 0.9, 1.1, -1.3, 0.2, 0.6, 0.8])];
    read_before_and_after: ReadBeforeAndAfter, |a| read_before_and_after(a.0, a.1), [([0.3, 1.2, -0.4, 0.9, 1.1, -1.3], 0.4)];
    beyond_the_end: BeyondTheEnd, |a| beyond_the_end(a.0, a.1), [([0.3, 1.2, -0.4, 0.9, 1.1, -1.3], 0.4)];
    rows: Rows, |a| rows(a.0, a.1), [([0.3, 1.2, -0.4, 0.9, 1.1, -1.3, 0.7, 0.5], 0.4)];
    sites: Sites<5>, |a| sites(a.0, a.1), [([0.3, 1.2, -0.4, 0.9, 1.1], 0.4)];
}
