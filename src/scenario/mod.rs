//! Stage 1, read: the text of a scenario and its kinds becomes a [`Scenario`](model::Scenario); every mistake is reported
//! at once.

pub mod decode;
pub mod files;
pub mod model;
