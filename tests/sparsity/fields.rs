//! Fields as people write them: what the pattern has beside the Jacobian at several points.

use tapeless::{Real, differentiable, vector_field};

use crate::{exact, superset};

const SPRINGS: [usize; 4] = [2, 0, 3, 1];
const RATES: [[f64; 3]; 3] = [[0.0, 1.0, 0.0], [0.5, 0.0, 2.0], [0.0, 0.3, 0.0]];

#[vector_field]
fn robertson<T: Real>(_t: T, [a, b, c]: [T; 3], [k1, k2, k3]: [T; 3]) -> [T; 3] {
    let (slow, fast, back) = (k1 * a, k2 * b * b, k3 * b * c);
    [back - slow, slow - back - fast, fast]
}

#[vector_field]
fn van_der_pol<T: Real>(_t: T, y: [T; 2], mu: T) -> [T; 2] {
    let [x, v] = y;
    [v, mu * (1.0 - x * x) * v - x]
}

#[vector_field]
fn scalar<T: Real>(t: T, y: T, k: T) -> T {
    (t * k).sin() - y * k
}

#[vector_field]
fn forced<T: Real>(t: T, _y: [T; 3], [a, b]: [T; 2]) -> [T; 3] {
    [a * t.sin(), b, a * b * t]
}

#[vector_field]
fn pairs<T: Real>(_t: T, [(x, v), (y, w)]: [(T, T); 2], k: T) -> [(T, T); 2] {
    [(v, k * (y - x)), (w, k * (x - y) - w)]
}

#[vector_field]
fn advection<T: Real>(_t: T, u: [T; 7], c: T) -> [T; 7] {
    let mut du = [T::ZERO; 7];
    for i in 1..7 {
        du[i] = -c * (u[i] - u[i - 1]);
    }
    du[0] = -c * u[0];
    du
}

#[vector_field]
fn backwards<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = u;
    for i in (0..5).rev() {
        du[i] = c * (u[i + 1] - u[i]);
    }
    du
}

#[vector_field]
fn every_second<T: Real>(_t: T, u: [T; 8], c: T) -> [T; 8] {
    let mut du = [T::ZERO; 8];
    for i in (0..8).step_by(2) {
        du[i] = u[i + 1] * c;
        du[i + 1] = u[i];
    }
    du
}

#[vector_field]
fn triangle<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for i in 0..5 {
        for j in 0..=i {
            du[i] += c * u[j];
        }
    }
    du
}

#[vector_field]
fn inner_bounds<T: Real>(_t: T, u: [[T; 4]; 3], c: T) -> [[T; 4]; 3] {
    let mut du = u;
    for i in 0..3 {
        for j in (i + 1)..4 {
            du[i][j] = c * u[i][j - 1] + u[2 - i][3 - j];
        }
    }
    du
}

#[vector_field]
fn by_table<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let mut du = [T::ZERO; 4];
    for i in 0..4 {
        du[i] = c * (u[[2, 0, 3, 1][i]] - u[i]);
    }
    du
}

#[vector_field]
fn by_constant_table<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let mut du = [T::ZERO; 4];
    for i in 0..4 {
        du[i] = c * (u[SPRINGS[i]] - u[i]);
    }
    du
}

#[vector_field]
fn reactions<T: Real>(_t: T, u: [T; 3], c: T) -> [T; 3] {
    let mut du = [T::ZERO; 3];
    for i in 0..3 {
        for j in 0..3 {
            du[i] += c * u[j] * RATES[i][j];
        }
    }
    du
}

#[vector_field]
fn a_counter<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    let mut k = 0;
    for i in 0..5 {
        du[i] = c * u[k];
        k += 1;
    }
    du
}

#[vector_field]
fn a_counter_that_goes_round<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let mut du = [T::ZERO; 4];
    let mut next = 1;
    for i in 0..4 {
        du[i] = c * (u[next] - u[i]);
        next = (next + 1) % 4;
    }
    du
}

#[vector_field]
fn two_counters<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = u;
    let (mut low, mut high) = (0, 5);
    for _ in 0..3 {
        du[low] = c * u[high];
        du[high] = u[low] * u[low];
        low += 1;
        high -= 1;
    }
    du
}

#[vector_field]
fn a_counter_in_a_nested_loop<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    let mut k = 0;
    for i in 0..2 {
        for _ in 0..3 {
            du[k] = c * u[i];
            k += 1;
        }
    }
    du
}

#[vector_field]
fn a_counter_under_a_condition<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    let mut k = 0;
    for i in 0..6 {
        if i % 2 == 0 {
            du[k] = c * u[i];
            k += 1;
        }
    }
    du
}

#[vector_field]
fn a_named_index<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for i in 0..5 {
        let (left, right) = ((i + 4) % 5, if i == 4 { 0 } else { i + 1 });
        du[i] = c * (u[left] + u[right]);
    }
    du
}

#[vector_field]
fn a_flag<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    let mut odd = false;
    for i in 0..5 {
        du[i] = if odd { c * u[0] } else { c * u[i] };
        odd = !odd;
    }
    du
}

#[vector_field]
fn a_plain_match<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let mut du = [T::ZERO; 4];
    for i in 0..4 {
        du[i] = match i {
            0 => u[1],
            1 | 2 => c * u[i + 1],
            _ => c,
        };
    }
    du
}

#[vector_field]
fn skipped_turns<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    for i in 0..6 {
        if i == 2 {
            continue;
        }
        if i == 5 {
            break;
        }
        du[i] = c * u[i + 1];
    }
    du
}

#[vector_field]
fn iterators<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let total: T = u.iter().copied().sum();
    let weighed: T = u.iter().zip(&RATES[1]).map(|(u, r)| *u * *r).sum();
    [total, c * weighed, u[0], u.iter().skip(2).copied().sum()]
}

#[vector_field]
fn mapped<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    u.map(|u| u * c)
}

#[vector_field]
fn from_fn<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    core::array::from_fn(|i| if i == 0 { c * u[4] } else { u[i - 1] - u[i] })
}

#[vector_field]
fn windows<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    let mut du = u;
    for (i, pair) in u.windows(2).enumerate() {
        du[i] = c * (pair[1] - pair[0]);
    }
    du
}

#[vector_field]
fn chunks<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let mut du = [T::ZERO; 6];
    for (k, pair) in u.chunks_exact(2).enumerate() {
        du[2 * k] = pair[1];
        du[2 * k + 1] = -c * pair[0];
    }
    du
}

#[vector_field]
#[allow(clippy::manual_swap, reason = "a swap is written as what it does")]
fn changed_in_place<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let mut du = u;
    for x in du.iter_mut() {
        *x *= c;
    }
    du.swap(0, 3);
    du[1] += du[0];
    du
}

#[vector_field]
fn filled<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let mut du = u;
    du.fill(c * u[1]);
    du[2] = u[2];
    du.reverse();
    du
}

#[vector_field]
fn overwritten<T: Real>(_t: T, u: [T; 3], c: T) -> [T; 3] {
    let mut x = u[0];
    let y = x * u[1];
    x = u[2] * c;
    [x, y, x * y]
}

#[vector_field]
fn running_sum<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    let mut sum = T::ZERO;
    let mut du = u;
    for i in 0..5 {
        sum += c * u[i];
        du[i] = sum;
    }
    du
}

#[vector_field]
fn slices<T: Real>(_t: T, u: [T; 6], c: T) -> [T; 6] {
    let inner = &u[1..5];
    let mut du = [T::ZERO; 6];
    for i in 0..4 {
        du[i + 1] = c * inner[i];
    }
    du[0] = inner[3];
    du
}

#[vector_field]
fn branch<T: Real>(_t: T, u: [T; 3], c: T) -> [T; 3] {
    if u[0] > c { [u[1], u[1], c] } else { [u[1], u[2], u[0]] }
}

#[vector_field]
fn limited<T: Real>(_t: T, u: [T; 3], c: T) -> [T; 3] {
    [u[0].max(u[1]) * c, u[2].min(c), u[1].abs()]
}

#[vector_field]
fn by_setting<T: Real>(_t: T, u: [T; 3], c: T, coupled: bool) -> [T; 3] {
    let pull = if coupled { u[2] } else { T::ZERO };
    [u[1], c * pull, u[0]]
}

#[vector_field]
fn early<T: Real>(_t: T, u: [T; 3], c: T, frozen: bool) -> [T; 3] {
    if frozen {
        return [c * u[0], u[0], u[0]];
    }
    [u[1], u[2], u[0] * c]
}

#[differentiable]
fn spring<T: Real>(x: T, y: T, k: T) -> T {
    k * (x - y)
}

#[differentiable]
fn rotated<T: Real>([x, y]: [T; 2]) -> [T; 2] {
    [-y, x]
}

#[vector_field]
fn calling<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let turned = rotated([u[0], u[1]]);
    [turned[0], turned[1], spring(u[2], u[3], c), c]
}

#[vector_field]
fn calling_in_a_loop<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    let mut du = [T::ZERO; 5];
    for i in 0..4 {
        let pull = spring(u[i], u[i + 1], c);
        du[i] -= pull;
        du[i + 1] += pull;
    }
    du
}

struct Wall {
    stiffness: f64,
}

impl Wall {
    #[differentiable]
    fn push<T: Real>(&self, x: T) -> T {
        self.stiffness * x * x * x
    }
}

#[vector_field]
fn method<T: Real>(_t: T, u: [T; 3], c: T, wall: &Wall) -> [T; 3] {
    [u[1], -wall.push(u[0]) + c * u[2], u[2]]
}

#[vector_field]
fn another_field<T: Real>(t: T, (u, z): ([T; 2], T), mu: T) -> ([T; 2], T) {
    let du = van_der_pol(t, u, mu);
    (du, z * mu)
}

#[vector_field]
fn lorenz_96<T: Real>(_t: T, x: [T; 9], force: T) -> [T; 9] {
    core::array::from_fn(|i| (x[(i + 1) % 9] - x[(i + 7) % 9]) * x[(i + 8) % 9] - x[i] + force)
}

#[vector_field]
fn gray_scott<T: Real>(_t: T, (u, v): ([[T; 3]; 3], [[T; 3]; 3]), [f, k]: [T; 2]) -> ([[T; 3]; 3], [[T; 3]; 3]) {
    let (mut du, mut dv) = (u, v);
    for i in 0..3 {
        for j in 0..3 {
            let (up, down, left, right) = ((i + 2) % 3, (i + 1) % 3, (j + 2) % 3, (j + 1) % 3);
            let eaten = u[i][j] * v[i][j] * v[i][j];
            du[i][j] = u[up][j] + u[down][j] + u[i][left] + u[i][right] - 4.0 * u[i][j] - eaten + f * (1.0 - u[i][j]);
            dv[i][j] = eaten - (f + k) * v[i][j];
        }
    }
    (du, dv)
}

#[vector_field]
fn bodies<T: Real>(_t: T, (x, v): ([[T; 2]; 3], [[T; 2]; 3]), g: T) -> ([[T; 2]; 3], [[T; 2]; 3]) {
    let mut a = [[T::ZERO; 2]; 3];
    for i in 0..3 {
        for j in 0..3 {
            if i != j {
                let (dx, dy) = (x[j][0] - x[i][0], x[j][1] - x[i][1]);
                let cube = (dx * dx + dy * dy + 0.1).powf(1.5);
                a[i][0] += g * dx / cube;
                a[i][1] += g * dy / cube;
            }
        }
    }
    (v, a)
}

#[vector_field]
fn a_while_like_loop<T: Real>(_t: T, u: [T; 8], c: T) -> [T; 8] {
    let mut du = [T::ZERO; 8];
    let mut stride = 1;
    for _ in 0..3 {
        du[stride - 1] = c * u[stride];
        stride *= 2;
    }
    du
}

#[vector_field]
fn an_array_of_integers<T: Real>(_t: T, u: [T; 4], c: T) -> [T; 4] {
    let mut order: [usize; 4] = [0, 1, 2, 3];
    order.swap(0, 3);
    let mut du = u;
    for i in 0..4 {
        du[i] = c * u[order[i]];
    }
    du
}

#[vector_field]
fn a_plain_sum_as_index<T: Real>(_t: T, u: [T; 5], c: T) -> [T; 5] {
    const LAST: usize = 4;
    let mut du = [T::ZERO; 5];
    for i in 0..=LAST {
        du[LAST - i] = c * u[i];
    }
    du
}

fn at<const N: usize>(seed: f64) -> [f64; N] {
    core::array::from_fn(|i| (1.3 * i as f64 + seed).sin() + 0.1 * seed)
}

#[test]
fn straight_line_code() {
    exact!(Robertson; |s| (at::<3>(s), [0.3, 0.5, 0.7]));
    exact!(VanDerPol; |s| (at::<2>(s), 0.7));
    exact!(Scalar; |s| (s + 0.2, 0.7));
    exact!(Forced; |s| (at::<3>(s), [0.7, 0.2]));
    exact!(Pairs; |s| ([(s, 0.2), (0.4, s + 1.0)], 0.7));
    exact!(Mapped; |s| (at::<5>(s), 0.7));
    exact!(Overwritten; |s| (at::<3>(s), 0.7));
    exact!(ChangedInPlace; |s| (at::<4>(s), 0.7));
    exact!(Filled; |s| (at::<4>(s), 0.7));
    exact!(Slices; |s| (at::<6>(s), 0.7));
    exact!(Limited; |s| (at::<3>(s), 0.2));
}

#[test]
fn loops_with_literal_bounds() {
    exact!(Advection; |s| (at::<7>(s), 0.7));
    exact!(Backwards; |s| (at::<6>(s), 0.7));
    exact!(EverySecond; |s| (at::<8>(s), 0.7));
    exact!(Triangle; |s| (at::<5>(s), 0.7));
    exact!(InnerBounds; |s| ([at::<4>(s), at::<4>(s + 1.0), at::<4>(s + 2.0)], 0.7));
    exact!(RunningSum; |s| (at::<5>(s), 0.7));
    exact!(FromFn; |s| (at::<5>(s), 0.7));
    exact!(Windows; |s| (at::<5>(s), 0.7));
    exact!(Chunks; |s| (at::<6>(s), 0.7));
    exact!(Lorenz96; |s| (at::<9>(s), 0.7));
    exact!(GrayScott; |s| (([at::<3>(s), at::<3>(s + 1.0), at::<3>(s + 2.0)], [at::<3>(s), at::<3>(s + 1.0), at::<3>(s + 2.0)]), [0.7, 0.3]));
    exact!(Bodies; |s| (([at::<2>(s), at::<2>(s + 1.0), at::<2>(s + 2.0)], [at::<2>(s), at::<2>(s + 1.0), at::<2>(s + 2.0)]), 0.7));
    exact!(APlainMatch; |s| (at::<4>(s), 0.7));
    exact!(SkippedTurns; |s| (at::<6>(s), 0.7));
    exact!(ANamedIndex; |s| (at::<5>(s), 0.7));
    exact!(ByTable; |s| (at::<4>(s), 0.7));
}

#[test]
fn counters_of_such_loops() {
    exact!(ACounter; |s| (at::<5>(s), 0.7));
    exact!(ACounterThatGoesRound; |s| (at::<4>(s), 0.7));
    exact!(TwoCounters; |s| (at::<6>(s), 0.7));
    exact!(ACounterInANestedLoop; |s| (at::<6>(s), 0.7));
    exact!(ACounterUnderACondition; |s| (at::<6>(s), 0.7));
    exact!(AFlag; |s| (at::<5>(s), 0.7));
    exact!(AWhileLikeLoop; |s| (at::<8>(s), 0.7));
}

#[test]
fn what_only_the_compiler_or_the_run_knows_is_not_missed() {
    superset!(ByConstantTable; |s| (at::<4>(s), 0.7));
    superset!(Iterators; |s| (at::<4>(s), 0.7));
    superset!(Reactions; |s| (at::<3>(s), 0.7));
    superset!(AnArrayOfIntegers; |s| (at::<4>(s), 0.7));
    superset!(APlainSumAsIndex; |s| (at::<5>(s), 0.7));
    superset!(Branch; |s| (at::<3>(s), 0.4));
    superset!(Calling; |s| (at::<4>(s), 0.7));
    superset!(CallingInALoop; |s| (at::<5>(s), 0.7));
    superset!(AnotherField; |s| ((at::<2>(s), s), 0.7));
    superset!(BySetting { coupled: true }, BySetting; |s| (at::<3>(s), 0.7));
    superset!(BySetting { coupled: false }, BySetting; |s| (at::<3>(s), 0.7));
    superset!(Early { frozen: true }, Early; |s| (at::<3>(s), 0.7));
    superset!(Early { frozen: false }, Early; |s| (at::<3>(s), 0.7));
    let wall = &Wall { stiffness: 2.0 };
    superset!(Method { wall }, Method<'_>; |s| (at::<3>(s), 0.7));
}

#[vector_field]
fn all_of_all<T: Real>(_t: T, u: [T; 12], k: T) -> [T; 12] {
    let sum: T = u.iter().sum();
    u.map(|u| (u + sum) * k)
}

#[test]
fn all_may_depend_on_all() {
    exact!(AllOfAll; |s| (at::<12>(s), 0.7));
}
