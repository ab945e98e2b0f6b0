//! Arithmetic that gives the same bits on every machine, and the instruction sets it is compiled for.

pub mod address;
pub mod elementary;
pub(crate) mod exact;
pub mod instruction_set;
pub mod operation;
