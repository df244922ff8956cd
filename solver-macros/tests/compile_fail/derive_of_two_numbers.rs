use tapeless::Vector;

#[derive(Clone, Vector)]
struct Pendulum<T, U> {
    angle: T,
    speed: U,
}

fn main() {}
