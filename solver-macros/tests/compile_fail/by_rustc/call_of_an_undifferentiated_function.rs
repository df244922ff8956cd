use tapeless::{Real, differentiable};

#[differentiable]
fn f<T: Real>(x: T, y: T) -> T {
    plain(x) * y
}

fn main() {}

struct Plain;
#[allow(non_camel_case_types)]
type plain = Plain;
fn plain<T: Real>(x: T) -> T {
    x
}
impl Default for Plain {
    fn default() -> Self {
        Self
    }
}
