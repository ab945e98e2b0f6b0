//! Stage 6, judge: from outcomes of all trials to findings, each with its sampling error.

mod absurd;
mod alone;
mod analyse;
mod balance;
mod beyond;
mod changes;
mod claims;
pub mod findings;
mod gathered;
mod households;
mod inputs;
mod judge;
pub mod kind_checks;
mod missing;
mod outcomes;
mod overdraft;
mod persistence;
mod picture;
mod promises;
pub mod reference_cases;
pub mod reference_checks;
mod safe;
mod variants;
pub mod village;

pub use absurd::absurd_amounts;
pub use analyse::analyse;
pub use balance::unbalanced;
pub use beyond::beyond_the_end;
pub use changes::changes;
pub use gathered::nothing_paid;
pub use inputs::{inputs, shape};
pub use overdraft::overdrafts;
pub use persistence::{Deviations, Process, processes};
pub use safe::SafeSearch;
pub(crate) use safe::TRIED as LEVELS_TRIED;
pub use variants::{Told, compare};

/// Fewest trials from which on anything is said with nine chances in ten: of fewer, two at most lie beyond.
pub const FEWEST_TRIALS_FOR_A_TENTH: u64 = 20;
