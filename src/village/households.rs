//! What households receive, who is in which group, what the collective does, and the cases.

use super::build::{binary, call, formula, minus, over_indices, path, plus, sum, times, yuan};
use super::cases::{Otherwise, in_case};
use super::layout::{CaseLayout, CollectiveLayout, FlowLayout, Layout, SourceLayout};
use super::payments::{Distributed, Flow, Paid, Ruled, numeric, received};
use super::references::{Names, Standing, each_expression, each_path};
use super::unknown::Called;
use super::{Join, Side, Whole};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node};
use crate::formula::functions::KNOWN_LESS;
use crate::scenario::model::{Better, Column, Household, Outcome, Payment, RosterFacts, Table};

/// What everybody in the village gets from projects and aid, together.
pub(super) const TOTAL: &str = "received.total";
/// The aid in it that does not count where income is tested.
const EXEMPT: &str = "received.exempt";
/// True in years in which a household is below the line.
pub(super) const BELOW: &str = "household.below";
/// The case without any project.
pub(super) const NO_PROJECT: &str = "no_project";

/// What a project's promise, plan or losses are called as a case, behind the project's name: paid in full, as planned, and
/// without losses.
const IN_FULL: &str = "in_full";
const AS_PLANNED: &str = "as_planned";
const WITHOUT_LOSSES: &str = "without_losses";
const OF_A_PROJECT: [&str; 3] = [IN_FULL, AS_PLANNED, WITHOUT_LOSSES];

/// Where the list came from, in words.
fn roster_name(facts: Option<&RosterFacts>) -> Text {
    match facts {
        // folders of this machine are nobody's business who reads the report
        Some(facts) if !facts.file.is_empty() => Text::same(facts.file.rsplit(['/', '\\']).next().unwrap_or_default()),
        Some(_) => Text::new("合成名册", "synthetic list"),
        None => Text::new("住户模型的示例户", "example households of the model"),
    }
}

/// How many parts of what is written behind `without` name the case: two for that of an aid, or of what befalls a project.
fn parts_of_a_case(written: &[String]) -> usize {
    match written {
        [aid, _, _, ..] if aid == "aid" => 2,
        [_, what, _, ..] if OF_A_PROJECT.contains(&what.as_str()) => 2,
        _ => 1,
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
        let parts: Vec<String> =
            sources.iter().filter(|source| source.received).map(|source| source.name.clone()).collect();
        self.name_parts(&whole);
        let (causes, without, cases) = self.cases(roles, &paid);
        let uses = self.uses();
        let mut targets = vec![roles.income.value.clone(), BELOW.to_owned()];
        targets.extend(self.asked_for(&uses, &whole));
        for case in &cases {
            self.add_case(case, &targets, &parts, &uses, &whole);
        }
        let facts = self.given.village.roster.as_ref();
        let title = |text: Text, name: &str| if text.is_empty() { Text::same(name) } else { text };
        let everybody = ("all".to_owned(), Text::new("全部户", "all households"));
        let named = self.given.village.groups.iter().map(|group| {
            let name = group.name.value.clone();
            (name.clone(), title(group.label.clone(), &name))
        });
        let groups = std::iter::once(everybody).chain(named).collect();
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
                to: flow.to.clone(),
                from: name.clone(),
                title: title.clone(),
                borne: stream.borne,
                capital: stream.capital,
            })
        });
        let of_village = village_flows.iter().map(|flow| FlowLayout {
            path: format!("mean@{}", flow.total),
            to: flow.to.clone(),
            from: "village".to_owned(),
            title: Text::new("村集体", "village collective"),
            borne: false,
            capital: false,
        });
        let flows = of_projects.chain(of_village).collect();
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

    /// The collective's account: `village.income`, `village.available`, what its rules pay, `village.balance`.
    fn collective(&mut self, paid: &[Distributed], whole: &Whole) -> (Vec<Paid>, Vec<Flow>) {
        let given = self.given;
        let of_village = |borne: bool, capital: bool| {
            let streams = paid.iter().filter(move |stream| (stream.borne, stream.capital) == (borne, capital));
            let flows = streams.flat_map(|stream| &stream.flows).filter(|flow| flow.to == "village");
            sum(flows.map(|flow| path(&[&flow.total])))
        };
        let (income, paid_in, invested) = (of_village(false, false), of_village(true, false), of_village(true, true));
        let returned = of_village(false, true);
        let label = |zh: &str, en: &str| Text::new(zh, en);
        self.add(formula("village.income", label("村集体收入", "income of the collective"), income, Span::default()));
        let label_in = label("村集体付给项目", "what the collective pays into projects");
        self.add(formula("village.paid_in", label_in, paid_in, Span::default()));
        let label_in = label("村集体投入项目的本金", "what the collective invests");
        self.add(formula("village.invested", label_in, invested, Span::default()));
        let label_back = label("退回村集体的本金和准备金", "capital given back to the collective");
        self.add(formula("village.returned", label_back, returned, Span::default()));
        let kept = match given.village.reserve.clone() {
            Some(reserve) => self.stated("village", "reserve", reserve, "%"),
            None => super::build::number(0.0),
        };
        let (income, paid_in) = (|| path(&["village.income"]), || path(&["village.paid_in"]));
        let net = || call("max", vec![minus(income(), paid_in()), yuan(0.0)]);
        let available = call("max", vec![minus(net(), times(kept, net())), yuan(0.0)]);
        self.add(formula(
            "village.available",
            label("村集体可分配", "what the collective may pay out"),
            available,
            Span::default(),
        ));
        // the collective cannot pay itself (reported)
        let rules: Vec<&Payment> = given.village.pays.iter().filter(|rule| rule.to.value != "village").collect();
        self.shares_fit(&rules);
        let Ruled { paid, flows, .. } = self.rules("village", "village.available", &rules, whole);
        let spent = sum(flows.iter().map(|flow| path(&[&flow.total])));
        let opening = match given.village.opening.clone() {
            Some(opening) => self.stated("village", "opening", opening, "元"),
            None => yuan(0.0),
        };
        let before = call("prev", vec![path(&["village.balance"]), opening]);
        let out = plus(plus(paid_in(), path(&["village.invested"])), spent);
        let balance = minus(plus(before, plus(income(), path(&["village.returned"]))), out);
        self.add(formula(
            "village.balance",
            label("村集体结余", "balance of the collective"),
            balance,
            Span::default(),
        ));
        (paid, flows)
    }

    /// What the collective has at the end and whether it is overdrawn on the way, over all years of the run; and what projects pay it,
    /// a year on average over the years of the households, and by year.
    fn collective_outcomes(&mut self, paid: &[Distributed]) -> Option<CollectiveLayout> {
        let moves = |stream: &Distributed| stream.flows.iter().any(|flow| flow.to == "village");
        let earns = |stream: &Distributed| !stream.borne && !stream.capital && moves(stream);
        let village = &self.given.village;
        let (opening, spends) = (village.opening.is_some(), !village.pays.is_empty());
        let (first, last) = (self.first_index() + 1, self.last_index());
        let mut outcome = |name: &str, label: Text, expression: Expression, better: Better| {
            let formula = formula(name, label, expression, Span::default());
            self.scenario.body.outcomes.push(Outcome { formula, better: Some(better) });
        };
        let balance = || path(&["village.balance"]);
        if opening || spends || paid.iter().any(moves) {
            let label = Text::new("村集体期末结余", "balance of the collective at the end");
            outcome("village.balance_end", label, call("last", vec![balance()]), Better::Higher);
        }
        // without an opening balance nobody knows what it had to spend
        if opening {
            let overdrawn = binary(BinaryOperator::Less, call("min", vec![balance()]), yuan(-1.0));
            let label = Text::new("村集体账户曾透支", "the collective is overdrawn in some year");
            outcome("village.overdrawn", label, overdrawn, Better::Lower);
        }
        if !paid.iter().any(earns) {
            return None;
        }
        let layout = CollectiveLayout {
            a_year: "village.income_a_year".to_owned(),
            by_year: "village.income_by_year".to_owned(),
        };
        let label = Text::new("村集体每年从项目得到", "what projects pay the collective a year");
        let mean = over_indices("mean", path(&["village.income"]), first, Some(last));
        outcome(&layout.a_year, label, mean, Better::Higher);
        let label = Text::new("村集体逐年从项目得到", "what projects pay the collective, by year");
        outcome(&layout.by_year, label, path(&["village.income"]), Better::Higher);
        Some(layout)
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
            let label = if aid.formula.label.is_empty() {
                Text::same(&aid.formula.name.value)
            } else {
                aid.formula.label.clone()
            };
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

    /// `received.a.b`, `village.a` and `without.case.x`, as users write them, become the names the program made.
    fn name_parts(&mut self, whole: &Whole) {
        let table = self.names(Side::Table);
        let scenario = self.names(Side::Scenario);
        let households = self.households + 1;
        let rename = |path: &mut Vec<String>, scope: usize| {
            let shared = path.len() > 1 && path[0] == "shared";
            let of_scenario = shared || scope == 0;
            let from = usize::from(shared);
            let to_households = of_scenario && path.len() > from + 1 && path[from] == whole.name;
            let from = from + usize::from(to_households);
            // of one household: `households.households.A1.received.total`
            let of_table = (to_households || scope == households) && path.len() > from + 2;
            let in_row = of_table && path[from] == whole.table;
            let from = if in_row { from + 2 } else { from };
            let rest = path[from..].join(".");
            match path[from..].first().map(String::as_str) {
                Some("received") if table.contains(&rest) => {
                    path.truncate(from);
                    path.push(rest);
                }
                Some("village") if of_scenario && !in_row && scenario.contains(&rest) => {
                    path.truncate(from);
                    path.push(rest);
                }
                Some("without") if (of_scenario || scope == households) && path.len() >= from + 3 => {
                    let parts = parts_of_a_case(&path[from + 1..]);
                    let name = in_case(&path[from + 1 + parts..].join("."), &path[from + 1..][..parts].join("."));
                    path.truncate(from);
                    path.push(name);
                }
                _ => {}
            }
        };
        let names = Names::of(&self.scenario);
        let projects = self.scenario.projects.iter_mut().map(|project| &mut project.kind.body);
        for (scope, body) in std::iter::once(&mut self.scenario.body).chain(projects).enumerate() {
            let mut edit = |expression: &mut Expression| {
                let standing = Standing { scope, open: Vec::new() };
                each_path(expression, &names, &standing, &mut |path, _| rename(path, scope));
            };
            body.inputs.iter_mut().for_each(|input| each_expression(&mut input.value, &mut edit));
            body.formulas.iter_mut().for_each(|formula| edit(&mut formula.expression));
            body.outcomes.iter_mut().for_each(|outcome| edit(&mut outcome.formula.expression));
            body.gathered.iter_mut().for_each(|gathered| edit(&mut gathered.formula.expression));
            for stream in &mut body.streams {
                edit(&mut stream.formula.expression);
                stream.promised.iter_mut().chain(&mut stream.expected).for_each(&mut edit);
            }
            for table in &mut body.tables {
                let cells = table.columns.iter_mut().flat_map(|column| &mut column.cells);
                cells.for_each(|cell| each_expression(cell, &mut edit));
                table.inputs.iter_mut().for_each(|input| each_expression(&mut input.value, &mut edit));
                table.formulas.iter_mut().for_each(|formula| edit(&mut formula.expression));
            }
        }
    }

    /// Causes, what is switched off, and the formulas of each case.
    fn cases(&mut self, roles: &Household, paid: &[Distributed]) -> (Vec<CaseLayout>, Vec<CaseLayout>, Vec<Otherwise>) {
        let given = self.given;
        let (mut causes, mut without, mut cases) = (Vec::new(), Vec::new(), Vec::new());
        for case in &roles.cases {
            let name = case.name.value.clone();
            let list = if case.cause { &mut causes } else { &mut without };
            list.push(CaseLayout { name: name.clone(), label: case.label.clone(), project: None });
            let set = case.set.iter().map(|(name, value)| (Side::Table, name.value.clone(), value.clone())).collect();
            cases.push(Otherwise { name, set });
        }
        let mut everything = Vec::new();
        for (index, project) in self.projects() {
            let name = project.name.value.clone();
            let streams = || paid.iter().filter(move |stream| stream.project == index);
            let reaches =
                streams().any(|stream| stream.flows.iter().any(|flow| flow.to == "village") || !stream.paid.is_empty());
            if !reaches {
                continue;
            }
            let off = streams().map(|stream| (Side::Scenario, format!("stream.{name}.{}", stream.stream), yuan(0.0)));
            // rules pay nothing of nothing: what households receive need not be worked out
            let paying = streams().filter(|stream| !stream.paid.is_empty());
            let parts = paying.map(|stream| (Side::Table, format!("received.{name}.{}", stream.stream), yuan(0.0)));
            let whole = (Side::Table, format!("received.{name}"), yuan(0.0));
            let off: Vec<(Side, String, Expression)> = off.chain(parts).chain([whole]).collect();
            everything.extend(off.iter().cloned());
            without.push(CaseLayout { name: name.clone(), label: project.title.clone(), project: Some(name.clone()) });
            cases.push(Otherwise { name: name.clone(), set: off });
            // what households bear of a project's losses, which other money has to make up for
            let losses = streams().filter(|stream| stream.borne && !stream.capital && !stream.paid.is_empty());
            let unlost: Vec<(Side, String, Expression)> =
                losses.map(|stream| (Side::Scenario, format!("stream.{name}.{}", stream.stream), yuan(0.0))).collect();
            if !unlost.is_empty() {
                let case = format!("{name}.{WITHOUT_LOSSES}");
                let (zh, en) = (&project.title.zh, &project.title.en);
                let label = Text::new(format!("{zh}亏损"), format!("losses in {en}"));
                causes.push(CaseLayout { name: case.clone(), label, project: Some(name.clone()) });
                cases.push(Otherwise { name: case, set: unlost });
            }
            // an undertaking that is not kept is one thing, an income below what a plan counted on another
            let measures = [
                ("promised", IN_FULL, Text::new("未足额兑现", "pays less than promised")),
                ("expected", AS_PLANNED, Text::new("收入低于预期", "brings less than planned")),
            ];
            for (key, case, words) in measures {
                let mut in_full = Vec::new();
                for stream in &project.kind.body.streams {
                    let amount = if key == "promised" { &stream.promised } else { &stream.expected };
                    let Some(amount) = amount else { continue };
                    let own = format!("{}.{key}", stream.formula.name.value);
                    let source = format!("stream.{name}.{}", stream.formula.name.value);
                    let measure = formula(&own, Text::default(), amount.clone(), amount.span);
                    self.scenario.projects[index].kind.body.formulas.push(measure);
                    let full = call("max", vec![path(&[&name, &stream.formula.name.value]), path(&[&name, &own])]);
                    in_full.push((Side::Scenario, source, full));
                }
                if !in_full.is_empty() {
                    let case = format!("{name}.{case}");
                    let (zh, en) = (&project.title.zh, &project.title.en);
                    let label = Text::new(format!("{zh}{}", words.zh), format!("{en} {}", words.en));
                    causes.push(CaseLayout { name: case.clone(), label, project: Some(name.clone()) });
                    cases.push(Otherwise { name: case, set: in_full });
                }
            }
        }
        for aid in &given.village.aid {
            let own = format!("received.aid.{}", aid.formula.name.value);
            let label = if aid.formula.label.is_empty() {
                Text::same(&aid.formula.name.value)
            } else {
                aid.formula.label.clone()
            };
            let name = format!("aid.{}", aid.formula.name.value);
            without.push(CaseLayout { name: name.clone(), label, project: None });
            cases.push(Otherwise { name, set: vec![(Side::Table, own, yuan(0.0))] });
        }
        cases.push(Otherwise { name: NO_PROJECT.to_owned(), set: everything });
        (causes, without, cases)
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
