//! A program: the ordered column steps of a part of the model, with the slots they read and write.
//!
//! A slot holds one value a lane (trial), or one for each year, row, or row and year. Steps stand in phases: first those
//! without years, then, year by year, those of the yearly loop. The executor knows columns, not names.

pub use super::chains::{CHAINS, First, MOST_ARGUMENTS, Then};
pub use super::graph::{Binary, Gather, RowFunction, Scalar, Series, SpreadId, TallySort, Unary};

/// Size class of a slot: how many columns of lanes it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SlotSize {
    /// Rows it holds, 1 outside tables.
    pub rows: u32,
    /// Years it holds, 1 where only the current one is kept.
    pub years: u32,
}

impl SlotSize {
    /// Columns of lanes.
    pub fn columns(self) -> usize {
        self.rows as usize * self.years as usize
    }
}

/// Where a value is read or written: column `row * row_stride + year * year_stride` of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Column {
    /// Which slot.
    pub slot: u32,
    /// Columns from row to row.
    pub row_stride: u32,
    /// Columns from year to year.
    pub year_stride: u32,
    /// 0 for one column, 1 by row, 2 by year, 3 by row and year. By row and year there are as many columns from row to row
    /// as a run has years, by row alone it is one: for all columns of a class the offset of a row and year is the same.
    pub class: u8,
}

/// Classes of columns.
pub const CLASSES: usize = 4;

impl Column {
    /// A column of a slot of this size.
    pub fn of(slot: u32, size: SlotSize) -> Column {
        let (by_row, by_year) = (size.rows > 1, size.years > 1);
        Column {
            slot,
            row_stride: if by_row { size.years } else { 0 },
            year_stride: u32::from(by_year),
            class: u8::from(by_row) + 2 * u8::from(by_year),
        }
    }

    /// Offsets of all classes in a row and year of a run of so many years.
    #[inline(always)]
    pub fn offsets(row: usize, year: usize, years: usize) -> [usize; CLASSES] {
        [0, row, year, row * years + year]
    }

    /// The column in a row and year.
    #[inline(always)]
    pub fn at(self, row: usize, year: usize) -> usize {
        row * self.row_stride as usize + year * self.year_stride as usize
    }
}

/// An argument of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operand {
    /// One number for all lanes, from the values computed before the trials (a slot of the prelude).
    Constant(Column),
    /// A number a lane.
    Lanes(Column),
}

/// What a step does with its arguments.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "a variant's text describes its fields")]
pub enum Action {
    /// Copies argument 0.
    Copy,
    /// Function of argument 0.
    Unary(Unary),
    /// Function of arguments 0 and 1.
    Binary(Binary),
    /// Argument 1 where argument 0 is 1, else argument 2.
    Select,
    /// A number of a list by year, row, or both (bits are in the step): only in the prelude.
    Table { values: Vec<f64>, row_stride: u32, year_stride: u32 },
    /// Uniform draws: keys by row (one without rows); by year or once; and what is made of them at once. Rows that draw for
    /// themselves are independent whatever the design: there are too many of them for stratification to matter.
    Uniform { keys: Vec<u64>, year: bool, by_row: bool, then: Drawn },
    /// Value number floor(argument 0 · n) of the list.
    Choose(Vec<f64>),
    /// Straight lines through points at argument 0.
    Interpolate(Vec<(f64, f64)>),
    /// Quantile of a spread at argument 0; further arguments are its parameters where they vary by trial.
    Quantile(SpreadId),
    /// Quantile of a spread of known parameters at argument 0, times argument 1, and if `shifted` plus argument 2.
    Stretch { spread: SpreadId, shifted: bool },
    /// The first step of its arguments, then one or two more, each of the result so far and the arguments that are left.
    Chain { first: First, then: Then, last: Option<Then> },
    /// Function of all arguments, lane by lane.
    Scalar(Scalar),
    /// out = out ∘ argument 0.
    Gather(Gather),
    /// out = 0 outside the years, argument 0 inside.
    Window { from: u32, to: u32 },
    /// Argument 0 of the next year, argument 1 in the last.
    Next { last: u32 },
    /// Function of the whole series in argument 0.
    Series { function: Series, from: u32, to: u32 },
    /// Adds argument 0 of this year into later years of out, argument 1 years on.
    Delay,
    /// out = argument 1 (the sum so far), then argument 1 += argument 0.
    Above,
    /// The column of out and that of argument 0 change places: what comes next year into out is written over.
    Swap,
    /// Argument number `row`.
    Assemble,
    /// Function of all rows of argument 0 in their order, weights in 1, the probability of a quantile in 2.
    RowSorted { function: RowFunction, rows: u32, sorting: Sorting },
    /// Adds argument 0 to tally number `index`; out is not written.
    Tally { index: u32 },
    /// The column of out becomes this number, or every column of its slot.
    Fill { value: f64, everywhere: bool },
}

/// Whose order of rows a function of sorted rows works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorting {
    /// It sorts for itself.
    Own,
    /// It sorts, and the next step needs the same order.
    Kept,
    /// The step before has sorted the same rows by the same values and weights, in the same years.
    Again,
}

/// What is made of a uniform draw in the same step.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "a variant's text describes its fields")]
pub enum Drawn {
    /// Nothing.
    Uniform,
    /// Quantile of a spread of known parameters.
    Quantile(SpreadId),
    /// The same, times argument 0, and if `shifted` plus argument 1.
    Stretch { spread: SpreadId, shifted: bool },
    /// Whether it is less than argument 0: 1 and 0, or if `choice` arguments 1 and 2. All are known before the trials.
    Below { choice: bool },
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// Where the result goes.
    pub out: Column,
    /// What it is computed from.
    pub arguments: Vec<Operand>,
    /// Years in which the step runs, both included.
    pub years: (u32, u32),
    /// The one row in which the step runs.
    pub only_row: Option<u32>,
    /// Runs only in rows and years in which this value of the prelude is true (or is not): elsewhere nobody reads it.
    pub only_if: Option<(Column, bool)>,
}

/// Steps in order, outside rows or once for every row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Rows of the table; `None` outside tables.
    pub rows: Option<u32>,
    /// In order.
    pub steps: Vec<Step>,
}

/// What a tally gathers over trials, and for how many rows and years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TallySize {
    /// Sums or cells.
    pub sort: TallySort,
    /// Rows of the value, 1 outside tables.
    pub rows: u32,
    /// Years of the value, 1 without years.
    pub years: u32,
}

/// What is computed in one go.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Phase {
    /// Rows of the table that runs row by row: each row enters, runs through all years and leaves each, then comes the
    /// next one. Segments of `enter` outside rows run once, before the first row.
    pub by_row: Option<u32>,
    /// Values without years.
    pub before: Vec<Segment>,
    /// Right before the loop over years: start values and empty sums.
    pub enter: Vec<Segment>,
    /// Every year.
    pub yearly: Vec<Segment>,
    /// At the end of every year: what the next year calls the year before.
    pub leave: Vec<Segment>,
}

/// The program of a part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Program {
    /// In order.
    pub phases: Vec<Phase>,
    /// Size of every slot.
    pub slots: Vec<SlotSize>,
    /// Years of a run: horizon + 1.
    pub years: u32,
    /// Tallies that steps add to.
    pub tallies: Vec<TallySize>,
}

impl Program {
    /// Columns of lanes that a block needs.
    pub fn columns(&self) -> usize {
        self.slots.iter().map(|slot| slot.columns()).sum()
    }

    /// How many steps it has, every row and year counted once.
    pub fn steps(&self) -> usize {
        let count = |segments: &[Segment]| segments.iter().map(|segment| segment.steps.len()).sum::<usize>();
        self.phases.iter().map(|p| count(&p.before) + count(&p.enter) + count(&p.yearly) + count(&p.leave)).sum()
    }

    /// How many operations a trial takes: every step once for every row and year in which it runs.
    pub fn operations(&self) -> u64 {
        let years = |step: &Step| u64::from(step.years.1.saturating_sub(step.years.0)) + 1;
        let work = |segments: &[Segment], rows: u64, each: &dyn Fn(&Step) -> u64| -> u64 {
            let of =
                |segment: &Segment| segment.rows.map_or(rows, u64::from) * segment.steps.iter().map(each).sum::<u64>();
            segments.iter().map(of).sum()
        };
        let of_phase = |phase: &Phase| {
            let rows = phase.by_row.map_or(1, u64::from);
            let once = [&phase.before, &phase.enter].into_iter().map(|segments| work(segments, rows, &|_| 1));
            let yearly = [&phase.yearly, &phase.leave].into_iter().map(|segments| work(segments, rows, &years));
            once.chain(yearly).sum::<u64>()
        };
        self.phases.iter().map(of_phase).sum()
    }
}
