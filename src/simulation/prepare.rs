//! What is computed once, before the trials: the prelude, and the quantiles of spreads.

use std::collections::HashMap;
use std::sync::Arc;

use super::block::{Argument, Block, Setting};
use super::memory::Memory;
use super::run::MEMORY_LIMIT;
use super::steps::Steps;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::distribution::{Distribution, Selected};
use crate::numeric::instruction_set::{InstructionSet, execute};
use crate::plan::Plan;
use crate::plan::Spread;
use crate::plan::graph::Recipe;
use crate::plan::program::{Column, Operand, Program};
use crate::sampling::quantile_table::QuantileTable;
use crate::scenario::model::Design;

/// A plan with everything that does not vary by trial.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Slots of the prelude, one lane each.
    pub constants: Vec<Vec<f64>>,
    /// Spreads by id.
    pub spreads: Vec<PreparedSpread>,
    /// Drawers by what they draw, for other plans of the same scenario: a table takes milliseconds to build.
    known: HashMap<Key, Arc<Drawer>>,
}

/// What a drawer draws.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// A distribution in words.
    Distribution(String),
    /// Data of a place in the file, and bits of the limits between which they are drawn.
    Data(Span, Option<u64>, Option<u64>),
}

/// A way to a quantile.
#[derive(Debug, Clone)]
pub enum Drawer {
    /// By table.
    Table(QuantileTable),
    /// By a list of cumulative probabilities: counts.
    Steps(Steps),
    /// By the exact function (other discrete distributions, constants, kinks).
    Exact(Distribution),
}

/// A spread ready to be drawn from.
#[derive(Debug, Clone)]
pub enum PreparedSpread {
    /// Parameters are known: a drawer for each combination of row and year.
    Known {
        /// Drawers; equal ones are shared.
        drawers: Vec<Arc<Drawer>>,
        /// From row to row.
        row_stride: usize,
        /// From year to year.
        year_stride: usize,
    },
    /// Parameters come with the step.
    Varying(Box<Varying>),
    /// Nobody draws from it.
    Unused,
}

impl PreparedSpread {
    /// The drawer in a row and year, if the parameters are known.
    #[inline(always)]
    pub fn known(&self, row: usize, year: usize) -> Option<&Arc<Drawer>> {
        match self {
            PreparedSpread::Known { drawers, row_stride, year_stride } => {
                drawers.get(row * row_stride + year * year_stride)
            }
            _ => None,
        }
    }
}

/// A spread whose parameters vary by trial.
#[derive(Debug, Clone)]
pub struct Varying {
    recipe: Recipe,
    limits: (bool, bool),
    /// Drawer of the standard variate, where the family is affine with one standard for all parameters.
    standard: Option<Arc<Drawer>>,
}

impl Varying {
    /// Quantiles at argument 0; parameters from argument 1 on.
    #[inline(always)]
    pub(super) fn fill<'a>(&self, arguments: usize, get: impl Fn(usize) -> Argument<'a>, out: &mut [f64]) {
        if let (Some(Drawer::Table(table)), Argument::Many(u)) = (self.standard.as_deref(), get(0)) {
            table.fill(u, out);
            self.stretch(arguments, get, out);
        } else {
            self.exact(arguments, get, out);
        }
    }

    fn stretch<'a>(&self, arguments: usize, get: impl Fn(usize) -> Argument<'a>, out: &mut [f64]) {
        let Recipe::Family(selected) = &self.recipe else { return };
        let given: Vec<Argument<'a>> = (1..arguments).map(get).collect();
        let mut values = vec![0.0; given.len()];
        for (lane, out) in out.iter_mut().enumerate() {
            for (value, argument) in values.iter_mut().zip(&given) {
                *value = argument.lane(lane);
            }
            let (location, scale) = selected.affine(&values).unwrap_or((f64::NAN, f64::NAN));
            *out = location + scale * *out;
        }
    }

    fn exact<'a>(&self, arguments: usize, get: impl Fn(usize) -> Argument<'a>, out: &mut [f64]) {
        let given: Vec<Argument<'a>> = (1..arguments).map(&get).collect();
        let count = given.len() - usize::from(self.limits.0) - usize::from(self.limits.1);
        let mut values = vec![0.0; given.len()];
        let u = get(0);
        for (lane, out) in out.iter_mut().enumerate() {
            for (value, argument) in values.iter_mut().zip(&given) {
                *value = argument.lane(lane);
            }
            let mut further = values[count..].iter().copied();
            let low = if self.limits.0 { further.next() } else { None };
            let high = if self.limits.1 { further.next() } else { None };
            *out = match self.recipe.build(&values[..count], low, high) {
                Ok(distribution) => distribution.quantile(u.lane(lane)),
                // a trial whose parameters make no distribution has no value; it is counted as not finite
                Err(_) => f64::NAN,
            };
        }
    }
}

/// The quickest way to a distribution's quantiles.
fn drawer(distribution: Distribution) -> Drawer {
    if distribution.is_discrete() {
        return match Steps::build(&distribution) {
            Some(steps) => Drawer::Steps(steps),
            None => Drawer::Exact(distribution),
        };
    }
    let spread = distribution.sd();
    let scale = if spread.is_finite() && spread > 0.0 {
        spread
    } else {
        distribution.quantile(0.75) - distribution.quantile(0.25)
    };
    match QuantileTable::build(|u| distribution.quantile(u), |v| distribution.upper_quantile(v), scale) {
        Some(table) => Drawer::Table(table),
        None => Drawer::Exact(distribution),
    }
}

/// Reports a program whose memory for `lanes` trials would exceed the limit.
pub(crate) fn too_large(program: &Program, lanes: usize) -> Result<(), Diagnostics> {
    let bytes = (program.columns() as u64).saturating_mul((lanes * size_of::<f64>()) as u64);
    if bytes <= MEMORY_LIMIT {
        return Ok(());
    }
    let (needed, limit) = (bytes.div_ceil(1 << 30), MEMORY_LIMIT >> 30);
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Diagnostic::general(
        Code::LimitExceeded,
        Text::new(
            format!("这个模型要占内存 {needed} GiB，上限是 {limit} GiB"),
            format!("this model would take {needed} GiB of memory, the limit is {limit} GiB"),
        ),
        Text::new(
            "请减少表的行数，或缩短 horizon，或少写按行又按年的公式",
            "take fewer rows, a shorter horizon, or fewer formulas by row and year",
        ),
    ));
    Err(diagnostics)
}

/// Computes the prelude and builds the drawers.
///
/// # Errors
/// Parameters that make no distribution, with their place in the file.
pub fn prepare(plan: &Plan) -> Result<Prepared, Diagnostics> {
    prepare_beside(plan, None)
}

/// The same for a plan that has much in common with another one: a variant and its base.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_beside(plan: &Plan, other: Option<&Prepared>) -> Result<Prepared, Diagnostics> {
    too_large(&plan.prelude, 1)?;
    let mut memory = Memory::new(&plan.prelude, 1);
    let setting = Setting {
        constants: &[],
        spreads: &[],
        seed: 0,
        design: Design::Independent,
        first_trial: 0,
        lanes: 1,
        years: plan.prelude.years as usize,
        used: 1,
    };
    execute(InstructionSet::Baseline, Block { program: &plan.prelude, setting, memory: &mut memory });
    let mut diagnostics = Diagnostics::default();
    let mut known: HashMap<Key, Arc<Drawer>> = other.map_or_else(HashMap::new, |other| other.known.clone());
    let spreads =
        plan.spreads.iter().map(|spread| prepare_spread(plan, spread, &memory, &mut known, &mut diagnostics)).collect();
    // a place in the file means other data in another variant
    known.retain(|key, _| matches!(key, Key::Distribution(_)));
    if diagnostics.is_empty() {
        Ok(Prepared { constants: memory.into_slots(), spreads, known })
    } else {
        Err(diagnostics)
    }
}

fn prepare_spread(
    plan: &Plan,
    spread: &Spread,
    memory: &Memory,
    known: &mut HashMap<Key, Arc<Drawer>>,
    diagnostics: &mut Diagnostics,
) -> PreparedSpread {
    if spread.axes.trial {
        if !spread.drawn {
            return PreparedSpread::Unused;
        }
        let standard = match &spread.recipe {
            Recipe::Family(selected) if spread.limits == (false, false) => standard_of(selected),
            _ => None,
        };
        let recipe = spread.recipe.clone();
        return PreparedSpread::Varying(Box::new(Varying { recipe, limits: spread.limits, standard }));
    }
    let years = if spread.axes.year { plan.horizon as usize + 1 } else { 1 };
    let rows = spread.rows as usize;
    let mut drawers = Vec::with_capacity(rows * years);
    for row in 0..rows {
        for year in 0..years {
            let value = |column: &Column| memory.column(*column, row, year)[0];
            let values: Vec<f64> = spread.parameters.iter().map(value).collect();
            let (low, high) = (spread.truncate.0.as_ref().map(value), spread.truncate.1.as_ref().map(value));
            match spread.recipe.build(&values, low, high) {
                Ok(_) if !spread.drawn => {}
                Ok(distribution) => {
                    let key = match &spread.recipe {
                        Recipe::Family(_) => Key::Distribution(format!("{distribution:?}")),
                        Recipe::Empirical(_) => Key::Data(spread.span, low.map(f64::to_bits), high.map(f64::to_bits)),
                    };
                    drawers.push(known.entry(key).or_insert_with(|| Arc::new(drawer(distribution))).clone());
                }
                Err(error) => {
                    diagnostics.push(Diagnostic::at(
                        Code::DistributionParameters,
                        spread.span,
                        at_place(error.message, plan, spread, row, year),
                        error.remedy,
                    ));
                    return PreparedSpread::Unused;
                }
            }
        }
    }
    if !spread.drawn {
        return PreparedSpread::Unused;
    }
    PreparedSpread::Known {
        drawers,
        row_stride: if spread.axes.row.is_some() { years } else { 0 },
        year_stride: usize::from(spread.axes.year),
    }
}

/// Adds the row and the year to a message about them.
fn at_place(message: Text, plan: &Plan, spread: &Spread, row: usize, year: usize) -> Text {
    let mut places = (Vec::new(), Vec::new());
    let rows = spread.axes.row.and_then(|table| plan.tables.get(table.0 as usize));
    if let Some(name) = rows.and_then(|(_, rows)| rows.get(row)) {
        places.0.push(format!("{name} 行"));
        places.1.push(format!("row {name}"));
    }
    if spread.axes.year {
        let year = i64::from(plan.start_year) + year as i64;
        places.0.push(format!("{year} 年"));
        places.1.push(format!("in {year}"));
    }
    if places.0.is_empty() {
        return message;
    }
    Text::new(format!("{}（{}）", message.zh, places.0.join("，")), format!("{} ({})", message.en, places.1.join(", ")))
}

fn standard_of(selected: &Selected) -> Option<Arc<Drawer>> {
    if !selected.shape().is_empty() {
        return None;
    }
    // the standard does not depend on the values: any will do
    let values: Vec<f64> = (0..selected.roles().len()).map(|place| place as f64 + 1.0).collect();
    let distribution = selected.standard(&values)?.ok()?;
    Some(Arc::new(drawer(distribution)))
}

impl Prepared {
    /// The value of something computed before the trials; `None` if it varies by trial.
    pub fn constant(&self, stands: Option<Operand>, row: usize, year: usize) -> Option<f64> {
        match stands {
            Some(Operand::Constant(column)) => {
                self.constants.get(column.slot as usize)?.get(column.at(row, year)).copied()
            }
            _ => None,
        }
    }
}
