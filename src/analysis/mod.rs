//! Stage 5, judge: from outcomes of all trials to findings, each with its sampling error.

pub mod findings;
mod inputs;
mod judge;
pub mod kind_checks;
mod promises;

pub use judge::analyse;
