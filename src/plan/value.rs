//! What a lowered expression is: a node, with its kind, unit and the years in which it lives.

use std::rc::Rc;

use super::graph::NodeId;
use crate::quantity::Unit;

/// Names of the states of a state value, in order; values are their indices.
pub(super) type States = Rc<Vec<String>>;

/// Number, true/false or state.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sort {
    /// A number with its unit; `None` is a literal 0, which fits every unit.
    Number(Option<Unit>),
    /// True (1) or false (0).
    Boolean,
    /// A named state.
    State(States),
}

/// Marks that a mistake has been reported; the rest of the expression is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reported;

/// The window of a value that lives in no year of the run. Its ends are such that [`Value::joined_window`] passes over it.
pub(super) const NEVER: (u32, u32) = (u32::MAX, 0);

/// A lowered expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    /// The node that computes it.
    pub node: NodeId,
    /// What it is.
    pub sort: Sort,
    /// First and last year in which it lives; `None` for values that are the same in all years; [`NEVER`] for years that
    /// all lie behind the horizon.
    pub window: Option<(u32, u32)>,
}

impl Value {
    /// A pure number.
    pub(super) fn pure(node: NodeId) -> Value {
        Value { node, sort: Sort::Number(Some(Unit::NONE)), window: None }
    }

    /// The years of both: an expression lives where one of its parts does.
    pub(super) fn joined_window(&self, other: &Value) -> Option<(u32, u32)> {
        match (self.window, other.window) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, None) => one,
            (None, other) => other,
        }
    }
}
