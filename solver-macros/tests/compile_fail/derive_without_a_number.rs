use tapeless::Vector;

#[derive(Clone, Vector)]
struct Pendulum {
    angle: f64,
    speed: f64,
}

fn main() {}
