//! The integration tests: one binary.
//!
//! `oracles` recomputes whole models by hand, trial by trial; `translations` and `documentation` run what `docs/` shows;
//! `properties` holds what must be true of every model; `reference` compares with published and exact numbers;
//! `strangers` does so for models written from the language page alone;
//! `cli` runs the program from outside; `damage`, `errors`, `language`, `overrides` and `reading` read files, good and broken.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test stops where it stands; helpers serve all modules"
)]

mod architecture;
mod cli;
mod damage;
mod documentation;
mod errors;
mod hostile;
mod language;
mod oracles;
mod overrides;
mod properties;
mod reading;
mod readme;
mod reference;
mod semantics;
mod strangers;
mod support;
mod translations;
mod village;
