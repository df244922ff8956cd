//! Graphs, trees and bonds as tables outside: what lies in them says which numbers meet, and how often.

use tapeless::{Real, differentiable};

use crate::check::{and_plain, at_integers};

const LAST: usize = 3;
const ORDER: [usize; 4] = [2, 0, 3, 1];
const RATE: f64 = 0.75;
const W: [[f64; 2]; 2] = [[0.5, 1.5], [-0.75, 0.2]];
const P: i32 = 3;
const EDGES: &[(usize, usize)] = &[(0, 1), (1, 2), (2, 3)];
const TREE: [[Option<usize>; 2]; 4] = [[Some(1), Some(2)], [None, Some(3)], [None, None], [None, None]];
const BONDS: [Bond; 3] = [Bond { a: 0, b: 1, k: 0.5 }, Bond { a: 1, b: 2, k: 1.5 }, Bond { a: 3, b: 0, k: 0.25 }];

#[derive(Clone, Copy, Debug, PartialEq)]
struct Bond {
    a: usize,
    b: usize,
    k: f64,
}

impl Bond {
    fn far(&self) -> bool {
        self.a > 1
    }
    fn scale(&self, c: f64) -> f64 {
        self.k * c
    }
    const fn ends(&self) -> (usize, usize) {
        (self.a, self.b)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

impl Side {
    const ALL: [Self; 2] = [Self::Left, Self::Right];
    fn index(self) -> usize {
        self as usize
    }
    fn other(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
        }
    }
}

and_plain! {
    #[differentiable]
    fn differences<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for &(i, j) in EDGES {
            let d = x[i] - x[j];
            s += d * d;
        }
        s
    }

    #[differentiable]
    fn springs<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for b in &BONDS {
            let d = x[b.a] - x[b.b];
            s += d * d * b.k;
        }
        s
    }

    #[differentiable]
    fn by_methods<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for b in BONDS {
            if b.far() {
                continue;
            }
            let (i, j) = b.ends();
            s += x[i] * x[j] * b.scale(2.0);
        }
        s
    }

    #[differentiable]
    fn taken_apart<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for &Bond { a, b, k } in &BONDS {
            s += x[a] * x[b] * k;
        }
        s
    }

    #[differentiable]
    fn taken_apart_in_part<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for Bond { a, b, .. } in BONDS {
            s += x[a] * x[b];
        }
        s
    }

    #[differentiable]
    fn children<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for i in 0..4 {
            for child in TREE[i] {
                if let Some(k) = child {
                    s += x[i] * x[k];
                }
            }
        }
        s
    }

    #[differentiable]
    fn lent_children<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for i in 0..4 {
            for &child in &TREE[i] {
                match child {
                    Some(k) => s += x[i] * x[k],
                    None => {}
                }
            }
        }
        s
    }

    #[differentiable]
    fn sides<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for side in Side::ALL {
            s += x[side.index()] * x[side.other() as usize];
        }
        s
    }

    #[differentiable]
    fn changing_sides<T: Real>(x: [T; 4], n: usize) -> T {
        let mut side = Side::Left;
        let mut s = T::ONE;
        for i in 0..4 {
            s = s * x[side.index()] + x[i];
            side = side.other();
        }
        s
    }

    #[differentiable]
    fn rows_of_a_matrix<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for (i, row) in W.iter().enumerate() {
            for (j, w) in row.iter().enumerate() {
                s += x[i] * *w * x[j];
            }
        }
        s
    }

    #[differentiable]
    fn powers<T: Real>(x: [T; 4], n: usize) -> T {
        x[0].powi(P) + x[1].powi(P - 1) * x[2].powi(n as i32)
    }

    #[differentiable]
    fn running_index<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        let mut k = 0;
        for i in 0..4 {
            if i % 2 == 0 {
                k += ORDER[i];
            }
            s += x[k % 4] * x[i];
        }
        s
    }

    #[differentiable]
    fn inverse_order<T: Real>(x: [T; 4], n: usize) -> T {
        let mut at = [0; 4];
        for i in 0..4 {
            at[ORDER[i]] = i;
        }
        let mut s = T::ZERO;
        for i in 0..4 {
            s += x[at[i]] * x[i] * (i as f64);
        }
        s
    }

    #[differentiable]
    fn stack<T: Real>(x: [T; 4], n: usize) -> T {
        let mut stack = [0; 4];
        let mut top = 0;
        for i in 0..4 {
            if i % 2 == n % 2 {
                stack[top] = i;
                top += 1;
            }
        }
        let mut s = T::ZERO;
        for k in 0..top {
            s += x[stack[k]] * x[k];
        }
        s
    }

    #[differentiable]
    fn degrees<T: Real>(x: [T; 4], n: usize) -> T {
        let mut count = [0, 0, 0, 0];
        for &(i, j) in EDGES {
            count[i] += 1;
            count[j] += 1;
        }
        let mut s = T::ZERO;
        for i in 0..4 {
            s += x[i] * x[count[i]];
        }
        s
    }

    #[differentiable]
    fn down_a_tree<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        let mut cur = Some(0);
        for _ in 0..4 {
            let Some(k) = cur else { break };
            s += x[k] * x[n];
            cur = TREE[k][n % 2];
        }
        s
    }

    #[differentiable]
    fn until_a_leaf<T: Real>(x: [T; 4], n: usize) -> T {
        let mut k = 0;
        let mut s = T::ZERO;
        for _ in 0..5 {
            s += x[k] * x[n];
            match TREE[k][1] {
                Some(next) => k = next,
                None => break,
            }
        }
        s * x[k]
    }

    #[differentiable]
    fn filtered<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for k in ORDER.iter().filter(|&&k| k != n) {
            s += x[*k] * x[n];
        }
        s
    }

    #[differentiable]
    fn mapped<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for k in ORDER.iter().copied().filter(|k| k % 2 == 0).map(|k| k + 1) {
            s += x[k] * x[n];
        }
        s
    }

    #[differentiable]
    fn folded<T: Real>(x: [T; 4], n: usize) -> T {
        let max = ORDER.iter().fold(0, |a, &b| a.max(b));
        let total: f64 = W.iter().map(|r| r[0] * r[1]).sum();
        x[max] * total * x[1]
    }

    #[differentiable]
    fn sums_of_a_table<T: Real>(x: [T; 4], n: usize) -> T {
        let total: usize = ORDER.iter().sum();
        let mean = total as f64 / ORDER.len() as f64;
        let max = ORDER.iter().fold(0, |a, &b| a.max(b));
        x[max] * mean * x[0]
    }

    #[differentiable]
    fn norms_of_a_table<T: Real>(x: [T; 4], n: usize) -> T {
        let total: f64 = W.iter().map(|r| r[0] * r[1]).sum();
        let norm = W[0].iter().map(|w| w * w).sum::<f64>().sqrt();
        x[0] * total * x[1] / norm
    }

    #[differentiable]
    fn pairs<T: Real>(x: [T; 4], n: usize) -> T {
        let (i, j) = match n {
            0 => (0, LAST),
            1 => (1, 2),
            _ => (ORDER[n], n),
        };
        x[i] * x[j]
    }

    #[differentiable]
    fn one_of_several<T: Real>(x: [T; 4], n: usize) -> T {
        let mut s = T::ZERO;
        for i in 0..4 {
            let j = if i % 2 == 0 {
                ORDER[i]
            } else if i == LAST {
                LAST
            } else {
                n
            };
            let c = if j > 1 { RATE } else { 1.0 };
            s += x[j] * x[i] * c;
        }
        s
    }

    #[differentiable]
    fn one_bond<T: Real>(x: [T; 4], n: usize) -> T {
        let b = BONDS[n % 3];
        let d = x[b.a] * x[b.b];
        let Bond { a, .. } = BONDS[0];
        d * x[a] * b.k
    }

    #[differentiable]
    fn energy<T: Real>(x: [T; 4], n: usize) -> T {
        BONDS
            .iter()
            .map(|b| (x[b.a] - x[b.b]) * (x[b.a] - x[b.b]) * (0.5 * b.k))
            .sum()
    }

    #[differentiable]
    fn far_bonds<T: Real>(x: [T; 4], n: usize) -> T {
        BONDS.iter().filter(|b| b.far()).map(|b| x[b.a] * x[b.b]).sum()
    }

    #[differentiable]
    fn strongest<T: Real>(x: [T; 4], n: usize) -> T {
        let best = BONDS.iter().max_by(|a, b| a.k.total_cmp(&b.k)).unwrap_or(&BONDS[0]);
        x[best.a] * x[best.b]
    }

    #[differentiable]
    fn by_degree<T: Real>(x: [T; 4], n: usize) -> T {
        let degree = |k: usize| EDGES.iter().filter(|e| e.0 == k || e.1 == k).count();
        let mut s = T::ZERO;
        for i in 0..4 {
            s += x[i] * x[i] * degree(i) as f64;
        }
        s
    }

    #[differentiable]
    fn laplacian<T: Real>(x: [T; 4], n: usize) -> [T; 4] {
        let mut y = x;
        for &(i, j) in EDGES {
            let d = x[j] - x[i];
            y[i] += d;
            y[j] -= d;
        }
        y
    }
}

#[test]
fn tables() {
    at_integers! {
        differences: Differences;
        springs: Springs;
        by_methods: ByMethods;
        taken_apart: TakenApart;
        taken_apart_in_part: TakenApartInPart;
        children: Children;
        lent_children: LentChildren;
        sides: Sides;
        changing_sides: ChangingSides;
        rows_of_a_matrix: RowsOfAMatrix;
        powers: Powers;
        running_index: RunningIndex;
        inverse_order: InverseOrder;
        stack: Stack;
        degrees: Degrees;
        down_a_tree: DownATree;
        until_a_leaf: UntilALeaf;
        filtered: Filtered;
        mapped: Mapped;
        folded: Folded;
        sums_of_a_table: SumsOfATable;
        norms_of_a_table: NormsOfATable;
        pairs: Pairs;
        one_of_several: OneOfSeveral;
        one_bond: OneBond;
        energy: Energy;
        far_bonds: FarBonds;
        strongest: Strongest;
        by_degree: ByDegree;
        laplacian: Laplacian;
    }
}
