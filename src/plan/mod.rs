//! Stage 2, compile: a scenario becomes a plan of column steps.
//!
//! Names are collected (`scope`), expressions are lowered to a graph with types, units and shapes checked (`lower`),
//! every node gets its place in the run (`schedule`), and places become steps with slots (`assemble`).

mod assemble;
mod circle;
mod claims;
mod compile;
mod contents;
mod extras;
pub mod graph;
mod lower;
pub mod program;
mod schedule;
mod scope;
mod units;
mod value;

pub use compile::{Detail, compile, mistakes};
pub use contents::{AdvicePlan, ClaimPlan, Item, ItemKind, ItemSort, OutcomePlan, Plan, PromisePlan, Spread};
