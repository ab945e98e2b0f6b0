//! One block of trials: the interpreter of a program.
//!
//! Every step works on one column of lanes, so its cost is that of the arithmetic; the interpreter itself costs a few
//! nanoseconds a step. The whole interpreter is compiled once for each instruction set.

use super::chain;
use super::kernel;
use super::memory::{Around, Memory, Place};
use super::prepare::PreparedSpread;
use super::series;
use super::sorted;
use crate::numeric::instruction_set::Work;
use crate::plan::program::{Action, Gather, Operand, Program, Step};
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
    /// Years of the run.
    pub years: usize,
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
                            let place = Place::of(row, year.unwrap_or(0), years, self.setting.lanes);
                            for step in &segment.steps {
                                let in_years = |year| (step.years.0 as usize..=step.years.1 as usize).contains(&year);
                                let runs = year.is_none_or(in_years)
                                    && step.only_row.is_none_or(|only| only as usize == row)
                                    && step.only_if.is_none_or(|(value, holds)| {
                                        (place.constant(value, self.setting.constants) != 0.0) == holds
                                    });
                                if runs {
                                    run_step(step, &self.setting, self.memory, &place);
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Runs a step. Every arm finds the arguments that it takes, and no others: finding one costs as much as some lanes of it.
#[inline(always)]
fn run_step(step: &Step, setting: &Setting<'_>, memory: &mut Memory, place: &Place) {
    let (lanes, row, year) = (setting.lanes, place.row, place.year);
    let at = memory.start(step.out.slot) + place.start(step.out);
    let Memory { numbers, starts, sizes, tallies, scratch, fixed, .. } = memory;
    let (out, around) = Around::of(numbers, starts, lanes, (at, lanes));
    let constants = setting.constants;
    macro_rules! get {
        ($which:expr) => {
            around.argument(&step.arguments[$which], constants, place)
        };
    }
    match &step.action {
        Action::Copy => kernel::copy(get!(0), out),
        Action::Unary(function) => kernel::unary(*function, get!(0), out),
        Action::Binary(function) => kernel::binary(*function, get!(0), get!(1), out),
        Action::Select => kernel::select(get!(0), get!(1), get!(2), out),
        Action::Table { values, row_stride, year_stride } => {
            kernel::table(values, *row_stride as usize, *year_stride as usize, row, year, out);
        }
        Action::Uniform { keys, year: by_year, by_row, then } => {
            let key = keys[if keys.len() > 1 { row } else { 0 }];
            let address = (setting.seed, key, if *by_year { year as u32 } else { u32::MAX }, setting.first_trial);
            let design = if *by_row { Design::Independent } else { setting.design };
            let known = |which: usize| match step.arguments.get(which) {
                Some(Operand::Constant(column)) => place.constant(*column, constants),
                _ => 0.0,
            };
            let known = [known(0), known(1), known(2)];
            kernel::draw(design, address, *then, setting.spreads, (row, year), known, out);
        }
        Action::Choose(values) => kernel::choose(values, get!(0), out),
        Action::Interpolate(points) => kernel::interpolate(points, get!(0), out),
        Action::Quantile(spread) => {
            let get = |which: usize| get!(which);
            kernel::quantile(&setting.spreads[spread.0 as usize], row, year, step.arguments.len(), get, out);
        }
        Action::Stretch { spread, shifted } => {
            let spread = &setting.spreads[spread.0 as usize];
            kernel::stretch(spread, (row, year), get!(0), (get!(1), shifted.then(|| get!(2))), out);
        }
        Action::Chain { first, then, last } => {
            // one by one: an array would be written in halves and read in wholes, for which processors wait
            let (count, a) = (step.arguments.len(), get!(0));
            let b = if count > 1 { get!(1) } else { a };
            let c = if count > 2 { get!(2) } else { a };
            let d = if count > 3 { get!(3) } else { a };
            let e = if count > 4 { get!(4) } else { a };
            chain::chain((*first, *then, *last), [a, b, c, d, e], fixed, out);
        }
        Action::Swap => {
            if let Some(Operand::Lanes(other)) = step.arguments.first() {
                starts.swap(step.out.slot as usize, other.slot as usize);
            }
        }
        Action::Scalar(function) => series::scalar(*function, step.arguments.len(), |which| get!(which), out),
        Action::Gather(gather) => kernel::gather(*gather, get!(0), out),
        Action::Window { from, to } => {
            let inside = (*from as usize..=*to as usize).contains(&year);
            kernel::copy(if inside { get!(0) } else { Argument::One(0.0) }, out);
        }
        Action::Next { last } => {
            let next = Place::of(row, year + 1, setting.years, lanes);
            let value =
                if year >= *last as usize { get!(1) } else { around.argument(&step.arguments[0], constants, &next) };
            kernel::copy(value, out);
        }
        Action::Series { function, from, to } => {
            let years = (*from as usize, *to as usize);
            series::over_series(*function, step, setting, &around, place, years, out);
        }
        Action::Delay => {
            // later years are written too: the whole slot
            let slot = step.out.slot as usize;
            let (series, around) = Around::of(numbers, starts, lanes, (starts[slot], sizes[slot]));
            let get = |which: usize| around.argument(&step.arguments[which], constants, place);
            series::delay(get(0), get(1), step.out, row, year, lanes, series);
        }
        Action::Above => {
            if let Some(Operand::Lanes(sum)) = step.arguments.get(1) {
                let sums = starts[sum.slot as usize];
                if row == 0 {
                    numbers[sums..sums + lanes].fill(0.0);
                }
                numbers.copy_within(sums..sums + lanes, at);
                let (sums, around) = Around::of(numbers, starts, lanes, (sums, lanes));
                kernel::gather(Gather::Sum, around.argument(&step.arguments[0], constants, place), sums);
            }
        }
        Action::Assemble => kernel::copy(get!(row), out),
        Action::RowSorted { function, rows, sorting } => {
            let at = |which: usize, row: usize| {
                let place = Place::of(row, year, setting.years, lanes);
                around.argument(&step.arguments[which], constants, &place)
            };
            let probability = (step.arguments.len() > 2).then(|| get!(2));
            let (value, weight) = (|row| at(0, row), |row| at(1, row));
            sorted::row_function(*function, *sorting, *rows as usize, value, weight, probability, scratch, out);
        }
        Action::Tally { index } => {
            if let Some(tally) = tallies.get_mut(*index as usize) {
                tally.add(get!(0), row, year, setting.used);
            }
        }
        Action::Fill { value, everywhere: false } => out.fill(*value),
        Action::Fill { value, everywhere: true } => {
            let slot = step.out.slot as usize;
            numbers[starts[slot]..][..sizes[slot]].fill(*value);
        }
    }
}
