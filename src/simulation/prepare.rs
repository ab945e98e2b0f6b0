//! What is computed once, before the trials: the prelude, and the quantiles of spreads.

use std::collections::HashMap;
use std::sync::Arc;

use super::block::{Argument, Block, Setting};
use super::memory::Memory;
use super::requirements::{self, at_place};
use super::run::MEMORY_LIMIT;
use super::steps::Steps;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Text};
use crate::distribution::{Distribution, Tail};
use crate::numeric::elementary::{exp, ln};
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
    /// By a table of ln(x − low), for distributions that crowd at the lower end of their support: the table, low, high.
    Logarithm(QuantileTable, f64, f64),
    /// In pieces between the probabilities where the quantile function jumps, stands still or bends.
    Pieces(Vec<Piece>),
    /// By the exact function (other discrete distributions, constants, kinks).
    Exact(Distribution),
}

/// The quantiles of probabilities in (from, to].
#[derive(Debug, Clone)]
pub struct Piece {
    from: f64,
    to: f64,
    way: Way,
}

/// How a piece is drawn from.
#[derive(Debug, Clone)]
enum Way {
    /// One value: an atom.
    Value(f64),
    /// By a table of the share of the way from `from` to `to`.
    Table(QuantileTable),
    /// By the exact function, kept between two values.
    Exact(Distribution, f64, f64),
}

/// Pieces of a quantile function beyond which looking for the right one costs more than the exact function.
const MOST_PIECES: usize = 24;
/// Rows times years beyond which a mixture gets no tables.
const MOST_TABLES: usize = 64;

impl Drawer {
    /// Quantiles of a block of uniforms.
    pub fn draw(&self, u: &[f64], out: &mut [f64]) {
        self.fill(Argument::Many(u), out);
    }

    /// Quantiles of `u`, by any way.
    pub(super) fn fill(&self, u: Argument<'_>, out: &mut [f64]) {
        match self {
            Drawer::Table(table) => of_table(table, u, out, |value| value),
            Drawer::Logarithm(table, low, high) => {
                of_table(table, u, out, |value| {
                    let value = low + exp(value);
                    if value > *high { *high } else { value }
                });
            }
            Drawer::Steps(steps) => out.iter_mut().enumerate().for_each(|(k, out)| *out = steps.quantile(u.lane(k))),
            Drawer::Exact(exact) => out.iter_mut().enumerate().for_each(|(k, out)| *out = exact.quantile(u.lane(k))),
            Drawer::Pieces(pieces) => of_pieces(pieces, u, out),
        }
    }
}

fn of_table(table: &QuantileTable, u: Argument<'_>, out: &mut [f64], then: impl Fn(f64) -> f64) {
    match u {
        Argument::Many(u) => table.fill_then(u, out, then),
        Argument::One(u) => out.fill(then(table.value(u))),
    }
}

/// Piece after piece: the lanes that fall into it are put together, drawn, and put back.
fn of_pieces(pieces: &[Piece], u: Argument<'_>, out: &mut [f64]) {
    let (mut lanes, mut shares, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (place, Piece { from, to, way }) in pieces.iter().enumerate() {
        let last = place + 1 == pieces.len();
        let mine = |u: f64| (place == 0 || u > *from) && (last || u <= *to);
        match way {
            Way::Value(value) => {
                out.iter_mut().enumerate().filter(|(k, _)| mine(u.lane(*k))).for_each(|(_, out)| *out = *value);
            }
            Way::Exact(distribution, low, high) => {
                let own = out.iter_mut().enumerate().filter(|(k, _)| mine(u.lane(*k)));
                own.for_each(|(k, out)| *out = distribution.quantile(u.lane(k)).clamp(*low, *high));
            }
            Way::Table(table) => {
                lanes.clear();
                lanes.extend((0..out.len()).filter(|k| mine(u.lane(*k))));
                shares.clear();
                shares.extend(lanes.iter().map(|k| (u.lane(*k) - from) / (to - from)));
                values.resize(lanes.len(), 0.0);
                table.fill(&shares, &mut values);
                lanes.iter().zip(&values).for_each(|(k, value)| out[*k] = *value);
            }
        }
    }
}

/// The pieces of a quantile function that has a few jumps, flat stretches or kinks; `None` for none or too many.
fn pieces(distribution: &Distribution, scale: f64) -> Option<Vec<Piece>> {
    let mut breaks = distribution.breaks();
    breaks.retain(|x| x.is_finite());
    if breaks.is_empty() || breaks.len() > MOST_PIECES {
        return None;
    }
    // inside the support values have the digits of their neighbours, however near they are to a break
    let grain = 64.0 * f64::EPSILON * scale;
    let mut pieces = Vec::new();
    let mut smooth = |low: f64, high: f64, (from, to): (f64, f64)| {
        let width = to - from;
        if width.is_nan() || width <= 0.0 {
            return;
        }
        // without atoms at its ends, and with both tails to their last digits
        let limit = |x: f64, within: f64| x.is_finite().then_some(within);
        let Ok(inside) = distribution.clone().truncated(limit(low, low.next_up()), limit(high, high.next_down()))
        else {
            pieces.push(Piece { from, to, way: Way::Exact(distribution.clone(), low, high) });
            return;
        };
        let table =
            QuantileTable::within(|u| inside.quantile(u), |v| inside.upper_quantile(v), scale, (low, high), grain);
        let way = table.map_or_else(|| Way::Exact(distribution.clone(), low, high), Way::Table);
        pieces.push(Piece { from, to, way });
    };
    let mut before = (f64::NEG_INFINITY, 0.0);
    let mut atoms = Vec::new();
    for &x in &breaks {
        smooth(before.0, x, (before.1, distribution.below(x)));
        let (from, to) = (distribution.below(x), distribution.cdf(x));
        if to > from {
            atoms.push(Piece { from, to, way: Way::Value(x) });
        }
        before = (x, to);
    }
    smooth(before.0, f64::INFINITY, (before.1, 1.0));
    pieces.extend(atoms);
    pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
    (pieces.len() > 1).then_some(pieces)
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
}

impl Varying {
    /// Quantiles at argument 0; parameters from argument 1 on.
    #[inline(always)]
    pub(super) fn fill<'a>(&self, arguments: usize, get: impl Fn(usize) -> Argument<'a>, out: &mut [f64]) {
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
    let support = distribution.support();
    // a few breaks inside: no table of the whole would do
    let inner = distribution.breaks().into_iter().filter(|x| support.0 < *x && *x < support.1).count();
    let mixed = inner > 0 || distribution.below(support.0) < distribution.cdf(support.0);
    let lines = matches!(distribution, Distribution::Empirical(_));
    if mixed
        && !lines
        && let Some(pieces) = pieces(&distribution, scale)
    {
        return Drawer::Pieces(pieces);
    }
    let quantile = |u: f64| distribution.quantile(u);
    if let Some(table) = QuantileTable::within(quantile, |v| distribution.upper_quantile(v), scale, support, 0.0) {
        return Drawer::Table(table);
    }
    let logarithm = |tail: Tail| distribution.log_quantile(tail).unwrap_or(f64::NAN);
    // what crowds at the upper end as well is drawn by the exact function
    let ends = (f64::NEG_INFINITY, ln(support.1 - support.0));
    match QuantileTable::within(|u| logarithm(Tail::Lower(u)), |v| logarithm(Tail::Upper(v)), 1.0, ends, 0.0) {
        Some(table) => Drawer::Logarithm(table, support.0, support.1),
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
    let mut diagnostics = requirements::broken(plan, &memory);
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
        return PreparedSpread::Varying(Box::new(Varying { recipe: spread.recipe.clone(), limits: spread.limits }));
    }
    let years = if spread.axes.year { plan.horizon as usize + 1 } else { 1 };
    let rows = spread.rows as usize;
    let mut drawers = Vec::with_capacity(rows * years);
    // tables of mixtures take a tenth of a second each
    let few = rows * years <= MOST_TABLES
        || matches!(spread.recipe, Recipe::Family(_) | Recipe::Standard(_) | Recipe::Empirical(_));
    for row in 0..rows {
        for year in 0..years {
            let value = |column: &Column| memory.column(*column, row, year)[0];
            let values: Vec<f64> = spread.parameters.iter().map(value).collect();
            let (low, high) = (spread.truncate.0.as_ref().map(value), spread.truncate.1.as_ref().map(value));
            match spread.recipe.build(&values, low, high) {
                Ok(_) if !spread.drawn => {}
                Ok(distribution) => {
                    let key = match &spread.recipe {
                        Recipe::Empirical(_) => Key::Data(spread.span, low.map(f64::to_bits), high.map(f64::to_bits)),
                        _ => Key::Distribution(format!("{distribution:?}")),
                    };
                    let made = |distribution| if few { drawer(distribution) } else { Drawer::Exact(distribution) };
                    drawers.push(known.entry(key).or_insert_with(|| Arc::new(made(distribution))).clone());
                }
                // weights are told of already, each in its place
                Err(_)
                    if !diagnostics.is_empty() && matches!(spread.recipe, Recipe::Mixture(_) | Recipe::Discrete(_)) =>
                {
                    return PreparedSpread::Unused;
                }
                Err(error) => {
                    diagnostics.push(Diagnostic::at(
                        Code::DistributionParameters,
                        spread.span,
                        at_place(error.message, plan, spread.axes, (row, year)),
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
