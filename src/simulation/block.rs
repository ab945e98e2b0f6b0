//! One block of trials: the interpreter of a program.
//!
//! Every step works on one column of lanes, so its cost is that of the arithmetic; the interpreter itself costs a few
//! nanoseconds a step. The whole interpreter is compiled once for each instruction set.

use super::chain;
use super::kernel;
use super::memory::{Around, Memory};
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

/// An argument of a step; 0 where it has none.
#[inline(always)]
fn argument<'a>(
    step: &Step,
    place: usize,
    setting: &Setting<'_>,
    around: &Around<'a>,
    row: usize,
    year: usize,
) -> Argument<'a> {
    match step.arguments.get(place) {
        Some(operand) => around.argument(operand, setting, row, year),
        None => Argument::One(0.0),
    }
}

#[inline(always)]
fn run_step(step: &Step, setting: &Setting<'_>, memory: &mut Memory, row: usize, year: usize) {
    let lanes = setting.lanes;
    let whole = memory.slot(step.out.slot);
    let at = whole.start + step.out.at(row, year) * lanes;
    let Memory { numbers, starts, tallies, scratch, .. } = memory;
    let (out, around) = Around::of(numbers, starts, lanes, (at, lanes));
    let get = |place: usize| around.argument(&step.arguments[place], setting, row, year);
    // found once, here, so that the many arms below do not each carry the code for it; one by one, because an array would
    // be written in halves and read in wholes, for which processors wait
    let a = argument(step, 0, setting, &around, row, year);
    let b = argument(step, 1, setting, &around, row, year);
    let c = argument(step, 2, setting, &around, row, year);
    let d = argument(step, 3, setting, &around, row, year);
    match &step.action {
        Action::Copy => kernel::copy(a, out),
        Action::Unary(function) => kernel::unary(*function, a, out),
        Action::Binary(function) => kernel::binary(*function, a, b, out),
        Action::Select => kernel::select(a, b, c, out),
        Action::Table { values, row_stride, year_stride } => {
            kernel::table(values, *row_stride as usize, *year_stride as usize, row, year, out);
        }
        Action::Uniform { keys, year: by_year, by_row } => {
            let key = keys[if keys.len() > 1 { row } else { 0 }];
            let year = if *by_year { year as u32 } else { u32::MAX };
            let design = if *by_row { Design::Independent } else { setting.design };
            crate::sampling::uniform::fill(design, setting.seed, key, year, setting.first_trial, out);
        }
        Action::Choose(values) => kernel::choose(values, a, out),
        Action::Interpolate(points) => kernel::interpolate(points, a, out),
        Action::Quantile(spread) => {
            kernel::quantile(&setting.spreads[spread.0 as usize], row, year, step.arguments.len(), get, out);
        }
        Action::Stretch { spread, shifted } => {
            let spread = &setting.spreads[spread.0 as usize];
            kernel::stretch(spread, (row, year), a, (b, shifted.then_some(c)), out);
        }
        Action::Chain { first, then } => chain::chain(*first, *then, [a, b, c, d], out),
        Action::Swap => {
            if let Some(Operand::Lanes(other)) = step.arguments.first() {
                starts.swap(step.out.slot as usize, other.slot as usize);
            }
        }
        Action::Scalar(function) => series::scalar(*function, step.arguments.len(), get, out),
        Action::Gather(gather) => kernel::gather(*gather, a, out),
        Action::Window { from, to } => {
            let inside = (*from as usize..=*to as usize).contains(&year);
            kernel::copy(if inside { a } else { Argument::One(0.0) }, out);
        }
        Action::Next { last } => {
            let next =
                if year >= *last as usize { b } else { around.argument(&step.arguments[0], setting, row, year + 1) };
            kernel::copy(next, out);
        }
        Action::Series { function, from, to } => {
            let years = (*from as usize, *to as usize);
            series::over_series(*function, step, setting, &around, (row, year), years, out);
        }
        Action::Delay => {
            // later years are written too: the whole slot
            let (series, around) = Around::of(numbers, starts, lanes, (whole.start, whole.len()));
            let get = |place: usize| around.argument(&step.arguments[place], setting, row, year);
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
                let value = around.argument(&step.arguments[0], setting, row, year);
                kernel::gather(Gather::Sum, value, sums);
            }
        }
        Action::Assemble => kernel::copy(get(row), out),
        Action::RowSorted { function, rows } => {
            let at = |place: usize, row: usize| around.argument(&step.arguments[place], setting, row, year);
            let probability = (step.arguments.len() > 2).then_some(c);
            let (value, weight) = (|row| at(0, row), |row| at(1, row));
            sorted::row_function(*function, *rows as usize, value, weight, probability, scratch, out);
        }
        Action::Tally { index } => {
            if let Some(tally) = tallies.get_mut(*index as usize) {
                tally.add(a, row, year, setting.used);
            }
        }
        Action::Fill { value, everywhere: false } => out.fill(*value),
        Action::Fill { value, everywhere: true } => numbers[whole].fill(*value),
    }
}
