//! A list as the rows and columns of a table.

use super::{Roster, RosterValues};
use crate::diagnostic::{Span, Spanned};
use crate::formula::expression::{Expression, Node, UnitText};
use crate::scenario::model::{Column, Name, Value};

impl Roster {
    /// Row names (the households' numbers) and columns of a table, cells in row order. `span` is where the scenario names
    /// the list; every name and cell stands there.
    pub fn table(&self, span: Span) -> (Vec<Name>, Vec<Column>) {
        let name = |text: &str| Spanned { value: text.to_owned(), span };
        let cell = |node: Node| Value::Certain(Expression { node, span });
        // every number bears its unit, whatever the table it is put into declares
        let number = |value: f64, unit: &str| {
            let unit = (!unit.is_empty()).then(|| UnitText { text: unit.to_owned(), span });
            cell(Node::Number { value, unit })
        };
        let columns = self.columns.iter().map(|column| {
            let (states, cells) = match &column.values {
                RosterValues::Numbers(values) => {
                    (None, values.iter().map(|value| number(*value, &column.unit)).collect())
                }
                RosterValues::Booleans(values) => {
                    (None, values.iter().map(|value| cell(Node::Boolean(*value))).collect())
                }
                RosterValues::States { names, codes } => {
                    let state = |code: &u32| names.get(*code as usize).cloned().unwrap_or_default();
                    let cells = codes.iter().map(|code| cell(Node::Text(state(code)))).collect();
                    (Some(names.iter().map(|state| name(state)).collect()), cells)
                }
            };
            Column {
                name: name(&column.name),
                label: column.label.clone(),
                unit: (!column.unit.is_empty()).then(|| name(&column.unit)),
                states,
                spans: vec![span; self.households()],
                cells,
            }
        });
        (self.ids.iter().map(|id| name(id)).collect(), columns.collect())
    }
}
