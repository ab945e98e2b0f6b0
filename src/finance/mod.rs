//! NPV, IRR, payback, annuities, loans: pure and cited.
