use tapeless::Vector;

#[derive(Clone, Vector)]
enum Phase<T> {
    Solid(T),
    Liquid(T),
}

fn main() {}
