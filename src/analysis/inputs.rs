//! Inputs and formulas as the page lists them.
