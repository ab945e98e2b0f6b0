//! Stage 2, compile: a scenario becomes a plan of column steps.
