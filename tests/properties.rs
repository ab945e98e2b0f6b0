//! What must hold for every model, whatever the numbers.

mod bands;
mod draws;
mod expressions;
mod money;
