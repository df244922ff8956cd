use tapeless::differentiable;

#[differentiable]
fn lowest_product(x: [f64; 3]) -> f64 {
    let mut order = [0usize, 1, 2];
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
    x[order[0]] * x[order[1]]
}

fn main() {}
