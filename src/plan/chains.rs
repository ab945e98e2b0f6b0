//! Two or three steps in one: what they may be made of, and which there are.
//!
//! A step over a block costs what it stores and a little for the interpreter, arithmetic comes almost free. So what is
//! read once, by the next step, is never stored. The list at the end holds what models are found to consist of; each is a
//! loop of its own, and only what stands there is joined.

use crate::numeric::operation::{Binary, choice, flag};

/// The first part of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum First {
    /// Of arguments 0 and 1.
    Add,
    /// Of arguments 0 and 1.
    Subtract,
    /// Of arguments 0 and 1.
    Multiply,
    /// Of arguments 0 and 1.
    Divide,
    /// Of arguments 0 and 1.
    Minimum,
    /// Of arguments 0 and 1.
    Maximum,
    /// Of arguments 0 and 1.
    Less,
    /// Of arguments 0 and 1.
    LessEqual,
    /// Of arguments 0 and 1.
    Equal,
    /// Of argument 0.
    Not,
    /// Argument 1 where argument 0 is 1, else argument 2.
    Select,
}

/// A later part: of the result so far, r, and the arguments that are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Then {
    /// r + argument
    Add,
    /// r − argument
    Subtract,
    /// argument − r
    SubtractFrom,
    /// r × argument
    Multiply,
    /// r ÷ argument
    Divide,
    /// The smaller of r and an argument.
    Minimum,
    /// The larger of r and an argument.
    Maximum,
    /// The larger of an argument and r, in this order: it matters where both are 0.
    MaximumOf,
    /// r < argument
    Less,
    /// argument < r
    Greater,
    /// One argument where r is 1, else the next.
    Select,
    /// r where an argument is 1, else the next.
    Yes,
    /// The second argument where the first one is 1, else r.
    No,
    /// e to the power r.
    Exponential,
    /// out += r
    Sum,
}

/// Most arguments of a chain.
pub const MOST_ARGUMENTS: usize = 5;

impl First {
    /// How many arguments it takes.
    pub const fn arguments(self) -> usize {
        match self {
            First::Not => 1,
            First::Select => 3,
            _ => 2,
        }
    }

    /// Its value.
    #[inline(always)]
    pub fn apply(self, a: f64, b: f64, c: f64) -> f64 {
        match self {
            First::Add => a + b,
            First::Subtract => a - b,
            First::Multiply => a * b,
            First::Divide => a / b,
            First::Minimum => Binary::Minimum.apply(a, b),
            First::Maximum => Binary::Maximum.apply(a, b),
            First::Less => flag(a < b),
            First::LessEqual => flag(a <= b),
            First::Equal => flag(a == b),
            First::Not => 1.0 - a,
            First::Select => choice(a, b, c),
        }
    }

    /// The same as a later part, when argument number `place` is what came before.
    pub(super) fn after(self, place: usize) -> Option<Then> {
        Some(match (self, place) {
            (First::Add, _) => Then::Add,
            (First::Subtract, 0) => Then::Subtract,
            (First::Subtract, _) => Then::SubtractFrom,
            (First::Multiply, _) => Then::Multiply,
            (First::Divide, 0) => Then::Divide,
            (First::Minimum, 0) => Then::Minimum,
            (First::Maximum, 0) => Then::Maximum,
            (First::Maximum, _) => Then::MaximumOf,
            (First::Less, 0) => Then::Less,
            (First::Less, _) => Then::Greater,
            (First::Select, 0) => Then::Select,
            (First::Select, 1) => Then::Yes,
            (First::Select, _) => Then::No,
            _ => return None,
        })
    }
}

impl Then {
    /// How many arguments it takes.
    pub const fn arguments(self) -> usize {
        match self {
            Then::Exponential | Then::Sum => 0,
            Then::Select | Then::Yes | Then::No => 2,
            _ => 1,
        }
    }

    /// Its value; `old` is what stands in out.
    #[inline(always)]
    pub fn apply(self, r: f64, a: f64, b: f64, old: f64) -> f64 {
        match self {
            Then::Add => r + a,
            Then::Subtract => r - a,
            Then::SubtractFrom => a - r,
            Then::Multiply => r * a,
            Then::Divide => r / a,
            Then::Minimum => Binary::Minimum.apply(r, a),
            Then::Maximum => Binary::Maximum.apply(r, a),
            Then::MaximumOf => Binary::Maximum.apply(a, r),
            Then::Less => flag(r < a),
            Then::Greater => flag(a < r),
            Then::Select => choice(r, a, b),
            Then::Yes => choice(a, r, b),
            Then::No => choice(a, b, r),
            Then::Exponential => crate::numeric::elementary::exp(r),
            Then::Sum => old + r,
        }
    }
}

/// Hands all chains that there are to a macro.
macro_rules! chains {
    ($with:ident) => {
        $with! {
            (Add Add), (Add Subtract), (Add SubtractFrom), (Add Multiply), (Add Divide), (Add Sum), (Add Exponential),
            (Add Less), (Add Maximum), (Add Minimum),
            (Subtract Add), (Subtract Subtract), (Subtract SubtractFrom), (Subtract Multiply), (Subtract Divide),
            (Subtract Sum), (Subtract Exponential), (Subtract Less), (Subtract Maximum), (Subtract Minimum),
            (Subtract Yes), (Subtract No),
            (Multiply Add), (Multiply Subtract), (Multiply SubtractFrom), (Multiply Multiply), (Multiply Divide),
            (Multiply Sum), (Multiply Exponential), (Multiply Less), (Multiply Maximum), (Multiply Minimum),
            (Multiply Yes), (Multiply No),
            (Divide Add), (Divide Subtract), (Divide Multiply), (Divide Maximum), (Divide Minimum),
            (Minimum Add), (Minimum Multiply), (Minimum Maximum), (Minimum Sum),
            (Maximum Add), (Maximum Multiply), (Maximum Minimum), (Maximum Sum), (Maximum Select), (Maximum Yes),
            (Less Multiply), (Less Maximum), (Less MaximumOf), (Less Select), (Less Sum),
            (LessEqual Multiply), (LessEqual Select), (LessEqual Sum), (Equal Multiply), (Equal Select), (Equal Sum),
            (Not Multiply), (Not Sum),
            (Select Add), (Select Subtract), (Select SubtractFrom), (Select Multiply), (Select Sum),

            (Add Add Add), (Add Add Subtract), (Add Add Divide), (Add Add Multiply), (Add Add Exponential),
            (Add Subtract Add), (Add Subtract Subtract), (Add Multiply Multiply), (Add Divide Add),
            (Add Divide Subtract), (Add Divide SubtractFrom), (Add Divide Less), (Add Multiply Add),
            (Add Multiply Subtract), (Add Multiply SubtractFrom), (Add Multiply Less), (Add Multiply Sum),
            (Subtract Add Add), (Subtract Add Exponential), (Subtract Add Divide), (Subtract Add Multiply), (Subtract Add Subtract),
            (Subtract Divide Maximum), (Subtract Multiply Maximum), (Subtract Multiply Add), (Subtract Multiply Multiply), (Subtract Maximum Yes),
            (Subtract Maximum Minimum), (Subtract Maximum Multiply), (Subtract Maximum Sum), (Subtract Less Sum),
            (Multiply Add Add), (Multiply Add Subtract), (Multiply Add Multiply), (Multiply Add Exponential),
            (Multiply Add Sum), (Multiply Subtract Add), (Multiply Subtract Subtract), (Multiply Subtract Multiply),
            (Multiply SubtractFrom Multiply), (Multiply Multiply Add), (Multiply Multiply Subtract),
            (Multiply Multiply Multiply), (Multiply Multiply Sum), (Multiply Divide Add), (Multiply No Add),
            (Divide Maximum Minimum), (Maximum Minimum Add), (Maximum Minimum Multiply),
            (Less Maximum Select), (Less MaximumOf Select), (Less MaximumOf Multiply), (Less Multiply Sum),
            (Less Multiply Select), (Less Multiply MaximumOf),
            (Not Multiply Sum), (Not Multiply Multiply), (Select Add Divide), (Select Add Add), (Select Multiply Add),
            (Select Multiply Multiply), (Select Multiply Sum)
        }
    };
}
pub(crate) use chains;

macro_rules! members {
    ($(($first:ident $then:ident $($last:ident)?)),+) => {
        &[$((First::$first, Then::$then, members!(@last $($last)?))),+]
    };
    (@last) => { None };
    (@last $last:ident) => { Some(Then::$last) };
}

/// All chains that there are.
pub const CHAINS: &[(First, Then, Option<Then>)] = chains!(members);
