//! Findings made by hand, for the tests of this stage: a solar station with claims and records, a stake in a quarry with
//! a promise, a scenario without uncertainty, hostile texts, and data that are empty, constant or not finite.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::analysis::findings::*;
use crate::diagnostic::Text;
use crate::scenario::model::Better;

mod broken;
mod variants;
mod village;

pub(crate) use broken::{constant, hostile, not_finite};
pub(crate) use variants::varied;
pub(crate) use village::{large_village, one_household, village, zhaoyuan};

const TRIALS: u64 = 131_072;

pub(crate) fn yuan() -> DisplayUnit {
    DisplayUnit { symbol: Text::new("元", "yuan"), scale: 1.0 }
}

pub(crate) fn wan() -> DisplayUnit {
    DisplayUnit { symbol: Text::new("万元", "10k yuan"), scale: 1e4 }
}

pub(crate) fn percent() -> DisplayUnit {
    DisplayUnit { symbol: Text::same("%"), scale: 0.01 }
}

pub(crate) fn kwh() -> DisplayUnit {
    DisplayUnit { symbol: Text::new("千瓦时", "kWh"), scale: 1.0 }
}

pub(crate) fn estimate(value: f64, error: f64) -> Estimate {
    Estimate { value, error: Some(error) }
}

fn sure(value: f64) -> Estimate {
    Estimate { value, error: None }
}

fn normal() -> Normal {
    Normal::standard()
}

/// A shifted lognormal shape: skewed to the right for `skew > 0`.
fn shape(z: f64, skew: f64) -> f64 {
    if skew.abs() < 1e-9 { z } else { ((skew * z).exp() - 1.0) / skew }
}

fn quantiles_of(mean: f64, sd: f64, skew: f64, probabilities: &[f64]) -> Vec<(f64, Estimate)> {
    let value = |p: f64| mean + sd * shape(normal().inverse_cdf(p), skew);
    let error = |p: f64| sd * 0.004 / (4.0 * p * (1.0 - p)).sqrt();
    probabilities.iter().map(|&p| (p, estimate(value(p), error(p)))).collect()
}

const OUTCOME_QUANTILES: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];
const BAND_QUANTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// An outcome that is normal, or skewed.
pub(crate) fn outcome(path: &str, label: Text, unit: DisplayUnit, mean: f64, sd: f64, skew: f64) -> OutcomeFinding {
    let value = |p: f64| mean + sd * shape(normal().inverse_cdf(p), skew);
    let (low, high) = (value(0.001), value(0.999));
    let cells = 60u32;
    let at = |cell: u32| low + (high - low) * f64::from(cell) / f64::from(cells);
    let below = |x: f64| {
        let y = (x - mean) / sd;
        let z = if skew.abs() < 1e-9 { y } else { (1.0 + skew * y).max(1e-12).ln() / skew };
        normal().cdf(z)
    };
    // the end cells hold what lies beyond, and some roughness stands for sampling
    let count = |cell: u32| {
        let from = if cell == 0 { 0.0 } else { below(at(cell)) };
        let to = if cell + 1 == cells { 1.0 } else { below(at(cell + 1)) };
        let rough = 1.0 + 0.02 * f64::from(cell).mul_add(12.9898, 0.3).sin();
        ((to - from) * TRIALS as f64 * rough).round() as u64
    };
    OutcomeFinding {
        path: path.to_string(),
        label,
        unit: unit.clone(),
        sort: OutcomeSort::Number,
        better: Some(Better::Higher),
        timing: None,
        uncertain: true,
        mean: estimate(mean, sd * 0.0021),
        sd: estimate(sd, sd * 0.003),
        quantiles: quantiles_of(mean, sd, skew, &OUTCOME_QUANTILES),
        // those of a normal
        tails: Some(Tails {
            lowest_5_percent: estimate(mean - 2.0627 * sd, sd * 0.006),
            highest_5_percent: estimate(mean + 2.0627 * sd, sd * 0.006),
        }),
        below_zero: (unit.symbol.en.contains("yuan") || unit.symbol.en == "%").then(|| estimate(below(0.0), 0.0011)),
        range: (value(0.00001), value(0.99999)),
        counted: TRIALS,
        missing: Vec::new(),
        states: Vec::new(),
        histogram: Histogram { low, high, counts: (0..cells).map(count).collect(), ..Histogram::default() },
    }
}

pub(crate) fn certain(path: &str, label: Text, unit: DisplayUnit, value: f64) -> OutcomeFinding {
    OutcomeFinding {
        uncertain: false,
        mean: sure(value),
        sd: sure(0.0),
        quantiles: Vec::new(),
        tails: None,
        below_zero: None,
        range: (value, value),
        histogram: Histogram::default(),
        ..outcome(path, label, unit, value, 1.0, 0.0)
    }
}

pub(crate) fn band(
    path: &str,
    label: Text,
    unit: DisplayUnit,
    years: impl Iterator<Item = (i32, f64, f64)>,
) -> BandFinding {
    let year = |(year, mean, sd): (i32, f64, f64)| BandYear {
        year,
        mean: estimate(mean, sd * 0.002),
        sd: estimate(sd, sd * 0.003),
        quantiles: quantiles_of(mean, sd, 0.15, &BAND_QUANTILES),
        counted: TRIALS,
        states: Vec::new(),
    };
    BandFinding {
        path: path.to_string(),
        label,
        unit,
        sort: OutcomeSort::Number,
        better: Some(Better::Higher),
        trials: TRIALS,
        years: years.map(year).collect(),
    }
}

fn claim(
    outcome: &str,
    text: Text,
    source: Text,
    value: f64,
    unit: DisplayUnit,
    holds: &'static str,
    p: f64,
) -> ClaimFinding {
    ClaimFinding {
        outcome: outcome.to_string(),
        text,
        source,
        value,
        unit,
        holds,
        probability: estimate(p, 0.0012),
        equal: 0.0,
    }
}

fn input(path: &str, label: Text, range: Text, source: Text, uncertain: bool) -> InputFinding {
    InputFinding { path: path.to_string(), label, range, source, uncertain }
}

fn formula(path: &str, formula: &str, unit: &str, shape: &str) -> FormulaFinding {
    FormulaFinding {
        path: path.to_string(),
        label: Text::default(),
        formula: formula.to_string(),
        unit: unit.to_string(),
        shape: shape.to_string(),
    }
}

/// Findings without content.
pub(crate) fn empty() -> Findings {
    Findings {
        name: "空".to_string(),
        title: Text::default(),
        description: Text::default(),
        start_year: 0,
        horizon: 0,
        trials: 0,
        year_trials: 0,
        seed: 1,
        design: "stratified".to_string(),
        outcomes: Vec::new(),
        bands: Vec::new(),
        row_outcomes: Vec::new(),
        promises: Vec::new(),
        claims: Vec::new(),
        advice: Vec::new(),
        notes: Vec::new(),
        inputs: Vec::new(),
        changes: Vec::new(),
        projects: Vec::new(),
        formulas: Vec::new(),
        variants: Vec::new(),
        village: None,
    }
}

/// The 70.2 kW station with its claim and its records.
pub(crate) fn solar() -> Findings {
    let mut npv = outcome("npv", Text::new("净现值", "net present value"), wan(), 38_000.0, 92_000.0, 0.1);
    npv.timing = Some(Timing::FirstFlowUndiscounted);
    let mut irr = outcome("irr", Text::new("内部收益率", "internal rate of return"), percent(), 0.0683, 0.0181, 0.0);
    irr.counted = TRIALS - 12;
    irr.missing = vec![MissingValues {
        reason: Text::new("无内部收益率", "no internal rate of return"),
        trials: 12,
        first_trial: 812,
        ranked: false,
        lowest: false,
    }];
    let net = outcome(
        "first_year_net",
        Text::new("首个完整年度净收益", "net income of the first full year"),
        yuan(),
        61_200.0,
        5_400.0,
        0.05,
    );
    let energy = outcome(
        "energy_to_october",
        Text::new("2018 年 1–10 月发电量", "energy from January to October 2018"),
        kwh(),
        71_900.0,
        4_100.0,
        -0.05,
    );
    let mut pays = outcome(
        "pays_back",
        Text::new("二十年内收回投资", "pays back within twenty years"),
        percent(),
        0.914,
        0.28,
        0.0,
    );
    pays.sort = OutcomeSort::Probability;
    pays.mean = estimate(0.914, 0.0007);
    pays.quantiles.clear();
    pays.histogram = Histogram::default();
    pays.below_zero = None;
    let mut loses = band(
        "loses_by_year",
        Text::new("当年现金流为负", "negative cash flow in the year"),
        percent(),
        (2018..=2037).map(|year| (year, 0.02 + 0.004 * f64::from(year - 2018), 0.1)),
    );
    loses.sort = OutcomeSort::Probability;
    let report = Text::new("2018 年村工作队总结", "work team's report of 2018");
    let base = vec![npv, irr, net, energy, pays];
    let bigger: Vec<OutcomeFinding> =
        vec![outcome("npv", Text::new("净现值", "net present value"), wan(), 61_000.0, 131_000.0, 0.1)];
    Findings {
        name: "招元村光伏".to_string(),
        title: Text::new("招元村 70.2 千瓦光伏电站", "Zhaoyuan village: a 70.2 kW solar station"),
        description: Text::new(
            "村集体出资 60 万元，2017 年底前并网。",
            "The village collective pays 600,000 yuan; on grid before the end of 2017.",
        ),
        start_year: 2017,
        horizon: 20,
        trials: TRIALS,
        year_trials: TRIALS,
        bands: vec![
            band(
                "net_income",
                Text::new("电站净收益", "net income of the station"),
                yuan(),
                (2018..=2037).map(|year| {
                    let age = f64::from(year - 2018);
                    (year, 61_000.0 - 700.0 * age, 5_000.0 + 420.0 * age)
                }),
            ),
            loses,
        ],
        claims: vec![
            claim(
                "first_year_net",
                Text::new("全年净收益可达六万元以上", "over 60,000 yuan net in the year"),
                report.clone(),
                60_000.0,
                yuan(),
                "at_least",
                0.583,
            ),
            claim(
                "energy_to_october",
                Text::new("1–10 月实际发电量", "energy fed in from January to October"),
                report.clone(),
                74_270.0,
                kwh(),
                "record",
                0.719,
            ),
            claim(
                "npv",
                Text::new("可研报告测算的净现值", "net present value of the feasibility study"),
                Text::new("可行性研究报告", "feasibility study"),
                250_000.0,
                wan(),
                "at_least",
                0.0138,
            ),
        ],
        projects: vec![ProjectFinding { name: "solar".to_string(), title: Text::new("光伏电站", "solar station") }],
        advice: vec![AdviceFinding {
            project: "solar".to_string(),
            text: Text::new(
                "补贴占收入一半以上：请先核实补贴目录和拨付进度，再安排分红。",
                "Subsidies are over half of the revenue: check the subsidy list and the pace of payment before dividends are planned.",
            ),
        }],
        inputs: vec![
            input(
                "solar.capacity",
                Text::new("装机容量", "capacity"),
                Text::same("70.2 kW"),
                Text::new("2018 年村工作队总结", "work team's report of 2018"),
                false,
            ),
            input(
                "solar.specific_yield",
                Text::new("每千瓦年发电量", "yearly yield per kW"),
                Text::same("950 / 1080 / 1180 kWh/kW (PERT)"),
                Text::new(
                    "国家能源局统计，广东省 2017 年利用小时",
                    "National Energy Administration, hours of use in Guangdong, 2017",
                ),
                true,
            ),
            input(
                "solar.opex",
                Text::new("运维费用", "running costs"),
                Text::new("0.5–1.5 万元（三角分布）", "5,000–15,000 yuan (triangular)"),
                Text::new("估计", "estimate"),
                true,
            ),
        ],
        formulas: vec![
            formula(
                "solar.energy",
                "capacity * specific_yield * (1 - degradation) ^ (age - 1) * weather",
                "kWh",
                "trial and year",
            ),
            formula("solar.revenue", "energy * (tariff + subsidy)", "元", "trial and year"),
            formula("npv", "npv(discount_rate, solar.cash_flow)", "万元", "trial"),
        ],
        variants: vec![VariantFinding {
            name: "bigger".to_string(),
            title: Text::new("扩容到 100 千瓦", "enlarged to 100 kW"),
            outcomes: bigger,
            differences: vec![estimate(23_000.0, 310.0)],
            better: vec![Some(estimate(0.61, 0.0013))],
            worse: vec![Some(estimate(0.27, 0.0012))],
            pairs: vec![Pairs { counted: TRIALS, missing: 0 }],
            changes: vec![ChangeFinding {
                path: "solar.capacity".to_string(),
                label: Text::new("装机容量", "capacity"),
                from: Text::new("70.2 千瓦", "70.2 kW"),
                to: Text::new("100 千瓦", "100 kW"),
            }],
            advice: vec![AdviceFinding {
                project: "solar".to_string(),
                text: Text::new(
                    "占地超过可用屋顶，先落实场地。",
                    "It needs more than the roofs there are: find the ground first.",
                ),
            }],
        }],
        outcomes: base,
        ..empty()
    }
}

/// The stake in a quarry: 12 % a year for five years, principal back at the end.
pub(crate) fn quarry() -> Findings {
    let year = |index: i32| {
        let kept = 0.97 - 0.035 * f64::from(index) - if index == 5 { 0.14 } else { 0.0 };
        let late = 0.4 * (1.0 - kept);
        PromiseYear {
            year: 2017 + index,
            counted: 1.0,
            due: if index == 5 { 1_187_200.0 } else { 127_200.0 },
            in_full: estimate(kept, 0.0009),
            late: estimate(late, 0.0007),
            missed: estimate(1.0 - kept - late, 0.0008),
            first_miss: 0.04,
            shortfall: estimate(2_300.0 * f64::from(index), 40.0),
        }
    };
    let dividend = PromiseFinding {
        path: "quarry.dividend".to_string(),
        label: Text::new("石场按 12% 固定分红", "fixed dividend of 12 % from the quarry"),
        unit: yuan(),
        asked: 1.0,
        never_missed: estimate(0.6234, 0.0013),
        paid_in_the_end: estimate(0.781, 0.0011),
        due: estimate(1_696_000.0, 0.0),
        paid: estimate(1_521_000.0, 1_300.0),
        shortfall: estimate(175_000.0, 1_300.0),
        worst_shortfall: estimate(1_060_000.0, 7_000.0),
        first_miss: Some(2021),
        safe_share: 0.0,
        sure_share: 0.4,
        sure_paid: 678_400.0,
        unknown: 0,
        paid_above: 0,
        negative: 0,
        safe_level: None,
        years: (1..=5).map(year).collect(),
    };
    let mut state =
        certain("payer", Text::new("石场五年末的状态", "state of the quarry after five years"), percent(), 0.0);
    state.sort = OutcomeSort::State;
    state.uncertain = true;
    state.states = vec![
        ("正常".to_string(), estimate(0.74, 0.001)),
        ("停产".to_string(), estimate(0.19, 0.001)),
        ("关闭".to_string(), estimate(0.07, 0.0007)),
    ];
    Findings {
        name: "招元村石场".to_string(),
        title: Text::new("招元村石场入股", "Zhaoyuan village: a stake in a quarry"),
        start_year: 2017,
        horizon: 5,
        trials: TRIALS,
        year_trials: TRIALS,
        outcomes: vec![
            outcome(
                "quarry.npv",
                Text::new("入股的净现值", "net present value of the stake"),
                wan(),
                161_000.0,
                210_000.0,
                -0.6,
            ),
            state,
        ],
        bands: vec![band(
            "quarry.paid",
            Text::new("实际分红", "dividends paid"),
            yuan(),
            (2018..=2022).map(|year| (year, 118_000.0, 14_000.0)),
        )],
        promises: vec![dividend],
        ..solar()
    }
}

/// Nothing is uncertain.
pub(crate) fn all_certain() -> Findings {
    let mut revenue =
        band("revenue", Text::new("收入", "revenue"), yuan(), (2018..=2028).map(|year| (year, 9_600.0, 0.0)));
    for year in &mut revenue.years {
        year.mean.error = None;
        year.sd = sure(0.0);
        year.quantiles.clear();
    }
    let mut npv = certain("npv", Text::new("净现值", "net present value"), wan(), 14_128.0);
    npv.timing = Some(Timing::FirstFlowDiscounted);
    Findings {
        name: "pump".to_string(),
        title: Text::new("水泵", "A loan-free pump"),
        start_year: 2018,
        horizon: 10,
        trials: 1,
        year_trials: 1,
        outcomes: vec![npv, certain("zero", Text::same("zero"), yuan(), 0.0)],
        bands: vec![revenue],
        ..empty()
    }
}

/// All of them.
pub(crate) fn all() -> Vec<(&'static str, Findings)> {
    vec![
        ("solar", solar()),
        ("quarry", quarry()),
        ("certain", all_certain()),
        ("hostile", hostile()),
        ("not finite", not_finite()),
        ("constant", constant()),
        ("empty", empty()),
        ("zhaoyuan", zhaoyuan()),
        ("large village", large_village()),
        ("one household", one_household()),
    ]
}
