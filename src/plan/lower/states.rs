//! Named states: each list of names numbers its states by itself, so a state of one list is translated where another
//! list is wanted.

use super::Lowerer;
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::formula::suggest::did_you_mean;
use crate::plan::graph::Binary;
use crate::plan::scope::Definition;
use crate::plan::value::{Reported, Sort, States, Value};
use crate::scenario::model::{self, Input};
use crate::scenario::roster::{said_as, word_of};

/// Most words that a remedy repeats.
const MOST_NAMES: usize = 12;

/// True where every state of `part` is one of `whole`.
pub(super) fn contains(whole: &States, part: &States) -> bool {
    part.iter().all(|state| whole.contains(state))
}

impl<'s> Lowerer<'s, '_> {
    /// There is no such state among `states`; `label` says what they are of.
    pub(super) fn unknown_state(
        &mut self,
        word: &str,
        span: Span,
        states: &States,
        label: Option<&Text>,
    ) -> Result<Value, Reported> {
        // cells of a household list say it in Chinese
        let called = |state: &str| match word_of(states, state) {
            Some(word) => format!("{state}（{word}）"),
            None => state.to_owned(),
        };
        let meant = said_as(states, word).or_else(|| did_you_mean(word, states.iter().map(String::as_str)));
        let (meant_zh, meant_en) = meant.map_or_else(Default::default, |state| {
            (format!("是不是 {}？", called(state)), format!("did you mean {}? ", called(state)))
        });
        let list: Vec<String> = states.iter().map(|state| called(state)).collect();
        let (zh, en) = label
            .filter(|label| !label.is_empty())
            .map_or_else(Default::default, |label| (format!("（{}）", label.zh), format!(" ({})", label.en)));
        let remedy = Text::new(
            format!("{meant_zh}这里的状态有：{}{zh}", list.join("、")),
            format!("{meant_en}the states are: {}{en}", list.join(", ")),
        );
        let message = Text::new(format!("没有状态“{word}”"), format!("there is no state '{word}'"));
        self.fail(Code::UnknownState, span, message, remedy)
    }

    /// The states of the input that is being worked out, where the name at `span` is all that it says, with its label.
    pub(super) fn states_wanted(&self, span: Span) -> Option<(States, Text)> {
        let item = &self.scopes.items[self.stack.last()?.0 as usize];
        match item.definition {
            Definition::Input(Input { value: model::Value::Certain(value), .. }) if value.span == span => {
                Some((item.states.clone()?, item.label.clone()))
            }
            _ => None,
        }
    }

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

    /// A bare word in a cell of a column that does not say what its states are.
    pub(super) fn state_of_a_column(&self, name: &str) -> Option<Text> {
        let item = &self.scopes.items[self.stack.last()?.0 as usize];
        let Definition::Column(column) = item.definition else { return None };
        let word = |cell: &'s model::Value| match cell {
            model::Value::Certain(Expression { node: Node::Path(path), .. }) if path.len() == 1 => path.first(),
            _ => None,
        };
        let mut words: Vec<&String> = column.cells.iter().filter_map(word).collect();
        words.sort_unstable();
        words.dedup();
        if !words.iter().any(|word| word.as_str() == name) {
            return None;
        }
        let words: Vec<String> = words.iter().take(MOST_NAMES).map(|word| format!("\"{word}\"")).collect();
        let (table, own) = item.path.rsplit_once('.')?;
        let table = table.rsplit('.').next().unwrap_or(table);
        let written = format!("{own} = {{ values = [{}] }}", words.join(", "));
        Some(Text::new(
            format!("若是状态的名称，请在 [tables.{table}.columns] 里写 {written}"),
            format!("if it is the name of a state, write {written} in [tables.{table}.columns]"),
        ))
    }
}
