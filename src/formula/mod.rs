//! Formulas: from text to a tree with the place of every part.

pub mod expression;
