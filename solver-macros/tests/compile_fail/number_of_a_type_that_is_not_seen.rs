use tapeless::{Real, differentiable};

#[derive(Clone, Copy)]
struct Mesh {
    cells: u8,
}

#[differentiable]
fn bits<T: Real>(x: T, mesh: Mesh) -> T {
    let one = 1;
    let next = one + mesh.cells;
    x * (one << 7) as f64 + x * next as f64
}

fn main() {}
