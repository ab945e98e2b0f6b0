//! Section 2.1: functions of single values.

use fengnian::diagnostic::Code;

use super::{give, refused};

#[test]
fn elementary_functions() {
    give(
        "",
        &[
            ("min(3, 1, 2)", &[1.0]),
            ("max(3, 1, 2)", &[3.0]),
            ("abs(-3)", &[3.0]),
            ("sign(-3) + sign(0) * 10 + sign(5) * 100", &[99.0]),
            ("sqrt(9)", &[3.0]),
            ("exp(1)", &[std::f64::consts::E]),
            ("ln(exp(2))", &[2.0]),
            ("log10(1000)", &[3.0]),
            ("sin(pi / 6)", &[0.5]),
            ("cos(pi / 3)", &[0.5]),
            ("tan(pi / 4)", &[1.0]),
            ("tanh(0.5)", &[0.5_f64.tanh()]),
            ("pow(2, 10)", &[1024.0]),
            ("normal_cdf(0)", &[0.5]),
            ("normal_quantile(0.975)", &[1.959_963_984_540_054]),
        ],
    );
}

#[test]
fn rounding_and_remainders() {
    give(
        "",
        &[
            ("round(2.5)", &[3.0]),
            ("round(-2.5)", &[-3.0]),
            ("round(2.4)", &[2.0]),
            ("round(1234.567, 2)", &[1234.57]),
            ("round(1234.567, -2)", &[1200.0]),
            ("floor(-1.5)", &[-2.0]),
            ("ceil(-1.5)", &[-1.0]),
            ("mod(7, 3)", &[1.0]),
            ("mod(-7, 3)", &[2.0]),
            ("mod(7, -3)", &[-2.0]),
            ("mod(5.5, 2)", &[1.5]),
            // nearest in the unit in which it is written out: yuan, not 10,000 yuan
            ("number(round(15600 元), '元')", &[15_600.0]),
            ("round(number(15600 元, '万元'))", &[2.0]),
        ],
    );
}

#[test]
fn limits_and_lines() {
    give(
        "horizon = 4",
        &[
            ("clip(5, 1, 3)", &[3.0]),
            ("clip(-5, 1, 3)", &[1.0]),
            ("clip(2, 1, 3)", &[2.0]),
            ("interpolate(index, [1, 3], [10, 30])", &[10.0, 10.0, 20.0, 30.0, 30.0]),
            ("interpolate(2.5, [1, 2, 3], [0, 0, 8])", &[4.0]),
            ("number(interpolate(15 亩, [0 亩, 2 ha], [0 元, 60 元]), '元')", &[30.0]),
        ],
    );
    refused(
        "horizon = 2",
        &[
            ("interpolate(1, [1, 1], [2, 3])", Code::Arguments),
            ("interpolate(1, [1, 2], [3])", Code::Arguments),
            ("interpolate(1, [1, index], [3, 4])", Code::ShapeMismatch),
            ("interpolate(1, 2, 3)", Code::Arguments),
            ("min()", Code::Arguments),
            ("clip(1, 2)", Code::Arguments),
            ("abs(1, 2)", Code::Arguments),
            ("abs(x = 2)", Code::Arguments),
            ("abss(2)", Code::UnknownFunction),
        ],
    );
}

#[test]
fn a_waterfall_gives_what_the_last_due_gets() {
    give(
        "",
        &[
            ("waterfall(100, 60, 30, 50)", &[10.0]),
            ("waterfall(100, 60, 30)", &[30.0]),
            ("waterfall(100, 60)", &[60.0]),
            ("waterfall(50, 60, 30)", &[0.0]),
            ("waterfall(-50, 60)", &[0.0]),
            ("waterfall(1000, 60, 30, 50)", &[50.0]),
            ("number(waterfall(2 万元, 15000 元, 8000 元), '元')", &[5000.0]),
        ],
    );
    refused("", &[("waterfall(5)", Code::Arguments), ("waterfall(5 元, 3 kg)", Code::UnitMismatch)]);
}

/// Values of a spreadsheet: =PMT(0.05, 10, 1000), … (money received positive, paid negative).
#[test]
fn the_functions_of_a_spreadsheet() {
    let growth = 1.05_f64.powi(10);
    let payment = -1000.0 * 0.05 / (1.0 - 1.0 / growth);
    give(
        "",
        &[
            ("pmt(0.05, 10, 1000)", &[payment]),
            ("number(pmt(0.05, 10, 1000 元), '元')", &[payment]),
            ("pmt(0.05, 10, 1000, begin = 1)", &[payment / 1.05]),
            ("pmt(0, 10, 1000)", &[-100.0]),
            ("pmt(0.05, 10, 0, 1000)", &[-1000.0 * 0.05 / (growth - 1.0)]),
            ("ipmt(0.05, 1, 10, 1000)", &[-50.0]),
            ("ppmt(0.05, 1, 10, 1000)", &[payment + 50.0]),
            ("ipmt(0.05, 2, 10, 1000)", &[-(1000.0 + payment + 50.0) * 0.05]),
            ("pv(0.05, 10, -100)", &[100.0 * (1.0 - 1.0 / growth) / 0.05]),
            ("fv(0.05, 10, -100, 0)", &[100.0 * (growth - 1.0) / 0.05]),
            ("fv(0.05, 10, -100)", &[100.0 * (growth - 1.0) / 0.05]),
            ("fv(0.05, 10, 0, -100)", &[100.0 * growth]),
            ("fv(0.05, 10, -100, 0, begin = 1)", &[105.0 * (growth - 1.0) / 0.05]),
            ("nper(0.05, -100, 500)", &[-(1.0_f64 - 0.05 * 5.0).ln() / 1.05_f64.ln()]),
            ("number(pmt(rate = 0, nper = 4, pv = 8 元), '元')", &[-2.0]),
        ],
    );
    refused(
        "",
        &[
            ("pmt(0.05, 10)", Code::Arguments),
            ("pmt(0.05, 10, 5, 5, 5, 5)", Code::Arguments),
            ("pmt(0.05 元, 10, 5)", Code::UnitMismatch),
            ("pmt(0.05, 10, 5, pv = 6)", Code::Arguments),
        ],
    );
}

/// 1000 at 10 % over 4 periods, the first with interest only: then 3 level payments of 1000 · 0.1 / (1 − 1.1⁻³).
#[test]
fn a_loan_with_grace() {
    let level = 1000.0 * 0.1 / (1.0 - 1.1_f64.powi(-3));
    let after_two = 1100.0 - level;
    let after_three = after_two * 1.1 - level;
    give(
        "horizon = 6",
        &[
            ("loan_payment(1000, 0.1, 4, index, grace = 1)", &[0.0, 100.0, level, level, level, 0.0, 0.0]),
            ("loan_payment(1000, 0.1, 4, index, 1)", &[0.0, 100.0, level, level, level, 0.0, 0.0]),
            (
                "loan_interest(1000, 0.1, 4, index, 1)",
                &[0.0, 100.0, 100.0, after_two * 0.1, after_three * 0.1, 0.0, 0.0],
            ),
            ("loan_balance(1000, 0.1, 4, index, 1)", &[1000.0, 1000.0, after_two, after_three, 0.0, 0.0, 0.0]),
            ("loan_payment(1000, 0, 4, index)", &[0.0, 250.0, 250.0, 250.0, 250.0, 0.0, 0.0]),
            ("number(loan_payment(1000 元, 0.1, 1, 1), '元')", &[1100.0]),
        ],
    );
}
