//! What is said about formulas that are wrong, and where.

use super::read;
use crate::diagnostic::Code;

/// For every mistake: the piece of the text it stands at, and a word of the English sentence or of the remedy.
fn check(text: &str, expected: &[(&str, &str)]) {
    let errors = read(text).expect_err(text);
    let found: Vec<_> = errors
        .list
        .iter()
        .map(|error| {
            assert_eq!(error.code, Code::FormulaSyntax, "{text}");
            let span = error.span.expect("a place");
            let words = format!("{} | {}", error.message.en, error.remedy.en);
            for sentence in [&error.message.zh, &error.remedy.zh] {
                assert!(sentence.chars().any(|c| ('一'..='龥').contains(&c)), "{text}: no Chinese in {sentence}");
            }
            (text.get(span.start as usize..span.end as usize).expect("whole characters"), words)
        })
        .collect();
    assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
    for ((place, words), (expected_place, word)) in found.iter().zip(expected) {
        assert_eq!(place, expected_place, "{text}: {words}");
        assert!(words.contains(word), "{text}: {words} lacks {word}");
    }
}

#[test]
fn each_mistake_is_placed_and_explained() {
    check("", &[("", "empty")]);
    check("   ", &[("", "empty")]);
    check("1 +", &[("", "breaks off")]);
    check("* 2", &[("*", "missing before")]);
    check("a b", &[("b", "operator is missing")]);
}

#[test]
fn a_name_and_a_bracket_are_a_call_even_with_a_blank() {
    assert_eq!(super::printed("a (b)"), "a(b)");
}

#[test]
fn characters_from_other_keyboards_are_named() {
    check("a × b", &[("×", "U+00D7")]);
    check("a ÷ b", &[("÷", "write /")]);
    check("a ≤ b", &[("≤", "<=")]);
    check("f(a、b)", &[("、", "comma")]);
    check("f(a；b)", &[("；", "comma")]);
    check("x == ‘burn’", &[("‘", "straight")]);
    check("x == “burn” and y", &[("“", "straight")]);
    check("x == 'burn’", &[("’", "closes with")]);
    check("x == 「burn」", &[("「", "straight")]);
    check("a\u{200B}b", &[("\u{200B}", "U+200B")]);
    check("100 ￥", &[("￥", "behind the number")]);
    check("5 ㎡", &[("㎡", "m2")]);
    check("a @ b", &[("@", "“@”")]);
    // two characters, two reports, and nothing else
    check("a × (b ÷ c)", &[("×", "times"), ("÷", "divided")]);
}

#[test]
fn habits_of_other_languages_are_put_right() {
    check("a && b", &[("&&", "write and")]);
    check("a || b", &[("||", "write or")]);
    check("!a", &[("!", "write not")]);
    check("a <> b", &[("<>", "write !=")]);
    check("a =< b", &[("=<", "write <=")]);
    check("a = b", &[("=", "write ==")]);
    check("if(a = 1, b, c)", &[("=", "write ==")]);
    check("1,000", &[(",", "write 1000")]);
    check("max(1,000, a)", &[("1,000", "write 1000")]);
    check("max(1,250, a)", &[("1,250", "write 1250, or 1, 250 for two numbers")]);
    for two in [
        "max(1,250)",
        "max(1,250,a)",
        "clip(x, 0,100)",
        "interpolate(x, [1,250], [3, 4])",
        "max(1, 250, a)",
        "max(1,25, a)",
    ] {
        assert!(read(two).is_ok(), "{two}");
    }
    check("0,5", &[(",", "0.5")]);
    check("index % 2 == 0", &[("%", "write mod(index, 2)")]);
    check("10 %%", &[("%", "write 10 %")]);
    check("a // (b + 1)", &[("//", "write floor(a / (b + 1))")]);
    check("a if c else b", &[("if", "write if(c, a, b)")]);
    check("c ? a : b", &[("?", "write if(c, a, b)")]);
    check("np.where(c, a, b)", &[("np.where", "write if(c, a, b)")]);
    check("where(c, a, b) + 1", &[("where", "write if(c, a, b)")]);
    check("and(c, d)", &[("and", "write c and d")]);
    check("x.shift(2)", &[("x.shift", "write at(x, index - 2)")]);
    check("a in [1, 2]", &[("in", "a == 1 or a == 2")]);
    check("sum(x, over = 1:5)", &[(":", "over = 1..5")]);
    check("12 % 5", &[("5", "mod(12, 5)")]);
    check("2 max(a, b)", &[("max", "operator is missing")].map(|(_, word)| ("", word)));
    check("+a", &[("+", "no sign")]);
    check("5. + a", &[("5.", "5.0")]);
    check("1e999", &[("1e999", "too large")]);
    check("a == not b", &[("not", "brackets")]);
}

#[test]
fn brackets_are_matched() {
    check("(a + b", &[("", "“)”")]);
    check("f(a, b", &[("", "“)”")]);
    check("[1, 2", &[("", "“]”")]);
    check("(a + b]", &[("]", "“)”")]);
    check("a + b)", &[(")", "closes nothing")]);
    check("'burn", &[("'", "never closed")]);
    let errors = read("2 * (a + b").expect_err("an open bracket");
    assert_eq!(errors.list[0].related[0].0.start, 4, "points at the bracket that was opened");
}

#[test]
fn special_forms_are_explained() {
    check("if(a, b)", &[("if(a, b)", "three arguments; 2 given")]);
    check("if a then b", &[("", "else should stand here")]);
    check("if a b", &[("b", "then should stand here")]);
    check("case(a)", &[("case(a)", "no states")]);
    check("case(a, b)", &[("b", "name: value")]);
    check("case(a, b: 1, b: 2)", &[("b", "twice")]);
    check("case(a, else: 1, else: 2)", &[("2", "twice")]);
    check("case a", &[("a", "“(” should follow case")]);
    check("sum(t: a where b where c)", &[("where", "twice")]);
    check("quantile(t: a, p = 0.5)", &[("p", "no names")]);
    check("a.f(b)", &[("a.f", "point")]);
    check("where + 1", &[("where", "word of the language")]);
    check("1..2..3", &[("..", "range")]);
    check("a + (1..2)", &[("..", "range")]);
    check("a.", &[(".", "point")]);
}

#[test]
fn several_mistakes_are_reported_together() {
    check("f(a b, c, * d, [1 2], (e)", &[("b", "operator"), ("*", "missing"), ("2", "operator"), ("", "“)”")]);
    check("f(, a)", &[(",", "missing before")]);
    check("f(a,)", &[(")", "missing before")]);
    check("max(a × b, c = = d)", &[("×", "times"), ("=", "cannot stand here")]);
    let many = read(&"@ ".repeat(1000)).expect_err("strange characters");
    assert_eq!(many.list.len(), 20, "after 20 mistakes it gives up");
}

#[test]
fn square_brackets_behind_a_series_take_a_year_elsewhere() {
    for (text, written) in [
        ("x[t-1]", "write prev(x, 0)"),
        ("x[t - 2]", "write at(x, index - 2)"),
        ("x[i]", "write x"),
        ("x[0]", "write at(x, 0)"),
        ("x[-1]", "write last(x)"),
        ("x[-3]", "write at(x, horizon - 2)"),
        ("x[t+1]", "write next(x, 0)"),
        ("x[k + n]", "write at(x, index + n)"),
        ("x[1:5]", "write sum(x, over = 1..4)"),
        ("x[2:]", "write sum(x, over = 2..)"),
        ("t['row']", "write t.row"),
        ("df.iloc[0]", "write at(df, 0)"),
    ] {
        check(text, &[("[", written)]);
    }
    check("a if x[t-1] > 0 else b", &[("[", "prev(x, 0)"), ("if", "write if(prev(x, 0) > 0, a, b)")]);
    check("t['row']['y'] + 1", &[("[", "write t.row"), ("[", "write t.row.y")]);
    check("x[t - 1 + (", &[("", "breaks off")]);
    check("x[1", &[("", "“]”")]);
}
