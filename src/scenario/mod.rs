//! Stage 1, read: the text of a scenario and its kinds becomes a [`Scenario`](model::Scenario); every mistake is reported
//! at once.

mod amounts;
pub(crate) mod calendar;
pub mod decode;
mod document;
mod fields;
pub mod files;
pub mod kinds;
mod mistakes;
pub mod model;
mod names;
mod overrides;
pub(crate) mod rates;
mod read;
mod replaced;
pub mod roster;
mod sorts;
mod syntax;
mod units;

pub(crate) use overrides::set_in;
pub use overrides::{apply_overrides, apply_variant};
pub use read::{LONGEST_HORIZON, MOST_TRIALS, read, read_kind, read_what_stands};
