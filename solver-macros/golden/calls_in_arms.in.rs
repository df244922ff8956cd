/// Calls in the arms of an `if`, of what lies around it.
#[differentiable]
fn calling_in_arms<T: Real>(x: T, y: T) -> T {
    let v = scaled([x, y], x);
    if v[0] < 3.0 { arithmetic(x, v[1]) * elsewhere::polar(v).0 } else { branch(x, y) }
}
