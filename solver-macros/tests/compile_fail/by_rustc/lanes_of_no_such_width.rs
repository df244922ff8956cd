use tapeless::Lanes;

fn first(x: Lanes<f64, 7>) -> Lanes<f64, 7> {
    x
}

fn main() {}
