//! What a family of distributions is: its names, its sets of parameters, and how a user's choice is read.

use super::Distribution;
use super::error::ParameterError;
use crate::diagnostic::Text;

/// A text in both languages, fixed at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// 简体中文
    pub zh: &'static str,
    /// English
    pub en: &'static str,
}

impl Words {
    /// As the text type of everything people read.
    pub fn text(self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// What a parameter is in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// In the unit of the input.
    Value,
    /// A pure number.
    Number,
    /// One over the unit of the input (a rate).
    Inverse,
    /// The logarithm of a value: ln of the value measured in base units.
    Log,
}

/// One parameter of a set.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// As users write it.
    pub name: &'static str,
    /// What it is in units.
    pub role: Role,
    /// What holds when it is left out; `None` where it must be given.
    pub default: Option<f64>,
}

impl Parameter {
    /// A parameter that must be given.
    pub const fn required(name: &'static str, role: Role) -> Self {
        Parameter { name, role, default: None }
    }
    /// A parameter that may be left out.
    pub const fn optional(name: &'static str, role: Role, default: f64) -> Self {
        Parameter { name, role, default: Some(default) }
    }
}

/// A number put together from the values of a set in a way that the program can also follow operation by operation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Measure {
    /// The sum of the values at two places, each times a number.
    Sum([(usize, f64); 2]),
    /// One over the value at a place.
    Inverse(usize),
    /// e to the power of the value at a place.
    Exponential(usize),
}

impl Measure {
    /// 0, whatever the values are.
    pub const ZERO: Measure = Measure::times(0, 0.0);

    /// The value at a place, times a number.
    pub const fn times(place: usize, factor: f64) -> Self {
        Measure::Sum([(place, factor), (place, 0.0)])
    }

    /// The value at a place.
    pub const fn value(place: usize) -> Self {
        Measure::times(place, 1.0)
    }

    /// What the second value has more than the first.
    pub const fn width(low: usize, high: usize) -> Self {
        Measure::Sum([(high, 1.0), (low, -1.0)])
    }

    /// The number from these values; NaN where one is not there.
    pub fn of(self, values: &[f64]) -> f64 {
        let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
        match self {
            Measure::Sum(terms) => {
                terms.into_iter().filter(|(_, factor)| *factor != 0.0).map(|(place, factor)| at(place) * factor).sum()
            }
            Measure::Inverse(place) => 1.0 / at(place),
            Measure::Exponential(place) => super::special::elementary::exp(at(place)),
        }
    }
}

/// From a standard variate to a value: times a scale, plus a location.
#[derive(Debug, Clone, Copy)]
pub struct AffineMap {
    /// Where the value lies.
    pub location: Measure,
    /// By how much the standard is stretched.
    pub scale: Measure,
    /// True where a scale of 0 makes no distribution; elsewhere it makes the constant.
    pub positive: bool,
}

impl AffineMap {
    /// Of a scale that may be 0.
    pub const fn new(location: Measure, scale: Measure) -> Self {
        AffineMap { location, scale, positive: false }
    }

    /// Without location, of a scale above 0.
    pub const fn positive(scale: Measure) -> Self {
        AffineMap { location: Measure::ZERO, scale, positive: true }
    }

    /// (location, scale) from the values of the set; NaN for values that the set's `build` refuses.
    pub fn of(&self, values: &[f64]) -> (f64, f64) {
        let (location, scale) = (self.location.of(values), self.scale.of(values));
        let good = if self.positive { scale > 0.0 } else { scale >= 0.0 };
        if good && location.is_finite() && scale.is_finite() { (location, scale) } else { (f64::NAN, f64::NAN) }
    }
}

/// The value is location + scale × standard: the standard can be tabulated once while the two vary from trial to trial.
#[derive(Debug, Clone, Copy)]
pub struct Affine {
    /// Location and scale.
    pub map: AffineMap,
    /// The standard distribution from the same values.
    pub standard: fn(&[f64]) -> Result<Distribution, ParameterError>,
    /// Places of the parameters on which the standard depends; empty where there is one standard for all.
    pub shape: &'static [usize],
}

/// One way of stating a family's parameters.
#[derive(Debug, Clone, Copy)]
pub struct ParameterSet {
    /// In the order in which `build` takes the values.
    pub parameters: &'static [Parameter],
    /// The distribution with these values (in base units).
    pub build: fn(&[f64]) -> Result<Distribution, ParameterError>,
    /// Where the value is affine in a standard variate.
    pub affine: Option<Affine>,
    /// Values that make sense, for documentation and for the tests every family has to pass.
    pub examples: &'static [&'static [f64]],
}

/// Two points of a distribution: (probability, value), ascending in both.
pub type TwoPoints = [(f64, f64); 2];

/// How a family is fitted to any two percentiles.
#[derive(Debug, Clone, Copy)]
pub struct PercentileFit {
    /// The distribution through both points.
    pub fit: fn(TwoPoints) -> Result<Distribution, ParameterError>,
    /// The standard distribution, where the fit only moves and stretches it.
    pub standard: Option<fn() -> Distribution>,
}

/// A named distribution of the language.
#[derive(Debug, Clone, Copy)]
pub struct Family {
    /// The word after `dist =`.
    pub name: &'static str,
    /// For people.
    pub title: Words,
    /// What it is for, in a sentence or two.
    pub doc: Words,
    /// An inline table that works.
    pub example: &'static str,
    /// The ways of stating its parameters; empty where it takes lists instead (`discrete`, `mixture`, `empirical`).
    pub sets: &'static [ParameterSet],
    /// Whether `pNN, pMM` works.
    pub percentiles: Option<PercentileFit>,
    /// The lists it takes.
    pub lists: &'static [&'static str],
    /// True where the values are separate points.
    pub discrete: bool,
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// The place in the list of names given.
    Given(usize),
    /// Left out: this value.
    Default(f64),
}

/// The form of parameters that fits the names given.
#[derive(Debug, Clone)]
pub enum Form {
    /// A set of named parameters.
    Set(&'static ParameterSet),
    /// Two percentiles, ascending.
    Percentiles(PercentileFit, [f64; 2]),
    /// The median and two percentiles as far from it on either side: how they make a distribution, and the upper
    /// probability.
    Triple(Triple, f64),
}

/// A distribution through the percentiles 1 − q, ½ and q.
pub type Triple = fn(f64, [f64; 3]) -> Result<Distribution, ParameterError>;

/// A family with the form of its parameters chosen; what is missing are their values.
#[derive(Debug, Clone)]
pub struct Selected {
    /// The family.
    pub family: &'static Family,
    /// The form.
    pub form: Form,
    /// Per parameter of the form, where its value comes from.
    pub sources: Vec<Source>,
}

impl Selected {
    /// Per parameter, what it is in units.
    pub fn roles(&self) -> Vec<Role> {
        match &self.form {
            Form::Set(set) => set.parameters.iter().map(|parameter| parameter.role).collect(),
            Form::Percentiles(..) => vec![Role::Value; 2],
            Form::Triple(..) => vec![Role::Value; 3],
        }
    }

    /// The distribution with these values, one per parameter of the form, in base units.
    ///
    /// # Errors
    /// Values that make no distribution.
    pub fn build(&self, values: &[f64]) -> Result<Distribution, ParameterError> {
        match &self.form {
            Form::Set(set) => (set.build)(values),
            Form::Percentiles(fit, [p, q]) => {
                let [first, second] = super::error::take(self.family.name, values)?;
                super::percentiles::fit_two(self.family.name, *fit, [(*p, first), (*q, second)])
            }
            Form::Triple(through, q) => through(*q, super::error::take(self.family.name, values)?),
        }
    }

    /// Location and scale with which the standard of [`Selected::standard`] gives the values; `None` where the family is
    /// not affine in this form.
    pub fn affine(&self) -> Option<AffineMap> {
        match &self.form {
            Form::Set(set) => set.affine.map(|affine| affine.map),
            Form::Percentiles(fit, [p, q]) => {
                let standard = fit.standard?();
                let (low, high) = (standard.quantile(*p), standard.quantile(*q));
                let width = high - low;
                // from the point nearer the middle, which loses fewer digits
                let (near, score) = if low.abs() < high.abs() { (0, low) } else { (1, high) };
                let share = score / width;
                let own = [1.0 + share, 1.0 - share][near];
                let other = [-share, share][near];
                let location = Measure::Sum([(near, own), (1 - near, other)]);
                Some(AffineMap::new(location, Measure::Sum([(1, 1.0 / width), (0, -1.0 / width)])))
            }
            Form::Triple(..) => None,
        }
    }

    /// The standard distribution of the affine form.
    pub fn standard(&self, values: &[f64]) -> Option<Result<Distribution, ParameterError>> {
        match &self.form {
            Form::Set(set) => set.affine.map(|affine| (affine.standard)(values)),
            Form::Percentiles(fit, _) => fit.standard.map(|standard| Ok(standard())),
            Form::Triple(..) => None,
        }
    }

    /// Places of the parameters on which the standard depends.
    pub fn shape(&self) -> &'static [usize] {
        match &self.form {
            Form::Set(set) => set.affine.map_or(&[], |affine| affine.shape),
            Form::Percentiles(..) | Form::Triple(..) => &[],
        }
    }
}

/// The probability in a name `p1` … `p99`.
pub fn percentile(name: &str) -> Option<f64> {
    let digits = name.strip_prefix('p')?;
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u8 = digits.parse().ok()?;
    (number > 0).then(|| f64::from(number) / 100.0)
}

impl Family {
    /// Picks the form whose parameters fit the names given (in any order).
    ///
    /// # Errors
    /// Names twice, unknown or missing; the message says which and the remedy lists the forms there are.
    pub fn select(&'static self, names: &[&str]) -> Result<Selected, ParameterError> {
        if let Some(twice) = (1..names.len()).find(|&index| names[..index].contains(&names[index])) {
            return Err(self.no_such_form(
                format!("{} 分布的 {} 给了两次", self.name, names[twice]),
                format!("{}: {} is given twice", self.name, names[twice]),
            ));
        }
        for set in self.sets {
            if let Some(sources) = fill(set, names) {
                return Ok(Selected { family: self, form: Form::Set(set), sources });
            }
        }
        if let (Some(fit), [first, second]) = (self.percentiles, names)
            && let (Some(p), Some(q)) = (percentile(first), percentile(second))
            && (p < q || q < p)
        {
            let swapped = q < p;
            let sources = if swapped {
                vec![Source::Given(1), Source::Given(0)]
            } else {
                vec![Source::Given(0), Source::Given(1)]
            };
            let form = Form::Percentiles(fit, if swapped { [q, p] } else { [p, q] });
            return Ok(Selected { family: self, form, sources });
        }
        if let (Some(through), [_, _, _]) = (self.triple(), names)
            && let Some(points) = names.iter().map(|name| percentile(name)).collect::<Option<Vec<f64>>>()
        {
            let mut order = vec![0, 1, 2];
            order.sort_by(|a, b| points[*a].total_cmp(&points[*b]));
            let [first, middle, last] = [points[order[0]], points[order[1]], points[order[2]]];
            if middle == 0.5 && (first + last - 1.0).abs() < 1e-9 {
                let sources = order.into_iter().map(Source::Given).collect();
                return Ok(Selected { family: self, form: Form::Triple(through, last), sources });
            }
        }
        Err(self.explain(names))
    }

    /// How three percentiles make a distribution of this family.
    fn triple(&self) -> Option<Triple> {
        match self.name {
            "metalog" => Some(super::metalog::through),
            "lognormal" => Some(super::lognormal::through),
            _ => None,
        }
    }

    /// The parameters of each form, as one would write them.
    pub fn forms(&self) -> Vec<Text> {
        let mut forms: Vec<Text> = self
            .sets
            .iter()
            .map(|set| {
                let name = |parameter: &Parameter| match parameter.default {
                    None => parameter.name.to_string(),
                    Some(value) => format!("{} = {}", parameter.name, super::error::show(value)),
                };
                Text::same(set.parameters.iter().map(name).collect::<Vec<_>>().join(", "))
            })
            .collect();
        if !self.lists.is_empty() {
            forms
                .push(Text::same(self.lists.iter().map(|list| format!("{list} = […]")).collect::<Vec<_>>().join(", ")));
        }
        if self.triple().is_some() {
            forms.push(Text::new(
                "中位数和两边对称的分位数，例如 p10、p50、p90 或 p5、p50、p95",
                "the median with two percentiles as far from it, such as p10, p50, p90 or p5, p50, p95",
            ));
        }
        if self.percentiles.is_some() {
            forms.push(Text::new("p1 … p99 中任意两个", "any two of p1 … p99"));
        }
        forms
    }

    /// Which names are wrong, measured against the form that fits best.
    fn explain(&self, names: &[&str]) -> ParameterError {
        let known = |name: &str| {
            self.sets.iter().any(|set| set.parameters.iter().any(|parameter| parameter.name == name))
                || (self.percentiles.is_some() || self.triple().is_some()) && percentile(name).is_some()
        };
        let strangers: Vec<&str> = names.iter().copied().filter(|name| !known(name)).collect();
        if self.name == "normal" && strangers.iter().all(|name| ["mu", "sigma"].contains(name)) && !strangers.is_empty()
        {
            return ParameterError::new(
                format!("normal 分布没有参数 {}", strangers.join("、")),
                format!("normal has no parameter {}", strangers.join(", ")),
                "这里 mu 写作 mean，sigma 写作 sd",
                "mu is `mean` and sigma is `sd` here",
            );
        }
        if !strangers.is_empty() {
            return self.no_such_form(
                format!("{} 分布没有参数 {}", self.name, strangers.join("、")),
                format!("{} has no parameter {}", self.name, strangers.join(", ")),
            );
        }
        let missing = |set: &ParameterSet| -> Vec<&'static str> {
            let required = set.parameters.iter().filter(|parameter| parameter.default.is_none());
            required.map(|parameter| parameter.name).filter(|name| !names.contains(name)).collect()
        };
        let holds_all = |set: &&ParameterSet| {
            names.iter().all(|name| set.parameters.iter().any(|parameter| parameter.name == *name))
        };
        let best = self.sets.iter().filter(holds_all).min_by_key(|set| missing(set).len());
        match best {
            Some(set) => {
                let missing = missing(set);
                self.no_such_form(
                    format!("{} 分布缺少参数 {}", self.name, missing.join("、")),
                    format!("{}: {} missing", self.name, missing.join(", ")),
                )
            }
            None => self.no_such_form(
                format!("{} 分布的参数 {} 不能这样搭配", self.name, names.join("、")),
                format!("{}: the parameters {} do not go together", self.name, names.join(", ")),
            ),
        }
    }

    fn no_such_form(&self, zh: String, en: String) -> ParameterError {
        let forms = self.forms();
        let (forms_zh, forms_en): (Vec<String>, Vec<String>) = forms.into_iter().map(|form| (form.zh, form.en)).unzip();
        ParameterError::new(
            zh,
            en,
            format!("{} 分布可以这样给参数：{}", self.name, forms_zh.join("；或 ")),
            format!("{} takes: {}", self.name, forms_en.join("; or ")),
        )
    }
}

/// Where each parameter of the set comes from, if exactly its names are given (those with a default may be missing).
fn fill(set: &ParameterSet, names: &[&str]) -> Option<Vec<Source>> {
    let source = |parameter: &Parameter| {
        let place = names.iter().position(|name| *name == parameter.name).map(Source::Given);
        place.or(parameter.default.map(Source::Default))
    };
    let sources: Vec<Source> = set.parameters.iter().map(source).collect::<Option<_>>()?;
    let used = sources.iter().filter(|source| matches!(source, Source::Given(_))).count();
    (used == names.len()).then_some(sources)
}
