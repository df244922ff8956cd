//! Arrays that are chained, copied, rotated, split and filled in part.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, at_integers};

and_plain! {
    /// A sum over two.
    #[differentiable]
    fn chained<T: Real>(x: [T; 4], n: usize) -> T {
        let y = [x[0] * 2.0, x[1], x[2].sin()];
        x.iter().chain(y.iter()).map(|v| *v * *v).sum()
    }

    /// A loop over two, by numbers.
    #[differentiable]
    fn chained_in_turns<T: Real>(x: [T; 4], n: usize) -> T {
        let y = [x[0] * 2.0, x[1], x[2].sin()];
        let mut s = T::ONE;
        for (i, v) in x.iter().chain(&y).enumerate() {
            s = s * *v + x[i % 4];
        }
        s
    }

    /// Two arrays into the parts of one.
    #[differentiable]
    fn copied_into_parts<T: Real>(x: [T; 4], n: usize) -> T {
        let y = [x[0] * 2.0, x[1], x[2].sin()];
        let mut a = [T::ZERO; 7];
        a[..4].copy_from_slice(&x);
        a[4..].copy_from_slice(&y);
        a[0] * a[6] + a[3] * a[n]
    }

    /// One over another.
    #[differentiable]
    fn copied<T: Real>(x: [T; 4], n: usize) -> T {
        let y = [x[0] * 2.0, x[1], x[2].sin(), x[0] * x[3]];
        let mut a = x;
        a.copy_from_slice(&y);
        let s = a[n];
        a.clone_from_slice(&x);
        a[0] * a[3] * s
    }

    /// By a literal and by what is not differentiated.
    #[differentiable]
    fn rotated<T: Real>(x: [T; 4], n: usize) -> T {
        let mut a = x;
        let mut s = T::ONE;
        for i in 0..3 {
            a[i] *= x[3];
            a.rotate_left(1);
            a.rotate_right(n);
            s = s * a[0] + a[3];
        }
        s * a[1]
    }

    /// At the end of a turn and of an arm, where nothing else of the array changes.
    #[differentiable(turns = 4)]
    fn rotated_at_last<T: Real>(x: [T; 4], n: usize) -> T {
        let (mut a, mut b, mut c) = (x, [x[0] * x[1], x[1], x[2], x[3] * x[3]], x);
        let d = [x[1], x[2] * x[0], x[3], x[0]];
        for _ in 0..n {
            a.rotate_left(1)
        }
        for i in 0..3 {
            if i < n { b.rotate_left(n) } else { b.rotate_right(i) }
        }
        for i in 0..n {
            match i {
                0 => c.copy_from_slice(&d),
                1 => c.rotate_right(1),
                _ => c.reverse(),
            }
        }
        a[0] * b[1] * b[2] - c[0] * c[3]
    }

    /// Tables too.
    #[differentiable(turns = 4)]
    fn rotated_tables<T: Real>(x: [T; 4], n: usize) -> T {
        let (mut w, mut k) = ([0.5, 1.5, 2.5], [0usize, 3, 1]);
        w.rotate_left(1);
        w[0] += 2.0;
        for i in 0..n {
            w.rotate_right(i % 3);
            k.rotate_left(n % 3)
        }
        x[k[0]] * x[k[1]] * w[n % 3] + x[k[2]] * w[0]
    }

    /// Parts that are reversed.
    #[differentiable(turns = 4)]
    fn reversed_in_part<T: Real>(x: [T; 4], n: usize) -> T {
        let (mut a, mut m) = ([x[0] * x[1], x[1], x[2], x[3]], [x, x]);
        a[n..].reverse();
        (a[..3]).reverse();
        m[n % 2][1..=2].reverse();
        for i in 0..n {
            a[i..].reverse();
            a[i] *= m[1][3 - i];
        }
        a[0] * a[1] - a[2] * m[0][1] * a[3]
    }

    /// Into what is there, which says how many there are.
    #[differentiable(turns = 4)]
    fn made_anew<T: Real>(x: [T; 4], n: usize) -> T {
        let (mut a, mut m) = (x, [[x[0]; 2], [x[1], x[3]]]);
        for i in 0..n {
            a = core::array::from_fn(|j| a[3 - j] * x[0]);
            m = core::array::from_fn(|i| core::array::from_fn(|j| m[j][i] * x[j]));
            m[i % 2] = core::array::from_fn(|j| m[1][j] + a[j]);
        }
        a[0] * m[0][1] + m[1][0] * a[3]
    }

    /// What an array of integers that changes holds is told by how it is used.
    #[differentiable]
    fn in_order<T: Real>(x: [T; 4], n: usize) -> T {
        let keys = [2.5, 0.5, 1.5, n as f64];
        let (mut order, mut pairs, mut powers) = ([0, 1, 2, 3], [[1, 2], [3, 0]], [1, 2]);
        for i in 0..3 {
            for j in 0..3 - i {
                if keys[order[j]] > keys[order[j + 1]] {
                    order.swap(j, j + 1);
                }
            }
        }
        pairs.swap(0, 1);
        pairs[n % 2][1] = 1;
        powers[n % 2] += 1;
        let mut sum = x[pairs[0][n % 2]] * x[pairs[1][1]].powi(powers[0]);
        for k in order {
            sum = sum * x[k] + x[n].powi(powers[1]);
        }
        sum
    }

    /// Into two of literal lengths.
    #[differentiable]
    fn split<T: Real>(x: [T; 4], n: usize) -> T {
        let (a, b) = x.split_at(3);
        let s: T = a.iter().map(|v| *v * *v).sum();
        s * b[0] + a[n % 3]
    }

    /// Parts that are filled.
    #[differentiable]
    fn filled_in_part<T: Real>(x: [T; 4], n: usize) -> T {
        let mut a = x;
        a[1..3].fill(x[n] * x[0]);
        a[n..].fill(x[1]);
        a[0] * a[1] * a[2] * a[3]
    }

    /// Integers have methods of these names.
    #[differentiable]
    fn of_integers<T: Real>(x: [T; 4], n: usize) -> T {
        let k = (n as u32).rotate_left(1) as usize % 4;
        let w = [0.5, 1.5, 2.5];
        let s: T = w.iter().chain(&[0.25, 0.75]).map(|c| x[k] * *c * x[0]).sum();
        s
    }

    /// Ranges.
    #[differentiable]
    fn chained_ranges<T: Real>(x: [T; 4], n: usize) -> T {
        (0..2).chain(3..4).map(|i| x[i] * x[n]).sum()
    }
}

#[test]
fn moves() {
    at_integers! {
        chained: Chained;
        chained_in_turns: ChainedInTurns;
        copied_into_parts: CopiedIntoParts;
        copied: Copied;
        rotated: Rotated;
        rotated_at_last: RotatedAtLast;
        rotated_tables: RotatedTables;
        reversed_in_part: ReversedInPart;
        made_anew: MadeAnew;
        in_order: InOrder;
        split: Split;
        filled_in_part: FilledInPart;
        of_integers: OfIntegers;
        chained_ranges: ChainedRanges;
    }
}
