//! What is gathered over all trials about households: means for each household, for groups and for the whole village.

use super::build::{
    both, call, formula, minus, not, number, over, over_ages, over_indices, path, placed, plus, rows, sum, times, when,
    yuan,
};
use super::cases::in_case;
use super::households::{BELOW, TOTAL};
use super::layout::{Layout, SourceLayout};
use super::otherwise::NO_PROJECT;
use super::{Join, Whole};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::Expression;
use crate::scenario::model::{Gathered, Household};

/// Incomes are counted from 0 to this many times the poverty line.
pub const INCOME_LINES: f64 = 6.0;
/// In so many equal parts.
pub const INCOME_CELLS: u32 = 60;

impl Join<'_> {
    /// Adds everything that reports tell of households.
    pub(super) fn measure(&mut self, layout: &Layout, roles: &Household, whole: &Whole) {
        let income = roles.income.value.as_str();
        self.each_household(layout, income, whole);
        self.sources(layout, whole);
        self.reasons(layout, whole);
        // in a year those who are members in a group, over the years those who ever are
        for (group, _) in &layout.groups {
            match whole.member(group).filter(|_| !whole.fixed.contains(group)) {
                Some(member) => self.varying_group(whole, group, &member, income),
                None => self.fixed_group(whole, group, income),
            }
        }
        self.with_and_without(layout, income, whole);
        self.incomes(income, &roles.line.value, whole);
        self.flows_of_money(layout);
        self.put_in();
    }

    fn each_household(&mut self, layout: &Layout, income: &str, whole: &Whole) {
        self.row(whole, "members", path(&[&whole.members]));
        self.row(whole, "below", path(&[BELOW]));
        self.row(whole, "ever_below", over_ages("any", path(&[BELOW])));
        self.row(whole, "income", over_ages("mean", path(&[income])));
        self.row(whole, "bad_years", over_ages("count", path(&[BELOW])));
        for (group, _) in &layout.groups {
            if let Some(member) = whole.member(group) {
                self.row(whole, &format!("in.{group}"), when(ever(member), number(1.0), number(0.0)));
            }
        }
    }

    /// What households live on, each and together.
    fn sources(&mut self, layout: &Layout, whole: &Whole) {
        let table = whole.table.as_str();
        for SourceLayout { name, .. } in &layout.sources {
            self.row(whole, &format!("source.{name}"), over_ages("mean", path(&[name])));
            self.village(whole, &format!("source.{name}"), rows("sum", table, path(&[name]), None, None));
            let mean = over_ages("mean", rows("mean", table, path(&[name]), None, None));
            self.village(whole, &format!("source_mean.{name}"), mean);
        }
    }

    /// Bad years that would not be bad without a cause.
    fn reasons(&mut self, layout: &Layout, whole: &Whole) {
        let table = whole.table.as_str();
        let bad = || rows("sum", table, over_ages("count", path(&[BELOW])), None, None);
        self.village(whole, "bad_years", bad());
        for cause in &layout.causes {
            let saved = both(path(&[BELOW]), not(path(&[&in_case(BELOW, &cause.name)])));
            let years = over_ages("count", saved);
            self.row(whole, &format!("cause.{}", cause.name), years.clone());
            let all = rows("sum", table, years, None, None);
            self.village(whole, &format!("cause.{}", cause.name), all.clone());
            self.village(whole, &format!("cause_and_bad.{}", cause.name), plus(all, bad()));
        }
    }

    /// What each project, aid and transfer does to the share below the line and to income a person.
    fn with_and_without(&mut self, layout: &Layout, income: &str, whole: &Whole) {
        let (table, members) = (whole.table.as_str(), || path(&[&whole.members]));
        let share = |name: &str| rows("share", table, path(&[name]), None, None);
        let mean = |name: &str| rows("mean", table, path(&[name]), None, Some(members()));
        for case in &layout.without {
            let name = |what: &str| format!("without.{}.{what}", case.name);
            let below = minus(share(&in_case(BELOW, &case.name)), share(BELOW));
            self.village(whole, &name("below"), over_ages("mean", below));
            let gained = minus(mean(income), mean(&in_case(income, &case.name)));
            self.village(whole, &name("income"), over_ages("mean", gained));
        }
    }

    /// Incomes of the middle year, in poverty lines: in the last one most projects may have ended.
    fn incomes(&mut self, income: &str, line: &str, whole: &Whole) {
        let middle = (self.last_index() - self.first_index()).div_ceil(2);
        let in_middle = |value: Expression| call("at", vec![value, number(middle as f64)]);
        for (name, income) in [("with", income.to_owned()), ("without", in_case(income, NO_PROJECT))] {
            let lines = over(path(&[&income]), path(&[line]));
            self.gather(whole, &format!("incomes.{name}"), in_middle(lines), true, Some((INCOME_CELLS, INCOME_LINES)));
        }
        let line = || rows("mean", &whole.table, path(&[line]), None, None);
        self.village(whole, "incomes.line", in_middle(line()));
        self.village(whole, "line", call("last", vec![line()]));
    }

    /// Who gets what by year, and the sums that are reported with their error.
    fn flows_of_money(&mut self, layout: &Layout) {
        for flow in &layout.flows {
            self.scenario_gathers(flow.path.clone(), path(&[flow.amount()]));
        }
        let (first, last) = (self.first_index() + 1, self.last_index());
        for (name, flows) in layout.sums() {
            let together = || sum(flows.iter().map(|flow| path(&[flow.amount()])));
            let [years, run] = Layout::sum_paths(&name);
            self.scenario_gathers(years, over_indices("sum", together(), first, Some(last)));
            self.scenario_gathers(run, call("sum", vec![together()]));
        }
    }

    /// What is put into each project.
    fn put_in(&mut self) {
        let given = self.given;
        for (project, body) in given.projects.iter().zip(self.scenario.projects.iter_mut()) {
            let put_in: Vec<Expression> = project
                .kind
                .body
                .invested()
                .map(|stream| call("sum", vec![path(&[&stream.formula.name.value])]))
                .collect();
            if !put_in.is_empty() {
                let formula = formula("mean@invested", Text::default(), sum(put_in), Span::default());
                body.kind.body.gathered.push(Gathered { formula, table: None, cells: None });
            }
        }
    }

    /// A group that has the same members in every year and trial: its numbers are those of a trial.
    fn fixed_group(&mut self, whole: &Whole, group: &str, income: &str) {
        let (table, members) = (whole.table.as_str(), path(&[&whole.members]));
        let member = || whole.member(group);
        let name = |what: &str| Layout::of_group(group, what);
        self.village(whole, &name("below"), rows("share", table, path(&[BELOW]), member(), None));
        self.village(whole, &name("income"), rows("mean", table, path(&[income]), member(), Some(members)));
        let ever_below = rows("share", table, over_ages("any", path(&[BELOW])), member(), None);
        self.village(whole, &name("ever_below"), ever_below);
        let received = rows("mean", table, over_ages("mean", path(&[TOTAL])), member(), None);
        self.village(whole, &name("received"), received);
    }

    /// A group whose members change by year or trial: a trial with few members counts for few, so numerators and numbers of
    /// members are gathered apart, and their means divided.
    fn varying_group(&mut self, whole: &Whole, group: &str, member: &Expression, income: &str) {
        let table = whole.table.as_str();
        let one_if = |condition: Expression| when(condition, number(1.0), number(0.0));
        let of = |value: Expression, member: Expression| rows("sum", table, value, Some(member), None);
        let members = path(&[&whole.members]);
        let below = of(one_if(path(&[BELOW])), member.clone());
        self.ratio(whole, &Layout::of_group(group, "below"), below, of(number(1.0), member.clone()));
        let all_income = of(times(path(&[income]), members.clone()), member.clone());
        self.ratio(whole, &Layout::of_group(group, "income"), all_income, of(members, member.clone()));
        let ever_below = of(one_if(over_ages("any", path(&[BELOW]))), ever(member.clone()));
        self.ratio(whole, &Layout::of_group(group, "ever_below"), ever_below, of(number(1.0), ever(member.clone())));
        let in_member_years = when(member.clone(), path(&[TOTAL]), yuan(0.0));
        let amount = rows("sum", table, over_ages("sum", in_member_years), None, None);
        let years = rows("sum", table, over_ages("count", member.clone()), None, None);
        self.ratio(whole, &Layout::of_group(group, "received"), amount, years);
    }

    /// What is needed for a ratio of two means and its error.
    fn ratio(&mut self, whole: &Whole, name: &str, part: Expression, of: Expression) {
        let [part_name, of_name, product_name] = Layout::ratio(name);
        self.village(whole, &product_name, times(part.clone(), of.clone()));
        self.village(whole, &part_name, part);
        self.village(whole, &of_name, of);
    }

    fn scenario_gathers(&mut self, name: String, expression: Expression) {
        let formula = formula(name, Text::default(), expression, Span::default());
        self.scenario.body.gathered.push(Gathered { formula, table: None, cells: None });
    }

    fn row(&mut self, whole: &Whole, name: &str, expression: Expression) {
        self.gather(whole, name, expression, true, None);
    }

    fn village(&mut self, whole: &Whole, name: &str, expression: Expression) {
        self.gather(whole, name, expression, false, None);
    }

    fn gather(&mut self, whole: &Whole, name: &str, expression: Expression, of_row: bool, cells: Option<(u32, f64)>) {
        let formula = formula(format!("mean@{name}"), Text::default(), expression, Span::default());
        let table = of_row.then(|| whole.table.clone());
        self.kind_body().gathered.push(Gathered { formula, table, cells });
    }
}

/// True for a household that is a member in some year after that of the list.
fn ever(member: Expression) -> Expression {
    let place = member.span;
    placed(over_ages("any", member), place)
}
