use tapeless::{Real, differentiable};

macro_rules! doubled {
    ($name:ident, $x:ident, $factor:expr) => {
        #[differentiable]
        fn $name<T: Real>($x: T) -> T {
            let y = 2.0 * $x;
            y * $factor
        }
    };
}

doubled!(of_x, x, x + 1.0);
doubled!(of_y, y, y + 1.0);

fn main() {}
