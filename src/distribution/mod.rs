//! Distributions: one file each, in one table.
