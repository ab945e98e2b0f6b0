//! The integration tests: one binary.
//!
//! `oracles` recomputes whole models by hand, trial by trial; `translations` and `language` run the documentation;
//! `properties` holds what must be true of every model; `reference` compares with published and exact numbers.

mod documentation;
mod oracles;
mod properties;
mod reference;
mod support;
mod translations;
