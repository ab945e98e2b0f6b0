//! What is said about calls: a function that there is not, arguments that do not fit.

use super::call::Call;
use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::formula::functions::FUNCTIONS;
use crate::formula::habits::{brief, in_year, instead, tight, write};
use crate::formula::suggest::did_you_mean;
use crate::plan::value::{Reported, Value};

impl<'s> Lowerer<'s, '_> {
    /// There is no such function: what to write instead.
    #[cold]
    pub(super) fn no_function(
        &mut self,
        call: &Call<'s>,
        place: Span,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let function = call.function;
        let in_rows =
            environment.rows.iter().any(|(table, _)| self.scopes.tables[table.0 as usize].items.contains_key(function));
        let habit = instead(function, &call.given);
        // a formula may have the name that its function has elsewhere: `median = "median(x)"`
        let value = habit.is_none() || function.chars().count() <= 2;
        if value && (in_rows || self.scopes.scopes[environment.scope].names.contains_key(function)) {
            let year =
                call.given.first().map_or_else(|| format!("at({function}, 0)"), |index| in_year(function, index));
            return self.fail(
                Code::UnknownFunction,
                place,
                Text::new(
                    format!("“{function}”是一个值，不是函数"),
                    format!("`{function}` is a value and no function"),
                ),
                Text::new(
                    format!("相乘请写 {function} * (…)；取某一年的值请写 {year}"),
                    format!("write {function} * (…) for times, {year} for the value of a year"),
                ),
            );
        }
        let names = FUNCTIONS.iter().map(|f| f.name).chain(["if", "case"]);
        let remedy = habit.unwrap_or_else(|| match did_you_mean(function, names) {
            Some(word) => Text::new(format!("是不是想写 {word}？"), format!("did you mean {word}?")),
            None => Text::new("全部函数见 `fengnian list functions`", "`fengnian list functions` shows all"),
        });
        self.fail(
            Code::UnknownFunction,
            place,
            Text::new(format!("没有函数“{function}”"), format!("there is no function `{function}`")),
            remedy,
        )
    }

    /// Fails where not `wanted` arguments are given.
    pub(super) fn count_given(&mut self, call: &Call<'s>, wanted: usize) -> Result<(), Reported> {
        if call.given.len() == wanted { Ok(()) } else { self.wrong_count(call, wanted) }
    }

    /// Fails because not `wanted` arguments are given.
    fn wrong_count<T>(&mut self, call: &Call<'s>, wanted: usize) -> Result<T, Reported> {
        let n = call.given.len();
        self.wrong_arguments(call, &format!("需要 {wanted} 个，给了 {n} 个"), &format!("it takes {wanted}, not {n}"))
    }

    /// Fails with the signature of the function.
    pub(super) fn wrong_arguments<T>(&mut self, call: &Call<'s>, zh: &str, en: &str) -> Result<T, Reported> {
        let signature = FUNCTIONS.iter().find(|f| f.name == call.function).map_or("", |f| f.signature);
        let first = call.given.first().map_or_else(|| "x".to_owned(), |first| brief(first, "x"));
        let years = |places: &[usize]| {
            places
                .iter()
                .all(|&place| matches!(call.given.get(place).map(|part| &part.node), Some(Node::Number { .. })))
        };
        let remedy = match (call.function, call.given.len()) {
            ("prev" | "next" | "change", 1) if call.named.is_empty() => {
                let of = if call.function == "next" {
                    ("最后一年之后", "after the last year")
                } else {
                    ("第一年之前", "before the first year")
                };
                Text::new(
                    format!("请写 {}({first}, 0)，0 是{}的值", call.function, of.0),
                    format!("write {}({first}, 0); 0 is the value {}", call.function, of.1),
                )
            }
            ("prev", 3..) => Text::new(
                format!("更早的年份请写 at({first}, index - 2)"),
                format!("for an earlier year write at({first}, index - 2)"),
            ),
            ("sum" | "mean" | "product" | "sd" | "count" | "share" | "any" | "all", 3) if years(&[1, 2]) => {
                let (from, to) = (brief(call.given[1], "1"), brief(call.given[2], "5"));
                write(&format!("{}({first}, over = {from}..{to})", call.function))
            }
            ("sum", 2..) => {
                let terms: Vec<String> = call.given.iter().map(|part| tight(part, "x")).collect();
                Text::new(
                    format!("相加请写 {}；{}(x) 对各年求和", terms.join(" + "), call.function),
                    format!("write {} to add; {}(x) goes over the years", terms.join(" + "), call.function),
                )
            }
            ("irr" | "npv" | "mirr" | "payback" | "discounted_payback", 3..) => Text::new(
                format!("写法是 {signature}；flow 是逐年的一个序列，例如在 [inputs] 里写 flow = [-100, 50, 60]"),
                format!("it is written {signature}; flow is one series by year, as flow = [-100, 50, 60] in [inputs]"),
            ),
            ("clip", _) if call.named("min").is_some() != call.named("max").is_some() => {
                let (function, limit) = if call.named("min").is_some() { ("max", "min") } else { ("min", "max") };
                let limit = call.named(limit).map_or_else(|| "0".to_owned(), |limit| brief(limit, "0"));
                write(&format!("{function}({first}, {limit})"))
            }
            _ => Text::new(format!("写法是 {signature}"), format!("it is written {signature}")),
        };
        self.not_these(call, zh, en, remedy)
    }

    fn not_these<T>(&mut self, call: &Call<'s>, zh: &str, en: &str, remedy: Text) -> Result<T, Reported> {
        self.fail(
            Code::Arguments,
            call.span,
            Text::new(
                format!("{} 的参数不对：{zh}", call.function),
                format!("wrong arguments for {}: {en}", call.function),
            ),
            remedy,
        )
    }

    /// Exactly `N` arguments and no named ones.
    pub(super) fn exactly<const N: usize>(&mut self, call: &Call<'s>) -> Result<[&'s Expression; N], Reported> {
        self.allow_names(call, &[])?;
        match <[&'s Expression; N]>::try_from(call.given.as_slice()) {
            Ok(arguments) => Ok(arguments),
            Err(_) => self.wrong_count(call, N),
        }
    }

    pub(super) fn allow_names(&mut self, call: &Call<'s>, allowed: &[&str]) -> Result<(), Reported> {
        let Some(&(name, value)) = call.named.iter().find(|(name, _)| !allowed.contains(name)) else { return Ok(()) };
        let (zh, en) = (format!("没有名为 {name} 的参数"), format!("it has no argument named {name}"));
        let condition = matches!(call.function, "any" | "all" | "count" | "share" | "first_year");
        let remedy = match name {
            "axis" | "dim" | "ddof" | "keepdims" | "skipna" => Text::new(
                format!("请删去 {name}：{} 总是对各年计算；各次试验的均值和分位数在报告里，不用写", call.function),
                format!(
                    "delete {name}: {} always goes over the years; mean and quantiles over the trials are in the report",
                    call.function
                ),
            ),
            _ if condition => compared(&format!("{}({name} == {})", call.function, brief(value, "x"))),
            _ => return self.wrong_arguments(call, &zh, &en),
        };
        self.not_these(call, &zh, &en, remedy)
    }
}

/// What to write for a comparison with a single `=`.
fn compared(text: &str) -> Text {
    Text::new(format!("比较请写 {text}"), format!("to compare, write {text}"))
}
