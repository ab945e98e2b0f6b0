//! Stage 5, judge: from outcomes of all trials to findings, each with its sampling error.

pub mod findings;
pub mod reference_cases;
