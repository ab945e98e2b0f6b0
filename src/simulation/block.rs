//! One block of trials: the interpreter of a program.
//!
//! Every step works on one column of lanes, so its cost is that of the arithmetic; the interpreter itself costs a few
//! nanoseconds a step. The whole interpreter is compiled once for each instruction set.

use super::chain;
use super::kernel;
use super::prepare::PreparedSpread;
use super::series;
use super::sorted::{self, Scratch};
use super::tally::Tally;
use crate::numeric::instruction_set::Work;
use crate::plan::program::{Action, Column, Operand, Program, Step};
use crate::scenario::model::Design;

/// What a block needs beside its program.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// Slots of the prelude: one lane each.
    pub constants: &'a [Vec<f64>],
    /// Spreads by id.
    pub spreads: &'a [PreparedSpread],
    /// Which draws.
    pub seed: u64,
    /// How they are laid out.
    pub design: Design,
    /// First trial of the block: a multiple of 64.
    pub first_trial: u64,
    /// Trials of the block.
    pub lanes: usize,
    /// How many of them count: fewer in the last block of a run.
    pub used: usize,
}

/// An argument as a step sees it.
#[derive(Debug, Clone, Copy)]
pub enum Argument<'a> {
    /// One number for all lanes.
    One(f64),
    /// A number a lane.
    Many(&'a [f64]),
}

impl Argument<'_> {
    /// The number of a lane.
    #[inline(always)]
    pub fn lane(&self, lane: usize) -> f64 {
        match self {
            Argument::One(value) => *value,
            Argument::Many(values) => values[lane],
        }
    }
}

/// Memory of one thread: the slots of a program.
#[derive(Debug, Clone)]
pub struct Memory {
    /// Slots, `columns * lanes` numbers each.
    pub slots: Vec<Vec<f64>>,
    /// Tallies, in the order of their numbers.
    pub tallies: Vec<Tally>,
    /// Where rows are sorted.
    pub scratch: Scratch,
}

impl Memory {
    /// Memory for a program with blocks of `lanes`.
    pub fn new(program: &Program, lanes: usize) -> Memory {
        Memory {
            slots: program.slots.iter().map(|size| vec![0.0; size.columns() * lanes]).collect(),
            tallies: program.tallies.iter().map(|size| Tally::new(*size)).collect(),
            scratch: Scratch::default(),
        }
    }

    /// A column.
    pub fn column(&self, column: Column, row: usize, year: usize, lanes: usize) -> &[f64] {
        let from = column.at(row, year) * lanes;
        &self.slots[column.slot as usize][from..from + lanes]
    }
}

/// A block to be run.
pub struct Block<'a> {
    /// What to run.
    pub program: &'a Program,
    /// With what.
    pub setting: Setting<'a>,
    /// Where.
    pub memory: &'a mut Memory,
}

impl Work for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let years = self.program.years as usize;
        for phase in &self.program.phases {
            let loops = if phase.yearly.is_empty() && phase.leave.is_empty() { 0 } else { 2 * years };
            // all rows every year, or every row all years
            for turn in 0..phase.by_row.unwrap_or(1) as usize {
                // before, enter, then yearly and leave for every year: one place that runs steps, so that it is compiled once
                for stage in usize::from(turn > 0)..2 + loops {
                    let (segments, year) = match stage {
                        0 => (&phase.before, None),
                        1 => (&phase.enter, None),
                        _ if stage % 2 == 0 => (&phase.yearly, Some((stage - 2) / 2)),
                        _ => (&phase.leave, Some((stage - 2) / 2)),
                    };
                    for segment in segments {
                        let rows = match (phase.by_row, segment.rows) {
                            (Some(_), Some(_)) if stage > 0 => turn..turn + 1,
                            // what is outside the rows is entered once
                            (Some(_), None) if turn > 0 => 0..0,
                            (_, rows) => 0..rows.unwrap_or(1) as usize,
                        };
                        for row in rows {
                            for step in &segment.steps {
                                let runs = match year {
                                    None => true,
                                    Some(year) => (step.years.0 as usize..=step.years.1 as usize).contains(&year),
                                };
                                let year = year.unwrap_or(0);
                                if runs
                                    && step.only_row.is_none_or(|only| only as usize == row)
                                    && step.only_if.is_none_or(|(value, holds)| {
                                        let value = self.setting.constants[value.slot as usize][value.at(row, year)];
                                        (value != 0.0) == holds
                                    })
                                {
                                    run_step(step, &self.setting, self.memory, row, year);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The argument of a step in a row and year.
#[inline(always)]
fn argument<'a>(
    operand: &Operand,
    setting: &Setting<'a>,
    slots: &'a [Vec<f64>],
    row: usize,
    year: usize,
) -> Argument<'a> {
    match operand {
        Operand::Constant(column) => Argument::One(setting.constants[column.slot as usize][column.at(row, year)]),
        Operand::Lanes(column) => {
            let from = column.at(row, year) * setting.lanes;
            Argument::Many(&slots[column.slot as usize][from..from + setting.lanes])
        }
    }
}

#[inline(always)]
fn run_step(step: &Step, setting: &Setting<'_>, memory: &mut Memory, row: usize, year: usize) {
    let lanes = setting.lanes;
    if let (Action::Swap, Some(Operand::Lanes(other))) = (&step.action, step.arguments.first()) {
        memory.slots.swap(step.out.slot as usize, other.slot as usize);
        return;
    }
    // the slot written is taken out for the time of the step: no step reads the slot it writes, except in place
    let mut written = std::mem::take(&mut memory.slots[step.out.slot as usize]);
    let from = step.out.at(row, year) * lanes;
    let slots = &memory.slots;
    let get = |place: usize| argument(&step.arguments[place], setting, slots, row, year);
    // found once, here, so that the many arms below do not each carry the code for it
    let mut found = [Argument::One(0.0); 3];
    for (found, operand) in found.iter_mut().zip(&step.arguments) {
        *found = argument(operand, setting, slots, row, year);
    }
    let [a, b, c] = found;
    let column = from..from + lanes;
    match &step.action {
        Action::Copy => kernel::copy(a, &mut written[column]),
        Action::Unary(function) => kernel::unary(*function, a, &mut written[column]),
        Action::Binary(function) => kernel::binary(*function, a, b, &mut written[column]),
        Action::Select => kernel::select(a, b, c, &mut written[column]),
        Action::Table { values, row_stride, year_stride } => {
            kernel::table(values, *row_stride as usize, *year_stride as usize, row, year, &mut written[column]);
        }
        Action::Uniform { keys, year: by_year, by_row } => {
            let key = keys[if keys.len() > 1 { row } else { 0 }];
            let year = if *by_year { year as u32 } else { u32::MAX };
            crate::sampling::uniform::fill(
                if *by_row { Design::Independent } else { setting.design },
                setting.seed,
                key,
                year,
                setting.first_trial,
                &mut written[column],
            );
        }
        Action::Choose(values) => kernel::choose(values, a, &mut written[column]),
        Action::Interpolate(points) => kernel::interpolate(points, a, &mut written[column]),
        Action::Quantile(spread) => {
            kernel::quantile(
                &setting.spreads[spread.0 as usize],
                row,
                year,
                step.arguments.len(),
                get,
                &mut written[column],
            );
        }
        Action::Stretch { spread, shifted } => {
            let spread = &setting.spreads[spread.0 as usize];
            kernel::stretch(spread, (row, year), a, (b, shifted.then_some(c)), &mut written[column]);
        }
        Action::Chain { first, then } => chain::chain(*first, *then, get, &mut written[column]),
        // done above
        Action::Swap => {}
        Action::Scalar(function) => series::scalar(*function, step.arguments.len(), get, &mut written[column]),
        Action::Gather(gather) => kernel::gather(*gather, a, &mut written[column]),
        Action::Window { from, to } => {
            let inside = (*from as usize..=*to as usize).contains(&year);
            kernel::copy(if inside { a } else { Argument::One(0.0) }, &mut written[column]);
        }
        Action::Next { last } => {
            let next =
                if year >= *last as usize { b } else { argument(&step.arguments[0], setting, slots, row, year + 1) };
            kernel::copy(next, &mut written[column]);
        }
        Action::Series { function, from, to } => {
            series::over_series(
                *function,
                step,
                setting,
                slots,
                row,
                year,
                (*from as usize, *to as usize),
                &mut written[column],
            );
        }
        Action::Delay => {
            series::delay(a, b, step.out, row, year, lanes, &mut written);
        }
        Action::Above => {
            if let Some(Operand::Lanes(sum)) = step.arguments.get(1) {
                let mut sums = std::mem::take(&mut memory.slots[sum.slot as usize]);
                if row == 0 {
                    sums[..lanes].fill(0.0);
                }
                written[column].copy_from_slice(&sums[..lanes]);
                let value = argument(&step.arguments[0], setting, &memory.slots, row, year);
                kernel::gather(crate::plan::program::Gather::Sum, value, &mut sums[..lanes]);
                memory.slots[sum.slot as usize] = sums;
            }
        }
        Action::Assemble => kernel::copy(get(row), &mut written[column]),
        Action::RowSorted { function, rows } => {
            let mut scratch = std::mem::take(&mut memory.scratch);
            let slots = &memory.slots;
            let at = |place: usize, row: usize| argument(&step.arguments[place], setting, slots, row, year);
            let probability = (step.arguments.len() > 2).then_some(c);
            let (value, weight) = (|row| at(0, row), |row| at(1, row));
            sorted::row_function(
                *function,
                *rows as usize,
                value,
                weight,
                probability,
                &mut scratch,
                &mut written[column],
            );
            memory.scratch = scratch;
        }
        Action::Tally { index } => {
            if let Some(tally) = memory.tallies.get_mut(*index as usize) {
                tally.add(a, row, year, setting.used);
            }
        }
        Action::Fill { value, everywhere } => {
            if *everywhere {
                written.fill(*value);
            } else {
                written[column].fill(*value);
            }
        }
    }
    memory.slots[step.out.slot as usize] = written;
}
