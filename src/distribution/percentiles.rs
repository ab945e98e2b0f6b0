//! Distributions from percentiles: any two for most families, three for metalog and lognormal, and two that hold after
//! truncation.

use super::error::{ParameterError, ascending, finite, show};
use super::family::{Family, PercentileFit, TwoPoints};
use super::solve::first_reaching;
use super::special::elementary::{exp, ln};
use super::special::normal::normal_quantile;
use super::truncated::{Truncated, between, limits};
use super::{Distribution, FAMILIES, family, gamma, gumbel, lognormal, metalog, normal, weibull};

/// The name of a percentile: `p5` for 0.05.
pub(super) fn name(probability: f64) -> String {
    // two more digits than people write, then without trailing zeros
    let percent = (probability * 1e6).round() / 1e4;
    format!("p{}", show(percent))
}

/// The family, if it exists and can be fitted to two percentiles.
fn fit_of(name: &str) -> Result<(&'static Family, PercentileFit), ParameterError> {
    let found = family(name).and_then(|family| family.percentiles.map(|fit| (family, fit)));
    found.ok_or_else(|| {
        let able: Vec<&str> =
            FAMILIES.iter().filter(|family| family.percentiles.is_some()).map(|family| family.name).collect();
        ParameterError::new(
            format!("{name} 分布不能由两个分位数给出"),
            format!("{name} cannot be given by two percentiles"),
            format!("能由两个分位数给出的有：{}", able.join("、")),
            format!("these can: {}", able.join(", ")),
        )
    })
}

/// Sorted by probability, each strictly between 0 and 1, none twice.
fn sorted(family: &str, points: &[(f64, f64)]) -> Result<Vec<(f64, f64)>, ParameterError> {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let outside = points.iter().find(|point| !(point.0 > 0.0 && point.0 < 1.0));
    let twice = points.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| &pair[0]);
    match outside.or(twice) {
        None => Ok(points),
        Some((probability, _)) => Err(ParameterError::new(
            format!("{family} 分布的分位数概率 {} 不对", show(*probability)),
            format!("{family}: {} is not a usable probability for a percentile", show(*probability)),
            "概率须在 0 与 1 之间，且各不相同",
            "probabilities lie strictly between 0 and 1, each given once",
        )),
    }
}

/// Checks two points and fits; equal values give the constant.
pub(super) fn fit_two(family: &str, fit: PercentileFit, points: TwoPoints) -> Result<Distribution, ParameterError> {
    let [(p, first), (q, second)] = points;
    let (first_name, second_name) = (name(p), name(q));
    let named = [(first_name.as_str(), first), (second_name.as_str(), second)];
    finite(family, &named)?;
    ascending(family, &named)?;
    if first < second { (fit.fit)(points) } else { Ok(Distribution::constant(first)) }
}

/// The distribution of a family through (probability, value) points in any order: two for normal, lognormal, uniform,
/// gumbel, gamma and weibull; p10, p50 and p90 for metalog and lognormal.
///
/// # Errors
/// A family that takes no percentiles, another number of points, probabilities outside 0 to 1, values that fall, or
/// points no member of the family passes through.
pub fn from_percentiles(family: &str, points: &[(f64, f64)]) -> Result<Distribution, ParameterError> {
    let points = sorted(family, points)?;
    if let [(first, low), (0.5, p50), (last, high)] = points[..]
        && (first + last - 1.0).abs() < 1e-9
    {
        match family {
            "metalog" => return metalog::through(last, [low, p50, high]),
            "lognormal" => return lognormal::through(last, [low, p50, high]),
            _ => {}
        }
    }
    let (_, fit) = fit_of(family)?;
    let [first, second] = points[..] else { return Err(wrong_count(family, points.len())) };
    fit_two(family, fit, [first, second])
}

fn wrong_count(family: &str, count: usize) -> ParameterError {
    ParameterError::new(
        format!("{family} 分布需要两个分位数，现有 {count} 个"),
        format!("{family} takes two percentiles, not {count}"),
        "请给任意两个，例如 p5 和 p95",
        "give any two, such as p5 and p95",
    )
}

/// A two-parameter family by where it lies and how wide it is, both on the axis the family is natural on: the value for
/// normal and gumbel, its logarithm for the others.
fn member(family: &str, location: f64, spread: f64) -> Option<Distribution> {
    match family {
        "normal" => normal::build(location, spread),
        "gumbel" => gumbel::build(location, spread),
        "lognormal" => lognormal::from_logarithm(location, spread),
        "weibull" => weibull::build(1.0 / spread, exp(location)),
        "gamma" => gamma::build(1.0 / (spread * spread), exp(location) * spread * spread),
        _ => return None,
    }
    .ok()
}

/// P(X ≤ x) of the member given [min, max]; where the member has no probability there, the side on which it lies tells.
fn share(family: &str, location: f64, spread: f64, window: (f64, f64), x: f64) -> Option<f64> {
    let base = member(family, location, spread)?;
    let left = base.below(window.0) > 0.5;
    match Truncated::new(base, window.0, window.1) {
        Some(truncated) => Some(super::Univariate::cdf(&truncated, x)),
        None => Some(if left { 1.0 } else { 0.0 }),
    }
}

/// The location at which the truncated member has probability p below x; the probability falls as it moves right.
fn located(family: &str, start: f64, spread: f64, window: (f64, f64), (p, x): (f64, f64)) -> Option<f64> {
    let excess = |location: f64| share(family, location, spread, window, x).map_or(f64::NAN, |below| p - below);
    let (mut low, mut high, mut step) = (start, start, spread);
    while excess(low) > 0.0 {
        low -= step;
        step *= 2.0;
    }
    while excess(high) < 0.0 {
        high += step;
        step *= 2.0;
    }
    let location = first_reaching(low, high, excess);
    // a jump instead of a root: the window lies so far in a tail that its probability underflows
    (excess(location).abs() < 1e-9).then_some(location)
}

/// The distribution of a family, truncated to [min, max], whose two percentiles *after* truncation are the points.
///
/// For normal, lognormal, gamma, weibull and gumbel the two parameters are searched: location by bisection inside, width
/// outside, as the probability between the points falls when the width grows. A uniform distribution must lie within the
/// limits as it is. Costs about a millisecond (gamma more): for parameters that do not vary by trial.
///
/// # Errors
/// As [`from_percentiles`]; limits that leave no room for the points; points that no truncated member of the family
/// reaches (wider than the family can be between these limits).
pub fn truncated_percentiles(
    family: &str,
    points: &[(f64, f64)],
    min: Option<f64>,
    max: Option<f64>,
) -> Result<Distribution, ParameterError> {
    let window = limits("truncate", min, max)?;
    let points = sorted(family, points)?;
    let (_, fit) = fit_of(family)?;
    let [first, second] = points[..] else { return Err(wrong_count(family, points.len())) };
    let plain = fit_two(family, fit, [first, second])?;
    let (low, high) = plain.support();
    if window.0 <= low && high <= window.1 {
        return Ok(plain);
    }
    let solved = if window.0 < first.1 && second.1 < window.1 { solve(family, [first, second], window) } else { None };
    solved.ok_or_else(|| {
        let (p, q) = (name(first.0), name(second.0));
        let (x, y, min, max) = (show(first.1), show(second.1), show(window.0), show(window.1));
        ParameterError::new(
            format!("没有一个截断在 {min} 到 {max} 之间的 {family} 分布满足 {p} = {x}、{q} = {y}"),
            format!("no {family} distribution truncated to {min} to {max} has {p} = {x} and {q} = {y}"),
            "请放宽上下限，或把两个分位数靠近一些，或改用 clip",
            "widen the limits, bring the percentiles closer together, or use clip",
        )
    })
}

/// Both parameters; `None` where no member does it.
fn solve(family: &str, [first, second]: TwoPoints, window: (f64, f64)) -> Option<Distribution> {
    let axis = |x: f64| if matches!(family, "normal" | "gumbel") { x } else { ln(x) };
    let (y, z) = (axis(first.1), axis(second.1));
    let spread = (z - y) / (normal_quantile(second.0) - normal_quantile(first.0));
    let start = y.midpoint(z);
    let excess = |ln_spread: f64| {
        let location = located(family, start, exp(ln_spread), window, first)?;
        Some(second.0 - share(family, location, exp(ln_spread), window, second.1)?)
    };
    let (mut low, mut high) = (ln(spread), ln(spread));
    for _ in 0..60 {
        if excess(low)? <= 0.0 {
            break;
        }
        low -= 0.25;
    }
    for _ in 0..60 {
        if excess(high)? >= 0.0 {
            break;
        }
        high += 0.25;
    }
    let spread = exp(first_reaching(low, high, |ln_spread| excess(ln_spread).unwrap_or(f64::NAN)));
    let base = member(family, located(family, start, spread, window, first)?, spread)?;
    let truncated = between(&base, window.0, window.1)?;
    let holds = |(p, x): (f64, f64)| (truncated.cdf(x) - p).abs() <= 1e-9;
    (holds(first) && holds(second)).then_some(truncated)
}
