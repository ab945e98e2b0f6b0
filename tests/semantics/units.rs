//! Section 2, units.

use fengnian::diagnostic::Code;

use super::{codes, give, model, refused, same, traced};

#[test]
fn every_unit_of_the_page_has_its_size() {
    give(
        "",
        &[
            ("number(1 MW, 'kW')", &[1000.0]),
            ("number(1 兆瓦, '千瓦')", &[1000.0]),
            ("number(2 MWh, '度')", &[2000.0]),
            ("number(3 千瓦时, 'kWh')", &[3.0]),
            ("number(1 小时, 'h')", &[1.0]),
            ("number(1 ha, '亩')", &[15.0]),
            ("number(1 公顷, 'mu')", &[15.0]),
            ("number(1 t, '斤')", &[2000.0]),
            ("number(1 吨, 'kg')", &[1000.0]),
            ("number(1 jin, '公斤')", &[0.5]),
            ("number(1 千克, '克')", &[1000.0]),
            ("number(1 kg, 'g')", &[1000.0]),
            ("number(1 km, '米')", &[1000.0]),
            ("number(1 公里, 'm')", &[1000.0]),
            ("number(1 km * 1 m, 'm2')", &[1000.0]),
            ("number(1 平方米, 'm^2')", &[1.0]),
            ("number(1 m3, 'L')", &[1000.0]),
            ("number(1 立方米, '升')", &[1000.0]),
            ("number(1 亿元, '万元')", &[10_000.0]),
            ("number(1 yuan, '元')", &[1.0]),
            ("number(1 household + 1 户, '户')", &[2.0]),
            ("number(1 person + 1 人, 'person')", &[2.0]),
            ("number(1 day + 1 天, '天')", &[2.0]),
            ("number(1 month + 1 月 + 1 个月, '月')", &[3.0]),
            ("number(1 head + 1 头, '头')", &[2.0]),
            ("5 year", &[5.0]),
            ("number(6 元/年, '元')", &[6.0]),
            ("1080 kWh/kW * 2 kW / 1 kWh", &[2160.0]),
            ("number(6 元/t, '元/kg')", &[0.006]),
            ("number(6 元/kg*t, '元')", &[6000.0]),
            ("5 ％", &[0.05]),
        ],
    );
}

#[test]
fn units_that_do_not_fit_are_refused() {
    refused(
        "[inputs]\nx = \"2 kg\"\n",
        &[
            ("1 kg + 1 元", Code::UnitMismatch),
            ("1 kW + 1 kWh", Code::UnitMismatch),
            ("1 户 + 1 人", Code::UnitMismatch),
            ("1 天 + 1 月", Code::UnitMismatch),
            ("1 亩 + 1 m2", Code::UnitMismatch),
            ("1 kg + 1", Code::UnitMismatch),
            ("1 kg < 1 元", Code::UnitMismatch),
            ("exp(x)", Code::UnitMismatch),
            ("ln(x)", Code::UnitMismatch),
            ("log10(x)", Code::UnitMismatch),
            ("sin(x)", Code::UnitMismatch),
            ("cos(x)", Code::UnitMismatch),
            ("2 ^ x", Code::UnitMismatch),
            ("min(x, 1 元)", Code::UnitMismatch),
            ("clip(x, 0, 1)", Code::UnitMismatch),
            ("if(true, x, 1)", Code::UnitMismatch),
            ("number(x, '元')", Code::UnitMismatch),
            ("5 foo", Code::UnknownUnit),
            ("number(x, 'foo')", Code::UnknownUnit),
        ],
    );
}

#[test]
fn the_literal_zero_fits_every_unit_and_a_pure_number_takes_one_by_multiplying() {
    give(
        "[inputs]\nx = \"2 kg\"\n",
        &[
            ("number(x + 0, 'kg')", &[2.0]),
            ("number(max(0, x), 'kg')", &[2.0]),
            ("number(if(true, 0, x), 'kg')", &[0.0]),
            ("number(if(x > 0, x, 0), 'kg')", &[2.0]),
            ("number(5 * 1 元, '元')", &[5.0]),
            ("x / x", &[1.0]),
            ("number(x ^ 2, 'kg^2')", &[4.0]),
            ("number(sqrt(x * x), 'kg')", &[2.0]),
            ("sign(x)", &[1.0]),
        ],
    );
}

#[test]
fn own_units_are_multiples_or_new_kinds() {
    let prelude = "[units]\n\"担\" = \"50 kg\"\nbatch = \"new\"\n\"筐\" = \"0.5 担\"\n";
    give(
        prelude,
        &[("number(2 担, '斤')", &[200.0]), ("number(4 筐, 'kg')", &[100.0]), ("number(3 batch, 'batch')", &[3.0])],
    );
    refused(prelude, &[("1 batch + 1 kg", Code::UnitMismatch), ("1 batch + 1", Code::UnitMismatch)]);
}

#[test]
fn the_declared_unit_is_compared() {
    let with =
        |unit: &str, formula: &str| format!("[formulas]\nx = {{ formula = \"{formula}\", unit = \"{unit}\" }}\n");
    assert_eq!(codes(&with("元", "5 kg")), [Code::UnitMismatch]);
    assert_eq!(codes(&with("元", "5")), [Code::UnitMismatch]);
    assert_eq!(codes(&with("元", "1 > 0")), [Code::UnitMismatch]);
    assert_eq!(codes(&with("万元", "5 元")), []);
    assert_eq!(codes(&with("万元", "0")), []);
    assert_eq!(codes(&with("%", "0.5")), []);
    // the value is kept in base units; the unit only says how it is shown
    let shown = model(&with("万元", "50000 元"));
    same("x", traced(&shown, 0).series("x"), &[50_000.0]);
}

#[test]
fn bare_numbers_of_an_input_with_a_unit_are_in_it() {
    let model = model(
        "horizon = 1\n[inputs]\na = { value = 3, unit = \"万元\" }\nb = { by_year = [1, \"2 元\"], unit = \"万元\" }\nc = { low = 5, likely = 5, high = 5, unit = \"t\" }\n",
    );
    let trace = traced(&model, 0);
    same("a", trace.series("a"), &[30_000.0]);
    same("b", trace.series("b"), &[10_000.0, 2.0]);
    same("c", trace.series("c"), &[5000.0]);
}

/// A scale that is a power of ten moves the point of the number as written: no product is rounded.
#[test]
fn a_number_with_a_unit_is_the_number_that_it_says() {
    give(
        "",
        &[
            ("ceil(10 * 70 %)", &[7.0]),
            ("if(0.07 亿元 == 700 万元, 1, 0)", &[1.0]),
            ("if(0.7 元/kg == 700 元/t, 1, 0)", &[1.0]),
        ],
    );
    let equal: Vec<String> = (0..=100).map(|n| format!("({n} % == {n} / 100)")).collect();
    give("", &[(&format!("if({}, 1, 0)", equal.join(" and ")), &[1.0])]);
    let of_list = "[inputs]\nlist = { by_year = [35, 70], unit = \"%\" }\n";
    give(of_list, &[("if(list == 0.35 or list == 0.7, 1, 0)", &[1.0, 1.0])]);
}
