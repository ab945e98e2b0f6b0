//! All trials: blocks in parallel, results in the order of the trials.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::block::{Block, Setting};
use super::gather::{self, Gather};
use super::memory::Memory;
use super::prepare::Prepared;
use super::tally::Tally;
use crate::numeric::instruction_set::{InstructionSet, execute};
use crate::plan::Plan;
use crate::plan::program::{Column, Operand};
use crate::scenario::MOST_TRIALS;
use crate::scenario::model::Design;
use crate::statistics::Gathered;

/// Blocks are as long as their columns fit this. Measured on models from 170 to 7,000 columns, 512 lanes were the fastest
/// or within a hundredth of it: a long block costs the interpreter less than it loses in the near cache, because most
/// columns are read soon after they are written.
const BLOCK_BYTES: usize = 64 << 20;
/// Most memory that a run may ask for.
pub const MEMORY_LIMIT: u64 = 4 << 30;

/// Most memory for values of every year and trial.
const YEAR_BYTES: u64 = 1 << 30;
/// Fewest trials of which the values of every year are kept; they are kept in multiples of it.
const LEAST_YEAR_TRIALS: u64 = 4096;

/// How to run. `None` takes what the scenario says, or what suits the machine.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Trials.
    pub trials: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Design.
    pub design: Option<Design>,
    /// Threads; 0 is one for every core.
    pub threads: usize,
    /// Trials of a block: 64, 128, 256 or 512.
    pub block: Option<usize>,
    /// Instruction set.
    pub instruction_set: Option<InstructionSet>,
    /// Most memory for values of every year and trial, in bytes; beyond it they are gathered. A GiB when `None`.
    pub year_bytes: Option<u64>,
}

impl RunOptions {
    /// The threads that a run takes.
    pub fn threads(&self) -> usize {
        if self.threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { self.threads }
    }
}

/// A run that did not finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Ctrl-C.
    Cancelled,
    /// It would take this many bytes, more than [`MEMORY_LIMIT`].
    Memory(u64),
    /// More trials than [`crate::scenario::MOST_TRIALS`].
    Trials(u64),
    /// Threads could not be started.
    Threads,
}

/// What the caller may look at and do while a run goes on.
#[derive(Debug, Default)]
pub struct Progress {
    /// Trials done.
    pub done: AtomicU64,
    /// Set it to stop the run.
    pub cancel: AtomicBool,
}

/// Values of the reported items for all trials.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// Trials run.
    pub trials: u64,
    /// Seed used.
    pub seed: u64,
    /// Design used.
    pub design: Design,
    /// Instruction set used.
    pub instruction_set: InstructionSet,
    /// Threads used.
    pub threads: usize,
    /// Trials of which the values of every year are kept: the first so many.
    pub year_trials: u64,
    /// By item index (see [`Plan::items`]): one value a trial, or `year * year_trials + trial`; `None` for items that are
    /// not reported or do not vary by trial.
    pub columns: Vec<Option<Arc<Vec<f64>>>>,
    /// What was gathered over all trials, by number of its tally in the program.
    pub tallies: Vec<Tally>,
    /// By item index: what is known of all trials, one a year, of yearly outcomes whose values were too many to keep; empty
    /// where all are kept.
    pub gathered: Vec<Option<Vec<Gathered>>>,
}

/// A value to be kept: the items that it is (an outcome of a project may be that of the scenario too), where it stands, its
/// years.
pub(super) struct Kept {
    pub(super) items: Vec<usize>,
    column: Column,
    pub(super) years: usize,
    by_year: bool,
    /// It is reported as a band.
    pub(super) banded: bool,
}

/// Items that a run keeps: those of outcomes, promises, claims and advice.
fn kept(plan: &Plan) -> Vec<Kept> {
    let mut wanted: Vec<usize> = plan.outcomes.iter().map(|outcome| outcome.item).collect();
    for promise in &plan.promises {
        wanted.extend([promise.due, promise.paid].into_iter().chain(promise.late));
    }
    wanted.extend(plan.claims.iter().map(|claim| claim.value));
    wanted.extend(plan.advice.iter().map(|advice| advice.when));
    wanted.sort_unstable();
    wanted.dedup();
    let mut kept: BTreeMap<(u32, bool), Kept> = BTreeMap::new();
    for item in wanted {
        let Some(Operand::Lanes(column)) = plan.items[item].stands else { continue };
        if plan.items[item].axes.row.is_some() {
            continue;
        }
        let by_year = plan.items[item].axes.year;
        let years = if by_year { plan.horizon as usize + 1 } else { 1 };
        let banded = by_year && plan.outcomes.iter().any(|outcome| outcome.item == item);
        // what is kept has a slot of its own
        let same = kept.entry((column.slot, by_year));
        let same = same.or_insert_with(|| Kept { items: Vec::new(), column, years, by_year, banded: false });
        same.items.push(item);
        same.banded |= banded;
    }
    kept.into_values().collect()
}

/// Lanes of a block for a program.
pub fn block_lanes(columns: usize, trials: u64) -> usize {
    let fits = |lanes: usize| columns * lanes * size_of::<f64>() <= BLOCK_BYTES;
    let lanes = [512, 256, 128].into_iter().find(|&lanes| fits(lanes)).unwrap_or(64);
    lanes.min(trials.clamp(1, 512).next_multiple_of(64) as usize)
}

/// Trials of which the values of every year are kept: all, or the first so many that `bytes` hold. The others are gathered,
/// so that memory does not grow with them.
fn year_trials(kept: &[Kept], trials: u64, bytes: u64) -> u64 {
    let years: u64 = kept.iter().filter(|kept| kept.by_year).map(|kept| kept.years as u64).sum();
    let fits = bytes / size_of::<f64>() as u64 / years.max(1);
    trials.min(fits.max(LEAST_YEAR_TRIALS) / LEAST_YEAR_TRIALS * LEAST_YEAR_TRIALS)
}

/// Bytes that a run takes: the values it keeps, and a block for each thread.
pub fn memory(plan: &Plan, trials: u64, lanes: usize, threads: usize) -> u64 {
    memory_within(plan, trials, lanes, threads, YEAR_BYTES)
}

fn memory_within(plan: &Plan, trials: u64, lanes: usize, threads: usize, year_bytes: u64) -> u64 {
    let kept = kept(plan);
    let by_year = year_trials(&kept, trials, year_bytes);
    let gathered = if by_year < trials { gather::bytes(&kept, threads) } else { 0 };
    let numbers = kept.iter().fold(0_u64, |sum, kept| {
        sum.saturating_add((kept.years as u64).saturating_mul(if kept.by_year { by_year } else { trials }))
    });
    let blocks = (plan.trial_program.columns() as u64).saturating_mul(lanes as u64).saturating_mul(threads as u64);
    let tallies: u64 = plan.trial_program.tallies.iter().map(|size| Tally::bytes(*size)).sum();
    let tallies = tallies.saturating_mul(threads as u64);
    numbers
        .saturating_add(blocks)
        .saturating_mul(size_of::<f64>() as u64)
        .saturating_add(tallies)
        .saturating_add(gathered)
}

/// Runs all trials.
///
/// # Errors
/// When it would take too much memory, or is cancelled.
pub fn run(plan: &Plan, prepared: &Prepared, options: &RunOptions, progress: &Progress) -> Result<Outcomes, Stopped> {
    let trials = options.trials.unwrap_or(plan.trials);
    let seed = options.seed.unwrap_or(plan.seed);
    let design = options.design.unwrap_or(plan.design);
    let instruction_set = options.instruction_set.unwrap_or_else(InstructionSet::detect);
    let kept = kept(plan);
    let lanes = options.block.unwrap_or_else(|| block_lanes(plan.trial_program.columns(), trials));
    let threads = options.threads();
    let year_bytes = options.year_bytes.unwrap_or(YEAR_BYTES);
    let bytes = memory_within(plan, trials, lanes, threads, year_bytes);
    if bytes > MEMORY_LIMIT {
        return Err(Stopped::Memory(bytes));
    }
    if trials > MOST_TRIALS.unsigned_abs() {
        return Err(Stopped::Trials(trials));
    }
    let year_trials = year_trials(&kept, trials, year_bytes);
    let counts: Vec<usize> = kept.iter().map(|kept| if kept.by_year { year_trials } else { trials } as usize).collect();
    let mut columns: Vec<Vec<f64>> =
        kept.iter().zip(&counts).map(|(kept, count)| vec![0.0; kept.years * count]).collect();
    // memories that no thread works with; those of all threads are here when the run is done
    let memories: Mutex<Vec<Memory>> = Mutex::new(Vec::new());
    let mut work = || {
        let settings = (trials, seed, design);
        let (results, first) = ((columns.as_mut_slice(), None, &memories), (0, year_trials));
        fill(plan, prepared, &kept, results, settings, first, (lanes, threads), instruction_set, progress);
        if year_trials == trials || progress.cancel.load(Ordering::Relaxed) {
            return Vec::new();
        }
        // the first trials tell in which ranges those to come are to be counted
        let gather = Gather::start(&kept, &columns, year_trials as usize, threads);
        let results = (columns.as_mut_slice(), Some(&gather), &memories);
        let rest = (year_trials, trials);
        fill(plan, prepared, &kept, results, settings, rest, (lanes, threads), instruction_set, progress);
        gather.finish(&kept, plan.items.len())
    };
    let gathered = if threads == 1 {
        work()
    } else {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|_| Stopped::Threads)?;
        pool.install(work)
    };
    if progress.cancel.load(Ordering::Relaxed) {
        return Err(Stopped::Cancelled);
    }
    let mut result = vec![None; plan.items.len()];
    for (kept, column) in kept.iter().zip(columns) {
        let column = Arc::new(column);
        for &item in &kept.items {
            result[item] = Some(column.clone());
        }
    }
    // integers: the order in which threads come does not matter
    let mut memories = memories.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter();
    let mut tallies = memories.next().map_or_else(Vec::new, |memory| memory.tallies);
    for mut memory in memories {
        tallies.iter_mut().zip(&mut memory.tallies).for_each(|(all, own)| all.take_in(own));
    }
    Ok(Outcomes { trials, seed, design, instruction_set, threads, year_trials, columns: result, tallies, gathered })
}

/// Parts of the result columns that belong to one block: for each kept item and year a slice.
struct Share<'a> {
    first_trial: u64,
    parts: Vec<&'a mut [f64]>,
}

#[expect(clippy::too_many_arguments, reason = "one call site")]
fn fill(
    plan: &Plan,
    prepared: &Prepared,
    kept: &[Kept],
    (columns, gather, memories): (&mut [Vec<f64>], Option<&Gather>, &Mutex<Vec<Memory>>),
    (trials, seed, design): (u64, u64, Design),
    (from, to): (u64, u64),
    (lanes, threads): (usize, usize),
    instruction_set: InstructionSet,
    progress: &Progress,
) {
    let chunk = share(trials as usize);
    let mut shares = shares(kept, columns, trials as usize, chunk);
    // both ends are multiples of a share, or the end of the run
    shares.retain(|share| (from..to).contains(&share.first_trial));
    let work = |memory: &mut Memory, mut share: Share<'_>| {
        let count = (trials as usize - share.first_trial as usize).min(chunk);
        for offset in (0..count).step_by(lanes) {
            if progress.cancel.load(Ordering::Relaxed) {
                return;
            }
            let first_trial = share.first_trial + offset as u64;
            let setting = Setting {
                constants: &prepared.constants,
                spreads: &prepared.spreads,
                seed,
                design,
                first_trial,
                lanes,
                years: plan.trial_program.years as usize,
                used: lanes.min(count - offset),
            };
            execute(instruction_set, Block { program: &plan.trial_program, setting, memory });
            let used = setting.used;
            let mut parts = share.parts.iter_mut();
            for kept in kept {
                for (year, part) in (0..kept.years).zip(&mut parts) {
                    // years are kept of the first trials only: the parts of later shares are empty
                    if let Some(part) = part.get_mut(offset..) {
                        let used = used.min(part.len());
                        let values = &memory.column(kept.column, 0, year)[..used];
                        // 0 stands there already: what nobody has written to takes no memory, and whole years of an
                        // outcome lie outside its life, or have nothing due
                        if values.iter().any(|value| value.to_bits() != 0) {
                            part[..used].copy_from_slice(values);
                        }
                    }
                }
            }
            if let Some(gather) = gather {
                gather.add(kept, |kept, year| &memory.column(kept.column, 0, year)[..used]);
            }
            progress.done.fetch_add(used as u64, Ordering::Relaxed);
        }
    };
    let with_memory = |share: Share<'_>| {
        let idle = memories.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut memory = idle.unwrap_or_else(|| Memory::new(&plan.trial_program, lanes));
        work(&mut memory, share);
        memories.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
    };
    // without a pool of its own a parallel loop would take all cores
    if threads == 1 || shares.len() == 1 {
        shares.into_iter().for_each(with_memory);
    } else {
        shares.into_par_iter().for_each(with_memory);
    }
}

/// Trials that a thread takes at a time: few, so that all threads end together, but not so few that their list is long. A
/// divisor of [`LEAST_YEAR_TRIALS`], and a whole number of blocks.
fn share(trials: usize) -> usize {
    [512, 1024, 2048].into_iter().find(|share| trials / share <= 1024).unwrap_or(LEAST_YEAR_TRIALS as usize)
}

/// Cuts the result columns into shares of `chunk` trials; a share beyond the end of a column gets an empty part.
fn shares<'a>(kept: &[Kept], columns: &'a mut [Vec<f64>], trials: usize, chunk: usize) -> Vec<Share<'a>> {
    let mut shares: Vec<Share<'a>> = (0..trials.div_ceil(chunk))
        .map(|index| Share { first_trial: (index * chunk) as u64, parts: Vec::new() })
        .collect();
    for (kept, column) in kept.iter().zip(columns) {
        let count = column.len() / kept.years;
        for year in column.chunks_mut(count.max(1)) {
            let mut parts = year.chunks_mut(chunk);
            for share in &mut shares {
                share.parts.push(parts.next().unwrap_or_default());
            }
        }
    }
    shares
}
