//! Slips that would give a number without a word: a calendar year taken for an index or an index for a year, a rate without
//! its per cent sign.

use super::call::Call;
use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Diagnostic, Span, Text};
use crate::distribution;
use crate::formula::expression::{BinaryOperator, Expression, Node};
use crate::formula::habits::brief;
use crate::plan::scope::Definition;
use crate::plan::value::Reported;
use crate::scenario::calendar::{FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR};
use crate::scenario::model::{Column, Input, Spread, Value, YearKey};
use crate::scenario::rates;

impl<'s> Lowerer<'s, '_> {
    /// `index >= 2022`, `year == 1`, `(1 + growth)^year`; `irr(flow) > 5`, where 5 % is meant; `a > a`.
    pub(super) fn operator_slip(
        &mut self,
        operator: BinaryOperator,
        left: &'s Expression,
        right: &'s Expression,
        environment: &Environment,
    ) -> Result<(), Reported> {
        if operator == BinaryOperator::Power && self.has_calendar() && self.is_calendar_year(right, environment) {
            return self.calendar_year(right);
        }
        if !operator.compares() {
            return Ok(());
        }
        for (name, number) in [(left, right), (right, left)] {
            if let Some(value) = number.bare_number() {
                self.year_compared(name, value, environment)?;
                self.rate_compared(name, value, number.span)?;
            }
        }
        self.compared_with_itself(left, right, environment)?;
        if matches!(operator, BinaryOperator::Equal | BinaryOperator::NotEqual) {
            self.year_equal_to_a_draw(left, right, environment)?;
            self.year_equal_to_a_draw(right, left, environment)?;
        }
        Ok(())
    }

    /// `index == life`, where `life` is drawn from a distribution that hits no value twice: it is never so.
    fn year_equal_to_a_draw(
        &mut self,
        year: &'s Expression,
        side: &'s Expression,
        environment: &Environment,
    ) -> Result<(), Reported> {
        if !["index", "age", "year"].iter().any(|name| self.is_builtin(year, name, environment)) {
            return Ok(());
        }
        let Some(id) = self.item_of(side, environment) else { return Ok(()) };
        let Definition::Input(input) = self.scopes.items[id.0 as usize].definition else { return Ok(()) };
        let Value::Uncertain(uncertain) = &input.value else { return Ok(()) };
        // limits of `clip` are hit again and again
        let (Spread::Named { family, .. }, None) = (&uncertain.spread, &uncertain.clip) else { return Ok(()) };
        if distribution::family(&family.value).is_none_or(|family| family.discrete) {
            return Ok(());
        }
        let name = brief(side, "x");
        self.fail(
            Code::Arguments,
            side.span,
            Text::new(
                format!("“{name}”是连续分布的抽签，不会正好等于某一年"),
                format!("`{name}` is drawn from a continuous distribution: it is never exactly a year"),
            ),
            Text::new(
                format!("要整数就写 round({name})；要知道是否到了，用 >= 比较"),
                format!("for whole years write round({name}); to tell whether it is reached, compare with >="),
            ),
        )
    }

    /// A year or an index beside a number that can only be the other of the two.
    fn year_compared(&mut self, name: &'s Expression, number: f64, environment: &Environment) -> Result<(), Reported> {
        if !self.has_calendar() {
            return self.year_of_no_calendar(name, number, environment);
        }
        let is_index = self.is_builtin(name, "index", environment) || self.is_builtin(name, "age", environment);
        if is_index && may_be_calendar_year(number) {
            return self.index_with_year(name, number);
        }
        if self.is_builtin(name, "year", environment) && number < f64::from(FIRST_CALENDAR_YEAR) {
            return self.year_with_index(name, number);
        }
        Ok(())
    }

    /// `at(x, 2022)`, `at(x, year)`; the period of a loan.
    pub(super) fn index_slip(&mut self, index: &'s Expression, environment: &Environment) -> Result<(), Reported> {
        if !self.has_calendar() {
            return Ok(());
        }
        if self.is_calendar_year(index, environment) {
            return self.calendar_year(index);
        }
        match index.bare_number().filter(|number| may_be_calendar_year(*number)) {
            Some(year) => {
                let start = self.scenario.start_year;
                let own = year - f64::from(start);
                self.fail(
                    Code::OutOfRange,
                    index.span,
                    Text::new(
                        format!("这里要年的序号（0、1……），{year} 是日历年"),
                        format!("the number of the year is needed here (0, 1, …); {year} is a calendar year"),
                    ),
                    match own >= 0.0 {
                        true => Text::new(
                            format!("{year} 年写 {own}，或 {year} - start_year"),
                            format!("for {year} write {own}, or {year} - start_year"),
                        ),
                        false => Text::new(format!("情景从 {start} 年开始"), format!("the scenario begins in {start}")),
                    },
                )
            }
            None => Ok(()),
        }
    }

    /// `npv(6, flow)`, `loan_payment(p, 5, …)`; `npv(wacc, flow)` where `wacc = 6`. A rate written in per cent is meant.
    pub(super) fn rate_slip(
        &mut self,
        function: &str,
        rate: &'s Expression,
        environment: &Environment,
    ) -> Result<(), Reported> {
        let named = || {
            self.item_of(rate, environment).and_then(|id| match self.scopes.items[id.0 as usize].definition {
                Definition::Input(Input { value, unit: None, .. }) => rates::bare_above_one(value),
                Definition::Column(Column { cells, unit: None, .. }) => cells.iter().find_map(rates::bare_above_one),
                _ => None,
            })
        };
        let subject =
            Text::new(format!("{function} 的这个参数是利率"), format!("this argument of `{function}` is a rate"));
        let number = rate.bare_number().or_else(named);
        self.told(number.and_then(|number| rates::above_one(&subject, number, rate.span)))
    }

    /// `quantile(x, 95)`.
    pub(super) fn probability_slip(&mut self, probability: &'s Expression) -> Result<(), Reported> {
        let Some(number) = probability.bare_number().filter(|number| *number < 0.0 || *number > 1.0) else {
            return Ok(());
        };
        self.fail(
            Code::OutOfRange,
            probability.span,
            Text::new("这里要一个概率，在 0 与 1 之间", "a probability is needed here, between 0 and 1"),
            match number > 1.0 && number <= 100.0 {
                true => Text::new(format!("写 {number} %"), format!("write {number} %")),
                false => Text::new("例如 0.95 或 95 %", "for example 0.95 or 95 %"),
            },
        )
    }

    /// Values by calendar year in a scenario that does not say in which year it begins.
    pub(super) fn calendar_begins(&mut self, entries: &[(YearKey, Expression)], span: Span) -> Result<(), Reported> {
        let years = entries.iter().filter_map(|(key, _)| match key {
            YearKey::Calendar { from, to } => from.or(*to),
            YearKey::Index { .. } => None,
        });
        let Some(first) = years.min().filter(|_| !self.has_calendar()) else { return Ok(()) };
        self.fail(
            Code::MissingYears,
            span,
            Text::new(
                "这里按日历年给值，情景却没有说从哪一年开始",
                "values are given by calendar year here, and the scenario does not say in which year it begins",
            ),
            Text::new(
                format!("在文件开头加上 start_year = {first}"),
                format!("add start_year = {first} at the top of the file"),
            ),
        )
    }

    /// A kind that counts by calendar years, such as that of households with its published tables, in a scenario that does
    /// not say in which year it begins: in the years 0, 1, … it would read the first number of every table, or none.
    pub(super) fn needs_calendar(&mut self, scope: usize) -> Result<(), Reported> {
        let project = scope.checked_sub(1).and_then(|place| self.scenario.projects.get(place));
        let Some(project) = project.filter(|_| !self.has_calendar()) else { return Ok(()) };
        let kind = &project.kind.name;
        let found = Diagnostic::at(
            Code::MissingYears,
            project.kind_span,
            Text::new(
                format!("类型“{kind}”要按日历年取数，情景却没有说从哪一年开始"),
                format!(
                    "the kind `{kind}` goes by calendar years, and the scenario does not say in which year it begins"
                ),
            ),
            Text::new(
                "在文件开头加上 start_year = 2020 这样的一行（资金投入的年份）",
                "add a line such as start_year = 2020 at the top of the file: the year in which the money goes in",
            ),
        );
        if !self.diagnostics.list.contains(&found) {
            self.report(found);
        }
        Err(Reported)
    }

    /// `year >= 2022`, `interpolate(year, [2014, …], …)` in a scenario that does not say in which year it begins.
    pub(super) fn year_of_no_calendar(
        &mut self,
        name: &'s Expression,
        number: f64,
        environment: &Environment,
    ) -> Result<(), Reported> {
        // in a project the whole kind is told of
        let own = environment.scope == 0 && self.is_builtin(name, "year", environment);
        if !own || self.has_calendar() || !may_be_calendar_year(number) {
            return Ok(());
        }
        self.fail(
            Code::MissingYears,
            name.span,
            Text::new(
                format!("情景没有说从哪一年开始，year 是 0、1……，到不了 {number}"),
                format!("the scenario does not say in which year it begins: `year` is 0, 1, … and never {number}"),
            ),
            Text::new(
                "在文件开头加上 start_year = 2020 这样的一行；不按日历年算就写 index",
                "add a line such as start_year = 2020 at the top of the file; without calendar years write index",
            ),
        )
    }

    /// The term of a loan that is the year of its end.
    pub(super) fn length_slip(&mut self, length: &'s Expression) -> Result<(), Reported> {
        let Some(year) = length.bare_number().filter(|number| self.has_calendar() && may_be_calendar_year(*number))
        else {
            return Ok(());
        };
        self.fail(
            Code::OutOfRange,
            length.span,
            Text::new(
                format!("这里要年数，{year} 是日历年"),
                format!("a number of years is needed here; {year} is a calendar year"),
            ),
            Text::new("写多少年，例如 10", "write how many years, such as 10"),
        )
    }

    fn rate_compared(&mut self, call: &Expression, number: f64, place: Span) -> Result<(), Reported> {
        let Node::Call { function, .. } = &call.node else { return Ok(()) };
        if !matches!(function.as_str(), "irr" | "mirr") {
            return Ok(());
        }
        let subject = Text::new(format!("{function} 的结果是利率"), format!("`{function}` gives a rate"));
        self.told(rates::above_one(&subject, number, place))
    }

    /// Reports a mistake, if there is one.
    fn told(&mut self, found: Option<Diagnostic>) -> Result<(), Reported> {
        let Some(found) = found else { return Ok(()) };
        self.report(found);
        Err(Reported)
    }

    /// `a > a`: rows of a table are told apart by `outer.a`.
    fn compared_with_itself(
        &mut self,
        left: &'s Expression,
        right: &'s Expression,
        environment: &Environment,
    ) -> Result<(), Reported> {
        let (Node::Path(a), Node::Path(b)) = (&left.node, &right.node) else { return Ok(()) };
        if a != b {
            return Ok(());
        }
        let name = a.join(".");
        self.fail(
            Code::Arguments,
            left.span.to(right.span),
            Text::new(format!("“{name}”在和它自己比较"), format!("`{name}` is compared with itself")),
            match environment.rows.is_empty() {
                false => Text::new(
                    format!("这里的 {name} 是里面那张表的行；外面那一行写 outer.{name}"),
                    format!("`{name}` is of the rows gone through here; that of the row outside is outer.{name}"),
                ),
                true => Text::new(
                    format!("请改其中一边；要知道 {name} 有没有值，写 known({name})"),
                    format!("change one of the sides; known({name}) tells whether it has a value"),
                ),
            },
        )
    }

    /// `npv(flow, rate)`, where both are pure numbers and nothing else tells.
    pub(super) fn order_slip(
        &mut self,
        call: &Call<'s>,
        rate_by_year: bool,
        flow_by_year: bool,
    ) -> Result<(), Reported> {
        let [first, second] = call.given[..] else { return Ok(()) };
        let is_rate = match &second.node {
            Node::Path(path) => path.last().is_some_and(|name| rates::is_rate(name)),
            _ => second.bare_number().is_some_and(|number| number != 0.0 && number.abs() < 1.0),
        };
        if !(rate_by_year && !flow_by_year && is_rate) {
            return Ok(());
        }
        let written = format!("{}({}, {})", call.function, brief(second, "r"), brief(first, "x"));
        self.fail(
            Code::Arguments,
            call.span,
            Text::new("先写利率，后写逐年的收支", "the rate comes first, then the flow by year"),
            Text::new(format!("请写 {written}"), format!("write {written}")),
        )
    }

    /// Without a start year `year` counts from 0, as `index` does.
    pub(super) fn has_calendar(&self) -> bool {
        may_be_calendar_year(f64::from(self.scenario.start_year))
    }

    fn is_builtin(&self, expression: &Expression, name: &str, environment: &Environment) -> bool {
        let Node::Path(path) = &expression.node else { return false };
        path.len() == 1 && path[0] == name && self.item_at(path, environment).is_none()
    }

    /// The calendar year, or one some years away from it.
    fn is_calendar_year(&self, expression: &Expression, environment: &Environment) -> bool {
        match &expression.node {
            Node::Binary { operator: BinaryOperator::Add | BinaryOperator::Subtract, left, right } => {
                self.is_calendar_year(left, environment)
                    && right.bare_number().is_some_and(|number| number < f64::from(FIRST_CALENDAR_YEAR))
            }
            _ => self.is_builtin(expression, "year", environment),
        }
    }

    fn calendar_year(&mut self, expression: &'s Expression) -> Result<(), Reported> {
        let start = self.scenario.start_year;
        self.fail(
            Code::OutOfRange,
            expression.span,
            Text::new(
                format!("year 是日历年（{start}、{}……），不是年数", start + 1),
                format!("`year` is the calendar year ({start}, {}, …), not how many years have passed", start + 1),
            ),
            Text::new(format!("写 index，或 year - {start}"), format!("write index, or year - {start}")),
        )
    }

    fn index_with_year(&mut self, name: &'s Expression, year: f64) -> Result<(), Reported> {
        self.fail(
            Code::OutOfRange,
            name.span,
            Text::new(
                format!("{name} 是年的序号（0、1……），不会到 {year}"),
                format!("`{name}` counts years (0, 1, …) and is never {year}"),
            ),
            Text::new("日历年写 year", "the calendar year is year"),
        )
    }

    fn year_with_index(&mut self, name: &'s Expression, number: f64) -> Result<(), Reported> {
        let start = self.scenario.start_year;
        self.fail(
            Code::OutOfRange,
            name.span,
            Text::new(
                format!("year 是日历年，从 {start} 起，与 {number} 比较没有意义"),
                format!("`year` is the calendar year, {start} and later: comparing it with {number} says nothing"),
            ),
            Text::new("年的序号写 index", "the number of the year is index"),
        )
    }
}

fn may_be_calendar_year(number: f64) -> bool {
    (f64::from(FIRST_CALENDAR_YEAR)..=f64::from(LAST_CALENDAR_YEAR)).contains(&number)
}
