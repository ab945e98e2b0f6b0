//! Where numbers of years are calendar years: in ranges of years, keys by year and `over`, smaller ones are indices.

/// The first number that is a calendar year.
pub(crate) const FIRST_CALENDAR_YEAR: u32 = 1000;
/// The last one.
pub(crate) const LAST_CALENDAR_YEAR: u32 = 9999;
