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

/// What to write for a distribution that there is not, where another one, or a few inputs, stand for it.
pub fn distribution_instead(name: &str) -> Option<Text> {
    Some(match name.to_lowercase().as_str() {
        "cauchy" => super::write("dist = \"student_t\", df = 1"),
        "gev" | "genextreme" | "frechet" | "extreme" => Text::new(
            "极大值用 gumbel（形状为 0 的 GEV），尾部更重用 pareto 或 lognormal，有上限的用 weibull",
            "for largest values take gumbel (a GEV of shape 0), for heavier tails pareto or lognormal, for a bounded one weibull",
        ),
        "gpd" | "genpareto" | "lomax" => Text::new("尾部用 pareto 或 lognormal", "for a tail take pareto or lognormal"),
        "dirichlet" => Text::new(
            "每一份各抽一个 { dist = \"gamma\", shape = 2, scale = 1 }（shape 是它的 alpha），再除以各份之和：share_a = \"a / (a + b + c)\"",
            "draw { dist = \"gamma\", shape = 2, scale = 1 } for each part (its alpha as shape) and divide by their sum: share_a = \"a / (a + b + c)\"",
        ),
        "betabinomial" | "beta_binomial" | "betabinom" => Text::new(
            "分两步抽：rate = { dist = \"beta\", alpha = 2, beta = 3 }，再写 { dist = \"binomial\", n = 10, p = \"rate\" }",
            "draw in two steps: rate = { dist = \"beta\", alpha = 2, beta = 3 }, then { dist = \"binomial\", n = 10, p = \"rate\" }",
        ),
        "multinomial" => Text::new(
            "每次试验落在哪一类写成状态：{ values = [\"a\", \"b\"], weights = [0.4, 0.6] }；许多件各落一类的，放进表里每行抽一个再 count",
            "which class it is, is a state: { values = [\"a\", \"b\"], weights = [0.4, 0.6] }; for many pieces draw one in each row of a table and count them",
        ),
        "chi2" | "chisquare" | "chi_square" | "chisq" => Text::new(
            "请写 dist = \"gamma\", shape = 2.5, scale = 2（shape 是自由度的一半）",
            "write dist = \"gamma\", shape = 2.5, scale = 2 (shape is half the degrees of freedom)",
        ),
        "erlang" => super::write("dist = \"gamma\", shape = 3, scale = 2"),
        "laplace" | "double_exponential" => Text::new(
            "尾部较重的对称分布用 student_t 或 logistic",
            "for a symmetric one with heavier tails take student_t or logistic",
        ),
        "multivariate_normal" | "mvnormal" | "mvn" => Text::new(
            "每个变量写一个 normal，相关写在 [[correlations]] 里",
            "write a normal for each variable, and [[correlations]] between them",
        ),
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
