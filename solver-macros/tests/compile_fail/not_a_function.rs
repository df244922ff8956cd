use tapeless::differentiable;

#[differentiable]
struct Loss;

fn main() {}
