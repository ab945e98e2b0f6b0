//! Published and exact results that the engine must reproduce: the list behind `verify`.
//!
//! Every case is an ordinary scenario under `scenarios/reference/`; deterministic results agree to 1e-9, statistics of
//! uncertain outcomes lie within four standard errors of the run.

use crate::diagnostic::Text;

/// Which number of an outcome is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// The value itself: the outcome is certain.
    Value,
    /// Mean over the trials.
    Mean,
    /// Standard deviation over the trials.
    Sd,
    /// Share of trials in which the outcome is true.
    Probability,
    /// Type-7 quantile at this probability.
    Quantile(f64),
    /// There is no value (no IRR, several IRR): the outcome must say so.
    Missing,
}

/// How far off the computed number may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// Relative difference.
    Exact(f64),
    /// So many standard errors of the run.
    StandardErrors(f64),
}

/// One expected number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpectedNumber {
    /// Path of the outcome.
    pub outcome: &'static str,
    /// Which number of it.
    pub statistic: Statistic,
    /// In base units (yuan, kWh); NaN for `Missing`.
    pub value: f64,
    /// How far off it may be.
    pub tolerance: Tolerance,
}

/// A scenario with known results.
#[derive(Debug, Clone, Copy)]
pub struct ReferenceCase {
    /// Short name, `A01`.
    pub id: &'static str,
    /// Title in Chinese.
    pub title_zh: &'static str,
    /// Title in English.
    pub title_en: &'static str,
    /// The scenario's text.
    pub scenario: &'static str,
    /// The numbers it must give.
    pub expected: &'static [ExpectedNumber],
    /// Who published the inputs and where the results come from.
    pub source: &'static str,
}

impl ReferenceCase {
    /// The title in both languages.
    pub fn title(&self) -> Text {
        Text::new(self.title_zh, self.title_en)
    }
}

use Statistic::{Mean, Missing, Probability, Quantile, Sd, Value};
use Tolerance::{Exact, StandardErrors};

const fn number(outcome: &'static str, statistic: Statistic, value: f64, tolerance: Tolerance) -> ExpectedNumber {
    ExpectedNumber { outcome, statistic, value, tolerance }
}

/// Every case, in order of its name.
pub static CASES: &[ReferenceCase] = &[
    ReferenceCase {
        id: "A01",
        title_zh: "果蔬加工厂完整评估",
        title_en: "full appraisal of a processing plant",
        scenario: include_str!("../../scenarios/reference/a01-processing-plant.toml"),
        expected: &[
            number("total_investment", Value, 127030.0, Exact(1e-9)),
            number("to_finance", Value, 95030.0, Exact(1e-9)),
            number("working_capital_to_finance", Value, 8082.0, Exact(1e-9)),
            number("costs_a_year", Value, 25450.0, Exact(1e-9)),
            number("first_year_net", Value, -7054.5, Exact(1e-9)),
            number("full_year_net", Value, 26614.5, Exact(1e-9)),
            number("tools_year_net", Value, 18964.5, Exact(1e-9)),
            number("blenders_year_net", Value, 13519.5, Exact(1e-9)),
            number("year_eleven_net", Value, 95.5, Exact(1e-9)),
            number("residual_building", Value, 25060.0, Exact(1e-9)),
            number("residual_cookers", Value, 7872.0, Exact(1e-9)),
            number("residual_scales", Value, 5395.0, Exact(1e-9)),
            number("residual_blenders", Value, 1455.0, Exact(1e-9)),
            number("residual_blenders_old", Value, 14550.0, Exact(1e-9)),
            number("residual_tables", Value, 4939.2, Exact(1e-9)),
            number("residual_tools", Value, 5440.0, Exact(1e-9)),
            number("npv_old", Value, 43_436.422_852_109_36, Exact(1e-9)),
            number("irr_old", Value, 0.1385205670329087, Exact(1e-9)),
            number("npv_old_donated", Value, 75_843.830_259_516_78, Exact(1e-9)),
            number("irr_old_donated", Value, 0.20874407792498018, Exact(1e-9)),
            number("npv_corrected", Value, 38236.2181826401, Exact(1e-9)),
            number("irr_corrected", Value, 0.1334078061133375, Exact(1e-9)),
            number("npv_new", Value, 28826.58855301046, Exact(1e-9)),
            number("npv_new_2", Value, 110661.94389545271, Exact(1e-9)),
            number("npv_new_5", Value, 64027.307786898644, Exact(1e-9)),
            number("npv_new_10", Value, 10079.737920568139, Exact(1e-9)),
            number("npv_new_12", Value, -5726.030391425724, Exact(1e-9)),
            number("irr_new", Value, 0.11236275473776013, Exact(1e-9)),
            number("npv_new_donated", Value, 53826.58855301048, Exact(1e-9)),
            number("irr_new_donated", Value, 0.14985780954514846, Exact(1e-9)),
        ],
        source: "FAO RuralInvest, example 3 (riv.script of the program's own tests): the first two NPV and IRR pairs as stored by that program; the rest recomputed from its rules",
    },
    ReferenceCase {
        id: "A08",
        title_zh: "固定费率法度电成本",
        title_en: "levelized cost of energy",
        scenario: include_str!("../../scenarios/reference/a08-levelized-cost.toml"),
        expected: &[
            number("solar", Value, 0.0462762400554667, Exact(1e-9)),
            number("wind", Value, 0.0364262822282325, Exact(1e-9)),
        ],
        source: "NREL System Advisor Model, tests of the fixed-charge-rate calculation",
    },
    ReferenceCase {
        id: "A09",
        title_zh: "农村屋顶光伏",
        title_en: "rural rooftop solar",
        scenario: include_str!("../../scenarios/reference/a09-rooftop-solar.toml"),
        expected: &[
            number("energy_1", Value, 10157.43672, Exact(1e-9)),
            number("energy_30", Value, 8285.37809402581, Exact(1e-9)),
            number("flow_1", Value, -31093.3227808, Exact(1e-9)),
            number("flow_2", Value, 3381.0804786656004, Exact(1e-9)),
            number("npv", Value, 4199.739152733504, Exact(1e-9)),
            number("npv_real", Value, 14407.428959924777, Exact(1e-9)),
            number("irr", Value, 0.09489779464308096, Exact(1e-9)),
        ],
        source: "GavinWang2023, solar-project (public repository): inputs and yearly results; NPV and IRR recomputed",
    },
    ReferenceCase {
        id: "A11",
        title_zh: "完全信息的价值",
        title_en: "value of perfect information",
        scenario: include_str!("../../scenarios/reference/a11-value-of-information.toml"),
        expected: &[
            number("net", Mean, 625000.0, StandardErrors(4.0)),
            number("loss_if_approved", Mean, 208954.0079386698, StandardErrors(4.0)),
            number("loss_if_not", Mean, 833954.0079386698, StandardErrors(4.0)),
            number("loses", Probability, 0.29174826979148794, StandardErrors(4.0)),
        ],
        source: "decisionSupport (R package), test of individual EVPI, after D. Hubbard; closed form of the normal loss integral",
    },
    ReferenceCase {
        id: "A12",
        title_zh: "收入与成本相关时的利润",
        title_en: "profit with correlated revenue and cost",
        scenario: include_str!("../../scenarios/reference/a12-correlated-profit.toml"),
        expected: &[
            number("profit", Mean, 20000.0, StandardErrors(4.0)),
            number("profit", Sd, 21920.195307265254, StandardErrors(4.0)),
            number("profit_alone", Mean, 20000.0, StandardErrors(4.0)),
            number("profit_alone", Sd, 30397.841595588456, StandardErrors(4.0)),
        ],
        source: "decisionSupport (R package), test of correlated estimates; sum of two normals",
    },
    ReferenceCase {
        id: "A13",
        title_zh: "折现",
        title_en: "discounting",
        scenario: include_str!("../../scenarios/reference/a13-discounting.toml"),
        expected: &[
            number("ten_hundreds", Value, 843.5331610529228, Exact(1e-9)),
            number("nine_flows", Value, 101.65718945531731, Exact(1e-9)),
            number("nine_flows_a_year_later", Value, 96.816370909826, Exact(1e-9)),
        ],
        source: "decisionSupport (R package), tests of discount",
    },
    ReferenceCase {
        id: "A17",
        title_zh: "石神函数",
        title_en: "Ishigami's function",
        scenario: include_str!("../../scenarios/reference/a17-ishigami.toml"),
        expected: &[
            number("y", Mean, 3.5, StandardErrors(4.0)),
            number("y", Sd, 3.720831619506485, StandardErrors(4.0)),
        ],
        source: "T. Ishigami and T. Homma, 1990, with a = 7 and b = 0.1; moments in closed form",
    },
    ReferenceCase {
        id: "A18",
        title_zh: "索博尔 G 函数",
        title_en: "Sobol's G function",
        scenario: include_str!("../../scenarios/reference/a18-sobol-g.toml"),
        expected: &[
            number("y", Mean, 1.0, StandardErrors(4.0)),
            number("y", Sd, 0.682220222437159, StandardErrors(4.0)),
        ],
        source: "I. M. Sobol, 1993; A. Saltelli and I. M. Sobol, 1995, with a = 0, 1, 4.5, 9, 99, 99, 99, 99; moments in closed form",
    },
    ReferenceCase {
        id: "A19",
        title_zh: "受拉杆件",
        title_en: "axially stressed beam",
        scenario: include_str!("../../scenarios/reference/a19-stressed-beam.toml"),
        expected: &[
            number("fails", Probability, 0.02919819462483046, StandardErrors(4.0)),
            number("margin", Mean, 3e6 - 750.0 / (std::f64::consts::PI * 1e-4), StandardErrors(4.0)),
        ],
        source: "OpenTURNS, example of the stressed beam; failure probability by quadrature",
    },
    ReferenceCase {
        id: "A23",
        title_zh: "资金时间价值",
        title_en: "time value of money",
        scenario: include_str!("../../scenarios/reference/a23-time-value.toml"),
        expected: &[
            number("pmt", Value, -304.14591432620773, Exact(1e-9)),
            number("pmt_without_interest", Value, -250.0, Exact(1e-9)),
            number("nper_end", Value, 21.54494419732334, Exact(1e-9)),
            number("nper_begin", Value, 20.761564405189535, Exact(1e-9)),
            number("nper_without_payment", Value, 11.526704607247604, Exact(1e-9)),
            number("ppmt_end", Value, -710.254125786425, Exact(1e-9)),
            number("ppmt_begin", Value, -1158.9297115237273, Exact(1e-9)),
            number("ipmt", Value, -16.666666666666668, Exact(1e-9)),
            number("mirr", Value, 0.06659717503155349, Exact(1e-9)),
            number("mirr_without_loss", Missing, f64::NAN, Exact(1e-9)),
        ],
        source: "numpy-financial, its tests of pmt, nper, ppmt, ipmt and mirr, recomputed to all digits",
    },
    ReferenceCase {
        id: "A23b",
        title_zh: "修正内部收益率",
        title_en: "modified internal rate of return",
        scenario: include_str!("../../scenarios/reference/a23-modified-rate.toml"),
        expected: &[number("mirr", Value, 0.1260941303659051, Exact(1e-9))],
        source: "numpy-financial, its tests of mirr, recomputed to all digits",
    },
    ReferenceCase {
        id: "A24",
        title_zh: "难解的内部收益率",
        title_en: "cash flows that are hard for an IRR",
        scenario: include_str!("../../scenarios/reference/a24-irr-stress.toml"),
        expected: &[
            number("irr_growing", Value, 0.05243288885941417, Exact(1e-9)),
            number("irr_negative", Value, -0.09549583034897245, Exact(1e-9)),
            number("irr_plain", Value, 0.2809484211599611, Exact(1e-9)),
            number("irr_two_negative", Missing, f64::NAN, Exact(1e-9)),
            number("irr_positive", Value, 0.06205848562992945, Exact(1e-9)),
            number("irr_three", Missing, f64::NAN, Exact(1e-9)),
            number("irr_late", Value, 0.10582259840890162, Exact(1e-9)),
            number("irr_annuity", Value, -0.06765411344968664, Exact(1e-9)),
            number("irr_two_far", Missing, f64::NAN, Exact(1e-9)),
            number("irr_deep", Value, -0.1320937226046869, Exact(1e-9)),
            number("irr_gains", Missing, f64::NAN, Exact(1e-9)),
            number("irr_losses", Missing, f64::NAN, Exact(1e-9)),
        ],
        source: "numpy-financial (tests; issues 28 and 98) and pyxirr (issue 46); roots of the polynomials recomputed. With several roots in (-0.99, 10), or none, there is no rate",
    },
    ReferenceCase {
        id: "A25",
        title_zh: "贫困指数",
        title_en: "poverty indices",
        scenario: include_str!("../../scenarios/reference/a25-poverty-indices.toml"),
        expected: &[
            number("headcount", Value, 0.5, Exact(1e-9)),
            number("poverty_gap", Value, 0.08, Exact(1e-9)),
            number("squared_gap", Value, 0.0136, Exact(1e-9)),
        ],
        source: "J. Haughton and S. Khandker, 2009, Handbook on Poverty and Inequality, World Bank, p. 72; J. Foster, J. Greer and E. Thorbecke, 1984",
    },
    ReferenceCase {
        id: "A26a",
        title_zh: "对数正态收入下的承诺",
        title_en: "a promise from lognormal income",
        scenario: include_str!("../../scenarios/reference/a26-promise.toml"),
        expected: &[
            number("missed_in_year_one", Probability, 0.3176466137052002, StandardErrors(4.0)),
            number("short_in_year_one", Mean, 130.25228180900865, StandardErrors(4.0)),
            number("income_in_year_one", Mean, 3000.0, StandardErrors(4.0)),
            number("income_in_year_one", Quantile(0.05), 1772.976169240776, StandardErrors(4.0)),
            number("missed_ever", Probability, 0.9781176726040494, StandardErrors(4.0)),
            number("tail", Mean, 2.0627128075074275, StandardErrors(4.0)),
            number("headcount", Probability, 0.15347299656473, StandardErrors(4.0)),
            number("poverty_gap", Mean, 0.03251271426341312, StandardErrors(4.0)),
            number("squared_gap", Mean, 0.010504088518566101, StandardErrors(4.0)),
        ],
        source: "closed forms of the lognormal and normal distributions (partial moments)",
    },
    ReferenceCase {
        id: "A26b",
        title_zh: "准备金耗尽",
        title_en: "a reserve runs out",
        scenario: include_str!("../../scenarios/reference/a26-ruin.toml"),
        expected: &[number("ruined", Probability, 0.5368230830888456, StandardErrors(4.0))],
        source: "random walk absorbed at 0, computed forward exactly over 200 steps (without end: (0.45/0.55)^3 = 0.5477)",
    },
    ReferenceCase {
        id: "A26c",
        title_zh: "相关与尾部相依",
        title_en: "correlation and dependence in the tails",
        scenario: include_str!("../../scenarios/reference/a26-dependence.toml"),
        expected: &[
            number("both_low_t0", Probability, 0.00638448306745816, StandardErrors(4.0)),
            number("both_low_t5", Probability, 0.016936960524714433, StandardErrors(4.0)),
            number("product_r2", Mean, 0.20905692653530691, StandardErrors(4.0)),
            number("product_r5", Mean, 0.5176380902050415, StandardErrors(4.0)),
            number("product_r8", Mean, 0.8134732861516003, StandardErrors(4.0)),
            number("spearman_u5", Mean, 0.5, StandardErrors(4.0)),
            number("mean_of_twenty", Sd, 0.5787918451395113, StandardErrors(4.0)),
        ],
        source: "bivariate t distribution by quadrature; K. Pearson, 1907: Pearson = 2 sin(pi/6 Spearman) under normality; mean of equicorrelated normals",
    },
];
