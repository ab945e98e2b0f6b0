//! Memory of one thread: all slots of a program in one piece.
//!
//! Every column begins at a cache line, because a vector that lies across two of them costs two accesses; and no two slots
//! begin at the same distance from a page, because processors mistake a read for one of a number just written at that
//! distance, and wait.

use super::block::Argument;
use super::chain::Fixed;
use super::kernel::CHUNK;
use super::sorted::Scratch;
use super::tally::Tally;
use crate::plan::program::{CLASSES, Column, MOST_ARGUMENTS, Operand, Program};

/// Bytes of a cache line, and numbers in it.
const LINE: usize = 64;
const IN_LINE: usize = LINE / size_of::<f64>();

/// Memory of one thread.
#[derive(Debug)]
pub struct Memory {
    pub(super) numbers: Vec<f64>,
    /// Where each slot begins: two that change places change these.
    pub(super) starts: Vec<usize>,
    /// Numbers of each slot.
    pub(super) sizes: Vec<usize>,
    lanes: usize,
    /// Tallies, in the order of their numbers.
    pub tallies: Vec<Tally>,
    /// Numbers that stand for all lanes.
    pub(super) fixed: Box<Fixed>,
    /// Where rows are sorted.
    pub(super) scratch: Scratch,
}

impl Memory {
    /// Memory for a program with blocks of `lanes`.
    pub fn new(program: &Program, lanes: usize) -> Memory {
        // a single lane, before the trials, needs no such care
        let (first, between) = if lanes.is_multiple_of(IN_LINE) { (IN_LINE, IN_LINE) } else { (0, 0) };
        let sizes: Vec<usize> = program.slots.iter().map(|size| size.columns() * lanes).collect();
        let all = first + sizes.iter().map(|size| size + between).sum::<usize>();
        let numbers = vec![0.0_f64; all];
        let mut next = numbers.as_ptr().align_offset(LINE).min(first);
        let starts = sizes
            .iter()
            .map(|size| {
                let start = next;
                next += size + between;
                start
            })
            .collect();
        let tallies = program.tallies.iter().map(|size| Tally::new(*size)).collect();
        Memory {
            numbers,
            starts,
            sizes,
            lanes,
            tallies,
            fixed: Box::new([[0.0; CHUNK]; MOST_ARGUMENTS]),
            scratch: Scratch::default(),
        }
    }

    /// A column.
    pub fn column(&self, column: Column, row: usize, year: usize) -> &[f64] {
        let from = self.starts[column.slot as usize] + column.at(row, year) * self.lanes;
        &self.numbers[from..from + self.lanes]
    }

    /// The numbers of each slot.
    pub fn into_slots(self) -> Vec<Vec<f64>> {
        self.starts.iter().zip(&self.sizes).map(|(&start, &size)| self.numbers[start..start + size].to_vec()).collect()
    }

    /// Where a slot begins.
    #[inline(always)]
    pub(super) fn start(&self, slot: u32) -> usize {
        self.starts[slot as usize]
    }
}

/// Offsets in a row and year, by class of columns.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Which row.
    pub(super) row: usize,
    /// Which year.
    pub(super) year: usize,
    /// In columns, which of constants are numbers.
    columns: [usize; CLASSES],
    /// In numbers.
    numbers: [usize; CLASSES],
}

impl Place {
    /// A row and year of a run of so many years with blocks of so many lanes.
    #[inline(always)]
    pub(super) fn of(row: usize, year: usize, years: usize, lanes: usize) -> Place {
        let columns = Column::offsets(row, year, years);
        Place { row, year, columns, numbers: columns.map(|offset| offset * lanes) }
    }

    /// Where a column begins in its slot.
    #[inline(always)]
    pub(super) fn start(&self, column: Column) -> usize {
        self.numbers[usize::from(column.class) % CLASSES]
    }

    /// A number known before the trials.
    #[inline(always)]
    pub(super) fn constant(&self, column: Column, constants: &[Vec<f64>]) -> f64 {
        constants[column.slot as usize][self.columns[usize::from(column.class) % CLASSES]]
    }
}

/// What a step may read while it writes: everything but that.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    before: &'a [f64],
    after: &'a [f64],
    /// Where `after` begins.
    from: usize,
    starts: &'a [usize],
    lanes: usize,
}

impl<'a> Around<'a> {
    /// Numbers `at .. at + count` to be written, and the others.
    #[inline(always)]
    pub(super) fn of(
        numbers: &'a mut [f64],
        starts: &'a [usize],
        lanes: usize,
        (at, count): (usize, usize),
    ) -> (&'a mut [f64], Around<'a>) {
        let (before, rest) = numbers.split_at_mut(at);
        let (out, after) = rest.split_at_mut(count);
        (out, Around { before, after, from: at + count, starts, lanes })
    }

    /// No step reads what it writes, except in place: then a start is behind the end of what is before, and before the rest.
    #[inline(always)]
    fn numbers(&self, start: usize, count: usize) -> &'a [f64] {
        if start < self.before.len() {
            &self.before[start..][..count]
        } else {
            &self.after[start - self.from..][..count]
        }
    }

    /// Columns from one in a row and year on.
    pub(super) fn columns(&self, column: Column, row: usize, year: usize, count: usize) -> &'a [f64] {
        let start = self.starts[column.slot as usize] + column.at(row, year) * self.lanes;
        self.numbers(start, count * self.lanes)
    }

    /// The argument of a step.
    #[inline(always)]
    pub(super) fn argument(&self, operand: &Operand, constants: &[Vec<f64>], place: &Place) -> Argument<'a> {
        match operand {
            Operand::Constant(column) => Argument::One(place.constant(*column, constants)),
            Operand::Lanes(column) => {
                Argument::Many(self.numbers(self.starts[column.slot as usize] + place.start(*column), self.lanes))
            }
        }
    }
}
