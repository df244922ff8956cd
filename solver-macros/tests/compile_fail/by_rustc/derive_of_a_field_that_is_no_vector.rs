use tapeless::Vector;

#[derive(Clone, Vector)]
struct Pendulum<T> {
    angle: T,
    speed: Option<T>,
}

fn main() {}
