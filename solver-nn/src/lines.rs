//! A function of each number of a line, many numbers at a time: in vector registers, elementary functions too.

use solver_core::num::Lanes;

use crate::product::Number;

/// How many numbers are taken at a time.
const W: usize = 16;
/// So many numbers.
pub(crate) type Wide<T> = Lanes<T, W>;

/// Makes each number `f` of itself.
#[inline(always)]
pub(crate) fn map<T: Number>(line: &mut [T], f: impl Fn(Wide<T>) -> Wide<T>) {
    let (wide, rest) = line.as_chunks_mut::<W>();
    for x in wide {
        *x = f(Lanes::new(*x)).to_array();
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&f(padded(rest)).to_array()[..rest.len()]);
    }
}

/// Makes each number `f` of itself and of that of `other`.
#[inline(always)]
pub(crate) fn zip<T: Number>(line: &mut [T], other: &[T], f: impl Fn(Wide<T>, Wide<T>) -> Wide<T>) {
    let ((wide, rest), (others, rest_of_other)) = (line.as_chunks_mut::<W>(), other.as_chunks::<W>());
    for (x, other) in wide.iter_mut().zip(others) {
        *x = f(Lanes::new(*x), Lanes::new(*other)).to_array();
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&f(padded(rest), padded(rest_of_other)).to_array()[..rest.len()]);
    }
}

/// Fewer numbers than are taken at a time, and zeros.
fn padded<T: Number>(rest: &[T]) -> Wide<T> {
    let mut wide = [T::ZERO; W];
    wide.iter_mut().zip(rest).for_each(|(wide, x)| *wide = *x);
    Lanes::new(wide)
}

#[cfg(test)]
mod tests {
    use super::*;
    use solver_core::num::Real;

    #[test]
    fn lines_of_every_length() {
        for length in 0..50 {
            let (mut line, other): (Vec<f32>, Vec<f32>) = (0..length).map(|i| (i as f32, 0.5 * i as f32)).unzip();
            map(&mut line, |x| x * x);
            zip(&mut line, &other, |x, other| x - other);
            assert!(line.iter().enumerate().all(|(i, x)| *x == (i * i) as f32 - 0.5 * i as f32), "{line:?}");
        }
    }

    #[test]
    fn elementary_functions() {
        let mut line: Vec<f32> = (-500..=500).map(|i| 0.03 * i as f32).collect();
        let exact: Vec<f64> = line.iter().map(|x| f64::from(*x).tanh()).collect();
        map(&mut line, Real::tanh);
        assert!(line.iter().zip(exact).all(|(x, exact)| (f64::from(*x) - exact).abs() <= 3e-7 * exact.abs()));
    }
}
