//! Findings that no run should give, and that the report must survive all the same.

use super::*;

/// Every text tries to break out of where it is shown.
pub(crate) fn hostile() -> Findings {
    let bad = || Text::same("<script>alert('x')</script>\u{1b}[31m\u{0}\u{202e}\"&</svg>]]>");
    let mut findings = quarry();
    findings.name = "../../CON".to_string();
    findings.title = bad();
    findings.description = bad();
    findings.design = bad().zh;
    for outcome in &mut findings.outcomes {
        outcome.label = bad();
        outcome.path = format!("../../{}", bad().zh);
        outcome.unit.symbol = bad();
        outcome.missing = vec![MissingValues { reason: bad(), trials: 3, first_trial: 0 }];
        for (state, _) in &mut outcome.states {
            *state = bad().zh;
        }
    }
    for band in &mut findings.bands {
        band.label = bad();
        band.path = "a/b\\c:d".to_string();
        band.unit.symbol = bad();
    }
    for promise in &mut findings.promises {
        promise.label = bad();
        promise.path = bad().zh;
        promise.unit.symbol = bad();
    }
    for claim in &mut findings.claims {
        claim.text = bad();
        claim.source = bad();
        claim.outcome = findings.outcomes[0].path.clone();
    }
    for advice in &mut findings.advice {
        advice.project = bad().zh;
        advice.text = bad();
    }
    for input in &mut findings.inputs {
        (input.path, input.label, input.range, input.source) = (bad().zh, bad(), bad(), bad());
    }
    for formula in &mut findings.formulas {
        (formula.path, formula.formula, formula.unit, formula.shape) = (bad().zh, bad().zh, bad().zh, bad().zh);
    }
    for variant in &mut findings.variants {
        variant.name = bad().zh;
        variant.title = bad();
    }
    findings
}

/// Every number is not finite, every list that may be empty is empty.
pub(crate) fn not_finite() -> Findings {
    let nan = Estimate { value: f64::NAN, error: Some(f64::NAN) };
    let mut findings = quarry();
    for outcome in &mut findings.outcomes {
        (outcome.mean, outcome.sd, outcome.below_zero, outcome.counted) = (nan, nan, Some(nan), 0);
        outcome.range = (f64::INFINITY, f64::NEG_INFINITY);
        outcome.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = nan);
        outcome.histogram = Histogram { low: f64::NAN, high: f64::INFINITY, counts: vec![0; 10] };
    }
    for year in findings.bands.iter_mut().flat_map(|band| band.years.iter_mut()) {
        (year.mean, year.sd, year.counted) = (nan, nan, 0);
        year.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = nan);
    }
    for promise in &mut findings.promises {
        (promise.never_missed, promise.paid, promise.shortfall, promise.worst_shortfall) = (nan, nan, nan, nan);
        promise.first_miss = None;
        for year in &mut promise.years {
            (year.in_full, year.late, year.missed, year.due) = (nan, nan, nan, f64::NAN);
        }
    }
    for claim in &mut findings.claims {
        claim.value = f64::INFINITY;
        claim.probability = nan;
    }
    findings
}

/// Uncertain by name, but every trial gave the same value.
pub(crate) fn constant() -> Findings {
    let mut findings = solar();
    for outcome in &mut findings.outcomes {
        outcome.mean = estimate(5.0, 0.0);
        outcome.sd = estimate(0.0, 0.0);
        outcome.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = estimate(5.0, 0.0));
        outcome.range = (5.0, 5.0);
        outcome.histogram = Histogram { low: 5.0, high: 5.0, counts: vec![TRIALS] };
    }
    for year in findings.bands.iter_mut().flat_map(|band| band.years.iter_mut()) {
        year.mean = estimate(0.0, 0.0);
        year.quantiles.iter_mut().for_each(|(_, quantile)| *quantile = estimate(0.0, 0.0));
    }
    findings
}
