//! `mean(x where x > 1)`: a condition on years or trials, where only rows of a table take one.

use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::Expression;
use crate::formula::habits::{brief, tight};
use crate::plan::value::Reported;

impl<'s> Lowerer<'s, '_> {
    /// `where` behind the name of a value, which is no table: what to write for the years, or for the trials, in which the
    /// condition holds.
    pub(super) fn condition_on_years(
        &mut self,
        function: &str,
        name: &str,
        span: Span,
        condition: &'s Expression,
        environment: &Environment,
    ) -> Result<(), Reported> {
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let Some(id) = self.item_at(&path, environment) else { return Ok(()) };
        let value = self.item(id, span)?;
        let (c, x) = (brief(condition, "c"), name);
        let remedy = if self.graph.axes(value.node).year {
            over_years(function, x, &c, &tight(condition, "c"))
        } else {
            over_trials(function, x, &c)
        };
        self.fail(
            Code::UnknownName,
            span,
            Text::new(
                format!("where 用来选表的行，而“{name}”不是表"),
                format!("`where` chooses rows of a table, and `{name}` is no table"),
            ),
            remedy,
        )
    }
}

/// The same over the years in which the condition holds.
fn over_years(function: &str, x: &str, c: &str, tight_c: &str) -> Text {
    let text = match function {
        "sum" => format!("sum(if({c}, {x}, 0))"),
        "product" => format!("product(if({c}, {x}, 1))"),
        "min" => format!("min(if({c}, {x}, max({x})))"),
        "max" => format!("max(if({c}, {x}, min({x})))"),
        "count" | "share" => format!("{function}({c})"),
        "any" => format!("any({x} and {tight_c})"),
        "all" => format!("all({x} or not {tight_c})"),
        _ => format!("sum(if({c}, {x}, 0)) / count({c})"),
    };
    Text::new(format!("对各年按条件计算请写 {text}"), format!("over the years in which it holds write {text}"))
}

/// The same over the trials: an outcome.
fn over_trials(function: &str, x: &str, c: &str) -> Text {
    if matches!(function, "count" | "share" | "any" | "all") {
        return Text::new(
            format!("{x} 一次试验只有一个值：在 [outcomes] 里写 q = \"{c}\"，报告的就是条件成立的概率"),
            format!("`{x}` has one value a trial: write q = \"{c}\" in [outcomes], and its probability is reported"),
        );
    }
    let outcome = format!("q = \"if({c}, {x}, 0 / 0)\"");
    Text::new(
        format!(
            "{x} 一次试验只有一个值：要按条件选试验，在 [outcomes] 里写 {outcome}，报告中的均值和分位数只计条件成立的试验"
        ),
        format!(
            "`{x}` has one value a trial: to choose trials, write {outcome} in [outcomes]; its mean and quantiles in the report stand on the trials in which the condition holds"
        ),
    )
}
