//! The virtual Brownian tree: one path, asked for over any interval.
//!
//! The interval `[t0, t1]` is halved again and again. What a node's half is, given the node, is a Gaussian whose mean and
//! variance are known for (w, H, K) together, so a node is a pure function of its parent and of variates keyed by (level,
//! index), and nothing is stored. An interval is the join of the nodes that make it up, at most two a level, and of one
//! piece of a leaf at each end: joined from pieces, not as a difference of values at two times, it loses no digits where
//! it is short. Two times in one leaf, closer than the tolerance, are each drawn given the leaf: increments between them add
//! up, as do their areas, but are not Brownian motion's.
//!
//! Jelinčič, Foster & Kidger, *Single-seed generation of Brownian paths and integrals for adaptive and high order SDE
//! solvers* (2024), theorem 3.7; Foster, *Numerical approximations for stochastic differential equations* (2020),
//! theorem 6.1.6. The tree is that of Li, Wong, Chen & Duvenaud, *Scalable gradients for stochastic differential
//! equations* (2020).

use crate::error::Error;
use crate::mesh::Mesh;
use crate::noise::counter::{H_DEVIATION, K_DEVIATION, assert_read};
use crate::noise::levy::{cut, joined};
use crate::noise::{Counter, Noise, Normal, Path, Refines};
use crate::num::{Real, Time};
use crate::vector::{Vector, Zeros};

/// The deepest tree: 2⁴⁰ leaves.
const DEEPEST: u32 = 40;
/// Times nearer to a node than this part of a leaf are at the node.
const NEAR: f64 = 1e-6;

/// One Brownian path on `[t0, t1]`, with its Lévy areas, over any interval and in any order: steps of another mesh see the
/// same path.
///
/// Exact in distribution for times at least the tolerance apart; a time costs a node a level. Closer times are on the same
/// path, but have not the law of Brownian motion: give a tolerance below the smallest step. Every method sees the same path,
/// whether it reads the areas or not. Where times are differentiated the path stretches with the steps. Outside `[t0, t1]`, by more than a rounding in single precision, the path is NaN.
///
/// ```
/// use tapeless::{Noise, Tree};
/// let tree = Tree::new(42, 0.0, 1.0, 1e-3)?;
/// let over = |t: f64, h: f64| -> f64 { tree.increment(&mut Noise::<f64, f64, f64>::cursor(&tree), 0, t, h) };
/// assert!((over(0.1, 0.5) - (over(0.1, 0.2) + over(0.3, 0.3))).abs() < 1e-12);
/// # Ok::<(), tapeless::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tree {
    counter: Counter,
    t0: f64,
    t1: f64,
    depth: u32,
}

impl Tree {
    /// The first trajectory of a seed on `[t0, t1]`, `t0 < t1`, to the `tolerance`: the tree is halved until its leaves are
    /// no longer than that, at most 40 times.
    ///
    /// # Errors
    /// [`Error::Tolerance`] where the interval is empty or not finite, or the tolerance is not positive.
    pub fn new(seed: u64, t0: f64, t1: f64, tolerance: f64) -> Result<Self, Error> {
        if !(t0 < t1 && (t1 - t0).is_finite() && tolerance > 0.0) {
            return Err(Error::Tolerance { t0, t1, tolerance });
        }
        let (mut depth, mut leaf) = (0, t1 - t0);
        while leaf > tolerance && depth < DEEPEST {
            depth += 1;
            leaf *= 0.5;
        }
        Ok(Self { counter: Counter::new(seed), t0, t1, depth })
    }

    /// The trajectory with this number, below 2⁶², independent of all others.
    #[must_use]
    pub const fn trajectory(self, trajectory: u64) -> Self {
        Self { counter: self.counter.trajectory(trajectory), ..self }
    }

    /// The path from one time to another.
    fn over<T: Normal, X: Zeros<T>>(&self, keys: &T::Keys, t: f64, end: f64) -> X {
        let channels = X::channels() as u64;
        X::drawn(&mut |_, channel| self.channel(keys, channel as u64, channels, t, end))
    }

    /// The keys of the path of this tree's trajectory.
    #[doc(hidden)]
    #[inline]
    pub fn keys<T: Normal>(&self) -> T::Keys {
        T::keys(self.counter.key(3))
    }

    /// (w, H, K) of one of so many channels from one time to another.
    #[doc(hidden)]
    pub fn channel<T: Normal>(&self, keys: &T::Keys, number: u64, channels: u64, t: f64, end: f64) -> [T; 3] {
        let backwards = end < t;
        let (from, to) = if backwards { (end, t) } else { (t, end) };
        let Some((from, to)) = self.place(from).zip(self.place(to)) else {
            return [T::lit(f64::NAN); 3];
        };
        if from >= to {
            return [T::ZERO; 3];
        }
        let scale = Real::sqrt((self.t1 - self.t0) / (1_u64 << self.depth) as f64);
        let piece = Channel::<T> { keys, depth: self.depth, number, channels }.between(from, to);
        let piece = if backwards { piece.reversed() } else { piece };
        piece.levy.map(|x| x.times(scale))
    }

    /// Where a time lies among the leaves; `None` outside.
    fn place(&self, t: f64) -> Option<Place> {
        let leaves = (1_u64 << self.depth) as f64;
        let at = (t - self.t0) / (self.t1 - self.t0) * leaves;
        // A rounding beyond an end is the end, be it that of an end that single precision holds.
        let rounding = f64::from(f32::EPSILON) * self.t0.abs().max(self.t1.abs()) / (self.t1 - self.t0) * leaves + NEAR;
        let at = at.max(if at > -rounding { 0.0 } else { at }).min(if at < leaves + rounding { leaves } else { at });
        if !(0.0..=leaves).contains(&at) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2⁴⁰")]
        let leaf = at as u64;
        let part = at - leaf as f64;
        Some(if part < NEAR {
            Place { leaf, part: 0.0 }
        } else if part > 1.0 - NEAR {
            Place { leaf: leaf + 1, part: 0.0 }
        } else {
            Place { leaf, part }
        })
    }
}

/// A point of the interval: so many whole leaves and a part of the next one.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Place {
    leaf: u64,
    part: f64,
}

/// A stretch of the path: its length in leaves, and (w, H, K) of one channel in units of √leaf.
#[derive(Clone, Copy)]
struct Piece<T> {
    length: f64,
    levy: [T; 3],
}

impl<T: Normal> Piece<T> {
    /// This piece and the next one.
    fn then(self, next: Self) -> Self {
        Self { length: self.length + next.length, levy: joined(self.length, self.levy, next.length, next.levy) }
    }

    /// What is left of this piece without its first part.
    fn without(self, first: Self) -> Self {
        let length = self.length - first.length;
        Self { length, levy: cut(first.length, first.levy, length, self.levy) }
    }

    /// The same path run backwards.
    fn reversed(self) -> Self {
        let [w, h, k] = self.levy;
        Self { length: self.length, levy: [-w, h, -k] }
    }
}

/// A node of the tree in one channel.
#[derive(Clone, Copy)]
struct Node<T> {
    level: u32,
    index: u64,
    piece: Piece<T>,
}

/// One channel of a tree.
struct Channel<'a, T: Normal> {
    keys: &'a T::Keys,
    depth: u32,
    number: u64,
    channels: u64,
}

impl<T: Normal> Channel<'_, T> {
    /// Three variates of the node with this number, the root's being 1 and its children's twice that and one more.
    fn variates(&self, node: u64) -> [T; 3] {
        let pair = (node * self.channels + self.number) * 2;
        let ([a, b], [c, _]) = (T::pair(self.keys, pair), T::pair(self.keys, pair + 1));
        [a, b, c]
    }

    fn root(&self) -> Node<T> {
        let length = (1_u64 << self.depth) as f64;
        let root = Real::sqrt(length);
        let [a, b, c] = self.variates(0);
        let levy = [a.times(root), b.times(root * H_DEVIATION), c.times(root * K_DEVIATION)];
        Node { level: 0, index: 0, piece: Piece { length, levy } }
    }

    /// The two halves of a node.
    fn halves(&self, node: Node<T>) -> (Node<T>, Node<T>) {
        let Node { level, index, piece: Piece { length, levy: [w, h, k] } } = node;
        let root = Real::sqrt(length);
        let [a, b, c] = self.variates((1 << level) + index);
        // √(1/16), √(1/768), √(1/2880)
        let z = a.times(root * 0.25);
        let x = b.times(root * 0.036_084_391_824_351_61);
        let y = c.times(root * 0.018_633_899_812_498_245);
        let (w_mean, w_rest) = (w.times(0.5), h.times(1.5) + z);
        let (h_mean, h_rest) = (h.times(0.25) - z.times(0.5), k.times(3.75) + x);
        let (k_mean, k_rest) = (k.times(0.125) - x.times(0.5), y);
        let half = |index, levy| Node { level: level + 1, index, piece: Piece { length: length * 0.5, levy } };
        (
            half(2 * index, [w_mean + w_rest, h_mean + h_rest, k_mean + k_rest]),
            half(2 * index + 1, [w_mean - w_rest, h_mean - h_rest, k_mean - k_rest]),
        )
    }

    /// Where a node begins and ends.
    fn span(&self, node: &Node<T>) -> (Place, Place) {
        let shift = self.depth - node.level;
        let place = |index: u64| Place { leaf: index << shift, part: 0.0 };
        (place(node.index), place(node.index + 1))
    }

    /// The path between two places.
    fn between(&self, from: Place, to: Place) -> Piece<T> {
        let mut node = self.root();
        loop {
            let (start, end) = self.span(&node);
            if from == start && to == end {
                return node.piece;
            }
            if node.level == self.depth {
                if from == start {
                    return self.parts(node, to.part).0;
                }
                let (before, after) = self.parts(node, from.part);
                if to == end {
                    return after;
                }
                // Within the leaf: what two that share an end differ by, the shorter two.
                let (until, rest) = self.parts(node, to.part);
                return if from.part <= 0.5 {
                    until.without(before)
                } else {
                    after.reversed().without(rest.reversed()).reversed()
                };
            }
            let (left, right) = self.halves(node);
            let (middle, _) = self.span(&right);
            if to <= middle {
                node = left;
            } else if from >= middle {
                node = right;
            } else {
                return self.end_of(left, from).then(self.start_of(right, to));
            }
        }
    }

    /// A node's path from a place in it to its end.
    fn end_of(&self, mut node: Node<T>, from: Place) -> Piece<T> {
        let mut after: Option<Piece<T>> = None;
        let join = |piece: Piece<T>, after: Option<Piece<T>>| after.map_or(piece, |after| piece.then(after));
        loop {
            if from == self.span(&node).0 {
                return join(node.piece, after);
            }
            if node.level == self.depth {
                return join(self.parts(node, from.part).1, after);
            }
            let (left, right) = self.halves(node);
            if from >= self.span(&right).0 {
                node = right;
            } else {
                after = Some(join(right.piece, after));
                node = left;
            }
        }
    }

    /// A node's path from its start to a place in it.
    fn start_of(&self, mut node: Node<T>, to: Place) -> Piece<T> {
        let mut before: Option<Piece<T>> = None;
        let join = |before: Option<Piece<T>>, piece: Piece<T>| before.map_or(piece, |before| before.then(piece));
        loop {
            if to == self.span(&node).1 {
                return join(before, node.piece);
            }
            if node.level == self.depth {
                return join(before, self.parts(node, to.part).0);
            }
            let (left, right) = self.halves(node);
            if to <= self.span(&right).0 {
                node = left;
            } else {
                before = Some(join(before, left.piece));
                node = right;
            }
        }
    }

    /// What a leaf is before and after this fraction of it. The shorter one is drawn, from the left or, the path run backwards,
    /// from the right; the longer one is what it leaves of the whole. In the middle the two ways agree.
    fn parts(&self, leaf: Node<T>, fraction: f64) -> (Piece<T>, Piece<T>) {
        let Node { index, piece, .. } = leaf;
        let [a, b, c] = self.variates((1 << self.depth) + index);
        if fraction <= 0.5 {
            let before = first_part(piece, fraction, [a, b, c]);
            (before, piece.without(before))
        } else {
            let after = first_part(piece.reversed(), 1.0 - fraction, [a, -b, c]);
            (piece.reversed().without(after).reversed(), after.reversed())
        }
    }
}

/// The first part of a piece, this fraction `a` of it: a Gaussian, given the whole (theorem 3.7), by the Cholesky factor of
/// its covariance.
fn first_part<T: Normal>(whole: Piece<T>, a: f64, [z0, z1, z2]: [T; 3]) -> Piece<T> {
    let Piece { length, levy: [w, h, k] } = whole;
    let b = 1.0 - a;
    let (a2, b2) = (a * a, b * b);
    let (a3, a5) = (a2 * a, a2 * a2 * a);
    let w_mean = w.times(a) + h.times(6.0 * a * b) + k.times(120.0 * a * b * (0.5 - a));
    let h_mean = (h + k.times(30.0 * b)).times(a2);
    let k_mean = k.times(a3);

    let ww = a * b * ((a - b) * (a - b) * (a - b) * (a - b) + 4.0 * a2 * b2);
    let wh = -0.5 * a3 * b * (a2 - 3.0 * a * b + 6.0 * b2);
    let wk = a2 * a2 * b * (a - b) / 12.0;
    let hh = a / 12.0 * (1.0 - a3 * (a2 + 2.0 * a * b + 16.0 * b2));
    let hk = -b * a5 / 24.0;
    let kk = a / 720.0 * (1.0 - a5);
    let root = |x: f64| Real::sqrt(x.max(0.0));
    let w0 = root(ww);
    let (h0, k0) = (wh / w0, wk / w0);
    let h1 = root(hh - h0 * h0);
    let k1 = (hk - h0 * k0) / h1;
    let k2 = root(kk - k0 * k0 - k1 * k1);
    let scale = root(length);
    let levy = [
        w_mean + z0.times(scale * w0),
        h_mean + z0.times(scale * h0) + z1.times(scale * h1),
        k_mean + z0.times(scale * k0) + z1.times(scale * k1) + z2.times(scale * k2),
    ];
    Piece { length: length * a, levy }
}

/// Where a step of a mesh ends: where the next one begins.
#[doc(hidden)]
#[inline(always)]
pub fn end_of<D: Mesh>(mesh: &D, i: usize) -> D::Time {
    if i + 1 < mesh.steps() { mesh.step(i + 1).0 } else { mesh.ends().1 }
}

impl Path for Tree {
    const COVERS: Option<usize> = Some(usize::MAX);
    fn covers(&self) -> usize {
        usize::MAX
    }
}

impl Refines for Tree {}

#[diagnostic::do_not_recommend]
impl<T: Normal, H: Time<T>, X: Zeros<T>> Noise<T, H, X> for Tree {
    type Cursor = T::Keys;

    #[inline]
    fn cursor(&self) -> T::Keys {
        const { assert_read::<X>() }
        self.keys::<T>()
    }

    #[inline]
    fn increment(&self, keys: &mut T::Keys, _i: usize, t: H, h: H) -> X {
        stretched(self.over(keys, t.to_f64(), t.to_f64() + h.to_f64()), h)
    }

    #[inline]
    fn of_step<D: Mesh<Time = H>>(&self, keys: &mut T::Keys, mesh: &D, i: usize) -> X {
        let (t, h) = mesh.step(i);
        stretched(self.over(keys, t.to_f64(), end_of(mesh, i).to_f64()), h)
    }
}

/// The noise over a step of size h: by `√(h/h)`, which is 1, but where h is differentiated; then the path stretches with the
/// step, as one by counter does.
#[inline]
fn stretched<T: Real, H: Time<T>, X: Vector<T>>(x: X, h: H) -> X {
    let size = h.to_f64();
    if size == 0.0 { x } else { x.scaled((h / H::lit(size)).sqrt()) }
}
