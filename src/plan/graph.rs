//! The graph of a model: every value once, in an order in which each stands behind what it uses (except through `prev`).

use std::collections::HashMap;

use super::requirements::Requirement;
use crate::distribution::{self, Distribution, Form, ParameterError, Selected};
pub use crate::numeric::operation::{Binary, Unary};

/// Index of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// Index of a table of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub u32);

/// Index of a `prev`: what it reads is known only after everything has been lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrevId(pub u32);

/// Index of a drawn quantity whose quantile is computed from parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SpreadId(pub u32);

/// Along which axes a value varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Axes {
    /// By row of this table.
    pub row: Option<TableId>,
    /// By year.
    pub year: bool,
    /// By trial.
    pub trial: bool,
}

impl Axes {
    /// A constant.
    pub const NONE: Axes = Axes { row: None, year: false, trial: false };

    /// Axes of a value computed from both; rows of two tables never meet (the lowering unrolls one of them).
    #[must_use]
    pub fn with(self, other: Axes) -> Axes {
        debug_assert!(self.row.is_none() || other.row.is_none() || self.row == other.row, "rows of two tables meet");
        Axes { row: self.row.or(other.row), year: self.year || other.year, trial: self.trial || other.trial }
    }
}

/// How values are gathered over years or over rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gather {
    /// Sum.
    Sum,
    /// Product.
    Product,
    /// Smallest.
    Minimum,
    /// Largest.
    Maximum,
    /// The value at one place (year index or row).
    Only(u32),
}

/// Functions of a whole series, lane by lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Series {
    /// Internal rate of return.
    Irr,
    /// Years until the running total reaches 0.
    Payback,
    /// Value in a year given by another node.
    At,
    /// Modified internal rate: arguments finance rate, reinvestment rate.
    Mirr,
    /// Quantile of type 7 over the years: argument probability.
    Quantile,
    /// Standard deviation over the years (n − 1).
    StandardDeviation,
}

/// Functions of several single values, lane by lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// pmt(rate, nper, pv, fv, begin)
    Pmt,
    /// ipmt(rate, per, nper, pv, fv, begin)
    Ipmt,
    /// ppmt(rate, per, nper, pv, fv, begin)
    Ppmt,
    /// pv(rate, nper, pmt, fv, begin)
    Pv,
    /// fv(rate, nper, pmt, pv, begin)
    Fv,
    /// nper(rate, pmt, pv, fv, begin)
    Nper,
    /// loan_payment(principal, rate, term, period, grace)
    LoanPayment,
    /// loan_interest(principal, rate, term, period, grace)
    LoanInterest,
    /// loan_balance(principal, rate, term, period, grace)
    LoanBalance,
    /// Distribution function of Student's t: (x, degrees of freedom).
    StudentCdf,
    /// Quantile of χ²: (u, degrees of freedom).
    ChiSquareQuantile,
    /// One over the shape of a Weibull distribution: (mean, standard deviation).
    WeibullInverseShape,
    /// Scale of a Weibull distribution: (mean, one over the shape).
    WeibullScale,
    /// Shape of the gamma distribution through two points: (p, q, value of p, value of q).
    GammaShape,
    /// Scale of a gamma distribution through a point: (shape, p, value of p).
    GammaScale,
}

/// Functions of all rows in the order of their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowFunction {
    /// Weighted quantile.
    Quantile,
    /// Gini coefficient.
    Gini,
}

/// What is gathered over trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TallySort {
    /// Sums of the values and of their squares, by row and year.
    Sums,
    /// How many values of all rows lie in each of `cells` equal parts from 0 to `high` (bits), by year.
    Cells {
        /// How many parts.
        cells: u32,
        /// Bits of the upper end.
        high: u64,
    },
}

/// What a node computes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "a variant's text describes its fields")]
pub enum Op {
    /// One number (its bits).
    Constant(u64),
    /// A number for every year of the run (bits).
    ByYear(Vec<u64>),
    /// A number for every row (bits), rows in the table's running order.
    ByRow(TableId, Vec<u64>),
    /// A number for every row and year (bits): `row * years + year`.
    ByRowYear(TableId, Vec<u64>),
    /// Uniform draw: path key, by year, by row of a table (row keys are the plan's).
    Uniform { path: String, year: bool, row: Option<TableId> },
    /// A value for each row (running order) from a node of its own.
    Assemble(TableId, Vec<NodeId>),
    /// Function of one value.
    Unary(Unary, NodeId),
    /// Function of two.
    Binary(Binary, NodeId, NodeId),
    /// `if(condition, a, b)`.
    Select(NodeId, NodeId, NodeId),
    /// Straight lines through points (bits of x, bits of y).
    Interpolate(NodeId, Vec<(u64, u64)>),
    /// Value number floor(u · n) of a list of n (bits).
    Choose(NodeId, Vec<u64>),
    /// Quantile of a spread at u (first); behind it its parameters and limits, where any of them varies by trial.
    Quantile(SpreadId, Vec<NodeId>),
    /// Function of several single values.
    Scalar(Scalar, Vec<NodeId>),
    /// The value of the year before; `start` up to and including year `first`.
    Prev { target: PrevId, start: NodeId, first: u32 },
    /// The value of the year after; `end` in year `last`.
    Next { series: NodeId, end: NodeId, last: u32 },
    /// The series inside the years, 0 outside.
    Window { series: NodeId, from: u32, to: u32 },
    /// Gathers a series over years `from..=to`.
    OverYears { gather: Gather, series: NodeId, from: u32, to: u32 },
    /// A function of the whole series in years `from..=to`, with further arguments.
    OverSeries { function: Series, series: NodeId, arguments: Vec<NodeId>, from: u32, to: u32 },
    /// The series paid later.
    Delay { series: NodeId, years: NodeId },
    /// Gathers over the rows of the value's table.
    OverRows { gather: Gather, table: TableId, value: NodeId },
    /// A function of all rows in the order of their values: value, weight (0 leaves the row out), and the probability of a
    /// quantile.
    RowSorted { function: RowFunction, table: TableId, value: NodeId, weight: NodeId, probability: Option<NodeId> },
    /// Sum over the rows before this one.
    Above { value: NodeId },
    /// Gathers a value over trials, for every row and year; nothing computes with it.
    Tally { value: NodeId, sort: TallySort, from: u32, to: u32 },
}

impl Op {
    /// The nodes it uses in the same year, `prev` aside.
    pub fn arguments(&self) -> Vec<NodeId> {
        match self {
            Op::Constant(_) | Op::ByYear(_) | Op::ByRow(..) | Op::ByRowYear(..) | Op::Uniform { .. } => Vec::new(),
            Op::Unary(_, a)
            | Op::Interpolate(a, _)
            | Op::Choose(a, _)
            | Op::Above { value: a }
            | Op::Tally { value: a, .. } => vec![*a],
            Op::Binary(_, a, b) => vec![*a, *b],
            Op::Select(c, a, b) => vec![*c, *a, *b],
            Op::Scalar(_, list) | Op::Assemble(_, list) | Op::Quantile(_, list) => list.clone(),
            Op::Prev { start, .. } => vec![*start],
            Op::Next { series, end, .. } => vec![*series, *end],
            Op::Window { series, .. } | Op::OverYears { series, .. } => vec![*series],
            Op::OverSeries { series, arguments, .. } => {
                std::iter::once(*series).chain(arguments.iter().copied()).collect()
            }
            Op::Delay { series, years } => vec![*series, *years],
            Op::OverRows { value, .. } => vec![*value],
            Op::RowSorted { value, weight, probability, .. } => {
                [*value, *weight].into_iter().chain(*probability).collect()
            }
        }
    }
}

/// A node: what it computes and along which axes it varies.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// Along which axes it varies.
    pub axes: Axes,
}

/// A spread whose quantile needs parameters: a form of a family with nodes for its parameters.
#[derive(Debug, Clone)]
pub struct SpreadNode {
    /// What to build.
    pub recipe: Recipe,
    /// Its parameters, constant or by row or year; with a trial axis the quantile is computed lane by lane.
    pub parameters: Vec<NodeId>,
    /// `truncate`: nodes of the limits.
    pub truncate: (Option<NodeId>, Option<NodeId>),
    /// Where it stands, for messages about its parameters.
    pub span: crate::diagnostic::Span,
    /// False where the graph computes the quantile by itself and only the parameters are to be checked.
    pub drawn: bool,
}

/// How a spread is built once its parameters are numbers.
#[derive(Debug, Clone)]
pub enum Recipe {
    /// A family of the table of distributions, with the form of its parameters.
    Family(Selected),
    /// The standard distribution of a family's affine form: only the parameters of its shape count.
    Standard(Selected),
    /// Straight lines through sorted data; no parameters.
    Empirical(Vec<f64>),
    /// One of these values, each as likely; no parameters.
    Data(Vec<f64>),
    /// The one parameter, without spread.
    Fixed,
    /// So many values, then as many weights.
    Discrete(usize),
    /// Weights, one a part, then the parameters of each part: how many each takes stands beside it.
    Mixture(Vec<(Recipe, usize)>),
    /// A part within limits of its own: its parameters, then those of `truncate` (min, max) and `clip` (min, max) that
    /// there are.
    Limited(Box<Recipe>, [bool; 4]),
}

impl Recipe {
    /// The distribution with these parameters, between these limits.
    ///
    /// # Errors
    /// Parameters or limits that make no distribution.
    pub fn build(&self, values: &[f64], low: Option<f64>, high: Option<f64>) -> Result<Distribution, ParameterError> {
        let plain = match self {
            Recipe::Family(selected) => {
                if let (Form::Percentiles(_, probabilities), true) = (&selected.form, low.or(high).is_some()) {
                    let points: Vec<(f64, f64)> = probabilities.iter().copied().zip(values.iter().copied()).collect();
                    return distribution::truncated_percentiles(selected.family.name, &points, low, high);
                }
                selected.build(values)?
            }
            Recipe::Standard(selected) => selected.standard(values).unwrap_or_else(|| selected.build(values))?,
            Recipe::Empirical(data) => distribution::empirical(data.clone())?,
            Recipe::Data(data) => distribution::data(data.clone())?,
            Recipe::Fixed => distribution::data(values.to_vec())?,
            Recipe::Discrete(count) => {
                let (values, weights) = values.split_at((*count).min(values.len()));
                distribution::discrete(values.to_vec(), weights.to_vec())?
            }
            Recipe::Mixture(parts) => {
                let (weights, mut rest) = values.split_at(parts.len().min(values.len()));
                let mut of = Vec::with_capacity(parts.len());
                for (part, count) in parts {
                    let (own, others) = rest.split_at((*count).min(rest.len()));
                    of.push(part.build(own, None, None)?);
                    rest = others;
                }
                distribution::mixture(of, weights.to_vec())?
            }
            Recipe::Limited(part, given) => {
                let count = given.iter().filter(|given| **given).count();
                let (own, limits) = values.split_at(values.len().saturating_sub(count));
                let mut limits = limits.iter().copied();
                let [min, max, least, most] = given.map(|given| if given { limits.next() } else { None });
                let truncated = part.build(own, min, max)?;
                if least.or(most).is_some() { truncated.clipped(least, most)? } else { truncated }
            }
        };
        if low.is_none() && high.is_none() { Ok(plain) } else { plain.truncated(low, high) }
    }
}

/// All nodes; equal nodes are one.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// What each `prev` reads.
    pub prev: Vec<Option<NodeId>>,
    /// Spreads.
    pub spreads: Vec<SpreadNode>,
    /// What must hold of nodes that do not vary by trial.
    pub requirements: Vec<Requirement<NodeId>>,
    index: HashMap<Op, NodeId>,
}

impl Graph {
    /// Axes of a node.
    pub fn axes(&self, node: NodeId) -> Axes {
        self.nodes[node.0 as usize].axes
    }

    /// The operation of a node.
    pub fn op(&self, node: NodeId) -> &Op {
        &self.nodes[node.0 as usize].op
    }

    /// The constant a node stands for, if it is one.
    pub fn constant_value(&self, node: NodeId) -> Option<f64> {
        match self.op(node) {
            Op::Constant(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        }
    }

    /// A constant.
    pub fn constant(&mut self, value: f64) -> NodeId {
        self.add(Op::Constant(value.to_bits()), Axes::NONE)
    }

    /// A number for every year; a constant where all are the same bits.
    pub fn by_year(&mut self, values: &[f64]) -> NodeId {
        let bits: Vec<u64> = values.iter().map(|v| v.to_bits()).collect();
        self.add(Op::ByYear(bits), Axes { row: None, year: true, trial: false })
    }

    /// A number for every row.
    pub fn by_row(&mut self, table: TableId, values: &[f64]) -> NodeId {
        let bits: Vec<u64> = values.iter().map(|v| v.to_bits()).collect();
        self.add(Op::ByRow(table, bits), Axes { row: Some(table), year: false, trial: false })
    }

    /// Function of one value.
    pub fn unary(&mut self, function: Unary, a: NodeId) -> NodeId {
        if let Some(value) = self.constant_value(a) {
            return self.constant(function.apply(value));
        }
        let axes = self.axes(a);
        self.add(Op::Unary(function, a), axes)
    }

    /// Function of two values.
    pub fn binary(&mut self, function: Binary, a: NodeId, b: NodeId) -> NodeId {
        if let (Some(x), Some(y)) = (self.constant_value(a), self.constant_value(b)) {
            return self.constant(function.apply(x, y));
        }
        // what changes no bit; a sum with 0 would make −0 to 0
        let (x, y) = (self.constant_value(a), self.constant_value(b));
        match function {
            Binary::Multiply if x == Some(1.0) => return b,
            Binary::Multiply | Binary::Divide if y == Some(1.0) => return a,
            Binary::Subtract if y.is_some_and(|y| y.to_bits() == 0) => return a,
            // the nearest number to the root, and half the work
            Binary::Power if y == Some(0.5) => return self.unary(Unary::SquareRoot, a),
            _ => {}
        }
        let axes = self.axes(a).with(self.axes(b));
        self.add(Op::Binary(function, a, b), axes)
    }

    /// Choice.
    pub fn select(&mut self, condition: NodeId, a: NodeId, b: NodeId) -> NodeId {
        let axes = self.axes(condition).with(self.axes(a)).with(self.axes(b));
        self.add(Op::Select(condition, a, b), axes)
    }

    /// Sum.
    pub fn plus(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Add, a, b)
    }

    /// A value moved by a middle that is often 0.
    pub fn moved(&mut self, middle: NodeId, value: NodeId) -> NodeId {
        if self.constant_value(middle) == Some(0.0) { value } else { self.plus(middle, value) }
    }

    /// Difference.
    pub fn minus(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Subtract, a, b)
    }

    /// Product.
    pub fn times(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Multiply, a, b)
    }

    /// Quotient.
    pub fn over(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.binary(Binary::Divide, a, b)
    }

    /// A uniform draw.
    pub fn uniform(&mut self, path: &str, year: bool, row: Option<TableId>) -> NodeId {
        let axes = Axes { row, year, trial: true };
        self.add(Op::Uniform { path: path.to_string(), year, row }, axes)
    }

    /// A new `prev` with nothing to read yet; `axes` are those of what it will read.
    pub fn prev(&mut self, start: NodeId, first: u32, axes: Axes) -> (PrevId, NodeId) {
        let target = PrevId(self.prev.len() as u32);
        self.prev.push(None);
        let axes = Axes { year: true, ..axes.with(self.axes(start)) };
        let node = self.add(Op::Prev { target, start, first }, axes);
        (target, node)
    }

    /// Adds a node unless an equal one is there.
    pub fn add(&mut self, op: Op, axes: Axes) -> NodeId {
        if let Some(&node) = self.index.get(&op) {
            return node;
        }
        let node = NodeId(self.nodes.len() as u32);
        self.index.insert(op.clone(), node);
        self.nodes.push(Node { op, axes });
        node
    }
}
