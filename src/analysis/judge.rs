//! From the values of a run to findings.
