//! What must hold for every model, whatever the numbers.

mod draws;
mod expressions;
mod money;
