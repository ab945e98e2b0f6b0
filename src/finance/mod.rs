//! Net present value, internal rate of return, payback, annuities and loans: pure functions, each with its source.
//!
//! Shapes: a slice of flows holds one amount a period, index 0 first; money received is positive, money paid negative.
//! Rates are per period and fractions (0.08 is 8 %). Nothing here panics: what does not exist is NaN, or says so in its
//! type. Sums and powers use plain arithmetic in a fixed order and logarithms of our own, so every machine gives the
//! same bits.

mod annuity;
mod compound;
mod irr;
mod loan;
mod mirr;
mod npv;
mod payback;
#[cfg(test)]
mod reference;
mod roots;

pub use annuity::{fv, ipmt, nper, pmt, ppmt, pv};
pub use compound::{Growth, growth};
pub use irr::{IRR_NONE, IRR_NOT_FINITE, IRR_ONE, IRR_RANGE, IRR_SEVERAL, Irr, irr, irr_all, irr_block};
pub use loan::{loan_balance, loan_interest, loan_payment};
pub use mirr::mirr;
pub use npv::npv;
pub use payback::{discounted_payback, payback, payback_block};
