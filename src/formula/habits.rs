//! What people write who come from Python, R or a spreadsheet, and the very text to write here instead.

mod draws;
mod names;
mod order;

pub use draws::{distribution, distribution_instead, draw, walks};
pub use names::{name_instead, unit_instead};
pub use order::unordered;

use crate::diagnostic::Text;
use crate::formula::expression::{BinaryOperator, Expression, Node, UnaryOperator};
use crate::formula::functions::function as known;
use crate::formula::suggest::known_as;

/// Longest part of a formula that a remedy repeats, in characters; longer ones are told by a letter.
const LONGEST: usize = 60;

/// What other languages write before the point of a function's name.
const LIBRARIES: &[&str] = &[
    "np",
    "numpy",
    "npf",
    "jnp",
    "math",
    "Math",
    "pd",
    "pandas",
    "scipy",
    "sp",
    "stats",
    "statistics",
    "random",
    "rng",
    "st",
    "tf",
    "torch",
    "numpy_financial",
];

/// A part of a formula as a remedy repeats it; `letter` stands for one that is too long.
pub fn brief(part: &Expression, letter: &str) -> String {
    let text = put_right(part).to_string();
    if text.chars().count() > LONGEST { letter.to_owned() } else { text }
}

/// The same, in brackets where it would fall apart beside an operator.
pub fn tight(part: &Expression, letter: &str) -> String {
    let loose = matches!(part.node, Node::Binary { .. } | Node::If { .. } | Node::Unary { .. } | Node::Range { .. });
    let text = brief(part, letter);
    if loose && text != letter && !text.starts_with("if(") { format!("({text})") } else { text }
}

/// The same formula with the calls that are none here replaced by what to write instead, as far as that is one formula.
fn put_right(part: &Expression) -> Expression {
    let mut copy = part.clone();
    replace(&mut copy);
    copy
}

fn replace(part: &mut Expression) {
    part.children_mut().into_iter().for_each(replace);
    let Node::Call { function, arguments, .. } = &part.node else { return };
    if known(function).is_some() {
        return;
    }
    let given: Vec<&Expression> = arguments.iter().map(|argument| &argument.value).collect();
    let written = match replacement(function, &given) {
        Some(Instead::Formula(formula) | Instead::Noted { formula, .. }) => crate::formula::parse(&formula, part.span),
        Some(Instead::Words(_)) | None => return,
    };
    if let Ok(written) = written {
        part.node = written.node;
    }
}

/// “Write …”.
pub fn write(text: &str) -> Text {
    Text::new(format!("请写 {text}"), format!("write {text}"))
}

/// What stands in place of a call.
enum Instead {
    /// One formula.
    Formula(String),
    /// One formula, and a word about it.
    Noted {
        /// The formula.
        formula: String,
        /// What to know about it.
        note: Text,
    },
    /// No single formula.
    Words(Text),
}

/// What to write for a call of a function that formulas do not have.
pub fn instead(function: &str, arguments: &[&Expression]) -> Option<Text> {
    replacement(function, arguments).map(|instead| match instead {
        Instead::Formula(formula) => write(&formula),
        Instead::Noted { formula, note } => {
            Text::new(format!("请写 {formula}；{}", note.zh), format!("write {formula}; {}", note.en))
        }
        Instead::Words(text) => text,
    })
}

fn replacement(function: &str, arguments: &[&Expression]) -> Option<Instead> {
    let lower = function.to_lowercase();
    let letters = ["x", "y", "z"];
    let a =
        |i: usize| arguments.get(i).map_or_else(|| letters[i.min(2)].to_owned(), |part| brief(part, letters[i.min(2)]));
    let t =
        |i: usize| arguments.get(i).map_or_else(|| letters[i.min(2)].to_owned(), |part| tight(part, letters[i.min(2)]));
    let all = || arguments.iter().map(|part| brief(part, "x")).collect::<Vec<_>>().join(", ");
    let joined = |word: &str| match arguments {
        [] | [_] => format!("a {word} b"),
        _ => arguments.iter().map(|part| tight(part, "x")).collect::<Vec<_>>().join(&format!(" {word} ")),
    };
    let place = || arguments.get(1).map(|part| tight(part, "k"));
    let words = draw(&lower, arguments).or_else(|| over_trials(&lower, &a(0)));
    if let Some(text) = words.or_else(|| unordered(&lower, &a(0), place())) {
        return Some(Instead::Words(text));
    }
    let formula = |text: &str| Instead::Formula(text.to_owned());
    let words = |zh: &str, en: &str| Instead::Words(Text::new(zh, en));
    Some(match lower.as_str() {
        "clip" if a(1) == "None" => formula(&format!("min({}, {})", a(0), a(2))),
        "clip" if a(2) == "None" => formula(&format!("max({}, {})", a(0), a(1))),
        "where" | "ifelse" | "iif" | "iff" | "if_else" | "select" | "when" | "if" => formula(&choice(arguments)),
        "ifs" => formula(&choices(arguments)),
        "lag" | "shift" | "previous" | "delta" if arguments.len() < 2 => formula(&format!("prev({}, 0)", a(0))),
        "lag" | "shift" | "previous" => formula(&years_before(&a(0), arguments[1])),
        "lead" => formula(&format!("next({}, 0)", a(0))),
        "diff" => formula(&format!("change({}, 0)", a(0))),
        "cummax" | "cumulative_max" | "running_max" => own(&running("highest", "max", &a(0))),
        "cummin" | "cumulative_min" | "running_min" => own(&running("lowest", "min", &a(0))),
        "cumprod" | "cumulative_product" => own(&format!("level = \"prev(level, 1) * {}\"", t(0))),
        "and" | "or" => formula(&joined(&lower)),
        "xor" => formula(&joined("!=")),
        "not" => formula(&format!("not {}", t(0))),
        "sum" | "add" if arguments.len() >= 2 => formula(&joined("+")),
        "average" | "avg" | "mean" if arguments.len() >= 2 && function != "mean" => {
            formula(&format!("({}) / {}", joined("+"), arguments.len()))
        }
        "sumproduct" | "dot" | "inner" => formula(&format!("sum({})", joined("*"))),
        "var" | "variance" | "var_s" => formula(&format!("sd({})^2", a(0))),
        "median" => formula(&format!("quantile({}, 0.5)", a(0))),
        "percentile" | "nanpercentile" => formula(&format!("quantile({}, {})", a(0), probability(arguments.get(1)))),
        "log" if arguments.len() >= 2 => formula(&format!("ln({}) / ln({})", a(0), a(1))),
        "log" => words(
            &format!("自然对数请写 ln({0})，以 10 为底请写 log10({0})", a(0)),
            &format!("write ln({0}) for the natural logarithm, log10({0}) for base 10", a(0)),
        ),
        "log2" => formula(&format!("ln({}) / ln(2)", a(0))),
        "log1p" => formula(&format!("ln(1 + {})", t(0))),
        "expm1" => formula(&format!("exp({}) - 1", a(0))),
        "square" => formula(&format!("{}^2", t(0))),
        "erf" => formula(&format!("2 * normal_cdf({} * sqrt(2)) - 1", t(0))),
        "erfc" => formula(&format!("2 * normal_cdf(-{} * sqrt(2))", t(0))),
        "trunc" | "fix" => formula(&format!("sign({0}) * floor(abs({0}))", a(0))),
        "normsinv" | "norm.s.inv" | "norm.ppf" | "stats.norm.ppf" | "scipy.stats.norm.ppf" | "qnorm" => {
            formula(&format!("normal_quantile({})", a(0)))
        }
        "norm.inv" | "norminv" => formula(&format!("{} + {} * normal_quantile({})", t(1), t(2), a(0))),
        "normsdist" | "norm.s.dist" | "norm.cdf" | "stats.norm.cdf" | "scipy.stats.norm.cdf" | "pnorm" => {
            formula(&format!("normal_cdf({})", a(0)))
        }
        "iferror" | "ifna" | "nan_to_num" => formula(&guarded(arguments)),
        "isnan" | "iserror" | "isna" | "isnull" | "isblank" => formula(&format!("not known({})", a(0))),
        "fillna" | "coalesce" => {
            let all: Vec<String> = arguments.iter().map(|part| brief(part, "x")).collect();
            let (last, others) = match all.split_last() {
                Some((last, others)) if !others.is_empty() => (last.clone(), others.to_vec()),
                _ => ("0".to_owned(), vec![a(0)]),
            };
            let chosen = |rest: String, part: &String| format!("if(known({part}), {part}, {rest})");
            formula(&others.iter().rev().fold(last, chosen))
        }
        "vlookup" | "hlookup" | "xlookup" | "lookup" | "index" | "match" | "choose" | "offset" => words(
            "取表里一格写 表.行.列；按状态取值写 case(状态, 好: 1, 坏: 2)；按数值查表写 interpolate(x, [1, 2], [10, 20])",
            "write table.row.column for a cell; case(state, good: 1, bad: 2) by a state; interpolate(x, [1, 2], [10, 20]) by a number",
        ),
        "switch" => formula("case(state, good: 1, bad: 2)"),
        "countif" | "countifs" => formula("count(x > 0)"),
        "sumif" | "sumifs" => formula("sum(if(x > 0, x, 0))"),
        "rolling" | "moving_average" | "movavg" => {
            let years = arguments.get(1).map_or_else(|| "3".to_owned(), |part| tight(part, "3"));
            formula(&format!("(cumulative({0}) - at(cumulative({0}), index - {years})) / {years}", a(0)))
        }
        "argmax" | "idxmax" => formula(&format!("first_year({0} == max({0}), 99)", a(0))),
        "argmin" | "idxmin" => formula(&format!("first_year({0} == min({0}), 99)", a(0))),
        "range" | "arange" | "linspace" | "seq" => words(
            "年的序号是 index（0、1……horizon）；一段年份写在 over 里：sum(x, over = 1..5)",
            "the number of the year is index (0, 1, … horizon); a range of years is written in over: sum(x, over = 1..5)",
        ),
        "len" | "length" | "nrow" | "counta" => words(
            "年数是 horizon + 1；表的行数请写 count(表)",
            "the number of years is horizon + 1; the rows of a table are count(table)",
        ),
        "npv" | "xnpv" if function != "npv" => Instead::Noted {
            formula: format!("npv({}, {}, first = 1)", a(0), a(1)),
            note: Text::new(
                "电子表格的 NPV 从第一笔起折现；不写 first = 1 则序号 0 不折现",
                "a spreadsheet's NPV discounts the first amount; without first = 1 that of index 0 is not discounted",
            ),
        },
        "xirr" => formula(&format!("irr({})", a(0))),
        "sln" if arguments.len() == 3 => formula(&format!("({} - {}) / {}", a(0), a(1), a(2))),
        "sln" | "db" | "ddb" | "syd" | "vdb" => words(
            "折旧用 prev 写：账面值 book = \"prev(book, cost) * (1 - 2 / life)\"（双倍余额）；直线法 (cost - salvage) / life",
            "write depreciation with prev: book = \"prev(book, cost) * (1 - 2 / life)\" (double declining); straight line is (cost - salvage) / life",
        ),
        "maximum" | "fmax" | "pmax" => formula(&format!("max({})", all())),
        "minimum" | "fmin" | "pmin" => formula(&format!("min({})", all())),
        "averageif" | "print" | "lambda" | "map" | "apply" | "filter" | "zip" => return None,
        _ => {
            let name = known_as(function).or_else(|| {
                (known(&lower).is_some() && lower != function).then(|| known(&lower).map(|info| info.name)).flatten()
            })?;
            formula(&format!("{name}({})", all()))
        }
    })
}

/// What to write for `np.f(…)`, `x.f(…)` or a spreadsheet's `NORM.INV(…)`.
pub fn dotted_instead(path: &[String], arguments: &[&Expression]) -> Option<Text> {
    let (last, before) = path.split_last()?;
    let whole = path.join(".");
    if let Some(text) = instead(&whole, arguments) {
        return Some(text);
    }
    let of_library = |arguments: &[&Expression]| {
        instead(last, arguments).or_else(|| {
            let list: Vec<String> = arguments.iter().map(|part| brief(part, "x")).collect();
            (known(last).is_some()).then(|| write(&format!("{last}({})", list.join(", "))))
        })
    };
    if before.first().is_some_and(|first| LIBRARIES.contains(&first.as_str())) {
        return of_library(arguments);
    }
    let owner = Expression { node: Node::Path(before.to_vec()), span: crate::diagnostic::Span::default() };
    let with_owner: Vec<&Expression> = std::iter::once(&owner).chain(arguments.iter().copied()).collect();
    of_library(&with_owner)
}

/// What a data frame writes between a column and its brackets.
pub fn without_accessor(path: &[String]) -> Option<&[String]> {
    match path.split_last() {
        Some((last, before))
            if !before.is_empty() && matches!(last.as_str(), "iloc" | "loc" | "values" | "iat" | "at") =>
        {
            Some(before)
        }
        _ => None,
    }
}

/// The value of `series` in the year that another language writes in square brackets.
pub fn in_year(series: &str, index: &Expression) -> String {
    let number = |part: &Expression| match part.node {
        Node::Number { value, unit: None } if value.fract() == 0.0 => Some(value),
        _ => None,
    };
    match &index.node {
        Node::Path(_) if is_year(index) => series.to_owned(),
        Node::Binary { operator: BinaryOperator::Subtract, left, right } if is_year(left) => {
            years_before(series, right)
        }
        Node::Binary { operator: BinaryOperator::Add, left, right } if is_year(left) => match number(right) {
            Some(1.0) => format!("next({series}, 0)"),
            _ => format!("at({series}, index + {})", tight(right, "k")),
        },
        Node::Unary { operator: UnaryOperator::Negate, operand } => match number(operand) {
            Some(1.0) => format!("last({series})"),
            Some(years) => format!("at({series}, horizon - {})", years - 1.0),
            None => format!("at({series}, {})", brief(index, "k")),
        },
        Node::Text(name) => format!("{series}.{name}"),
        _ => format!("at({series}, {})", brief(index, "k")),
    }
}

/// True for what other languages count the years by.
fn is_year(part: &Expression) -> bool {
    matches!(&part.node, Node::Path(path) if path.len() == 1
        && matches!(path[0].as_str(), "t" | "i" | "j" | "k" | "n" | "index" | "time" | "year" | "period" | "age"))
}

fn years_before(series: &str, years: &Expression) -> String {
    match years.node {
        Node::Number { value: 1.0, unit: None } => format!("prev({series}, 0)"),
        _ => format!("at({series}, index - {})", tight(years, "k")),
    }
}

/// What is a formula of its own, because it uses itself.
fn own(formula: &str) -> Instead {
    Instead::Words(Text::new(
        format!("请写 {formula}；这是自成一条的公式，再用它的名称"),
        format!("write {formula}; it is a formula of its own, used by its name"),
    ))
}

fn running(name: &str, function: &str, x: &str) -> String {
    format!("{name} = \"{function}(prev({name}, first({x})), {x})\"")
}

fn choice(arguments: &[&Expression]) -> String {
    match arguments {
        [condition, then, otherwise] => {
            format!("if({}, {}, {})", brief(condition, "c"), brief(then, "a"), brief(otherwise, "b"))
        }
        [condition, then] => format!("if({}, {}, 0)", brief(condition, "c"), brief(then, "a")),
        _ => "if(c, a, b)".to_owned(),
    }
}

/// A spreadsheet's `IFS(c, a, d, b)`.
fn choices(arguments: &[&Expression]) -> String {
    let mut pairs = arguments.chunks_exact(2);
    let mut text = String::new();
    for pair in &mut pairs {
        text.push_str(&format!("if({}, {}, ", brief(pair[0], "c"), brief(pair[1], "a")));
    }
    text.push('0');
    text.push_str(&")".repeat(arguments.len() / 2));
    text
}

/// `IFERROR(a / b, c)`: the quotient under its condition.
fn guarded(arguments: &[&Expression]) -> String {
    let other = arguments.get(1).map_or_else(|| "0".to_owned(), |part| brief(part, "c"));
    match arguments.first().map(|part| &part.node) {
        Some(Node::Binary { operator: BinaryOperator::Divide, right, .. }) => {
            format!("if({} != 0, {}, {other})", tight(right, "b"), brief(arguments[0], "a / b"))
        }
        _ => format!("if(b != 0, a / b, {other})"),
    }
}

/// 5 of a hundred as 0.05.
fn probability(part: Option<&&Expression>) -> String {
    match part.map(|part| &part.node) {
        Some(Node::Number { value, unit: None }) if *value > 1.0 => format!("{}", value / 100.0),
        Some(_) => part.map_or_else(String::new, |part| brief(part, "p")),
        None => "0.5".to_owned(),
    }
}

/// Statistics over the trials: no formula computes them.
fn over_trials(lower: &str, x: &str) -> Option<Text> {
    Some(match lower {
        "prob" | "p" | "pr" | "probability" => Text::new(
            format!("概率不用公式：在 [outcomes] 里写 p = \"{x}\"，真假结果报告的就是概率"),
            format!(
                "a probability needs no function: write p = \"{x}\" in [outcomes]; of a true/false outcome the probability is reported"
            ),
        ),
        "e" | "expect" | "expectation" | "expected" | "expected_value" => Text::new(
            format!("期望不用公式：在 [outcomes] 里写 m = \"{x}\"，报告里有各次试验的均值"),
            format!(
                "an expectation needs no function: write m = \"{x}\" in [outcomes]; its mean over the trials is reported"
            ),
        ),
        "cvar" | "tvar" | "es" | "expected_shortfall" | "value_at_risk" | "var_at_risk" | "tail_mean" => Text::new(
            format!(
                "公式不跨试验计算：在 [outcomes] 里写 v = \"{x}\"，summary.json 里有最低、最高 5 % 试验的均值（tails）和 p1、p5 等分位数"
            ),
            format!(
                "no formula looks across trials: write v = \"{x}\" in [outcomes]; summary.json has the means of the lowest and highest 5 % of trials (tails), and p1, p5 and other quantiles"
            ),
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::formula::parse;

    fn argument(text: &str) -> Expression {
        parse(text, Span::default()).unwrap_or_else(|errors| panic!("{text}: {errors}"))
    }

    /// Every function that an expression calls is one of ours.
    fn calls_known(part: &Expression) -> bool {
        let own = !matches!(&part.node, Node::Call { function, .. } if known(function).is_none());
        own && part.children().into_iter().all(calls_known)
    }

    #[test]
    fn what_is_to_be_written_is_a_formula() {
        let (a, b, c) = (argument("a + 1"), argument("b"), argument("c > 0"));
        let names = [
            "where",
            "IFS",
            "lag",
            "shift",
            "lead",
            "diff",
            "XOR",
            "AND",
            "NOT",
            "SUM",
            "AVERAGE",
            "dot",
            "var",
            "std",
            "median",
            "percentile",
            "log2",
            "log1p",
            "expm1",
            "square",
            "erf",
            "erfc",
            "trunc",
            "qnorm",
            "NORM.INV",
            "pnorm",
            "IFERROR",
            "countif",
            "sumif",
            "rolling",
            "argmax",
            "XIRR",
            "maximum",
            "pmin",
            "cumsum",
            "PMT",
            "average",
            "stdev",
            "int",
            "ceiling",
            "power",
            "amax",
            "prod",
            "absolute",
        ];
        for name in names {
            for arguments in [&[][..], &[&a], &[&a, &b], &[&c, &a, &b]] {
                let text = instead(name, arguments).unwrap_or_else(|| panic!("nothing is known of {name}")).en;
                let formula = text.strip_prefix("write ").unwrap_or_else(|| panic!("{name}: {text}"));
                let read = parse(formula, Span::default()).unwrap_or_else(|errors| panic!("{formula}: {errors}"));
                assert!(calls_known(&read), "{name}: {formula}");
            }
        }
    }

    #[test]
    fn calls_inside_calls_are_put_right_as_well() {
        let sheet = argument("IF(AND(c, NOT(a > 1)), SUM(x), AVERAGE(x) + POWER(a, 2))");
        let right = "if(c and not a > 1, sum(x), mean(x) + pow(a, 2))";
        assert_eq!(put_right(&sheet).to_string(), right);
        assert_eq!(put_right(&argument(right)).to_string(), right);
        assert_eq!(put_right(&argument("rand() + IF(c, 1, 2)")).to_string(), "rand() + if(c, 1, 2)");
    }

    #[test]
    fn functions_of_ours_are_not_put_right() {
        for info in crate::formula::functions::FUNCTIONS {
            if !matches!(info.name, "sum" | "mean" | "min" | "max") {
                assert_eq!(instead(info.name, &[]), None, "{}", info.name);
            }
        }
        assert_eq!(instead("frobnicate", &[]), None);
    }

    #[test]
    fn libraries_and_methods_are_told_apart() {
        let (x, y) = (argument("x"), argument("y"));
        let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
        for (written, arguments, expected) in [
            ("np.exp", &[&x][..], "write exp(x)"),
            ("x.cumsum", &[], "write cumulative(x)"),
            ("a.b.shift", &[], "write prev(a.b, 0)"),
            ("np.maximum", &[&x, &y], "write max(x, y)"),
            ("norm.cdf", &[&x], "write normal_cdf(x)"),
        ] {
            assert_eq!(dotted_instead(&path(written), arguments).map(|text| text.en), Some(expected.to_owned()));
        }
    }
}
