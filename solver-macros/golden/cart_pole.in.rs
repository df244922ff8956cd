/// The cart-pole, angle 0 upright, its masses constants.
#[vector_field]
fn cart_pole<T: Real>(_t: T, [_x, v, theta, omega]: [T; 4], _p: (), u: T) -> [T; 4] {
    let (sin, cos) = theta.sin_cos();
    let centripetal = POLE * LENGTH * omega * omega;
    let d = 1.0 / (CART + POLE - POLE * cos * cos);
    [
        v,
        (u + sin * (POLE * GRAVITY * cos - centripetal)) * d,
        omega,
        (sin * ((CART + POLE) * GRAVITY - centripetal * cos) + u * cos) * d / LENGTH,
    ]
}
