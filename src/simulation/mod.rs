//! Stage 5, run: blocks of trials through the plan, in parallel, with results independent of threads and block size.

pub mod block;
mod chain;
pub mod gather;
mod kernel;
pub mod memory;
pub mod prepare;
mod requirements;
pub mod run;
mod series;
mod sorted;
mod steps;
pub mod tally;
pub mod trace;

pub use prepare::{Prepared, prepare, prepare_beside};
pub use run::{Outcomes, RunOptions, Stopped, run};
pub use series::{NO_RATE, SEVERAL_RATES};
pub use tally::Tally;
pub use trace::{Trace, trace};
