//! Named states: each list of names numbers its states by itself, so a state of one list is translated where another
//! list is wanted.

use super::Lowerer;
use crate::plan::graph::Binary;
use crate::plan::value::{Sort, States, Value};

/// True where every state of `part` is one of `whole`.
pub(super) fn contains(whole: &States, part: &States) -> bool {
    part.iter().all(|state| whole.contains(state))
}

impl Lowerer<'_, '_> {
    /// The same states under the numbers of another list; a state that the list lacks is equal to none of it.
    pub(super) fn translated(&mut self, value: &Value, to: &States) -> Value {
        let Sort::State(from) = &value.sort else { return value.clone() };
        if from == to {
            return value.clone();
        }
        let place = |state: &String| to.iter().position(|other| other == state).map_or(-1.0, |place| place as f64);
        let sort = Sort::State(to.clone());
        let constant = self.graph.constant_value(value.node).map(|index| from.get(index as usize).map_or(-1.0, place));
        if let Some(number) = constant {
            return Value { node: self.graph.constant(number), sort, window: value.window };
        }
        let places: Vec<f64> = from.iter().map(place).collect();
        let mut node = self.graph.constant(-1.0);
        for (index, number) in places.into_iter().enumerate().rev() {
            let (index, number) = (self.graph.constant(index as f64), self.graph.constant(number));
            let here = self.graph.binary(Binary::Equal, value.node, index);
            node = self.graph.select(here, number, node);
        }
        Value { node, sort, window: value.window }
    }

    /// Two values that may stand for each other: where one list of states holds the other, the longer one is used.
    pub(super) fn same_states(&mut self, a: Value, b: Value) -> (Value, Value) {
        match (&a.sort, &b.sort) {
            (Sort::State(x), Sort::State(y)) if x != y && contains(x, y) => {
                let b = self.translated(&b, x);
                (a, b)
            }
            (Sort::State(x), Sort::State(y)) if x != y && contains(y, x) => {
                let a = self.translated(&a, y);
                (a, b)
            }
            _ => (a, b),
        }
    }

    /// Two values to be compared: enough that their lists have a state in common.
    pub(super) fn comparable_states(&mut self, a: Value, b: Value) -> (Value, Value) {
        match (&a.sort, &b.sort) {
            (Sort::State(x), Sort::State(y)) if x != y && x.iter().any(|state| y.contains(state)) => {
                let b = self.translated(&b, x);
                (a, b)
            }
            _ => (a, b),
        }
    }
}
