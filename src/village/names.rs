//! Names that the join gives a meaning: nobody else may bear them.
//!
//! Most names that the program makes hold a dot or `@`, which no name of a user does. What is left are words behind
//! which such a name begins (`received.total`, `stream.quarry.dividend`), names of cases, and names that hide another
//! where rows of the household table are open.

use std::collections::HashMap;

use super::otherwise::NO_PROJECT;
use super::payments::{OUTSIDE, RECORDED};
use super::{Join, Whole};
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::scenario::model::Party;
use crate::scenario::model::{Household, Name, Table};

/// Words that a project cannot be named, and what they mean beside it.
const OF_PROJECTS: [(&str, &str, &str); 10] = [
    ("exempt", "received.exempt 是不计入收入核定的帮扶", "`received.exempt` is aid that does not count as means"),
    ("aid", "received.aid 是按规则给的帮扶", "`received.aid` is what households get by rule"),
    ("total", "received.total 是一户得到的合计", "`received.total` is all that a household receives"),
    ("village", "它表示村集体", "it is the village collective"),
    ("received", "received.… 是一户得到的钱", "`received.…` is what a household receives"),
    ("without", "without.… 是没有某一项时的值", "`without.…` is a value in a case"),
    (NO_PROJECT, "它表示没有任何项目的情形", "it is the case without any project"),
    ("stream", "stream.… 是分配前的资金流", "`stream.…` is a stream before its rules"),
    ("paid", "paid.… 是各条规则付出的钱", "`paid.…` is what rules pay"),
    ("rest", "rest.… 是规则分配后余下的钱", "`rest.…` is what rules leave of a stream"),
];
/// The same for a group.
const OF_GROUPS: [(&str, &str, &str); 8] = [
    ("all", "它表示全部户", "it is all households"),
    ("village", "它表示村集体", "it is the village collective"),
    (OUTSIDE, "它表示名册以外", "it is everybody who is not on the list"),
    (RECORDED, "它表示已计入名册收入", "it is what the incomes of the list hold already"),
    ("person", "它表示按人分配", "it means payment by person"),
    ("received", "received.… 是一户得到的钱", "`received.…` is what a household receives"),
    ("without", "without.… 是没有某一项时的值", "`without.…` is a value in a case"),
    ("outer", "outer.… 表示表外的名称", "`outer.…` is a name outside the table"),
];
/// The same for a table of the scenario or of the household model.
const OF_TABLES: [&str; 2] = ["received", "without"];

impl Join<'_> {
    /// Reports every name that already means something else.
    pub(super) fn names_are_free(&mut self, roles: &Household, table: &Table) {
        self.project_names(roles);
        self.group_names(table);
        self.column_names(table);
        let given = self.given;
        let kind = &given.projects[self.households].kind.body;
        for table in given.body.tables.iter().chain(&kind.tables) {
            if let Some((_, zh, en)) =
                OF_PROJECTS.iter().find(|(word, ..)| OF_TABLES.contains(word) && *word == table.name.value)
            {
                self.taken(&table.name, ("表", "a table"), Text::new(*zh, *en), None);
            }
        }
    }

    fn project_names(&mut self, roles: &Household) {
        let mut places: HashMap<&str, Span> = HashMap::new();
        for project in &self.given.projects {
            let name = &project.name;
            if let Some(first) = places.insert(&name.value, name.span) {
                self.taken(name, ("项目", "a project"), Text::new("另一个项目叫它", "another is"), Some(first));
            }
        }
        let no_project = roles.cases.iter().find(|case| case.name.value == NO_PROJECT);
        for (_, project) in self.projects() {
            let name = &project.name;
            if let Some((_, zh, en)) = OF_PROJECTS.iter().find(|(word, ..)| *word == name.value) {
                self.taken(name, ("项目", "a project"), Text::new(*zh, *en), None);
            } else if let Some(case) = roles.cases.iter().find(|case| case.name.value == name.value) {
                let meaning = Text::new("住户模型有这个名称的情形", "the household model has a case of this name");
                self.taken(name, ("项目", "a project"), meaning, Some(case.name.span));
            }
        }
        if let Some(case) = no_project {
            let meaning = Text::new("它表示没有任何项目的情形", "it is the case without any project");
            self.taken(&case.name, ("情形", "a case"), meaning, None);
        }
    }

    fn group_names(&mut self, table: &Table) {
        let given = self.given;
        let mut known: HashMap<&str, Span> = HashMap::new();
        let body = &given.projects[self.households].kind.body;
        known.extend(body.inputs.iter().map(|input| (input.name.value.as_str(), input.name.span)));
        known.extend(body.tables.iter().map(|table| (table.name.value.as_str(), table.name.span)));
        let formulas = body.formulas.iter().chain(body.outcomes.iter().map(|outcome| &outcome.formula));
        known.extend(formulas.map(|formula| (formula.name.value.as_str(), formula.name.span)));
        known.extend(table.columns.iter().map(|column| (column.name.value.as_str(), column.name.span)));
        known.extend(table.inputs.iter().map(|input| (input.name.value.as_str(), input.name.span)));
        known.extend(table.formulas.iter().map(|formula| (formula.name.value.as_str(), formula.name.span)));
        for group in &given.village.groups {
            let name = &group.name;
            if let Some((_, zh, en)) = OF_GROUPS.iter().find(|(word, ..)| *word == name.value) {
                self.taken(name, ("群体", "a group"), Text::new(*zh, *en), None);
            } else if Party::of(&name.value).is_some() {
                let meaning = Text::new("它是收款人的一类", "it is a class of recipients");
                self.taken(name, ("群体", "a group"), meaning, None);
            } else if let Some(place) = known.get(name.value.as_str()) {
                let meaning = Text::new("住户模型或名册里有这个名称", "the household model or the list has this name");
                self.taken(name, ("群体", "a group"), meaning, Some(*place));
            }
        }
    }

    /// A column of the list that the model does not declare must not hide a name of the model.
    fn column_names(&mut self, table: &Table) {
        let body = &self.given.projects[self.households].kind.body;
        let mut own: HashMap<&str, Span> = HashMap::new();
        own.extend(body.inputs.iter().map(|input| (input.name.value.as_str(), input.name.span)));
        own.extend(body.tables.iter().map(|table| (table.name.value.as_str(), table.name.span)));
        own.extend(body.formulas.iter().map(|formula| (formula.name.value.as_str(), formula.name.span)));
        for column in &table.columns {
            let name = &column.name;
            if name.span.file != table.name.span.file
                && let Some(place) = own.get(name.value.as_str())
            {
                let meaning = Text::new("住户模型里有这个名称", "the household model has this name");
                self.taken(name, ("名册的列", "a column of the list"), meaning, Some(*place));
            }
        }
    }

    /// `by = "person"` and a column of the same name: nobody knows which is meant.
    pub(super) fn by_is_clear(&mut self, by: &Name, whole: &Whole) {
        if matches!(by.value.as_str(), "household" | "person") && whole.columns.contains(&by.value) {
            let shown = &by.value;
            self.log.push(Diagnostic::at(
                Code::DuplicateName,
                by.span,
                Text::new(
                    format!("名册里也有一列叫“{shown}”，不知道按哪个分"),
                    format!("the list has a column `{shown}` too: it is not clear which is meant"),
                ),
                Text::new("在名册里给这一列换一个表头", "give the column of the list another header"),
            ));
        }
    }

    fn taken(&mut self, name: &Name, (zh, en): (&str, &str), meaning: Text, place: Option<Span>) {
        let shown = &name.value;
        let mut found = Diagnostic::at(
            Code::DuplicateName,
            name.span,
            Text::new(
                format!("{zh}不能叫“{shown}”：{}", meaning.zh),
                format!("{en} cannot be named `{shown}`: {}", meaning.en),
            ),
            Text::new(format!("换一个名称，例如“{shown}_1”"), format!("choose another name, such as `{shown}_1`")),
        );
        if let Some(place) = place {
            found = found.related(place, Text::new("这里已用", "used here"));
        }
        self.log.push(found);
    }
}
