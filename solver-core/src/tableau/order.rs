//! The order conditions of Runge–Kutta methods to order 4, evaluated by the compiler.
//!
//! One condition a rooted tree: the weights applied to the tree's elementary weight are 1 over the tree's density
//! (Hairer, Nørsett & Wanner, *Solving Ordinary Differential Equations I*, 2nd ed. 1993, table II.2.1).

/// Whether `|x − y| ≤ tolerance`.
pub(crate) const fn near(x: f64, y: f64, tolerance: f64) -> bool {
    x - y <= tolerance && y - x <= tolerance
}

pub(crate) const fn sum<const S: usize>(x: &[f64; S]) -> f64 {
    dot(x, &[1.0; S])
}

pub(crate) const fn dot<const S: usize>(x: &[f64; S], y: &[f64; S]) -> f64 {
    let mut sum = 0.0;
    let mut i = 0;
    while i < S {
        sum += x[i] * y[i];
        i += 1;
    }
    sum
}

pub(crate) const fn times<const S: usize>(x: &[f64; S], y: &[f64; S]) -> [f64; S] {
    let mut z = [0.0; S];
    let mut i = 0;
    while i < S {
        z[i] = x[i] * y[i];
        i += 1;
    }
    z
}

const fn apply<const S: usize>(a: &[[f64; S]; S], x: &[f64; S]) -> [f64; S] {
    let mut z = [0.0; S];
    let mut i = 0;
    while i < S {
        z[i] = dot(&a[i], x);
        i += 1;
    }
    z
}

/// Whether the weights `b` satisfy every condition up to order min(`order`, 4).
pub(crate) const fn satisfied<const S: usize>(
    a: &[[f64; S]; S],
    b: &[f64; S],
    c: &[f64; S],
    order: u32,
    tolerance: f64,
) -> bool {
    let c2 = times(c, c);
    let ac = apply(a, c);
    let conditions = [
        (1, sum(b), 1.0),
        (2, dot(b, c), 1.0 / 2.0),
        (3, dot(b, &c2), 1.0 / 3.0),
        (3, dot(b, &ac), 1.0 / 6.0),
        (4, dot(b, &times(c, &c2)), 1.0 / 4.0),
        (4, dot(b, &times(c, &ac)), 1.0 / 8.0),
        (4, dot(b, &apply(a, &c2)), 1.0 / 12.0),
        (4, dot(b, &apply(a, &ac)), 1.0 / 24.0),
    ];
    let mut i = 0;
    while i < conditions.len() {
        let (of, is, should) = conditions[i];
        if of <= order && !near(is, should, tolerance) {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::satisfied;

    /// Heun's method is of order 2, and of no higher one.
    #[test]
    fn conditions_tell_the_order() {
        let (a, b, c) = ([[0.0, 0.0], [1.0, 0.0]], [0.5, 0.5], [0.0, 1.0]);
        assert!(satisfied(&a, &b, &c, 2, 1e-15));
        assert!(!satisfied(&a, &b, &c, 3, 1e-15));
        assert!(!satisfied(&a, &[0.5, 0.5 + 1e-12], &c, 2, 1e-13));
    }
}
