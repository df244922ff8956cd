//! Coefficients of Runge–Kutta methods, as constants that are checked when they are compiled.
//!
//! A tableau whose row sums, weights or order conditions (to order 4) are wrong does not compile.

mod additive;
mod explicit;
mod order;
mod splitting;
mod stochastic;

pub use additive::*;
pub use explicit::*;
pub use splitting::*;
pub use stochastic::*;

/// The coefficients of an explicit Runge–Kutta method with `S` stages, after Butcher:
/// `Yᵢ = y + h Σⱼ aᵢⱼ kⱼ`, `kᵢ = f(t + cᵢ h, Yᵢ)`, `y(t + h) = y + h Σᵢ bᵢ kᵢ`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tableau<const S: usize> {
    /// How each stage's state depends on the earlier stages.
    pub a: [[f64; S]; S],
    /// The weights of the stages in the step.
    pub b: [f64; S],
    /// When each stage is, as a fraction of the step.
    pub c: [f64; S],
    /// The order of convergence.
    pub order: u32,
    /// For a method with an embedded one: `b − b̂` and the order of `b̂`.
    pub error: Option<([f64; S], u32)>,
}

/// How far a condition may be off: coefficients are doubles, some published with 16 digits.
const TOLERANCE: f64 = 1e-13;

impl<const S: usize> Tableau<S> {
    /// An explicit method from its rows; does not compile where a condition fails.
    ///
    /// # Panics
    /// Where the tableau is not explicit, a row of `a` does not sum to its `c`, or an order condition up to
    /// min(order, 4) fails; as a constant, that is a compile error.
    pub const fn explicit(order: u32, c: [f64; S], a: [[f64; S]; S], b: [f64; S]) -> Self {
        let tableau = Self { a, b, c, order, error: None };
        let mut i = 0;
        while i < S {
            let mut j = i;
            while j < S {
                assert!(a[i][j] == 0.0, "the tableau is not explicit: a stage depends on itself or a later one");
                j += 1;
            }
            assert!(order::near(order::sum(&a[i]), c[i], TOLERANCE), "a row of a does not sum to its c");
            i += 1;
        }
        assert!(order >= 1, "a method has at least order 1");
        assert!(order::satisfied(&a, &b, &c, order, TOLERANCE), "the weights b do not satisfy the order conditions");
        tableau
    }

    /// The same method with the weights `b̂` of an embedded one of order `order`, for the estimate of the error.
    ///
    /// # Panics
    /// Where `b̂` does not satisfy its order conditions; as a constant, that is a compile error.
    #[must_use]
    pub const fn embedded(mut self, order: u32, b_hat: [f64; S]) -> Self {
        assert!(
            order::satisfied(&self.a, &b_hat, &self.c, order, TOLERANCE),
            "the embedded weights do not satisfy the order conditions"
        );
        let mut difference = [0.0; S];
        let mut i = 0;
        while i < S {
            difference[i] = self.b[i] - b_hat[i];
            i += 1;
        }
        self.error = Some((difference, order));
        self
    }

    /// Whether each stage depends on the one before it alone, as in the classical methods: then
    /// `h kᵢ = (Yᵢ₊₁ − y)/aᵢ₊₁,ᵢ`, and the stages' states make up the step.
    pub const fn is_chain(&self) -> bool {
        let mut i = 1;
        while i < S {
            let mut j = 0;
            while j < S {
                if (self.a[i][j] != 0.0) != (j + 1 == i) {
                    return false;
                }
                j += 1;
            }
            i += 1;
        }
        self.b[S - 1] != 0.0
    }

    /// In a [chain](Tableau::is_chain), the weight of stage `i`'s state in the step, that of `y` itself at `i = 0`: the
    /// weights sum to 1.
    pub const fn state_weight(&self, i: usize) -> f64 {
        if i > 0 {
            return self.b[i - 1] / self.a[i][i - 1];
        }
        let mut weight = 1.0;
        let mut j = 1;
        while j < S {
            weight -= self.state_weight(j);
            j += 1;
        }
        weight
    }

    /// Whether the step itself, error estimate aside, depends on stage `i`.
    pub const fn uses(&self, i: usize) -> bool {
        if i >= S {
            return false;
        }
        if self.b[i] != 0.0 {
            return true;
        }
        let mut j = i + 1;
        while j < S {
            if self.a[j][i] != 0.0 && self.uses(j) {
                return true;
            }
            j += 1;
        }
        false
    }
}

/// A type that stands for a tableau, so that its coefficients are constants wherever it goes.
pub trait Coefficients<const S: usize> {
    /// The coefficients.
    const TABLEAU: Tableau<S>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains() {
        assert!(Rk4::TABLEAU.is_chain() && Heun::TABLEAU.is_chain() && Euler::TABLEAU.is_chain());
        assert!(!Bosh3::TABLEAU.is_chain() && !Dopri5::TABLEAU.is_chain() && !Tsit5::TABLEAU.is_chain());
        let weights: [f64; 4] = core::array::from_fn(|i| Rk4::TABLEAU.state_weight(i));
        for (is, should) in weights.into_iter().zip([-1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0, 1.0 / 3.0]) {
            assert!((is - should).abs() < 1e-15, "{is} is not {should}");
        }
    }
}
