//! Whether the income that a household model compares with the line holds what projects, collective and aid pay.

use std::collections::HashSet;

use super::Join;
use super::layout::SourceLayout;
use crate::diagnostic::{Code, Diagnostic, Text};
use crate::formula::expression::{Expression, Node};
use crate::scenario::model::{Body, Household};

impl Join<'_> {
    /// Where households are paid something, their income must count it: otherwise every effect would be 0.
    pub(super) fn receipts_count(&mut self, roles: &Household, sources: &[SourceLayout]) {
        let body = &self.given.projects[self.households].kind.body;
        if sources.iter().all(|source| !source.received) || reads_receipts(body, &roles.income.value) {
            return;
        }
        let income = &roles.income.value;
        self.log.push(Diagnostic::at(
            Code::MissingKey,
            roles.income.span,
            Text::new(
                format!("住户的收入“{income}”没有算进项目、集体和帮扶付的钱（received.total），算出来谁都没有影响"),
                format!("the income of households `{income}` does not hold what projects, the collective and aid pay (received.total), so that nothing has an effect"),
            ),
            Text::new(
                format!("在“{income}”或它用到的公式里加上 received.total，例如 (工资 + received.total) / 人口"),
                format!("add received.total to `{income}` or a formula that it uses, such as (wage + received.total) / members"),
            ),
        ));
    }

    /// A source that is listed twice would count twice.
    pub(super) fn sources_once(&mut self, roles: &Household) {
        for (place, source) in roles.sources.iter().enumerate() {
            if let Some(first) = roles.sources[..place].iter().find(|first| first.value == source.value) {
                let found = Diagnostic::at(
                    Code::DuplicateName,
                    source.span,
                    Text::new(
                        format!("来源“{}”写了两次", source.value),
                        format!("the source `{}` is listed twice", source.value),
                    ),
                    Text::new("请删去一个", "delete one of them"),
                );
                self.log.push(found.related(first.span, Text::new("第一次在这里", "first listed here")));
            }
        }
    }
}

/// True where a formula or input of a body, or one that it uses, names what households receive.
fn reads_receipts(body: &Body, name: &str) -> bool {
    let of_tables = body.tables.iter().flat_map(|table| &table.formulas);
    let formulas = body.formulas.iter().chain(of_tables);
    let formulas = formulas.map(|formula| (formula.name.value.as_str(), vec![&formula.expression]));
    let inputs = body.inputs.iter().chain(body.tables.iter().flat_map(|table| &table.inputs));
    let inputs = inputs.map(|input| (input.name.value.as_str(), input.value.expressions()));
    let known: Vec<(&str, Vec<&Expression>)> = formulas.chain(inputs).collect();
    let mut seen = HashSet::from([name]);
    let mut names = vec![name];
    while let Some(name) = names.pop() {
        let mut parts: Vec<&Expression> =
            known.iter().filter(|(found, _)| *found == name).flat_map(|(_, parts)| parts).copied().collect();
        while let Some(part) = parts.pop() {
            if let Node::Path(path) = &part.node {
                if path.iter().any(|name| name == "received") {
                    return true;
                }
                // `total` and `table.total` alike
                names.extend(path.last().map(String::as_str).filter(|name| seen.insert(name)));
            }
            parts.extend(part.children());
        }
    }
    false
}
