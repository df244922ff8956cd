use tapeless::{ExplicitRk, Tableau, tableau::Coefficients};

struct Wrong;

impl Coefficients<2> for Wrong {
    const TABLEAU: Tableau<2> = Tableau::explicit(2, [0.0, 1.0], [[0.0, 0.0], [1.0, 0.0]], [0.5, 0.4]);
}

const _: Tableau<2> = Wrong::TABLEAU;

fn main() {
    let _ = ExplicitRk::<Wrong, 2>::new();
}
