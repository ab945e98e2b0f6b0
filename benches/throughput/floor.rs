//! The floor: the draws of a program without the program.

use std::collections::HashMap;
use std::sync::Arc;

use fengnian::InstructionSet;
use fengnian::numeric::instruction_set::{Work, execute};
use fengnian::plan::program::{Action, Drawn, Operand, Program, Step};
use fengnian::sampling::uniform;
use fengnian::scenario::model::Design;
use fengnian::simulation::prepare::{Drawer, PreparedSpread};

/// One draw a trial: its address, and the quantiles taken of it.
struct Draw {
    key: u64,
    year: u32,
    by_row: bool,
    drawers: Vec<Arc<Drawer>>,
}

/// All draws of a trial.
pub(crate) struct Floor {
    draws: Vec<Draw>,
    unknown: usize,
}

impl Floor {
    /// Walks through the steps of a program as a run does and keeps those that draw.
    pub(crate) fn of(program: &Program, spreads: &[PreparedSpread]) -> Floor {
        let mut floor = Floor { draws: Vec::new(), unknown: 0 };
        // which draw a column of a slot holds
        let mut holds: HashMap<(u32, usize), usize> = HashMap::new();
        for phase in &program.phases {
            let mut go = |segments: &[fengnian::plan::program::Segment], year: Option<usize>| {
                for segment in segments {
                    for row in 0..segment.rows.unwrap_or(1) as usize {
                        for step in &segment.steps {
                            let in_year =
                                year.is_none_or(|year| (step.years.0 as usize..=step.years.1 as usize).contains(&year));
                            if in_year && step.only_row.is_none_or(|only| only as usize == row) {
                                floor.step(step, spreads, row, year.unwrap_or(0), &mut holds);
                            }
                        }
                    }
                }
            };
            go(&phase.before, None);
            go(&phase.enter, None);
            for year in 0..program.years as usize {
                go(&phase.yearly, Some(year));
                go(&phase.leave, Some(year));
            }
        }
        floor
    }

    fn step(
        &mut self,
        step: &Step,
        spreads: &[PreparedSpread],
        row: usize,
        year: usize,
        holds: &mut HashMap<(u32, usize), usize>,
    ) {
        let out = (step.out.slot, step.out.at(row, year));
        match &step.action {
            Action::Uniform { keys, year: by_year, by_row, then } => {
                let key = keys[if keys.len() > 1 { row } else { 0 }];
                let in_year = if *by_year { year as u32 } else { u32::MAX };
                let mut drawers = Vec::new();
                match then {
                    Drawn::Uniform => {
                        holds.insert(out, self.draws.len());
                    }
                    Drawn::Quantile(spread) | Drawn::Stretch { spread, .. } => {
                        drawers.extend(spreads[spread.0 as usize].known(row, year).cloned());
                        holds.remove(&out);
                    }
                    Drawn::Below { .. } => {
                        holds.remove(&out);
                    }
                }
                self.draws.push(Draw { key, year: in_year, by_row: *by_row, drawers });
            }
            Action::Quantile(spread) | Action::Stretch { spread, .. } => {
                let drawer = spreads[spread.0 as usize].known(row, year).cloned();
                let draw = match step.arguments.first() {
                    Some(Operand::Lanes(column)) => holds.get(&(column.slot, column.at(row, year))).copied(),
                    _ => None,
                };
                match (drawer, draw) {
                    (Some(drawer), Some(draw)) => self.draws[draw].drawers.push(drawer),
                    _ => self.unknown += 1,
                }
                holds.remove(&out);
            }
            _ => {
                holds.remove(&out);
            }
        }
    }

    /// Draws a trial.
    pub(crate) fn draws(&self) -> usize {
        self.draws.len()
    }

    /// Quantiles a trial that the floor leaves out.
    pub(crate) fn unknown(&self) -> usize {
        self.unknown
    }

    /// Draws for all trials, in blocks as a run would.
    pub(crate) fn draw(&self, set: InstructionSet, design: Design, seed: u64, trials: u64, lanes: usize) {
        let mut memory = vec![0.0; 2 * lanes];
        let (uniforms, values) = memory.split_at_mut(lanes);
        for first_trial in (0..trials).step_by(lanes) {
            execute(set, Block { draws: &self.draws, design, seed, first_trial, uniforms, values });
        }
        std::hint::black_box(memory);
    }
}

struct Block<'a> {
    draws: &'a [Draw],
    design: Design,
    seed: u64,
    first_trial: u64,
    uniforms: &'a mut [f64],
    values: &'a mut [f64],
}

impl Work for Block<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for draw in self.draws {
            let design = if draw.by_row { Design::Independent } else { self.design };
            uniform::fill(design, self.seed, draw.key, draw.year, self.first_trial, self.uniforms);
            for drawer in &draw.drawers {
                match drawer.as_ref() {
                    Drawer::Table(table) => table.fill(self.uniforms, self.values),
                    Drawer::Steps(steps) => apply(self.uniforms, self.values, |u| steps.quantile(u)),
                    Drawer::Exact(distribution) => apply(self.uniforms, self.values, |u| distribution.quantile(u)),
                    other => other.draw(self.uniforms, self.values),
                }
            }
            // what is drawn must be thought to be read
            std::hint::black_box(&*self.values);
            std::hint::black_box(&*self.uniforms);
        }
    }
}

#[inline(always)]
fn apply(uniforms: &[f64], values: &mut [f64], quantile: impl Fn(f64) -> f64) {
    for (value, &u) in values.iter_mut().zip(uniforms) {
        *value = quantile(u);
    }
}
