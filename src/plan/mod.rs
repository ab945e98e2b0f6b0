//! Stage 3, compile: a scenario becomes a plan of column steps.
//!
//! Names are collected (`scope`), expressions are lowered to a graph with types, units and shapes checked (`lower`),
//! every node gets its place in the run (`schedule`), and places become steps (`assemble`) with slots (`storage`).

mod assemble;
mod bounds;
pub(crate) mod chains;
mod circle;
mod claims;
mod compile;
mod components;
mod contents;
mod extras;
mod fuse;
pub mod graph;
mod lacking;
mod lower;
mod outcomes;
pub mod program;
mod promises;
mod repeated;
mod requirements;
mod rowwise;
mod schedule;
mod scope;
mod storage;
mod units;
mod value;

pub use compile::{Detail, compile, mistakes};
pub use contents::{AdvicePlan, ClaimPlan, Item, ItemKind, ItemSort, Measure, OutcomePlan, Plan, PromisePlan, Spread};
pub use requirements::{Requirement, Rule};
