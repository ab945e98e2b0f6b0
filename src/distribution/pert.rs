//! PERT distribution: the beta distribution on [low, high] whose mean is (low + weight·likely + high)/(weight + 2).
//!
//! alpha = 1 + weight (likely − low)/(high − low), beta = 1 + weight (high − likely)/(high − low).
//! Source: Malcolm, Roseboom, Clark & Fazar 1959, *Application of a technique for research and development program
//! evaluation* (weight 4); Vose 2000, *Risk analysis* (any weight). Weight 0 is the uniform distribution.

use super::error::{ParameterError, ascending, finite, take, within};
use super::family::{Family, Parameter, ParameterSet, Role, Words};
use super::special::LARGEST_SHAPE;
use super::{Distribution, beta};

/// From the three estimates; three equal ones give the constant.
pub(super) fn build(low: f64, likely: f64, high: f64, weight: f64) -> Result<Distribution, ParameterError> {
    finite(
        "pert",
        &[("low", low), ("likely", likely), ("high", high), ("high - low", high - low), ("weight", weight)],
    )?;
    ascending("pert", &[("low", low), ("likely", likely), ("high", high)])?;
    within("pert", "weight", weight, 0.0, LARGEST_SHAPE - 1.0)?;
    if low >= high {
        return Ok(Distribution::constant(low));
    }
    let share = (likely - low) / (high - low);
    let rest = (high - likely) / (high - low);
    beta::build("pert", 1.0 + weight * share, 1.0 + weight * rest, low, high)
}

/// `pert` in the table of families.
pub(super) const FAMILY: Family = Family {
    name: "pert",
    title: Words { zh: "PERT 分布", en: "PERT" },
    doc: Words {
        zh: "由最低、最可能、最高三个估计给出的平滑分布；weight 越大越集中在最可能值附近（不写时为 4）。{ low, likely, high } 就是它。",
        en: "A smooth distribution from three estimates: lowest, most likely, highest; a larger weight (4 when left out) keeps closer to the most likely. { low, likely, high } means this.",
    },
    example: "{ low = 1, likely = 2, high = 4 }",
    sets: &[ParameterSet {
        parameters: &[
            Parameter::required("low", Role::Value),
            Parameter::required("likely", Role::Value),
            Parameter::required("high", Role::Value),
            Parameter::optional("weight", Role::Number, 4.0),
        ],
        build: |values| {
            let [low, likely, high, weight] = take("pert", values)?;
            build(low, likely, high, weight)
        },
        affine: None,
        examples: &[
            &[0.0, 0.3, 1.0, 4.0],
            &[900.0, 1200.0, 1400.0, 4.0],
            &[0.0, 0.0, 1.0, 10.0],
            &[0.0, 0.5, 1.0, 0.0],
            &[3.0, 3.0, 3.0, 4.0],
        ],
    }],
    percentiles: None,
    lists: &[],
    discrete: false,
};
