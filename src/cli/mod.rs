//! Stage 7: one file per verb; the only stage that prints.

pub mod files;
