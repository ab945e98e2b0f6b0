//! Whole models computed twice: by the engine from the scenario file, and here by plain loops from the same draws.
//!
//! Each oracle reads the inputs of a trial from the trace and nothing else, so a wrong step anywhere between the text
//! and the outcome shows as a difference in that trial.

mod assets;
mod chain;
mod households;
mod loan;
mod payer;
mod solar;
mod solar_statistics;
