//! Random numbers called in a formula: here they are inputs.

use super::brief;
use crate::diagnostic::Text;
use crate::formula::expression::{Expression, Node};

/// What other languages call a distribution, ours, and our parameters in the order of their arguments.
const DRAWS: &[(&[&str], &str, &[(&str, &str)])] = &[
    (
        &["normal", "rnorm", "gauss", "randn", "standard_normal", "normalvariate"],
        "normal",
        &[("mean", "0"), ("sd", "1")],
    ),
    (&["uniform", "runif", "rand", "random", "random_sample"], "uniform", &[("low", "0"), ("high", "1")]),
    (&["lognormal", "rlnorm", "lognormvariate"], "lognormal", &[("mu", "0"), ("sigma", "1")]),
    (&["triangular"], "triangular", &[("low", "0"), ("likely", "1"), ("high", "2")]),
    (&["pert"], "pert", &[("low", "0"), ("likely", "1"), ("high", "2")]),
    (&["beta", "rbeta"], "beta", &[("alpha", "2"), ("beta", "3")]),
    (&["gamma", "rgamma"], "gamma", &[("shape", "2"), ("scale", "1")]),
    (&["weibull", "rweibull"], "weibull", &[("shape", "2"), ("scale", "1")]),
    (&["exponential", "rexp", "expovariate"], "exponential", &[("mean", "1")]),
    (&["gumbel"], "gumbel", &[("location", "0"), ("scale", "1")]),
    (&["logistic"], "logistic", &[("location", "0"), ("scale", "1")]),
    (&["student_t", "standard_t", "rt"], "student_t", &[("df", "5")]),
    (&["poisson", "rpois"], "poisson", &[("mean", "1")]),
    (&["binomial", "rbinom"], "binomial", &[("n", "10"), ("p", "0.5")]),
    (&["geometric"], "geometric", &[("p", "0.5")]),
    (&["bernoulli"], "bernoulli", &[("p", "0.5")]),
];

/// The input to write for a call that draws, or `None` if the function draws nothing. `function` is in small letters.
pub fn draw(function: &str, arguments: &[&Expression]) -> Option<Text> {
    let inverse = matches!(function, "norm.inv" | "norminv" | "norm.s.inv" | "normsinv");
    if inverse && arguments.first().is_some_and(|part| is_random(part)) {
        return Some(input("normal", &[("mean", "0"), ("sd", "1")], &arguments[1..]));
    }
    if matches!(function, "choice" | "sample" | "randint" | "randbetween" | "integers") {
        let list = match arguments.first().map(|part| &part.node) {
            Some(Node::List(_)) => brief(arguments[0], "[1, 2, 3]"),
            _ => "[1, 2, 3]".to_owned(),
        };
        return Some(under_inputs(&format!("draw = {{ data = {list} }}")));
    }
    let (_, ours, parameters) = DRAWS.iter().find(|(names, ..)| names.contains(&function))?;
    // the size of an array is no parameter
    let sized = matches!(function, "randn" | "rand" | "random" | "random_sample" | "standard_normal");
    Some(input(ours, parameters, if sized { &[] } else { arguments }))
}

/// Our name for a distribution that is called otherwise elsewhere.
pub fn distribution(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "gaussian" | "norm" | "gauss" | "正态" | "正态分布" => "normal",
        "triangle" | "tri" | "triang" | "三角" | "三角分布" => "triangular",
        "betapert" | "beta_pert" | "beta-pert" => "pert",
        "t" | "student" | "studentt" => "student_t",
        "expon" | "exp" => "exponential",
        "nbinom" | "negbin" => "negative_binomial",
        "choice" | "categorical" | "custom" => "discrete",
        "unif" | "flat" | "均匀" | "均匀分布" => "uniform",
        "extreme_value" | "ev1" => "gumbel",
        "对数正态" | "对数正态分布" => "lognormal",
        _ => return None,
    })
}

/// True for the name of a process with memory, which is no distribution here but an attribute.
pub fn walks(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "ar1" | "ar(1)" | "ar" | "random_walk" | "gbm" | "ou" | "markov")
}

fn is_random(part: &Expression) -> bool {
    matches!(&part.node, Node::Call { function, .. } if matches!(function.to_lowercase().as_str(), "rand" | "random"))
}

fn input(dist: &str, parameters: &[(&str, &str)], arguments: &[&Expression]) -> Text {
    let mut text = format!("draw = {{ dist = \"{dist}\"");
    for (place, (name, default)) in parameters.iter().enumerate() {
        let value = match arguments.get(place) {
            Some(part) if matches!(part.node, Node::Number { unit: None, .. }) => brief(part, default),
            Some(part) => format!("\"{}\"", brief(part, default)),
            None => (*default).to_owned(),
        };
        text.push_str(&format!(", {name} = {value}"));
    }
    text.push_str(" }");
    under_inputs(&text)
}

fn under_inputs(text: &str) -> Text {
    Text::new(
        format!("随机数是输入：在 [inputs] 里写 {text}，公式里用这个名称；每年一抽再加 each = \"year\""),
        format!(
            "an uncertain number is an input: write {text} in [inputs] and use its name here; with each = \"year\" it is drawn every year"
        ),
    )
}
