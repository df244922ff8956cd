//! `AdamW` (Loshchilov & Hutter, *Decoupled weight decay regularization*, 2019): the optimiser of the founding program.

use std::thread;

use crate::model::Parameters;

/// The settings, of which β₁ = 0.9, β₂ = 0.999 and ε = 1e-8 are the usual ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) rate: f32,
    pub(crate) decay: f32,
}

const MEAN_KEPT: f32 = 0.9;
const SQUARE_KEPT: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// The optimiser: running means of the gradient and of its square.
pub(crate) struct AdamW<P> {
    settings: Settings,
    mean: P,
    square: P,
    steps: i32,
}

impl<P: Parameters> AdamW<P> {
    pub(crate) fn new(settings: Settings, p: &P) -> Self {
        Self { settings, mean: p.zero(), square: p.zero(), steps: 0 }
    }

    /// Writes to `next` what a step along the gradient at `p` makes of `p`, on so many threads; whether all of it is finite.
    pub(crate) fn step(&mut self, p: &P, gradient: &P, next: &mut P, threads: usize) -> bool {
        self.steps += 1;
        let Settings { rate, decay } = self.settings;
        // Both means start from 0, so they are too small by these factors.
        let of_mean = rate / (1.0 - MEAN_KEPT.powi(self.steps));
        let of_square = (1.0 - SQUARE_KEPT.powi(self.steps)).recip();
        let share = |p: &[f32], gradient: &[f32], next: &mut [f32], mean: &mut [f32], square: &mut [f32]| {
            let mut finite = true;
            let numbers = p.iter().zip(gradient).zip(next).zip(mean.iter_mut().zip(square));
            for (((p, g), next), (mean, square)) in numbers {
                *mean = MEAN_KEPT * *mean + (1.0 - MEAN_KEPT) * g;
                *square = SQUARE_KEPT * *square + (1.0 - SQUARE_KEPT) * g * g;
                let step = of_mean * *mean / ((*square * of_square).sqrt() + EPSILON);
                *next = p - step - rate * decay * p;
                finite &= next.is_finite();
            }
            finite
        };
        let means = self.mean.slices_mut().into_iter().zip(self.square.slices_mut());
        let networks = p.slices().into_iter().zip(gradient.slices()).zip(next.slices_mut()).zip(means);
        thread::scope(|scope| {
            let (mut finite, mut others) = (true, Vec::new());
            for (((p, gradient), next), (mean, square)) in networks {
                let length = p.len().div_ceil(threads);
                let numbers = p.chunks(length).zip(gradient.chunks(length)).zip(next.chunks_mut(length));
                let means = mean.chunks_mut(length).zip(square.chunks_mut(length));
                for (i, (((p, gradient), next), (mean, square))) in numbers.zip(means).enumerate() {
                    if i + 1 < threads {
                        others.push(scope.spawn(move || share(p, gradient, next, mean, square)));
                    } else {
                        finite &= share(p, gradient, next, mean, square);
                    }
                }
            }
            others.into_iter().fold(finite, |finite, other| finite & other.join().unwrap_or(false))
        })
    }
}
