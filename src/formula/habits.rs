//! What people write who come from Python, R or a spreadsheet, and the very text to write here instead.

mod calls;
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
use calls::replacement;

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
