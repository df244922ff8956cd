//! A cell of long short-term memory with diagonal weights.
//!
//! Source: S. Hochreiter, J. Schmidhuber, "Long short-term memory", Neural Computation 9 (1997); the gates as in the suite of
//! `ADBench`: forget and output from the input, input and change from the hidden state.

use tapeless::{Real, differentiable};

#[differentiable]
pub(crate) fn lstm<T: Real, const H: usize>(
    weight: &[[T; H]; 4],
    bias: &[[T; H]; 4],
    hidden: [T; H],
    cell: [T; H],
    input: [T; H],
) -> ([T; H], [T; H]) {
    let (mut next_hidden, mut next_cell) = ([T::ZERO; H], [T::ZERO; H]);
    for i in 0..H {
        let forget = (input[i] * weight[0][i] + bias[0][i]).logistic();
        let take = (hidden[i] * weight[1][i] + bias[1][i]).logistic();
        let give = (input[i] * weight[2][i] + bias[2][i]).logistic();
        let change = (hidden[i] * weight[3][i] + bias[3][i]).tanh();
        next_cell[i] = cell[i] * forget + take * change;
        next_hidden[i] = give * next_cell[i].tanh();
    }
    (next_hidden, next_cell)
}
