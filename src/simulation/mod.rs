//! Stage 4, run: blocks of trials through the plan.
