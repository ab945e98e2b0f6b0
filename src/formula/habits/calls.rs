//! The functions of other languages, and what to write instead of a call.

use super::{
    Instead, brief, choice, choices, draw, guarded, known, known_as, over_trials, own, probability, running, tight,
    unordered, years_before,
};
use crate::diagnostic::Text;
use crate::formula::expression::Expression;

/// What stands in place of a call, if that is of another language.
pub(super) fn replacement(function: &str, arguments: &[&Expression]) -> Option<Instead> {
    let call = Call { function, lower: function.to_lowercase(), arguments };
    let place = || arguments.get(1).map(|part| tight(part, "k"));
    let words = draw(&call.lower, arguments).or_else(|| over_trials(&call.lower, &call.a(0)));
    if let Some(text) = words.or_else(|| unordered(&call.lower, &call.a(0), place())) {
        return Some(Instead::Words(text));
    }
    let found = call.of_choices().or_else(|| call.of_years()).or_else(|| call.of_statistics());
    let found = found.or_else(|| call.of_numbers()).or_else(|| call.of_rows()).or_else(|| call.of_money());
    found.or_else(|| call.by_another_name())
}

fn formula(text: &str) -> Instead {
    Instead::Formula(text.to_owned())
}

fn words(zh: &str, en: &str) -> Instead {
    Instead::Words(Text::new(zh, en))
}

/// Letters for arguments that are not there, or too long.
const LETTERS: [&str; 3] = ["x", "y", "z"];

/// A call.
struct Call<'c> {
    function: &'c str,
    /// The same in small letters.
    lower: String,
    arguments: &'c [&'c Expression],
}

impl Call<'_> {
    /// An argument.
    fn a(&self, place: usize) -> String {
        let letter = LETTERS[place.min(2)];
        self.arguments.get(place).map_or_else(|| letter.to_owned(), |part| brief(part, letter))
    }

    /// An argument that stands beside an operator.
    fn t(&self, place: usize) -> String {
        let letter = LETTERS[place.min(2)];
        self.arguments.get(place).map_or_else(|| letter.to_owned(), |part| tight(part, letter))
    }

    /// All arguments.
    fn all(&self) -> String {
        self.arguments.iter().map(|part| brief(part, "x")).collect::<Vec<_>>().join(", ")
    }

    /// All arguments with an operator between them.
    fn joined(&self, operator: &str) -> String {
        match self.arguments {
            [] | [_] => format!("a {operator} b"),
            all => all.iter().map(|part| tight(part, "x")).collect::<Vec<_>>().join(&format!(" {operator} ")),
        }
    }

    /// Conditions, choices and missing values.
    fn of_choices(&self) -> Option<Instead> {
        Some(match self.lower.as_str() {
            "where" | "ifelse" | "iif" | "iff" | "if_else" | "select" | "when" | "if" => {
                formula(&choice(self.arguments))
            }
            "ifs" => formula(&choices(self.arguments)),
            "and" | "or" => formula(&self.joined(&self.lower)),
            "xor" => formula(&self.joined("!=")),
            "not" => formula(&format!("not {}", self.t(0))),
            "iferror" | "ifna" | "nan_to_num" => formula(&guarded(self.arguments)),
            "isnan" | "iserror" | "isna" | "isnull" | "isblank" => formula(&format!("not known({})", self.a(0))),
            "fillna" | "coalesce" => {
                let all: Vec<String> = self.arguments.iter().map(|part| brief(part, "x")).collect();
                let (last, others) = match all.split_last() {
                    Some((last, others)) if !others.is_empty() => (last.clone(), others.to_vec()),
                    _ => ("0".to_owned(), vec![self.a(0)]),
                };
                let chosen = |rest: String, part: &String| format!("if(known({part}), {part}, {rest})");
                formula(&others.iter().rev().fold(last, chosen))
            }
            "switch" => formula("case(state, good: 1, bad: 2)"),
            _ => return None,
        })
    }

    /// What goes over the years.
    fn of_years(&self) -> Option<Instead> {
        Some(match self.lower.as_str() {
            "lag" | "shift" | "previous" | "delta" if self.arguments.len() < 2 => {
                formula(&format!("prev({}, 0)", self.a(0)))
            }
            "lag" | "shift" | "previous" => formula(&years_before(&self.a(0), self.arguments[1])),
            "lead" => formula(&format!("next({}, 0)", self.a(0))),
            "diff" => formula(&format!("change({}, 0)", self.a(0))),
            "cummax" | "cumulative_max" | "running_max" => own(&running("highest", "max", &self.a(0))),
            "cummin" | "cumulative_min" | "running_min" => own(&running("lowest", "min", &self.a(0))),
            "cumprod" | "cumulative_product" => own(&format!("level = \"prev(level, 1) * {}\"", self.t(0))),
            "rolling" | "moving_average" | "movavg" => {
                let years = self.arguments.get(1).map_or_else(|| "3".to_owned(), |part| tight(part, "3"));
                formula(&format!("(cumulative({0}) - at(cumulative({0}), index - {years})) / {years}", self.a(0)))
            }
            "argmax" | "idxmax" => formula(&format!("first_year({0} == max({0}), 99)", self.a(0))),
            "argmin" | "idxmin" => formula(&format!("first_year({0} == min({0}), 99)", self.a(0))),
            "range" | "arange" | "linspace" | "seq" => words(
                "年的序号是 index（0、1……horizon）；一段年份写在 over 里：sum(x, over = 1..5)",
                "the number of the year is index (0, 1, … horizon); a range of years is written in over: sum(x, over = 1..5)",
            ),
            _ => return None,
        })
    }

    /// Sums, means, quantiles, the normal distribution.
    fn of_statistics(&self) -> Option<Instead> {
        Some(match self.lower.as_str() {
            "sum" | "add" if self.arguments.len() >= 2 => formula(&self.joined("+")),
            "average" | "avg" | "mean" if self.arguments.len() >= 2 && self.function != "mean" => {
                formula(&format!("({}) / {}", self.joined("+"), self.arguments.len()))
            }
            "sumproduct" | "dot" | "inner" => formula(&format!("sum({})", self.joined("*"))),
            "var" | "variance" | "var_s" => formula(&format!("sd({})^2", self.a(0))),
            "median" => formula(&format!("quantile({}, 0.5)", self.a(0))),
            "percentile" | "nanpercentile" => {
                formula(&format!("quantile({}, {})", self.a(0), probability(self.arguments.get(1))))
            }
            "erf" => formula(&format!("2 * normal_cdf({} * sqrt(2)) - 1", self.t(0))),
            "erfc" => formula(&format!("2 * normal_cdf(-{} * sqrt(2))", self.t(0))),
            "normsinv" | "norm.s.inv" | "norm.ppf" | "stats.norm.ppf" | "scipy.stats.norm.ppf" | "qnorm" => {
                formula(&format!("normal_quantile({})", self.a(0)))
            }
            "norm.inv" | "norminv" => {
                formula(&format!("{} + {} * normal_quantile({})", self.t(1), self.t(2), self.a(0)))
            }
            "normsdist" | "norm.s.dist" | "norm.cdf" | "stats.norm.cdf" | "scipy.stats.norm.cdf" | "pnorm" => {
                formula(&format!("normal_cdf({})", self.a(0)))
            }
            "countif" | "countifs" => formula("count(x > 0)"),
            "sumif" | "sumifs" => formula("sum(if(x > 0, x, 0))"),
            _ => return None,
        })
    }

    /// Functions of single numbers.
    fn of_numbers(&self) -> Option<Instead> {
        Some(match self.lower.as_str() {
            "clip" if self.a(1) == "None" => formula(&format!("min({}, {})", self.a(0), self.a(2))),
            "clip" if self.a(2) == "None" => formula(&format!("max({}, {})", self.a(0), self.a(1))),
            "log" if self.arguments.len() >= 2 => formula(&format!("ln({}) / ln({})", self.a(0), self.a(1))),
            "log" => words(
                &format!("自然对数请写 ln({0})，以 10 为底请写 log10({0})", self.a(0)),
                &format!("write ln({0}) for the natural logarithm, log10({0}) for base 10", self.a(0)),
            ),
            "log2" => formula(&format!("ln({}) / ln(2)", self.a(0))),
            "log1p" => formula(&format!("ln(1 + {})", self.t(0))),
            "expm1" => formula(&format!("exp({}) - 1", self.a(0))),
            "square" => formula(&format!("{}^2", self.t(0))),
            "trunc" | "fix" => formula(&format!("sign({0}) * floor(abs({0}))", self.a(0))),
            "maximum" | "fmax" | "pmax" => formula(&format!("max({})", self.all())),
            "minimum" | "fmin" | "pmin" => formula(&format!("min({})", self.all())),
            _ => return None,
        })
    }

    /// Cells and rows of tables.
    fn of_rows(&self) -> Option<Instead> {
        Some(match self.lower.as_str() {
            "vlookup" | "hlookup" | "xlookup" | "lookup" | "index" | "match" | "choose" | "offset" => words(
                "取表里一格写 表.行.列；按状态取值写 case(状态, 好: 1, 坏: 2)；按数值查表写 interpolate(x, [1, 2], [10, 20])",
                "write table.row.column for a cell; case(state, good: 1, bad: 2) by a state; interpolate(x, [1, 2], [10, 20]) by a number",
            ),
            "len" | "length" | "nrow" | "counta" => words(
                "年数是 horizon + 1；表的行数请写 count(表)",
                "the number of years is horizon + 1; the rows of a table are count(table)",
            ),
            _ => return None,
        })
    }

    /// Appraisal and depreciation.
    fn of_money(&self) -> Option<Instead> {
        Some(match self.lower.as_str() {
            "npv" | "xnpv" if self.function != "npv" => Instead::Noted {
                formula: format!("npv({}, {}, first = 1)", self.a(0), self.a(1)),
                note: Text::new(
                    "电子表格的 NPV 从第一笔起折现；不写 first = 1 则序号 0 不折现",
                    "a spreadsheet's NPV discounts the first amount; without first = 1 that of index 0 is not discounted",
                ),
            },
            "xirr" => formula(&format!("irr({})", self.a(0))),
            "sln" if self.arguments.len() == 3 => formula(&format!("({} - {}) / {}", self.a(0), self.a(1), self.a(2))),
            "sln" | "db" | "ddb" | "syd" | "vdb" => words(
                "折旧用 prev 写：账面值 book = \"prev(book, cost) * (1 - 2 / life)\"（双倍余额）；直线法 (cost - salvage) / life",
                "write depreciation with prev: book = \"prev(book, cost) * (1 - 2 / life)\" (double declining); straight line is (cost - salvage) / life",
            ),
            _ => return None,
        })
    }

    /// A function that is here by another name, or in small letters.
    fn by_another_name(&self) -> Option<Instead> {
        let nothing_like_it = ["averageif", "print", "lambda", "map", "apply", "filter", "zip"];
        if nothing_like_it.contains(&self.lower.as_str()) {
            return None;
        }
        let in_small_letters = || known(&self.lower).filter(|_| self.lower != self.function).map(|info| info.name);
        let name = known_as(self.function).or_else(in_small_letters)?;
        Some(formula(&format!("{name}({})", self.all())))
    }
}
