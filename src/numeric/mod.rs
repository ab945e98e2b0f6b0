//! Arithmetic that gives the same bits on every machine.

pub mod elementary;
pub mod operation;
