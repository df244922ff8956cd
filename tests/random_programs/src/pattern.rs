//! The pattern of a program's value against its Jacobian by duals: nothing may be missing.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tapeless::__private::Called;
use tapeless::{Differentiable, Dual, Vector};

use crate::check::{Function, components, edges, series, settings};
use crate::{Args, Output, Plain, Run};

type D = Dual<f64, 1>;

/// The entries of the Jacobian that are not zero at a point, as rows and columns.
fn entries<F: Function<D>>(f: &F, args: &Args<f64>) -> BTreeSet<(usize, usize)> {
    let mut entries = BTreeSet::new();
    for column in 0..components(args).len() {
        let mut next = 0;
        let at = args.map(&mut |re| {
            next += 1;
            D { re, eps: [if next - 1 == column { 1.0 } else { 0.0 }] }
        });
        let value: Output<D> = f.eval(&at);
        let mut row = 0;
        Vector::<D>::each(&value, &mut |x: D| {
            if x.eps[0].abs() > 0.0 {
                entries.insert((row, column));
            }
            row += 1;
        });
    }
    entries
}

impl Run {
    /// Holds the pattern of the function that `C` calls.
    pub fn pattern<C: Called<f64>, F: Function<D>>(&mut self, name: &str, make: impl Fn(Plain) -> F) {
        let Some(rows) = C::PATTERN.rows else { return };
        let mut seen = BTreeSet::new();
        for group in 0..3 {
            let f = make(settings(group));
            for i in 0..2 {
                for args in [series((group * 4 + i) as i32 * 29), edges((group * 4 + i) as u64)] {
                    // Where the program panics there is nothing to see.
                    seen.extend(catch_unwind(AssertUnwindSafe(|| entries(&f, &args))).unwrap_or_default());
                }
            }
        }
        for (row, column) in &seen {
            if !rows[*row].contains(column) {
                self.failed += 1;
                println!(
                    "FAILED {name}: component {row} depends on argument {column}, and its pattern has {:?}",
                    rows[*row]
                );
                return;
            }
        }
        self.patterns += 1;
        self.said += rows.iter().map(|row| row.len()).sum::<usize>();
        self.seen += seen.len();
    }
}
