use tapeless::Vector;

#[derive(Clone, Vector)]
struct Chain<'a, T> {
    angles: &'a [T],
}

fn main() {}
