//! Units and money.
