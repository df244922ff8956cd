/// A walk over a ring that counts how often it was where.
#[differentiable]
fn visits<T: Real>(x: T, table: [T; 9]) -> T {
    let mut seen = [0usize; 8];
    let mut sum = x;
    for i in 0..8 {
        for j in 0..8 {
            seen[(i * j) % 8] += 1;
            if seen[j] < 9 {
                sum += x * table[seen[j]];
            }
        }
    }
    sum
}
