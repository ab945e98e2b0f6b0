//! Lowering of what gathers a series over years, and of appraisal functions.

use super::call::Call;
use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Text};
use crate::formula::expression::Expression;
use crate::plan::graph::{Axes, Binary, Gather, NodeId, Op, Series};
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::Unit;

impl<'s> Lowerer<'s, '_> {
    /// sum, mean, min, max, product, sd, quantile, count, share, any, all, first, last, first_year.
    pub(super) fn over_years(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        self.allow_names(call, &["over"])?;
        let wanted = if matches!(call.function, "quantile" | "first_year") { 2 } else { 1 };
        self.count_given(call, wanted)?;
        let series = call.given[0];
        let value = match call.function {
            "count" | "share" | "any" | "all" | "first_year" => self.condition(series, environment)?,
            "first" | "last" => self.expression(series, environment)?,
            _ => self.numeric(series, environment)?.0,
        };
        let axes = self.graph.axes(value.node);
        if matches!(call.function, "sd" | "quantile") && axes.trial && !axes.year && value.window.is_none() {
            let function = call.function.to_string();
            return self.fail(
                Code::ShapeMismatch,
                series.span,
                Text::new(
                    format!("{function} 是对各年求的，而这个值不逐年变化"),
                    format!("`{function}` is over the years, and this value has none"),
                ),
                Text::new(
                    "各次试验的分位数和标准差不用公式：把这个值写进 [outcomes]，报告、summary.json 和 trials.csv 里就有",
                    "quantiles and sd over the trials need no formula: put the value into [outcomes], and the report, summary.json and trials.csv give them",
                ),
            );
        }
        let (from, to) = self.years_of(call, &value, environment)?;
        if from > to {
            return self.over_no_years(call, &value, environment);
        }
        if call.function == "mean" && !axes.year && value.window.is_none() {
            // the sum of equal numbers over their count is not always the number
            return Ok(value);
        }
        let series_node = self.lived(&value, environment);
        let pure = Sort::Number(Some(Unit::NONE));
        let unit = match &value.sort {
            Sort::Number(unit) => unit.clone(),
            _ => Some(Unit::NONE),
        };
        let years = f64::from(to - from + 1);
        let (node, sort) = match call.function {
            "sum" => (self.gather_years(Gather::Sum, series_node, from, to), Sort::Number(unit)),
            "count" => (self.gather_years(Gather::Sum, series_node, from, to), pure),
            "mean" | "share" => {
                let sum = self.gather_years(Gather::Sum, series_node, from, to);
                let count = self.graph.constant(years);
                (self.graph.over(sum, count), Sort::Number(unit))
            }
            "min" => (self.gather_years(Gather::Minimum, series_node, from, to), Sort::Number(unit)),
            "max" => (self.gather_years(Gather::Maximum, series_node, from, to), Sort::Number(unit)),
            "any" => (self.gather_years(Gather::Maximum, series_node, from, to), Sort::Boolean),
            "all" => (self.gather_years(Gather::Minimum, series_node, from, to), Sort::Boolean),
            "product" => {
                let unit = unit.map(|unit| unit.power(years));
                (self.gather_years(Gather::Product, series_node, from, to), Sort::Number(unit))
            }
            "first" => (self.gather_years(Gather::Only(from), series_node, from, from), value.sort.clone()),
            "last" => (self.gather_years(Gather::Only(to), series_node, to, to), value.sort.clone()),
            "first_year" => (self.first_year(series_node, call.given[1], from, to, environment)?, pure),
            "sd" => {
                (self.whole_series(Series::StandardDeviation, series_node, Vec::new(), from, to), Sort::Number(unit))
            }
            _ => {
                self.probability_slip(call.given[1])?;
                let probability = self.pure(call.given[1], environment)?;
                let node = self.whole_series(Series::Quantile, series_node, vec![probability.node], from, to);
                (node, Sort::Number(unit))
            }
        };
        Ok(Value { node, sort, window: None })
    }

    /// A series that lives in no year of the run (its `active` lies behind the horizon): nothing adds to 0, and has no
    /// mean.
    fn over_no_years(&mut self, call: &Call<'s>, value: &Value, environment: &Environment) -> Result<Value, Reported> {
        let (number, sort) = match call.function {
            // there is no state of no year
            "first" | "last" if matches!(value.sort, Sort::State(_)) => (f64::NAN, value.sort.clone()),
            "sum" | "first" | "last" => (0.0, value.sort.clone()),
            "count" => (0.0, Sort::Number(Some(Unit::NONE))),
            "product" => (1.0, Sort::Number(Some(Unit::NONE))),
            "any" => (0.0, Sort::Boolean),
            "all" => (1.0, Sort::Boolean),
            "first_year" => return self.pure(call.given[1], environment),
            "share" => (f64::NAN, Sort::Number(Some(Unit::NONE))),
            _ => (f64::NAN, value.sort.clone()),
        };
        Ok(Value { node: self.graph.constant(number), sort, window: None })
    }

    fn whole_series(&mut self, function: Series, series: NodeId, arguments: Vec<NodeId>, from: u32, to: u32) -> NodeId {
        let mut axes = Axes { year: false, ..self.graph.axes(series) };
        for argument in &arguments {
            axes = axes.with(self.graph.axes(*argument));
        }
        self.graph.add(Op::OverSeries { function, series, arguments, from, to }, axes)
    }

    /// The smallest index (age inside a project) in which the condition holds.
    fn first_year(
        &mut self,
        series: NodeId,
        none: &'s Expression,
        from: u32,
        to: u32,
        environment: &Environment,
    ) -> Result<NodeId, Reported> {
        let none = self.pure(none, environment)?;
        let start = self.scopes.scopes[environment.scope].start;
        let far = self.graph.constant(1e9);
        let ages: Vec<f64> = (0..=self.horizon()).map(|k| f64::from(k) - f64::from(start)).collect();
        let ages = self.graph.by_year(&ages);
        let candidate = self.graph.select(series, ages, far);
        let candidate = self.missing_with(series, candidate);
        let first = self.gather_years(Gather::Minimum, candidate, from, to);
        let found = self.graph.binary(Binary::Less, first, far);
        let found = self.graph.select(found, first, none.node);
        Ok(self.missing_with(first, found))
    }

    /// npv, irr, mirr, payback, discounted_payback.
    pub(super) fn appraisal(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let allowed: &[&str] = match call.function {
            "npv" => &["over", "first"],
            _ => &["over"],
        };
        if let Some((name, _)) = call.named.iter().find(|(name, _)| !allowed.contains(name)) {
            let name = name.to_string();
            return self.wrong_arguments(
                call,
                &format!("没有名为 {name} 的参数"),
                &format!("it has no argument named {name}"),
            );
        }
        let wanted = match call.function {
            "irr" | "payback" => 1,
            "mirr" => 3,
            _ => 2,
        };
        self.count_given(call, wanted)?;
        let flow_place = if matches!(call.function, "npv" | "discounted_payback") { 1 } else { 0 };
        let (flow, unit) = self.numeric(call.given[flow_place], environment)?;
        if flow_place == 1 && unit.as_ref().is_none_or(|unit| unit.fits(&Unit::NONE)) {
            let rate = self.pure(call.given[0], environment)?;
            self.order_slip(call, self.graph.axes(rate.node).year, self.graph.axes(flow.node).year)?;
        }
        let rates = call.given.iter().enumerate().filter(|(place, _)| *place != flow_place);
        for (_, rate) in rates {
            self.rate_slip(call.function, rate, environment)?;
        }
        let scope = self.scopes.scopes[environment.scope].window;
        let (from, to) = match call.named.iter().any(|(name, _)| *name == "over") {
            true => self.years_of(call, &flow, environment)?,
            // time is counted from index (or age) 0 even where the flow begins later, and ends with the project
            false => (scope.0, flow.window.unwrap_or(scope).1.clamp(scope.0, scope.1)),
        };
        let series = self.lived(&flow, environment);
        let pure = Sort::Number(Some(Unit::NONE));
        match call.function {
            "npv" => {
                let discounted = self.discounted(call, call.given[0], series, scope.0, environment)?;
                let node = self.gather_years(Gather::Sum, discounted, from, to);
                Ok(Value { node, sort: Sort::Number(unit), window: None })
            }
            "discounted_payback" => {
                let discounted = self.discounted(call, call.given[0], series, scope.0, environment)?;
                let node = self.whole_series(Series::Payback, discounted, Vec::new(), from, to);
                Ok(Value { node, sort: pure, window: None })
            }
            "payback" => {
                let node = self.whole_series(Series::Payback, series, Vec::new(), from, to);
                Ok(Value { node, sort: pure, window: None })
            }
            "irr" => {
                let node = self.whole_series(Series::Irr, series, Vec::new(), from, to);
                Ok(Value { node, sort: pure, window: None })
            }
            _ => {
                let finance = self.pure(call.given[1], environment)?;
                let reinvest = self.pure(call.given[2], environment)?;
                let node = self.whole_series(Series::Mirr, series, vec![finance.node, reinvest.node], from, to);
                Ok(Value { node, sort: pure, window: None })
            }
        }
    }

    /// flow · discount factor; the factor of index (age) k is the product of 1/(1+rate\[j\]) for j = 1…k, and with
    /// `first = 1` once more 1/(1+rate of the first year).
    fn discounted(
        &mut self,
        call: &Call<'s>,
        rate: &'s Expression,
        series: NodeId,
        start: u32,
        environment: &Environment,
    ) -> Result<NodeId, Reported> {
        let rate_value = self.pure(rate, environment)?;
        let mut first_discounted = false;
        if let Some((_, first)) = call.named.iter().find(|(name, _)| *name == "first") {
            let value = self.pure(first, environment)?;
            first_discounted = match self.graph.constant_value(value.node) {
                Some(0.0) => false,
                Some(1.0) => true,
                _ => {
                    return self.fail(
                        Code::Arguments,
                        first.span,
                        Text::new("first 只能是 0 或 1", "`first` is 0 or 1"),
                        Text::new(
                            "0：第 0 年的现金流不折现；1：折现一年，如电子表格的 NPV",
                            "0: the flow of index 0 is not discounted; 1: it is, by one year, as in a spreadsheet's NPV",
                        ),
                    );
                }
            };
        }
        let one = self.graph.constant(1.0);
        let growth = self.graph.plus(one, rate_value.node);
        let step = self.graph.over(one, growth);
        let axes = Axes { year: true, ..self.graph.axes(step) };
        let before_first = if first_discounted && !self.graph.axes(step).year { step } else { one };
        let (id, before) = self.graph.prev(before_first, start, axes);
        let next = self.graph.times(before, step);
        let index: Vec<f64> = (0..=self.horizon()).map(f64::from).collect();
        let index = self.graph.by_year(&index);
        let here = self.graph.constant(f64::from(start));
        let is_first = self.graph.binary(Binary::LessEqual, index, here);
        // with a rate by year, `first = 1` discounts by the first year's own rate
        let at_first = if first_discounted && self.graph.axes(step).year { step } else { before_first };
        let factor = self.graph.select(is_first, at_first, next);
        self.graph.prev[id.0 as usize] = Some(factor);
        Ok(self.graph.times(series, factor))
    }
}
