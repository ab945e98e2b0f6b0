//! Stage 2, join: what projects pay, who receives it and what it does to households, written as formulas of the scenario.
//!
//! Nothing is computed here: a scenario becomes a longer scenario, which is then compiled like any other.

pub mod ledger;
