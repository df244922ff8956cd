//! Prints the header: `cargo run --bin header > include/pendulum.h`.

fn main() {
    print!("{}", pendulum::HEADER);
}
