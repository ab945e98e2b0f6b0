//! How well promises are kept.
