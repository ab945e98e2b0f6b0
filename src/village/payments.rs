//! Rules that pay a stream, or the collective's money, to groups of households and to the village.
//!
//! Rules are served in the order of the file. A rule asks for its share of the whole (or for all that is left), at least
//! its floor and at most its cap for each unit it pays by; it gets that as far as the money goes. What nobody asks for
//! stays with the stream's own class. A negative amount is nobody's income: it stays there too.

use super::build::{call, formula, in_unit, minus, number, path, placed, sum, times, when};
use super::limits::{plain_part, written};
use super::unknown::{ALL, COLLECTIVE, Called, ELSEWHERE, IN_THE_LIST};
use super::{Join, Side, Whole};
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node};
use crate::scenario::model::{Account, Column, Input, Limits, Name, Payment, Project, Stream, Value};

/// What a rule says of money that is no income of the list's households and not the collective's.
pub const OUTSIDE: &str = "outside";
/// What a rule says of money that the incomes written in the list hold already.
pub const RECORDED: &str = "recorded";

/// What one rule pays to households: how much in all, and each household's part of it.
#[derive(Debug, Clone)]
pub(super) struct Paid {
    /// Name of the scenario formula with the amount in all.
    pub total: String,
    /// Name of the household kind's formula with the sum of weights.
    pub weights: String,
    /// The household's weight, 0 outside the group.
    pub weight: Expression,
    /// Where the rule says whom it pays.
    pub place: Span,
}

/// Where what is left of a stream, or a rule for the village, goes.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// Name of the scenario formula with the amount.
    pub total: String,
    /// `village`, a group, `all`, a class outside the list, [`OUTSIDE`] or [`RECORDED`].
    pub to: String,
}

/// What rules make of an amount.
pub(super) struct Ruled {
    /// What households get.
    pub paid: Vec<Paid>,
    /// Everybody who gets something by a rule.
    pub flows: Vec<Flow>,
    /// What no rule takes.
    pub left: Expression,
}

/// One project's stream after its rules.
#[derive(Debug, Clone)]
pub(super) struct Distributed {
    /// Index of the project.
    pub project: usize,
    /// The stream.
    pub stream: String,
    /// True for money that households or the collective pay into the project: rules say who bears it.
    pub borne: bool,
    /// True for money put in, given back, lent or repaid: it changes what the collective has saved, and is no income of
    /// anybody.
    pub capital: bool,
    /// What households get.
    pub paid: Vec<Paid>,
    /// Everybody who gets something, households included.
    pub flows: Vec<Flow>,
}

impl Join<'_> {
    /// Distributes every stream of every project that goes out, or that households or the collective pay in.
    pub(super) fn distribute(&mut self, whole: &Whole) -> Vec<Distributed> {
        let projects: Vec<(usize, &Project)> = self.projects().collect();
        let mut all = Vec::new();
        for (index, project) in projects {
            for rule in &project.pays {
                self.stream_exists(project, rule);
            }
            for stream in project.kind.body.streams.iter().filter(|stream| may_have_rules(stream)) {
                let borne = stream.account == Account::In;
                let name = stream.formula.name.value.as_str();
                let base = format!("{}.{name}", project.name.value);
                let rules: Vec<&Payment> = project
                    .pays
                    .iter()
                    .filter(|rule| rule.stream.as_ref().is_some_and(|wanted| wanted.value == name))
                    .collect();
                self.shares_fit(&rules);
                let source = format!("stream.{base}");
                self.add(formula(
                    &source,
                    stream.formula.label.clone(),
                    path(&[&project.name.value, name]),
                    stream.formula.name.span,
                ));
                let Ruled { paid, mut flows, left } = self.rules(&base, &source, &rules, whole);
                // those of the stream's class who are not on the list; the collective is no such class
                if stream.party.value != "village" {
                    let outside = flows.iter_mut().filter(|flow| flow.to == OUTSIDE);
                    outside.for_each(|flow| flow.to.clone_from(&stream.party.value));
                }
                let rest = format!("rest.{base}");
                self.add(formula(&rest, stream.formula.label.clone(), left, stream.formula.name.span));
                flows.push(Flow { total: rest, to: stream.party.value.clone() });
                all.push(Distributed {
                    project: index,
                    stream: name.to_owned(),
                    borne,
                    capital: stream.capital,
                    paid,
                    flows,
                });
            }
        }
        all
    }

    /// The formulas of some rules over an amount: `paid.BASE.1`, `paid.BASE.2`, …
    pub(super) fn rules(&mut self, base: &str, source: &str, rules: &[&Payment], whole: &Whole) -> Ruled {
        let (mut paid, mut flows): (Vec<Paid>, Vec<Flow>) = (Vec::new(), Vec::new());
        // what the rules so far leave, by a name of its own: thousands of rules cost as much each as the first
        let mut remaining = path(&[source]);
        let (mut shares, mut named): (Vec<Expression>, bool) = (Vec::new(), false);
        for (place, rule) in rules.iter().enumerate() {
            let name = format!("paid.{base}.{}", place + 1);
            let to_one = matches!(rule.to.value.as_str(), "village" | OUTSIDE | RECORDED);
            let weight = if to_one { None } else { self.weight(rule, whole) };
            if !to_one && weight.is_none() {
                continue; // reported
            }
            let weights = format!("weight.{base}.{}", place + 1);
            let later = if to_one { None } else { self.after_the_last_year(&name, &weights, rule, whole) };
            let in_all_years = match &later {
                Some(name) => vec![name.as_str()],
                None => vec![whole.name.as_str(), weights.as_str()],
            };
            let left = call("max", vec![remaining.clone(), super::build::yuan(0.0)]);
            let mut wanted = match &rule.share {
                Some(share) => {
                    let plain = matches!(share, Value::Certain(share) if plain_part(share).is_some());
                    let share = self.share_of(&format!("{name}.share"), share, rule.span);
                    let share = self.stated(&name, "share", share, "%");
                    let own = in_years(rule.years, share.clone(), number(0.0));
                    shares.push(own);
                    named |= !plain;
                    times(path(&[source]), share)
                }
                None => left.clone(),
            };
            let units = || match to_one {
                true => number(1.0),
                false => placed(path(&in_all_years), rule.to.span),
            };
            let unit = if to_one { "元".to_owned() } else { yuan_for_each(rule, whole) };
            for (function, key, limit) in [("max", "floor", &rule.floor), ("min", "cap", &rule.cap)] {
                if let Some(limit) = limit {
                    let limit = self.stated(&name, key, limit.clone(), &unit);
                    wanted = call(function, vec![wanted, times(limit, units())]);
                }
            }
            let amount = call("clip", vec![wanted, super::build::yuan(0.0), left]);
            let amount = if to_one { amount } else { when(positive(units()), amount, super::build::yuan(0.0)) };
            let amount = in_years(rule.years, amount, super::build::yuan(0.0));
            self.add(formula(&name, Text::default(), amount, rule.span));
            if let Some((weight, total)) = weight {
                self.add_to(Side::Body, formula(&weights, Text::default(), total, rule.span));
                paid.push(Paid { total: name.clone(), weights, weight, place: rule.to.span });
            }
            let after = format!("rest.{base}.{}", place + 1);
            self.add(formula(&after, Text::default(), minus(remaining, path(&[&name])), rule.span));
            remaining = path(&[&after]);
            flows.push(Flow { total: name, to: rule.to.value.clone() });
        }
        // plain numbers have been added up already
        if named && rules.len() > 1 {
            self.shares_together(base, sum(shares), rules);
        }
        Ruled { paid, flows, left: remaining }
    }

    /// Shares that are named or by year must not add to more than one either, where that is known before the trials.
    fn shares_together(&mut self, base: &str, shares: Expression, rules: &[&Payment]) {
        let Some(place) = rules.last().map(|rule| rule.span) else { return };
        let label = Text::new("各条规则的 share 合计", "the shares of the rules together");
        let mut together = formula(format!("paid.{base}.shares"), label, placed(shares, place), place);
        together.unit = Some(Name { value: "%".to_owned(), span: Span::default() });
        together.allowed = Some(parts_of_a_whole());
        self.add(together);
    }

    /// What a rule states, as a formula of its own: a mistake in it is told once, at its place, with the unit it must be in.
    /// What is stated in per cent is a part of a whole.
    pub(super) fn stated(&mut self, rule: &str, key: &str, value: Expression, unit: &str) -> Expression {
        let name = format!("{rule}.stated.{key}");
        let place = value.span;
        let mut stated = formula(&name, Text::default(), value, place);
        // no place: nobody wrote the unit
        stated.unit = Some(Name { value: unit.to_owned(), span: Span::default() });
        stated.allowed = (unit == "%").then(parts_of_a_whole);
        self.add(stated);
        placed(path(&[&name]), place)
    }

    /// The sum of weights of a group that changes by year, in all years of the run: after the last year of the household
    /// model the group stays what it was. `None` where the household model's own formula says it.
    fn after_the_last_year(&mut self, name: &str, weights: &str, rule: &Payment, whole: &Whole) -> Option<String> {
        let last = self.last_index();
        if rule.to.value == "all" || whole.fixed.contains(&rule.to.value) || last >= self.given.horizon {
            return None;
        }
        let units = format!("{name}.units");
        let mut before = call("prev", vec![path(&[&units]), number(0.0)]);
        // a `prev` is known by its place
        before.span = rule.to.span;
        let followed = super::build::binary(BinaryOperator::LessEqual, path(&["index"]), number(last as f64));
        let value = when(followed, path(&[&whole.name, weights]), before);
        self.add(formula(&units, Text::default(), value, rule.span));
        Some(units)
    }

    /// A household's weight in a rule, and the sum over all households.
    fn weight(&mut self, rule: &Payment, whole: &Whole) -> Option<(Expression, Expression)> {
        let table = &whole.table;
        if let Some(by) = &rule.by {
            self.by_is_clear(by, whole);
        }
        let unit = match rule.by.as_ref().map(|by| (by, by.value.as_str())) {
            None | Some((_, "household")) => Some(number(1.0)),
            Some((_, "person")) => Some(path(&[&whole.members])),
            Some((_, column)) if whole.columns.iter().any(|known| known == column) => Some(path(&[column])),
            Some((by, _)) => {
                self.unknown(by, "名册的列", "column of the household list", &self.bases(whole));
                None
            }
        };
        let group = &rule.to;
        if group.value == "all" {
            let unit = unit?;
            let total = super::build::rows("sum", table, unit.clone(), None, None);
            return Some((unit, total));
        }
        let Some(member) = whole.member(&group.value) else {
            let groups = &self.given.village.groups;
            let mut known: Vec<Called> =
                groups.iter().map(|group| Called::new(&group.name.value, &group.label)).collect();
            known.extend(
                [("all", ALL), ("village", COLLECTIVE), (OUTSIDE, ELSEWHERE), (RECORDED, IN_THE_LIST)]
                    .map(|(name, words)| Called::by_words(name, words)),
            );
            self.unknown(group, "群体", "group", &known);
            return None;
        };
        let unit = unit?;
        let total = super::build::rows("sum", table, unit.clone(), Some(member.clone()), None);
        // 0 of the weight's own unit
        let weight = when(member, unit.clone(), times(number(0.0), unit));
        Some((weight, total))
    }

    /// A share as an expression; one by year or drawn becomes an input of the scenario.
    fn share_of(&mut self, name: &str, value: &Value, span: Span) -> Expression {
        if let Value::Certain(expression) = value {
            return expression.clone();
        }
        let place = written(value).first().map_or(span, |first| first.span);
        self.scenario.body.inputs.push(Input {
            name: Name { value: name.to_owned(), span },
            label: Text::default(),
            unit: None,
            source: None,
            estimate: false,
            states: None,
            allowed: Some(parts_of_a_whole()),
            value: value.clone(),
            scaled: None,
            span,
        });
        placed(path(&[name]), place)
    }

    fn stream_exists(&mut self, project: &Project, rule: &Payment) {
        let Some(wanted) = &rule.stream else { return };
        let streams = project.kind.body.streams.iter().filter(|stream| may_have_rules(stream));
        let known: Vec<Called> =
            streams.map(|stream| Called::new(&stream.formula.name.value, &stream.formula.label)).collect();
        if !known.iter().any(|known| known.name == wanted.value) {
            self.unknown(wanted, "可分配的资金流", "stream that rules can be for", &known);
        }
    }

    /// Shares of one stream that are plain numbers must not add to more than one in any year.
    pub(super) fn shares_fit(&mut self, rules: &[&Payment]) {
        let part = |rule: &&Payment| match &rule.share {
            Some(Value::Certain(share)) => plain_part(share).unwrap_or(0.0),
            _ => 0.0,
        };
        if rules.iter().any(|rule| !(0.0..=1.0).contains(&part(rule))) {
            return; // reported
        }
        let years = rules.iter().flat_map(|rule| [rule.years.0, rule.years.1]).flatten();
        let years: Vec<i32> = years.chain([i32::MIN]).collect();
        for year in years {
            let holds = |rule: &Payment| {
                rule.years.0.is_none_or(|from| from <= year) && rule.years.1.is_none_or(|to| year <= to)
            };
            let mut total = 0.0;
            for rule in rules.iter().filter(|rule| holds(rule)) {
                total += part(rule);
                if total > 1.0 + 1e-9 {
                    self.log.push(Diagnostic::at(
                        Code::OutOfRange,
                        rule.span,
                        Text::new(
                            format!("各条规则的 share 合计超过 100%（{:.0}%）", total * 100.0),
                            format!("the shares of the rules add to more than 100 % ({:.0} %)", total * 100.0),
                        ),
                        Text::new(
                            "请减小 share；最后一条不写 share 就得到余下的全部",
                            "lower a share; a last rule without `share` gets all that is left",
                        ),
                    ));
                    return;
                }
            }
        }
    }
}

/// Between nothing and all.
fn parts_of_a_whole() -> Limits {
    (Some(in_unit(0.0, "%")), Some(in_unit(100.0, "%")))
}

/// True for streams that go out, and for those that households or the collective pay in.
fn may_have_rules(stream: &Stream) -> bool {
    match stream.account {
        Account::Out => true,
        Account::In => matches!(stream.party.value.as_str(), "household" | "village"),
        Account::Balance => false,
    }
}

/// Numeric columns of a roster: those that a rule may pay by.
pub(super) fn numeric(column: &Column) -> bool {
    column.states.is_none()
        && column.cells.iter().all(|cell| !matches!(cell, Value::Certain(Expression { node: Node::Boolean(_), .. })))
}

/// True where a sum of weights, whatever its unit, is not nothing.
fn positive(weights: Expression) -> Expression {
    super::build::binary(BinaryOperator::Greater, weights, number(0.0))
}

/// The amount in the years of a rule, `nothing` in others.
fn in_years((from, to): (Option<i32>, Option<i32>), amount: Expression, nothing: Expression) -> Expression {
    let bound =
        |operator: BinaryOperator, year: i32| super::build::binary(operator, path(&["year"]), number(f64::from(year)));
    let condition = match (from, to) {
        (None, None) => return amount,
        (Some(from), None) => bound(BinaryOperator::GreaterEqual, from),
        (None, Some(to)) => bound(BinaryOperator::LessEqual, to),
        (Some(from), Some(to)) => {
            super::build::both(bound(BinaryOperator::GreaterEqual, from), bound(BinaryOperator::LessEqual, to))
        }
    };
    when(condition, amount, nothing)
}

/// The unit of a floor or cap: yuan for each unit that a rule pays by.
fn yuan_for_each(rule: &Payment, whole: &Whole) -> String {
    let unit = match rule.by.as_ref().map(|by| by.value.as_str()) {
        None | Some("household") => None,
        Some("person") => whole.units.get(&whole.members),
        Some(column) => whole.units.get(column),
    };
    // divided by 元/kg is multiplied by kg and divided by 元
    let turned = |c| match c {
        '/' => '*',
        '*' => '/',
        other => other,
    };
    unit.map_or_else(|| "元".to_owned(), |unit| format!("元/{}", unit.chars().map(turned).collect::<String>()))
}

/// A household's part of what the rules pay it.
pub(super) fn received(paid: &[Paid]) -> Expression {
    sum(paid.iter().map(|part| {
        let weights = || placed(path(&[&part.weights]), part.place);
        let share = super::build::over(part.weight.clone(), weights());
        // a group without weights gets nothing; 0/0 is never used
        let share = when(positive(weights()), share, number(0.0));
        times(placed(path(&["shared", &part.total]), part.place), share)
    }))
}
