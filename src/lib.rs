//! Fengnian (丰年) simulates village projects tens of thousands of times.
//!
//! The modules stand in the order in which data flows through them; each stage imports the type an earlier stage made
//! and the vocabulary, and the vocabulary imports no stage.

// stages
pub mod analysis;
pub mod cli;
pub mod plan;
pub mod report;
pub mod sampling;
pub mod scenario;
pub mod simulation;
pub mod village;

// the pipeline in one piece
pub mod model;

// vocabulary
pub mod diagnostic;
pub mod distribution;
pub mod finance;
pub mod formula;
pub mod numeric;
pub mod quantity;
pub mod statistics;

pub use model::{Model, Run, Trace};
pub use numeric::instruction_set::InstructionSet;
pub use simulation::RunOptions;
