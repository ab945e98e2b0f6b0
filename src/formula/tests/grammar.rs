//! What formulas mean.

use super::{bracketed, good, printed};
use crate::formula::expression::Node;

#[test]
fn operators_bind_as_documented() {
    for (text, meaning) in [
        ("-2^2", "(-(2 ^ 2))"),
        ("2^3^2", "(2 ^ (3 ^ 2))"),
        ("2 ** 3", "(2 ^ 3)"),
        ("2^-3^2", "(2 ^ (-(3 ^ 2)))"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b * c", "((a / b) * c)"),
        ("a + b * c", "(a + (b * c))"),
        ("-a * b", "((-a) * b)"),
        ("a * -b", "(a * (-b))"),
        ("not a and b", "((not a) and b)"),
        ("not a < b", "(not (a < b))"),
        ("a or b and c", "(a or (b and c))"),
        ("a and not b or c", "((a and (not b)) or c)"),
        ("a + 1 < b * 2", "((a + 1) < (b * 2))"),
        ("1 <= index <= 5", "((1 <= index) and (index <= 5))"),
        ("a < b < c == d", "(((a < b) and (b < c)) and (c == d))"),
        ("(a < b) == c", "((a < b) == c)"),
        ("a < 1 and b < 2", "((a < 1) and (b < 2))"),
        ("1 + if a then b else c + d", "(1 + if(a, b, c + d))"),
    ] {
        assert_eq!(bracketed(&good(text)), meaning, "{text}");
    }
}

#[test]
fn printing_keeps_only_the_brackets_that_matter() {
    for (text, expected) in [
        ("((a))", "a"),
        ("(a + b) + c", "a + b + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("(a * b) + (c / d)", "a * b + c / d"),
        ("(a + b) * c", "(a + b) * c"),
        ("(-2)^2", "(-2) ^ 2"),
        ("(2^3)^2", "(2 ^ 3) ^ 2"),
        ("2^(3^2)", "2 ^ 3 ^ 2"),
        ("not (a and b)", "not (a and b)"),
        ("(not a) and b", "not a and b"),
        ("(a < b) < c", "(a < b) < c"),
        ("-(a + b)", "-(a + b)"),
        ("-(a * b)", "-(a * b)"),
        ("if (a > 1) and b then c else d", "if(a > 1 and b, c, d)"),
        ("if a then b else if c then d else e", "if(a, b, if(c, d, e))"),
        ("case(s,none:0,'two words':1,else:9)", "case(s, none: 0, 'two words': 1, else: 9)"),
        ("case(s, 'where': 1, else: 2)", "case(s, 'where': 1, else: 2)"),
        ("sum(x,over=1..20)", "sum(x, over = 1..20)"),
        ("sum(x, over = 3..)", "sum(x, over = 3..)"),
        ("sum(x, over = ..5)", "sum(x, over = ..5)"),
        ("sum(x, over = 1..horizon-1)", "sum(x, over = 1..horizon - 1)"),
        ("mean(t: income where poor weight members)", "mean(t: income where poor weight members)"),
        ("mean(t: income weight members where poor)", "mean(t: income where poor weight members)"),
        ("quantile(t: x where y > 1, 0.5)", "quantile(t: x where y > 1, 0.5)"),
        ("sum(shared.t: x)", "sum(shared.t: x)"),
        ("count(t where a or b)", "count(t where a or b)"),
        ("count(t)", "count(t)"),
        ("t.blender.cost", "t.blender.cost"),
        ("t.12.cost + t.'row 7'.cost", "t.12.cost + t.'row 7'.cost"),
        ("[1,2 , 3]", "[1, 2, 3]"),
        ("x == \"burn\"", "x == 'burn'"),
        ("x == \"it's\"", "x == \"it's\""),
        ("1_000 + 1e6 + .5 + 2.50E-7", "1000 + 1000000 + 0.5 + 2.5e-7"),
        ("1..25", "1..25"),
        ("3..", "3.."),
        ("f()", "f()"),
    ] {
        assert_eq!(printed(text), expected, "{text}");
        assert!(good(expected).same_as(&good(text)), "{text} and {expected} are one formula");
    }
}

#[test]
fn units_stand_directly_behind_numbers() {
    for (text, expected) in [
        ("12 %", "12 %"),
        ("12%", "12 %"),
        ("180000 t", "180000 t"),
        ("6 元/t", "6 元/t"),
        ("1080 kWh/kW", "1080 kWh/kW"),
        ("5 m^2", "5 m^2"),
        ("5 m^2/亩", "5 m^2/亩"),
        ("5 m^-1*x", "5 m^-1*x"),
        ("3 元/户/月 * n", "3 元/户/月 * n"),
        // a blank on either side of `/` ends the unit
        ("6 元 /t", "6 元 / t"),
        ("6 元/ t", "6 元 / t"),
        ("6 元/2", "6 元 / 2"),
        ("6 m ^2", "6 m ^ 2"),
        ("5%*price", "5 % * price"),
        ("5 %/year", "5 %/year"),
        ("6 元/max(a, b)", "6 元 / max(a, b)"),
        ("6 元*quarry.x", "6 元 * quarry.x"),
        // words of the language are no units
        ("a > 1 and b", "a > 1 and b"),
        ("if a > 1 then 2 else 3", "if(a > 1, 2, 3)"),
        ("sum(t: 1 where a weight 2)", "sum(t: 1 where a weight 2)"),
        ("if(a, 12 %, 3 元/t)", "if(a, 12 %, 3 元/t)"),
    ] {
        assert_eq!(printed(text), expected, "{text}");
    }
    let Node::Number { value, unit: Some(unit) } = good("1_080 kWh/kW").node else { panic!("a number with a unit") };
    assert_eq!((value, unit.text.as_str(), unit.span.start, unit.span.end), (1080.0, "kWh/kW", 6, 12));
}

#[test]
fn full_width_forms_are_read_as_ascii() {
    for (text, expected) in [
        ("ｆ（x，y）", "ｆ(x, y)"),
        ("sum（t： x）", "sum(t: x)"),
        ("１２．５％", "12.5 %"),
        ("a＝＝b", "a == b"),
        ("a＜b ＋ c－d＊e／f", "a < b + c - d * e / f"),
        ("a＞＝１_０００", "a >= 1000"),
        ("a！＝b", "a != b"),
        ("sum（x，over＝１．．２０）", "sum(x, over = 1..20)"),
        ("［1，2］", "[1, 2]"),
        ("6 元／t", "6 元/t"),
        ("产量　*　单价", "产量 * 单价"),
    ] {
        assert_eq!(printed(text), expected, "{text}");
    }
}

#[test]
fn same_as_sees_every_difference_but_places() {
    let formulas = [
        "a",
        "b",
        "a.b",
        "1",
        "2",
        "1 元",
        "1 t",
        "true",
        "false",
        "'a'",
        "-a",
        "not a",
        "a + b",
        "a - b",
        "b + a",
        "if(a, b, c)",
        "case(a, b: 1)",
        "case(a, b: 1, else: 2)",
        "case(a, c: 1)",
        "f(a)",
        "g(a)",
        "f(a, b)",
        "f(x = a)",
        "f(y = a)",
        "sum(t: a)",
        "sum(u: a)",
        "sum(t: a where b)",
        "sum(t: a weight b)",
        "mean(t: a)",
        "sum(t: a, b)",
        "count(t where b)",
        "[a]",
        "[a, b]",
        "[]",
        "1..2",
        "1..",
        "..1",
        "..2",
    ];
    for (i, a) in formulas.iter().enumerate() {
        for (j, b) in formulas.iter().enumerate() {
            let b = format!("  {b} ");
            assert_eq!(good(a).same_as(&good(&b)), i == j, "{a} and {b}");
        }
    }
}

#[test]
fn every_formula_of_the_language_page_is_read() {
    let page = include_str!("../../../docs/language.md");
    let mut found = 0;
    for piece in page.split("formula = \"").skip(1) {
        let formula = piece.split('"').next().unwrap_or("");
        if !formula.contains('…') {
            good(formula);
            found += 1;
        }
    }
    assert!(found >= 8, "only {found} formulas found on the page");
}
