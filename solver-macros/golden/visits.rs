/// A walk over a ring that counts how often it was where.
#[allow(
    dead_code,
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "it may be used by the type that stands for it alone"
)]
fn visits<T: Real>(x: T, table: [T; 9]) -> T {
    let mut element_at_2 = [[0usize; 8]; 8];
    let mut seen_now = [0usize; 8];
    for i in 0..8 {
        let seen_at = seen_now;
        let mut seen_now_2 = seen_at;
        for j in 0..8 {
            let seen_at_2 = seen_now_2;
            let element_at = seen_at_2[(i * j) % 8];
            element_at_2[i][j] = ({
                let mut changed = seen_at_2;
                changed[(i * j) % 8] = element_at + 1;
                changed
            })[j];
            seen_now_2 = {
                let mut changed = seen_at_2;
                changed[(i * j) % 8] = element_at + 1;
                changed
            };
        }
        let seen_end = seen_now_2;
        seen_now = seen_end;
    }
    let mut sum = x;
    for i in 0..8 {
        for j in 0..8 {
            let sum_1 = if element_at_2[i][j] < 9 {
                x.fma(table[element_at_2[i][j]], sum)
            } else {
                sum
            };
            sum = sum_1;
        }
    }
    sum
}
///The differentiable function [`visits()`], as a value.
#[allow(dead_code, reason = "the function may be used by itself")]
#[derive(Clone, Copy, Debug, Default)]
struct Visits;
#[doc(hidden)]
#[allow(
    non_camel_case_types,
    dead_code,
    reason = "a call of the function finds the type by the function's path"
)]
type visits = ::tapeless::__private::Function<Visits>;
#[automatically_derived]
#[allow(
    clippy::assign_op_pattern,
    clippy::possible_missing_comma,
    clippy::redundant_pattern_matching,
    reason = "a sweep is written with whole sums"
)]
impl<T: Real> ::tapeless::__private::Differentiable<T> for Visits {
    type Args = (T, [T; 9]);
    type Output = T;
    type Kept = ();
    #[inline]
    fn eval(&self, &(x, ref table): &Self::Args) -> Self::Output {
        let mut element_at_2 = [[0usize; 8]; 8];
        let mut seen_now = [0usize; 8];
        for i in 0..8 {
            let seen_at = seen_now;
            let mut seen_now_2 = seen_at;
            for j in 0..8 {
                let seen_at_2 = seen_now_2;
                let element_at = seen_at_2[(i * j) % 8];
                element_at_2[i][j] = ({
                    let mut changed = seen_at_2;
                    changed[(i * j) % 8] = element_at + 1;
                    changed
                })[j];
                seen_now_2 = {
                    let mut changed = seen_at_2;
                    changed[(i * j) % 8] = element_at + 1;
                    changed
                };
            }
            let seen_end = seen_now_2;
            seen_now = seen_end;
        }
        let mut sum = x;
        for i in 0..8 {
            for j in 0..8 {
                let sum_1 = if element_at_2[i][j] < 9 {
                    x.fma(table[element_at_2[i][j]], sum)
                } else {
                    sum
                };
                sum = sum_1;
            }
        }
        sum
    }
    #[inline]
    fn eval_keep(&self, &(x, ref table): &Self::Args) -> (Self::Output, Self::Kept) {
        let mut element_at_2 = [[0usize; 8]; 8];
        let mut seen_now = [0usize; 8];
        for i in 0..8 {
            let seen_at = seen_now;
            let mut seen_now_2 = seen_at;
            for j in 0..8 {
                let seen_at_2 = seen_now_2;
                let element_at = seen_at_2[(i * j) % 8];
                element_at_2[i][j] = ({
                    let mut changed = seen_at_2;
                    changed[(i * j) % 8] = element_at + 1;
                    changed
                })[j];
                seen_now_2 = {
                    let mut changed = seen_at_2;
                    changed[(i * j) % 8] = element_at + 1;
                    changed
                };
            }
            let seen_end = seen_now_2;
            seen_now = seen_end;
        }
        let mut sum = x;
        for i in 0..8 {
            for j in 0..8 {
                let sum_1 = if element_at_2[i][j] < 9 {
                    x.fma(table[element_at_2[i][j]], sum)
                } else {
                    sum
                };
                sum = sum_1;
            }
        }
        (sum, ())
    }
    #[inline]
    fn vjp(
        &self,
        &(x, ref table): &Self::Args,
        (): &Self::Kept,
        &w: &Self::Output,
    ) -> Self::Args {
        let mut element_at_2 = [[0usize; 8]; 8];
        let mut seen_now = [0usize; 8];
        for i in 0..8 {
            let seen_at = seen_now;
            let mut seen_now_2 = seen_at;
            for j in 0..8 {
                let seen_at_2 = seen_now_2;
                let element_at = seen_at_2[(i * j) % 8];
                element_at_2[i][j] = ({
                    let mut changed = seen_at_2;
                    changed[(i * j) % 8] = element_at + 1;
                    changed
                })[j];
                seen_now_2 = {
                    let mut changed = seen_at_2;
                    changed[(i * j) % 8] = element_at + 1;
                    changed
                };
            }
            let seen_end = seen_now_2;
            seen_now = seen_end;
        }
        let mut table_bar = [T::ZERO; 9];
        let mut sum_bar = w;
        let mut x_bar = T::ZERO;
        for i in (0..8).rev() {
            for j in (0..8).rev() {
                let (v, v_1) = if element_at_2[i][j] < 9 {
                    table_bar[element_at_2[i][j]] += sum_bar * x;
                    (sum_bar * table[element_at_2[i][j]], sum_bar)
                } else {
                    (T::ZERO, sum_bar)
                };
                sum_bar = v_1;
                x_bar = x_bar + v;
            }
        }
        (x_bar + sum_bar, table_bar)
    }
}
