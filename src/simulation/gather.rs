//! Yearly values of trials beyond those that are kept: gathered while the run goes on, so that bands stand on all trials.

use std::sync::{Mutex, PoisonError};

use super::run::Kept;
use crate::statistics::Gathered;

/// Quantiles of a band.
pub const BAND_QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Most memory of one set of tallies; it decides how fine their cells are, between these two numbers of them.
const BYTES: u64 = 64 << 20;
const CELLS: (u64, u64) = (256, 4096);

/// Yearly values that are reported as bands.
fn yearly(kept: &[Kept]) -> u64 {
    kept.iter().filter(|kept| kept.banded).map(|kept| kept.years as u64).sum()
}

/// Cells of a tally: as many for any number of threads.
fn cells(kept: &[Kept]) -> usize {
    let one = Gathered::bytes(1, 0).max(1) / 3;
    (BYTES / one / yearly(kept).max(1)).clamp(CELLS.0, CELLS.1) as usize
}

/// Bytes that gathering takes.
pub(super) fn bytes(kept: &[Kept], threads: usize) -> u64 {
    let one = Gathered::bytes(cells(kept), BAND_QUANTILES.len());
    yearly(kept).saturating_mul(one).saturating_mul(threads as u64 + 1)
}

/// What each thread has gathered: for every band and year in turn.
pub(super) struct Gather {
    own: Vec<Mutex<Vec<Gathered>>>,
    all: Vec<Gathered>,
}

impl Gather {
    /// Scales from the `count` first trials, which are gathered at once.
    pub(super) fn start(kept: &[Kept], columns: &[Vec<f64>], count: usize, threads: usize) -> Gather {
        let cells = cells(kept);
        let mut all = Vec::with_capacity(yearly(kept) as usize);
        for (_, column) in kept.iter().zip(columns).filter(|(kept, _)| kept.banded) {
            for values in column.chunks(count.max(1)) {
                let mut first = Gathered::for_values_like(values, &BAND_QUANTILES, cells);
                first.add(values);
                all.push(first);
            }
        }
        let own = (0..threads).map(|_| Mutex::new(all.iter().map(Gathered::emptied).collect())).collect();
        Gather { own, all }
    }

    /// Takes in a block; `values` gives those of a kept item and year.
    pub(super) fn add<'v>(&self, kept: &[Kept], values: impl Fn(&Kept, usize) -> &'v [f64]) {
        // a thread has its own, so nobody waits
        let thread = rayon::current_thread_index().unwrap_or(0);
        let Some(own) = self.own.get(thread % self.own.len().max(1)) else { return };
        let mut own = own.lock().unwrap_or_else(PoisonError::into_inner);
        let bands =
            kept.iter().filter(|kept| kept.banded).flat_map(|kept| (0..kept.years).map(move |year| (kept, year)));
        for ((kept, year), gathered) in bands.zip(own.iter_mut()) {
            gathered.add(values(kept, year));
        }
    }

    /// All together, by item: one a year.
    pub(super) fn finish(self, kept: &[Kept], items: usize) -> Vec<Option<Vec<Gathered>>> {
        let mut all = self.all;
        for own in self.own {
            let own = own.into_inner().unwrap_or_else(PoisonError::into_inner);
            all.iter_mut().zip(&own).for_each(|(all, own)| all.join(own));
        }
        let mut all = all.into_iter();
        let mut found = vec![None; items];
        for kept in kept.iter().filter(|kept| kept.banded) {
            let years: Vec<Gathered> = all.by_ref().take(kept.years).collect();
            for &item in &kept.items {
                found[item] = Some(years.clone());
            }
        }
        found
    }
}
