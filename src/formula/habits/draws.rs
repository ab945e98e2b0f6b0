//! Random numbers called in a formula: here they are inputs.

use super::brief;
use crate::diagnostic::Text;
use crate::formula::expression::{Expression, Node};

/// A distribution as other languages call it to draw a number.
struct Draw {
    elsewhere: &'static [&'static str],
    here: &'static str,
    /// Our parameters in the order of their arguments, with a value to show where none is given.
    parameters: &'static [(&'static str, &'static str)],
}

const DRAWS: &[Draw] = &[
    Draw {
        elsewhere: &["normal", "rnorm", "gauss", "randn", "standard_normal", "normalvariate"],
        here: "normal",
        parameters: &[("mean", "0"), ("sd", "1")],
    },
    Draw {
        elsewhere: &["uniform", "runif", "rand", "random", "random_sample"],
        here: "uniform",
        parameters: &[("low", "0"), ("high", "1")],
    },
    Draw {
        elsewhere: &["lognormal", "rlnorm", "lognormvariate"],
        here: "lognormal",
        parameters: &[("mu", "0"), ("sigma", "1")],
    },
    Draw {
        elsewhere: &["triangular"],
        here: "triangular",
        parameters: &[("low", "0"), ("likely", "1"), ("high", "2")],
    },
    Draw { elsewhere: &["pert"], here: "pert", parameters: &[("low", "0"), ("likely", "1"), ("high", "2")] },
    Draw { elsewhere: &["beta", "rbeta"], here: "beta", parameters: &[("alpha", "2"), ("beta", "3")] },
    Draw { elsewhere: &["gamma", "rgamma"], here: "gamma", parameters: &[("shape", "2"), ("scale", "1")] },
    Draw { elsewhere: &["weibull", "rweibull"], here: "weibull", parameters: &[("shape", "2"), ("scale", "1")] },
    Draw { elsewhere: &["exponential", "rexp", "expovariate"], here: "exponential", parameters: &[("mean", "1")] },
    Draw { elsewhere: &["gumbel"], here: "gumbel", parameters: &[("location", "0"), ("scale", "1")] },
    Draw { elsewhere: &["logistic"], here: "logistic", parameters: &[("location", "0"), ("scale", "1")] },
    Draw { elsewhere: &["student_t", "standard_t", "rt"], here: "student_t", parameters: &[("df", "5")] },
    Draw { elsewhere: &["poisson", "rpois"], here: "poisson", parameters: &[("mean", "1")] },
    Draw { elsewhere: &["binomial", "rbinom"], here: "binomial", parameters: &[("n", "10"), ("p", "0.5")] },
    Draw { elsewhere: &["geometric"], here: "geometric", parameters: &[("p", "0.5")] },
    Draw { elsewhere: &["bernoulli"], here: "bernoulli", parameters: &[("p", "0.5")] },
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
    let found = DRAWS.iter().find(|draw| draw.elsewhere.contains(&function))?;
    // the size of an array is no parameter
    let sized = matches!(function, "randn" | "rand" | "random" | "random_sample" | "standard_normal");
    Some(input(found.here, found.parameters, if sized { &[] } else { arguments }))
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
