//! Units, money, and numbers as people read them.
//!
//! A [`Unit`] is a product of powers of base units (`元/亩` is 元^1 · 亩^-1). A [`NamedUnit`] adds a scale: one 万元 is
//! 10,000 of the base 元. [`UnitTable`] knows the units of the language and those a scenario declares. Inside the
//! program every amount is in base units; only reports scale.

mod builtin;
mod format;
mod table;
mod unit;

pub use builtin::{Builtin, UNITS};
pub use format::{
    NOTHING, decimals_with_error, fixed, format_amount, format_error, group, meaningful, trim_zeros, whole_percent,
};
pub use table::{DeclareError, UnitError, UnitTable};
pub use unit::{Base, NamedUnit, Unit, is_money};
