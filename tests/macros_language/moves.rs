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
        split: Split;
        filled_in_part: FilledInPart;
        of_integers: OfIntegers;
        chained_ranges: ChainedRanges;
    }
}
