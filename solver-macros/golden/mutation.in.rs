/// A recurrence that changes an array in place, and a number that a branch changes.
#[differentiable]
fn recurrence<T: Real>(xs: [T; 32], rate: T) -> T {
    let mut u = xs;
    let mut largest = u[0];
    for i in 1..32 {
        u[i] = u[i] + rate * u[i - 1] * u[i];
        if u[i] > largest {
            largest = u[i];
        }
    }
    largest
}
