use tapeless::Vector;

#[derive(Vector)]
struct Body<T> {
    mass: T,
}

fn main() {}
