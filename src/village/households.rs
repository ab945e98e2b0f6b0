//! What households receive, who is in which group, what the collective does, and the cases.

use super::build::{call, formula, minus, path, sum, yuan};
use super::layout::{FlowLayout, Layout, SourceLayout};
use super::otherwise::Cases;
use super::payments::{Distributed, Flow, Paid, numeric, received};
use super::unknown::Called;
use super::{Join, Side, Whole};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::formula::functions::KNOWN_LESS;
use crate::scenario::model::{Column, Household, RosterFacts, Table};

/// What everybody in the village gets from projects and aid, together.
pub(super) const TOTAL: &str = "received.total";
/// The aid in it that does not count where income is tested.
const EXEMPT: &str = "received.exempt";
/// True in years in which a household is below the line.
pub(super) const BELOW: &str = "household.below";

/// Where the list came from, in words.
fn roster_name(facts: Option<&RosterFacts>) -> Text {
    match facts {
        // folders of this machine are nobody's business who reads the report
        Some(facts) if !facts.file.is_empty() => Text::same(facts.file.rsplit(['/', '\\']).next().unwrap_or_default()),
        Some(_) => Text::new("合成名册", "synthetic list"),
        None => Text::new("住户模型的示例户", "example households of the model"),
    }
}

impl Join<'_> {
    /// Adds everything; `None` where names are missing (they are reported).
    pub(super) fn everything(&mut self) -> Option<Layout> {
        let project = &self.given.projects[self.households];
        let roles = project.kind.household.as_ref()?;
        let table = project.kind.body.tables.iter().find(|table| table.name.value == roles.table.value)?;
        self.roles_exist(roles, table)?;
        self.names_are_free(roles, table);
        let has_years = self.has_years();
        self.numbers_fit();
        let columns = || table.columns.iter().filter(|column| numeric(column));
        let unit = |column: &Column| Some((column.name.value.clone(), column.unit.as_ref()?.value.clone()));
        let whole = Whole {
            name: project.name.value.clone(),
            table: roles.table.value.clone(),
            members: roles.members.value.clone(),
            columns: columns().map(|column| column.name.value.clone()).collect(),
            units: columns().filter_map(unit).collect(),
            groups: (self.given.village.groups.iter())
                .map(|group| (group.name.value.clone(), group.expression.span))
                .collect(),
            fixed: self.fixed_groups(table),
        };
        self.groups();
        let paid = self.distribute(&whole);
        let (village, village_flows) = self.collective(&paid, &whole);
        let collective = self.collective_outcomes(&paid);
        let sources = self.receipts(roles, &paid, &village);
        self.sources_once(roles);
        self.receipts_count(roles, &sources);
        let parts: Vec<String> =
            sources.iter().filter(|source| source.received).map(|source| source.name.clone()).collect();
        self.name_parts(&whole);
        let Cases { causes, without, set: cases } = self.cases(roles, &paid);
        let uses = self.uses();
        let mut targets = vec![roles.income.value.clone(), BELOW.to_owned()];
        targets.extend(self.asked_for(&uses, &whole));
        for case in &cases {
            self.add_case(case, &targets, &parts, &uses, &whole);
        }
        let facts = self.given.village.roster.as_ref();
        let everybody = ("all".to_owned(), Text::new("全部户", "all households"));
        let shown = self.given.village.groups.iter().filter(|group| self.is_shown(&group.name.value));
        let named = shown.map(|group| {
            let name = group.name.value.clone();
            (name.clone(), group.label.or_name(&name))
        });
        let groups = std::iter::once(everybody).chain(named).collect();
        let flows = self.flows(&paid, &village_flows);
        let layout = Layout {
            roster: roster_name(facts),
            synthetic: facts.is_some_and(|facts| facts.synthetic),
            project: whole.name.clone(),
            table: format!("{}.{}", whole.name, whole.table),
            groups,
            sources,
            causes,
            without,
            flows,
            collective,
        };
        self.measure(&layout, roles, &whole);
        has_years.then_some(layout)
    }

    /// False for a group that serves rules only.
    fn is_shown(&self, group: &str) -> bool {
        !self.given.village.unshown.iter().any(|unshown| unshown == group)
    }

    /// Who gets what: of the projects' streams, and of the collective. What goes to groups that are not shown goes to the
    /// households of the list.
    fn flows(&self, paid: &[Distributed], of_the_collective: &[Flow]) -> Vec<FlowLayout> {
        let to = |flow: &Flow| if self.is_shown(&flow.to) { flow.to.clone() } else { "all".to_owned() };
        let of_projects = paid.iter().flat_map(|stream| {
            let project = &self.given.projects[stream.project];
            let (name, title) = (project.name.value.clone(), project.title.clone());
            let (name, title) = match stream.capital {
                false => (name, title),
                true => (
                    format!("{name}.capital"),
                    Text::new(format!("{}（本金）", title.zh), format!("{} (capital)", title.en)),
                ),
            };
            stream.flows.iter().map(move |flow| FlowLayout {
                path: format!("mean@{}", flow.total),
                to: to(flow),
                from: name.clone(),
                title: title.clone(),
                borne: stream.borne,
                capital: stream.capital,
            })
        });
        let of_village = of_the_collective.iter().map(|flow| FlowLayout {
            path: format!("mean@{}", flow.total),
            to: to(flow),
            from: "village".to_owned(),
            title: Text::new("村集体", "village collective"),
            borne: false,
            capital: false,
        });
        of_projects.chain(of_village).collect()
    }

    /// The names of `[household]` must be there.
    fn roles_exist(&mut self, roles: &Household, table: &Table) -> Option<()> {
        let columns = table.columns.iter().map(|column| Called::new(&column.name.value, &column.label));
        let inputs = table.inputs.iter().map(|input| Called::new(&input.name.value, &input.label));
        let formulas = || table.formulas.iter().map(|formula| Called::new(&formula.name.value, &formula.label));
        let known: Vec<Called> = columns.chain(inputs).chain(formulas()).collect();
        let before = self.log.list.len();
        for name in [&roles.members, &roles.income, &roles.line].into_iter().chain(&roles.sources) {
            if !known.iter().any(|known| known.name == name.value) {
                self.unknown(name, "住户表里的名称", "name in the table of households", &known);
            }
        }
        let own: Vec<Called> = formulas().collect();
        for (name, _) in roles.cases.iter().flat_map(|case| &case.set) {
            if !own.iter().any(|own| own.name == name.value) {
                self.unknown(name, "住户表里的公式", "formula in the table of households", &own);
            }
        }
        (self.log.list.len() == before).then_some(())
    }

    /// `received.PROJECT.STREAM`, `received.PROJECT`, `received.village`, `received.total` of each household.
    fn receipts(&mut self, roles: &Household, paid: &[Distributed], village: &[Paid]) -> Vec<SourceLayout> {
        let given = self.given;
        let table = given.projects[self.households].kind.body.tables.iter().find(|t| t.name.value == roles.table.value);
        let label_of = |name: &str| {
            let formulas = table.into_iter().flat_map(|table| &table.formulas);
            let mut found = formulas.filter(|formula| formula.name.value == name).map(|formula| formula.label.clone());
            found.find(|label| !label.is_empty()).unwrap_or_else(|| Text::same(name))
        };
        let mut sources: Vec<SourceLayout> = roles
            .sources
            .iter()
            .map(|name| SourceLayout { name: name.value.clone(), label: label_of(&name.value), received: false })
            .collect();
        let mut totals = Vec::new();
        for (index, project) in self.projects() {
            let name = &project.name.value;
            let (mut parts, mut capital) = (Vec::new(), Vec::new());
            for stream in paid.iter().filter(|stream| stream.project == index && !stream.paid.is_empty()) {
                let part = format!("received.{name}.{}", stream.stream);
                let amount = received(&stream.paid);
                let amount = if stream.borne { minus(yuan(0.0), amount) } else { amount };
                self.add_to(Side::Table, formula(&part, Text::default(), amount, project.name.span));
                if stream.capital { capital.push(part) } else { parts.push(part) }
            }
            let total = format!("received.{name}");
            let label = project.title.clone();
            let pays = !parts.is_empty();
            self.add_to(
                Side::Table,
                formula(&total, label.clone(), sum(parts.iter().map(|part| path(&[part]))), project.name.span),
            );
            if !capital.is_empty() {
                let name = format!("received.{name}.capital");
                let label = Text::new("本金往来", "capital");
                let amount = sum(capital.iter().map(|part| path(&[part])));
                self.add_to(Side::Table, formula(name, label, amount, project.name.span));
            }
            if pays {
                sources.push(SourceLayout { name: total.clone(), label, received: true });
                totals.push(total);
            }
        }
        if !village.is_empty() {
            let total = "received.village".to_owned();
            let label = Text::new("村集体分配", "from the collective");
            self.add_to(Side::Table, formula(&total, label.clone(), received(village), Span::default()));
            sources.push(SourceLayout { name: total.clone(), label, received: true });
            totals.push(total);
        }
        let mut exempt = Vec::new();
        for aid in &given.village.aid {
            let name = format!("received.aid.{}", aid.formula.name.value);
            if aid.exempt {
                exempt.push(name.clone());
            }
            let label = aid.formula.label.or_name(&aid.formula.name.value);
            sources.push(SourceLayout { name: name.clone(), label, received: true });
            totals.push(name);
        }
        let total = sum(totals.iter().map(|name| path(&[name])));
        let label = Text::new("项目和帮扶收入", "received from projects and aid");
        self.add_to(Side::Table, formula(TOTAL, label, total, Span::default()));
        let label = Text::new("其中不计入收入核定的帮扶", "aid in it that does not count as means");
        let exempt = sum(exempt.iter().map(|name| path(&[name])));
        self.add_to(Side::Table, formula(EXEMPT, label, exempt, Span::default()));
        // a household whose income is not known is not above the line
        let below = call(KNOWN_LESS, vec![path(&[&roles.income.value]), path(&[&roles.line.value])]);
        let place = roles.income.span;
        self.add_to(Side::Table, formula(BELOW, Text::new("低于贫困线", "below the line"), below, place));
        sources
    }

    /// Row formulas that somebody asks for in a case, with `without.case.name`.
    fn asked_for(&mut self, uses: &super::cases::Uses, whole: &Whole) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut look = |expression: &Expression| {
            let mut pending = vec![expression];
            while let Some(part) = pending.pop() {
                if let Node::Path(path) = &part.node
                    && let Some((name, _)) = path.last().and_then(|last| last.rsplit_once('@'))
                    && uses.has_row_formula(&self.place(Side::Table, name, whole))
                {
                    found.push(name.to_owned());
                }
                pending.extend(part.children());
            }
        };
        let kind = &self.scenario.projects[self.households].kind.body;
        let outcomes = self.scenario.body.outcomes.iter().chain(&kind.outcomes).map(|outcome| &outcome.formula);
        let formulas = self.scenario.body.formulas.iter().chain(&kind.formulas);
        let rows = kind.tables.iter().flat_map(|table| &table.formulas);
        let gathered = kind.gathered.iter().map(|gathered| &gathered.formula);
        outcomes.chain(formulas).chain(rows).chain(gathered).for_each(|formula| look(&formula.expression));
        found.sort_unstable();
        found.dedup();
        found
    }
}
