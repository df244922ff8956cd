use tapeless::{Real, Vector};

#[derive(Clone, Vector)]
struct Pendulum<T: Real + Default>
where
    T: Copy,
{
    angle: T,
    speed: T,
}

fn main() {}
