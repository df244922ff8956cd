use tapeless::Uniform;

fn main() {
    let _ = Uniform::new::<0>(0.0, 1.0);
}
