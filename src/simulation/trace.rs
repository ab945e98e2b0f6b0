//! One trial, every input and formula, year by year.

use super::block::{Block, Setting};
use super::memory::Memory;
use super::prepare::{Prepared, too_large};
use crate::diagnostic::Diagnostics;
use crate::numeric::instruction_set::{InstructionSet, execute};
use crate::plan::Plan;
use crate::plan::program::Operand;
use crate::scenario::model::Design;

/// All values of one trial.
#[derive(Debug, Clone)]
pub struct Trace {
    /// Which trial.
    pub trial: u64,
    /// By item index: values by row and year, `row * years + year`; one year for items without years.
    pub values: Vec<Vec<f64>>,
}

/// Lanes of the one block that is computed.
const LANES: usize = 64;

/// Checks that one trial in full fits into memory.
///
/// # Errors
/// What it would take, if that is more than [`super::run::MEMORY_LIMIT`].
pub fn fits(plan: &Plan) -> Result<(), Diagnostics> {
    too_large(&plan.trial_program, LANES)
}

/// Computes one trial of a plan compiled with [`crate::plan::Detail::Everything`]; the same bits as in a run.
pub fn trace(plan: &Plan, prepared: &Prepared, seed: u64, design: Design, trial: u64) -> Trace {
    let mut memory = Memory::new(&plan.trial_program, LANES);
    let first_trial = trial - trial % LANES as u64;
    let lane = (trial % LANES as u64) as usize;
    let setting = Setting {
        constants: &prepared.constants,
        spreads: &prepared.spreads,
        seed,
        design,
        first_trial,
        lanes: LANES,
        years: plan.trial_program.years as usize,
        used: LANES,
    };
    execute(InstructionSet::detect(), Block { program: &plan.trial_program, setting, memory: &mut memory });
    let values = plan
        .items
        .iter()
        .map(|item| {
            let years = if item.axes.year { plan.horizon as usize + 1 } else { 1 };
            let rows = item.axes.row.map_or(1, |table| plan.tables[table.0 as usize].1.len());
            let mut values = Vec::with_capacity(rows * years);
            for row in 0..rows {
                for year in 0..years {
                    values.push(match item.stands {
                        Some(Operand::Lanes(column)) => memory.column(column, row, year)[lane],
                        Some(Operand::Constant(column)) => {
                            prepared.constants[column.slot as usize][column.at(row, year)]
                        }
                        None => f64::NAN,
                    });
                }
            }
            values
        })
        .collect();
    Trace { trial, values }
}
