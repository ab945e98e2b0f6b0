//! From what was gathered over all trials to findings about households.

use std::collections::HashMap;

use super::findings::Estimate;
use super::gathered::Gathered;
use super::village::{
    CauseFinding, GroupFinding, HouseholdFinding, InAll, IncomeDistribution, RecipientFinding, SourceFinding, Totals,
    VillageFinding, WithoutFinding,
};
use crate::diagnostic::Text;
use crate::formula::expression::{Expression, Node};
use crate::model::Run;
use crate::scenario::model::{PARTIES, Party, Value};
use crate::village::{self, FlowLayout, INCOME_CELLS, INCOME_LINES, Layout};

/// A main cause explains at least this part of a household's bad years …
const MAIN_SHARE: f64 = 0.2;
/// … and is away from nothing by more than so many of its errors.
const MAIN_ERRORS: f64 = 2.0;
/// A household belongs to a group that is drawn where it does in so many of the trials.
const CERTAIN: f64 = 0.999;
/// Yuan in 万元.
const WAN: f64 = 10_000.0;
/// Yuan in 百万元.
const MILLION: f64 = 1_000_000.0;

/// Judges what was gathered of the households; `None` where there are none.
pub(super) fn judge(run: &Run<'_>) -> Option<VillageFinding> {
    let layout = run.model.layout.as_ref()?;
    let gathered = Means::of(run, layout)?;
    let years = gathered.years();
    let calendar: Vec<i32> = years.iter().map(|&index| run.model.plan.start_year + index as i32).collect();
    let of_village = |name: &str| gathered.whole(name);
    let list = gathered.list(&years);
    let people = list.iter().map(|household| household.members).sum();
    let without = gathered.without(list.len() as f64, people);
    let (line, line_label) = gathered.line(&years);
    Some(VillageFinding {
        synthetic: layout.synthetic,
        unknown: gathered.unknown(&years),
        roster: layout.roster.clone(),
        households: list.len() as u64,
        people,
        line,
        line_label,
        sources: gathered.sources(&years),
        groups: gathered.groups(&years, &list),
        recipients: gathered.recipients(&years),
        listed: gathered.totals(village::LISTED),
        causes: gathered.causes(),
        without,
        share_below: share_below(run, layout),
        collective: layout.collective.clone(),
        incomes: gathered
            .incomes(of_village("incomes.line").value, calendar.get((calendar.len().max(1) - 1) / 2).copied()),
        years: calendar,
        run_years: (run.model.plan.start_year, run.model.plan.start_year + run.model.plan.horizon as i32),
        list,
    })
}

/// A ratio of two means from sum, sum of squares and count of each, and the sum of their products. Its error is by the delta
/// method, √Σ(a − ratio·b)² / Σb (Cochran 1977, *Sampling Techniques*, section 6.4).
fn ratio(a: (f64, f64, f64), b: (f64, f64, f64), products: f64) -> Estimate {
    // what is the same in all trials counts once
    let trials = a.2.max(b.2);
    let in_all = |(sum, squares, count): (f64, f64, f64)| match count {
        1.0 => (sum * trials, squares * trials, trials),
        _ => (sum, squares, count),
    };
    let (a, b) = (in_all(a), in_all(b));
    let value = (a.0 / a.2) / (b.0 / b.2);
    let squares = a.1 - 2.0 * value * products + value * value * b.1;
    let error = (trials > 1.0).then(|| squares.max(0.0).sqrt() / b.0);
    Estimate { value, error }
}

/// The yearly outcome of the household model that is the share of households below the line.
fn share_below(run: &Run<'_>, layout: &Layout) -> Option<String> {
    let wanted = format!("{}.share_below", layout.project);
    run.model.plan.outcomes.iter().map(|outcome| &outcome.path).find(|path| **path == wanted).cloned()
}

/// Means over trials by path.
struct Means<'a, 'm> {
    gathered: Gathered<'a, 'm>,
    layout: &'a Layout,
    /// Households: number in the list and place in the order of running.
    order: Vec<(String, usize)>,
}

impl<'a, 'm> Means<'a, 'm> {
    fn of(run: &'a Run<'m>, layout: &'a Layout) -> Option<Self> {
        let plan = &run.model.plan;
        let (_, running) = plan.tables.iter().find(|(path, _)| *path == layout.table)?;
        let places: HashMap<&str, usize> =
            running.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let project = run.model.scenario.projects.iter().find(|project| project.name.value == layout.project)?;
        let table = project.kind.household.as_ref().map(|roles| &roles.table.value)?;
        let table = project.kind.body.tables.iter().find(|found| found.name.value == *table)?;
        let order = table.rows.iter().filter_map(|row| Some((row.value.clone(), *places.get(row.value.as_str())?)));
        Some(Means { gathered: Gathered::of(run), layout, order: order.collect() })
    }

    /// Indices of the years after the first of the household model.
    fn years(&self) -> Vec<usize> {
        let horizon = self.gathered.run.model.plan.horizon;
        let window = self.gathered.window(&self.layout.rows("below")).unwrap_or((0, horizon));
        (window.0 as usize + 1..=window.1 as usize).collect()
    }

    /// The poverty line by year and what it is called; nothing where it is not the same for all households and trials.
    fn line(&self, years: &[usize]) -> (Vec<f64>, Text) {
        let model = self.gathered.run.model;
        let name = model
            .scenario
            .projects
            .iter()
            .find(|project| project.name.value == self.layout.project)
            .and_then(|project| project.kind.household.as_ref())
            .map_or("", |roles| roles.line.value.as_str());
        let by_year = |item: &crate::plan::Item| -> Option<Vec<f64>> {
            let value = |&year: &usize| model.prepared.constant(item.stands, 0, year);
            (!item.axes.trial).then(|| years.iter().map(value).collect::<Option<Vec<f64>>>())?
        };
        let items = || model.plan.items.iter();
        let path = format!("{}.{name}", self.layout.table);
        let Some(line) = items().find(|item| item.path == path).and_then(by_year) else {
            return (Vec::new(), Text::default());
        };
        (line, chosen_line(model, &self.layout.project, name))
    }

    /// The part of all household years of all trials in which nobody knows whether a household is below the line.
    fn unknown(&self, years: &[usize]) -> f64 {
        let path = self.layout.rows("below");
        let known = |row: usize, year: usize| self.gathered.known(&path, row, year);
        let all = self.order.iter().flat_map(|(_, row)| years.iter().map(|&year| known(*row, year)));
        let (count, sum) = all.fold((0.0, 0.0), |(count, sum), known| (count + 1.0, sum + known));
        if count > 0.0 { 1.0 - sum / count } else { 0.0 }
    }

    fn sums(&self, path: &str, row: usize, year: usize) -> (f64, f64, f64) {
        self.gathered.sums(path, row, year)
    }

    fn mean_at(&self, path: &str, row: usize, year: usize) -> Estimate {
        self.gathered.mean_at(path, row, year)
    }

    fn whole(&self, name: &str) -> Estimate {
        self.mean_at(&self.layout.whole(name), 0, 0)
    }

    fn whole_by_year(&self, name: &str, years: &[usize]) -> Vec<Estimate> {
        let path = self.layout.whole(name);
        years.iter().map(|&year| self.mean_at(&path, 0, year)).collect()
    }

    /// The members of a group are drawn, or not the same in all years: then fewer are in it in some year than ever are.
    fn varies(&self, group: &str, years: &[usize]) -> bool {
        let [_, of, _] = Layout::ratio(&Layout::of_group(group, "below"));
        let of = self.layout.whole(&of);
        if self.gathered.index(&of).is_none() {
            return false;
        }
        let inside = self.layout.rows(&format!("in.{group}"));
        let ever: f64 = self.order.iter().map(|(_, row)| self.mean_at(&inside, *row, 0).value).sum();
        let in_year = |&year: &usize| self.mean_at(&of, 0, year);
        years.iter().map(in_year).any(|members| members.error.is_some_and(|e| e > 0.0) || members.value != ever)
    }

    /// A number of a group in a year: a mean, or the ratio of two.
    fn of_group(&self, group: &str, what: &str, year: usize) -> Estimate {
        let name = Layout::of_group(group, what);
        let [part, of, product] = Layout::ratio(&name).map(|name| self.layout.whole(&name));
        if self.gathered.index(&part).is_none() {
            return self.mean_at(&self.layout.whole(&name), 0, year);
        }
        let sums = |path: &str| self.sums(path, 0, year);
        ratio(sums(&part), sums(&of), sums(&product).0)
    }

    fn list(&self, years: &[usize]) -> Vec<HouseholdFinding> {
        let layout = self.layout;
        let path = |name: &str| layout.rows(name);
        let (members, below, ever) = (path("members"), path("below"), path("ever_below"));
        let (income, bad_years) = (path("income"), path("bad_years"));
        let groups: Vec<(&String, String)> =
            layout.groups.iter().skip(1).map(|(name, _)| (name, path(&format!("in.{name}")))).collect();
        let sources: Vec<String> =
            layout.sources.iter().map(|source| path(&format!("source.{}", source.name))).collect();
        let causes: Vec<String> = layout.causes.iter().map(|cause| path(&format!("cause.{}", cause.name))).collect();
        let household = |(id, row): &(String, usize)| {
            let mean = |path: &str| self.mean_at(path, *row, 0);
            let by_cause: Vec<f64> = causes.iter().map(|path| mean(path).value).collect();
            let bad = mean(&bad_years).value;
            let explains = |place: &usize| {
                let saved = mean(&causes[*place]);
                saved.value >= MAIN_SHARE * bad && saved.value > MAIN_ERRORS * saved.error.unwrap_or(0.0)
            };
            let main = (0..causes.len()).filter(explains);
            HouseholdFinding {
                id: id.clone(),
                members: mean(&members).value,
                groups: groups
                    .iter()
                    .filter(|(_, path)| mean(path).value >= CERTAIN)
                    .map(|(name, _)| (*name).clone())
                    .collect(),
                below: years.iter().map(|&year| self.mean_at(&below, *row, year).value).collect(),
                ever_below: mean(&ever),
                income: mean(&income),
                receives: sources.iter().map(|path| mean(path).value).collect(),
                bad_years: bad,
                main_cause: main.max_by(|a, b| by_cause[*a].total_cmp(&by_cause[*b])),
                by_cause,
            }
        };
        self.order.iter().map(household).collect()
    }

    fn sources(&self, years: &[usize]) -> Vec<SourceFinding> {
        let source = |source: &village::SourceLayout| SourceFinding {
            path: source.name.clone(),
            label: source.label.clone(),
            received: source.received,
            mean: self.whole(&format!("source_mean.{}", source.name)),
            by_year: self
                .whole_by_year(&format!("source.{}", source.name), years)
                .iter()
                .map(|estimate| estimate.value)
                .collect(),
        };
        self.layout.sources.iter().map(source).collect()
    }

    fn groups(&self, years: &[usize], list: &[HouseholdFinding]) -> Vec<GroupFinding> {
        let group = |(name, label): &(String, Text)| {
            let path = self.layout.rows(&format!("in.{name}"));
            // how likely each household is ever a member
            let inside = |row: usize| if name == "all" { 1.0 } else { self.mean_at(&path, row, 0).value };
            let members = || self.order.iter().zip(list).map(|((_, row), household)| (inside(*row), household.members));
            GroupFinding {
                name: name.clone(),
                label: label.clone(),
                households: members().map(|(inside, _)| inside).sum::<f64>().round() as u64,
                people: members().map(|(inside, people)| inside * people).sum(),
                varying: self.varies(name, years),
                below: years.iter().map(|&year| self.of_group(name, "below", year)).collect(),
                ever_below: self.of_group(name, "ever_below", 0),
                income: years.iter().map(|&year| self.of_group(name, "income", year)).collect(),
                received: self.of_group(name, "received", 0),
            }
        };
        self.layout.groups.iter().map(group).collect()
    }

    /// What the projects pay, by who gets it; what the collective passes on is the collective's.
    fn recipients(&self, years: &[usize]) -> Vec<RecipientFinding> {
        let mut found: Vec<RecipientFinding> = Vec::new();
        for flow in &self.layout.flows {
            let FlowLayout { path, to, from, title, borne, .. } = flow;
            let run: Vec<f64> = (0..=self.gathered.run.model.plan.horizon as usize)
                .map(|year| self.mean_at(path, 0, year).value)
                .collect();
            if run.iter().all(|amount| *amount == 0.0) {
                continue;
            }
            let amounts: Vec<f64> = years.iter().map(|&year| run[year]).collect();
            let place = found.iter().position(|recipient| recipient.name == *to).unwrap_or_else(|| {
                found.push(RecipientFinding {
                    name: to.clone(),
                    label: self.recipient(to),
                    villagers: Party::of(to).is_none_or(|party| party.of_village),
                    from: Vec::new(),
                    in_all: Vec::new(),
                    bears: Vec::new(),
                    totals: self.totals(to),
                });
                found.len() - 1
            });
            let recipient = &mut found[place];
            if *borne {
                if recipient.bears.iter().all(|(name, _, _)| name != from) {
                    recipient.bears.push((from.clone(), title.clone(), self.in_all(&flow.sum_of_project())));
                }
                continue;
            }
            match recipient.from.iter().position(|(name, _, _)| name == from) {
                Some(known) => {
                    let sums = recipient.from[known].2.iter_mut();
                    sums.zip(&amounts).for_each(|(sum, amount)| *sum += amount);
                }
                None => {
                    recipient.from.push((from.clone(), title.clone(), amounts));
                    recipient.in_all.push(self.in_all(&flow.sum_of_project()));
                }
            }
        }
        // the village first, then villagers who are not in the list, then everybody else
        let place = |name: &str| {
            let groups = &self.layout.groups;
            let group = groups.iter().position(|(group, _)| group == name);
            let class = PARTIES.iter().position(|party| party.name == name);
            // what is outside the list, whoever it is, stands behind the classes of villagers
            let traded = class.is_some_and(|class| !PARTIES[class].of_village);
            (group.unwrap_or(groups.len()), traded, class.unwrap_or(PARTIES.len()))
        };
        found.sort_by_key(|recipient| place(&recipient.name));
        found
    }

    /// A sum of flows; nothing where no flow is in it.
    fn in_all(&self, name: &str) -> InAll {
        let sum = |path: &String| self.gathered.index(path).map(|_| self.mean_at(path, 0, 0));
        let [years, run] = &Layout::sum_paths(name);
        InAll { years: sum(years).unwrap_or(InAll::NOTHING.years), run: sum(run).unwrap_or(InAll::NOTHING.run) }
    }

    fn totals(&self, recipient: &str) -> Totals {
        let [gets, capital, bears, puts_in] = village::sums_of(recipient).map(|name| self.in_all(&name));
        Totals { gets, capital, bears, puts_in }
    }

    fn recipient(&self, name: &str) -> Text {
        if let Some((_, label)) = self.layout.groups.iter().find(|(group, _)| group == name) {
            return label.clone();
        }
        let (zh, en) = match name {
            "household" => ("名册外农户", "households outside the list"),
            "worker" => ("名册外务工者", "workers outside the list"),
            "landowner" => ("名册外出租土地者等", "landowners and others outside the list"),
            village::OUTSIDE => ("名册以外", "outside the list"),
            village::RECORDED => ("农户（已计入名册收入）", "households, in the list's incomes already"),
            other => match Party::of(other) {
                Some(party) => (party.zh, party.en),
                None => return Text::same(other),
            },
        };
        Text::new(zh, en)
    }

    /// Shares of the bad years of all trials.
    fn causes(&self) -> Vec<CauseFinding> {
        let bad_path = self.layout.whole("bad_years");
        let (bad, bad_squares, count) = self.sums(&bad_path, 0, 0);
        let finding = |cause: &village::CaseLayout| {
            let (saved, saved_squares, _) = self.sums(&self.layout.whole(&format!("cause.{}", cause.name)), 0, 0);
            let (_, both_squares, _) = self.sums(&self.layout.whole(&format!("cause_and_bad.{}", cause.name)), 0, 0);
            // the products from (saved + bad)² = saved² + 2·saved·bad + bad²
            let products = (both_squares - saved_squares - bad_squares) / 2.0;
            let share = ratio((saved, saved_squares, count), (bad, bad_squares, count), products);
            CauseFinding { path: cause.name.clone(), label: cause.label.clone(), share }
        };
        self.layout.causes.iter().map(finding).collect()
    }

    /// `households` on the list with `people` in them.
    fn without(&self, households: f64, people: f64) -> Vec<WithoutFinding> {
        let finding = |case: &village::CaseLayout| {
            let share_below = self.whole(&format!("without.{}.below", case.name));
            let income = self.whole(&format!("without.{}.income", case.name));
            let invested =
                case.project.as_ref().map(|project| self.mean_at(&format!("{project}.mean@invested"), 0, 0).value);
            let invested = invested.filter(|invested| *invested > 0.0);
            // 5,000 yuan say nothing of what 10,000 would do; and what brings more in a year than was put in brings it by
            // other means, the work and the inputs of those who get it
            let brings = income.value.abs() * people;
            let enough = |least: f64| invested.filter(|invested| *invested >= least && brings <= *invested);
            let times = |change: Estimate, factor: f64| Estimate {
                value: change.value * factor,
                error: change.error.map(|error| error * factor),
            };
            WithoutFinding {
                path: case.name.clone(),
                label: case.label.clone(),
                project: case.project.is_some(),
                invested,
                households_per_million: enough(MILLION / 10.0)
                    .map(|put_in| times(share_below, households * MILLION / put_in)),
                income_per_wan: enough(WAN).map(|put_in| times(income, people * WAN / put_in)),
                share_below,
                income,
            }
        };
        self.layout.without.iter().map(finding).collect()
    }

    /// Incomes were counted in poverty lines; the line turns them into yuan.
    fn incomes(&self, line: f64, year: Option<i32>) -> Option<IncomeDistribution> {
        let counts = |name: &str| {
            let path = self.layout.rows(&format!("incomes.{name}"));
            let run = self.gathered.run;
            let gathered = &run.model.plan.gathered[self.gathered.index(&path)?];
            let tally = run.outcomes.tallies.get(gathered.tally?)?;
            tally.counts.get(..INCOME_CELLS as usize).map(<[u64]>::to_vec)
        };
        Some(IncomeDistribution {
            year: year?,
            line,
            low: 0.0,
            high: INCOME_LINES * line,
            with: counts("with")?,
            without: counts("without")?,
        })
    }
}

/// What the line is called: the label of the formula that it comes from. Where a state chooses among several (the
/// national line, a province's), that of the chosen one, for it says most.
fn chosen_line(model: &crate::model::Model, household: &str, name: &str) -> Text {
    let projects = &model.scenario.projects;
    let Some(kind) = projects.iter().find(|project| project.name.value == household).map(|project| &project.kind)
    else {
        return Text::default();
    };
    let tables = kind.body.tables.iter().flat_map(|table| &table.formulas);
    let formulas: Vec<_> = tables.chain(&kind.body.formulas).collect();
    let state = |name: &str| {
        let input = kind.body.inputs.iter().find(|input| input.name.value == name)?;
        match &input.value {
            Value::Certain(Expression { node: Node::Text(state), .. }) => Some(state.as_str()),
            _ => None,
        }
    };
    let (mut name, mut label) = (name, Text::default());
    // a formula cannot come from itself: as many steps as formulas are enough
    for step in 0..formulas.len() {
        let Some(formula) = formulas.iter().find(|formula| formula.name.value == name) else { break };
        // the first is the role itself, whose label is "poverty line"
        if step > 0 && !formula.label.is_empty() {
            label = formula.label.clone();
        }
        let next = match &formula.expression.node {
            Node::Case { subject, arms, .. } => {
                let Node::Path(path) = &subject.node else { break };
                let Some(state) = path.first().and_then(|subject| state(subject)) else { break };
                arms.iter().find(|arm| arm.state == state).map(|arm| &arm.value.node)
            }
            node => Some(node),
        };
        match next {
            Some(Node::Path(path)) if path.len() == 1 => name = path[0].as_str(),
            _ => break,
        }
    }
    label
}
