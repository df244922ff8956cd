#[differentiable]
fn loss<T: Real>(y0: [T; 2], log_p: [T; 4], weight: T) -> T {
    let solve = Solve::new(Ode(LotkaVolterra), RK4, Uniform::new::<100>(T::ZERO, T::lit(1.0)));
    let p = [log_p[0].exp(), log_p[1].exp(), log_p[2].exp(), log_p[3].exp()];
    let end = solve.value(&y0, &p);
    let [distance, angle] = metrics::polar(end, [1.0, 1.0]);
    weight * distance.powi(2) + angle.powf(1.5)
}
