//! The blocks of a graph: its body, the arms of `if`s and the bodies of loops.

use std::collections::HashMap;

use super::{Block, Graph};

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Body,
    /// An arm of an `if` that asks differentiated values: other lanes may take the other arm.
    Arm,
    /// An arm of an `if` that does not: it is run, or it is not.
    PlainArm,
    /// The body of a loop.
    Turns,
}

/// The block around each block, as it was written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written(pub(super) Vec<Block>);

impl Written {
    pub(crate) fn parent(&self, block: Block) -> Block {
        self.0[block]
    }

    /// Whether `inner` is `outer` or lies within it.
    pub(crate) fn is_within(&self, mut inner: Block, outer: Block) -> bool {
        while inner != outer && inner != 0 {
            inner = self.0[inner];
        }
        inner == outer
    }

    /// Which blocks lie within which.
    pub(crate) fn nesting(&self) -> Nesting {
        Nesting::of(&self.0)
    }
}

/// Which blocks lie within which, where nothing is moved any more: each has a number, and so has the last one within it.
#[derive(Debug)]
pub(crate) struct Nesting(Vec<(usize, usize)>);

impl Nesting {
    fn of(parents: &[Block]) -> Self {
        let mut within = vec![Vec::new(); parents.len()];
        for (block, parent) in parents.iter().enumerate().skip(1) {
            within[*parent].push(block);
        }
        let (mut numbers, mut count, mut open) = (vec![(0, 0); parents.len()], 0, vec![(0, 0)]);
        while let Some((block, next)) = open.pop() {
            if next == 0 {
                numbers[block].0 = count;
                count += 1;
            }
            match within[block].get(next) {
                Some(inner) => open.extend([(block, next + 1), (*inner, 0)]),
                None => numbers[block].1 = count,
            }
        }
        Self(numbers)
    }

    /// Whether `inner` is `outer` or lies within it.
    pub(crate) fn is_within(&self, inner: Block, outer: Block) -> bool {
        (self.0[outer].0..self.0[outer].1).contains(&self.0[inner].0)
    }
}

impl Graph {
    /// Which blocks lie within which, as they are now.
    pub(crate) fn nesting(&self) -> Nesting {
        Nesting::of(&self.parent)
    }

    /// Opens a block within the current one; [`leave`](Graph::leave) closes it.
    pub(crate) fn enter(&mut self, kind: Kind) -> Block {
        let block = self.parent.len();
        self.parent.push(self.current);
        self.written.0.push(self.current);
        self.kind.push(kind);
        self.known.push(HashMap::new());
        self.current = block;
        block
    }

    pub(crate) fn leave(&mut self, outer: Block) {
        self.current = outer;
    }

    pub(crate) fn current(&self) -> Block {
        self.current
    }

    pub(crate) fn kind(&self, block: Block) -> Kind {
        self.kind[block]
    }

    pub(crate) fn parent(&self, block: Block) -> Block {
        self.parent[block]
    }

    /// Whether `inner` is `outer` or lies within it.
    pub(crate) fn is_within(&self, mut inner: Block, outer: Block) -> bool {
        while inner != outer {
            if inner == 0 {
                return false;
            }
            inner = self.parent[inner];
        }
        true
    }

    /// The innermost block around both.
    pub(crate) fn around(&self, mut a: Block, b: Block) -> Block {
        while !self.is_within(b, a) {
            a = self.parent[a];
        }
        a
    }

    /// The loops around a block within another one, the outer ones first.
    pub(crate) fn loops(&self, mut block: Block, outer: Block) -> Vec<Block> {
        let mut loops = Vec::new();
        while block != outer && block != 0 {
            if self.kind[block] == Kind::Turns {
                loops.push(block);
            }
            block = self.parent[block];
        }
        loops.reverse();
        loops
    }

    /// The loops around a block as it was written, within another one, the outer ones first.
    pub(crate) fn loops_written(&self, mut block: Block, outer: Block) -> Vec<Block> {
        let mut loops = Vec::new();
        while block != outer && block != 0 {
            if self.kind[block] == Kind::Turns {
                loops.push(block);
            }
            block = self.written.parent(block);
        }
        loops.reverse();
        loops
    }

    /// The arm of a choice between lanes in which a block was written, itself included, or the body.
    pub(crate) fn arm_written(&self, mut block: Block) -> Block {
        while block != 0 && self.kind[block] != Kind::Arm {
            block = self.written.parent(block);
        }
        block
    }

    /// The block nearest to `inner` that is run as often as `outer`, which lies around it: none within a loop.
    pub(crate) fn as_often(&self, inner: Block, outer: Block) -> Block {
        self.loops(inner, outer).first().map_or(inner, |first| self.parent[*first])
    }

    /// Has blocks lie within another one.
    pub(crate) fn move_into(&mut self, outer: Block, blocks: &[Block]) {
        for block in blocks {
            self.parent[*block] = outer;
        }
    }
}
