//! Lowering of the spreadsheet's functions and those of a loan.

use super::call::Call;
use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Text};
use crate::plan::graph::{Axes, Op, Scalar};
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::Unit;

impl<'s> Lowerer<'s, '_> {
    /// The spreadsheet's functions and those of a loan: money in, money out, the rest pure numbers.
    pub(super) fn scalar(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        // name of each parameter; `$` marks money, `?` may be left out (then 0)
        let (function, parameters, money): (Scalar, &[&str], bool) = match call.function {
            "pmt" => (Scalar::Pmt, &["rate", "nper", "$pv", "?$fv", "?begin"], true),
            "ipmt" => (Scalar::Ipmt, &["rate", "per", "nper", "$pv", "?$fv", "?begin"], true),
            "ppmt" => (Scalar::Ppmt, &["rate", "per", "nper", "$pv", "?$fv", "?begin"], true),
            "pv" => (Scalar::Pv, &["rate", "nper", "$pmt", "?$fv", "?begin"], true),
            "fv" => (Scalar::Fv, &["rate", "nper", "$pmt", "?$pv", "?begin"], true),
            "nper" => (Scalar::Nper, &["rate", "$pmt", "$pv", "?$fv", "?begin"], false),
            "loan_payment" => (Scalar::LoanPayment, &["$principal", "rate", "term", "period", "?grace"], true),
            "loan_interest" => (Scalar::LoanInterest, &["$principal", "rate", "term", "period", "?grace"], true),
            _ => (Scalar::LoanBalance, &["$principal", "rate", "term", "period", "?grace"], true),
        };
        let plain: Vec<&str> = parameters.iter().map(|p| p.trim_start_matches(['?', '$'])).collect();
        self.allow_names(call, &plain)?;
        if call.given.len() > parameters.len() {
            return self.wrong_arguments(call, "太多了", "there are too many");
        }
        let mut nodes = Vec::new();
        let mut axes = Axes::NONE;
        let mut window: Option<Value> = None;
        let mut sort = Sort::Number(None);
        for (place, parameter) in parameters.iter().enumerate() {
            let (placed, named) = (call.given.get(place).copied(), call.named(plain[place]));
            if placed.is_some() && named.is_some() {
                let name = plain[place];
                return self.wrong_arguments(call, &format!("{name} 给了两次"), &format!("{name} is given twice"));
            }
            let given = placed.or(named);
            let Some(expression) = given else {
                if !parameter.starts_with('?') {
                    let name = plain[place];
                    return self.wrong_arguments(call, &format!("缺少 {name}"), &format!("{name} is missing"));
                }
                nodes.push(self.graph.constant(0.0));
                continue;
            };
            match plain[place] {
                "rate" => self.rate_slip(call.function, expression, environment)?,
                "term" | "nper" | "grace" => self.length_slip(expression)?,
                "period" | "per" => self.index_slip(expression, environment)?,
                _ => {}
            }
            let value = if parameter.contains('$') {
                let (value, _) = self.numeric(expression, environment)?;
                sort = self.same_sort(&sort, &value.sort, call.span, expression.span)?;
                value
            } else {
                self.pure(expression, environment)?
            };
            // a loan is one agreement: taken each year from another year's terms, its payments would be of no loan at all
            if call.function.starts_with("loan_") && plain[place] != "period" && self.graph.axes(value.node).year {
                let name = plain[place];
                return self.fail(
                    Code::Arguments,
                    expression.span,
                    Text::new(
                        format!("{} 的 {name} 不能随年份变化：一笔贷款只有一个 {name}", call.function),
                        format!("{name} of {} must not vary by year: a loan has one {name}", call.function),
                    ),
                    Text::new(
                        "取放款那一年的值，如 at(x, 0)；利率浮动或分批放款的，用 prev 逐年推算余额",
                        "take its value in the year of the loan, as in at(x, 0); where the rate floats or the loan is drawn in parts, work out the balance year by year with prev",
                    ),
                );
            }
            axes = axes.with(self.graph.axes(value.node));
            nodes.push(value.node);
            window = Some(match window {
                None => value,
                Some(before) => Value { window: before.joined_window(&value), ..value },
            });
        }
        let node = self.graph.add(Op::Scalar(function, nodes), axes);
        let sort = if money { sort } else { Sort::Number(Some(Unit::NONE)) };
        Ok(Value { node, sort, window: window.and_then(|value| value.window) })
    }
}
