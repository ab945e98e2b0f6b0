//! One binary for all tests from outside.

mod damage;
mod errors;
mod language;
mod overrides;
mod reading;
