use tapeless::{Real, differentiable};

pub struct Counter {
    n: usize,
}

impl Counter {
    pub fn next(&mut self) -> usize {
        self.n += 1;
        self.n
    }
}

#[differentiable]
pub fn counted<T: Real>(x: [T; 3]) -> T {
    let mut counter = Counter { n: 0 };
    let first = counter.next();
    x[first] * x[counter.next()]
}

fn main() {}
