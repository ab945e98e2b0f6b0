//! Random trees and random damage.

use proptest::prelude::*;

use super::{good, read};
use crate::diagnostic::Span;
use crate::formula::expression::{Argument, Arm, BinaryOperator, Expression, Node, UnaryOperator, UnitText};

const OPERATORS: [BinaryOperator; 13] = [
    BinaryOperator::Add,
    BinaryOperator::Subtract,
    BinaryOperator::Multiply,
    BinaryOperator::Divide,
    BinaryOperator::Power,
    BinaryOperator::Less,
    BinaryOperator::LessEqual,
    BinaryOperator::Greater,
    BinaryOperator::GreaterEqual,
    BinaryOperator::Equal,
    BinaryOperator::NotEqual,
    BinaryOperator::And,
    BinaryOperator::Or,
];

fn at_nowhere(node: Node) -> Expression {
    Expression { node, span: Span::default() }
}

fn boxed(expression: Expression) -> Box<Expression> {
    Box::new(expression)
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "x1", "_", "收入", "单价_2", "index", "e5", "to", "none", "t"])
        .prop_map(str::to_owned)
}

fn leaf() -> impl Strategy<Value = Expression> {
    let unit = prop::sample::select(vec!["%", "元", "元/t", "kWh/kW", "m^2", "元/户/月", "kW*h", "m^-1", "%/year"]);
    let unit = prop::option::of(unit)
        .prop_map(|text| text.map(|text| UnitText { text: text.to_owned(), span: Span::default() }));
    let value = prop_oneof![(0_u32..5000).prop_map(f64::from), 0.0..1.0, prop::num::f64::POSITIVE];
    let segment = prop_oneof![name(), Just("12".to_owned()), Just("row 7".to_owned()), Just("where".to_owned())];
    let path = (name(), prop::collection::vec(segment, 0..3))
        .prop_map(|(first, rest)| std::iter::once(first).chain(rest).collect::<Vec<String>>());
    prop_oneof![
        (value, unit).prop_map(|(value, unit)| Node::Number { value, unit }),
        any::<bool>().prop_map(Node::Boolean),
        prop::sample::select(vec!["", "burn", "两 词", "it's", "元/t"]).prop_map(|text| Node::Text(text.to_owned())),
        path.prop_map(Node::Path),
    ]
    .prop_map(at_nowhere)
}

fn tree() -> impl Strategy<Value = Expression> {
    leaf().prop_recursive(6, 60, 5, |inner| {
        let optional = prop::option::of(inner.clone().prop_map(boxed));
        let several = prop::collection::vec(inner.clone(), 0..4);
        let range = (optional.clone(), optional.clone())
            .prop_filter("a range has an end", |(from, to)| from.is_some() || to.is_some())
            .prop_map(|(from, to)| at_nowhere(Node::Range { from, to }));
        let value = prop_oneof![4 => inner.clone(), 1 => range];
        let argument = (prop::option::of(prop_oneof![name(), Just("over".to_owned())]), value)
            .prop_map(|(name, value)| Argument { name, value });
        let span = Span::default();
        let state = prop_oneof![name(), Just("else".to_owned()), Just("two words".to_owned())];
        prop_oneof![
            6 => (prop::sample::select(OPERATORS.to_vec()), inner.clone(), inner.clone()).prop_map(|(operator, left, right)| {
                Node::Binary { operator, left: boxed(left), right: boxed(right) }
            }),
            2 => (any::<bool>(), inner.clone()).prop_map(|(negate, operand)| {
                let operator = if negate { UnaryOperator::Negate } else { UnaryOperator::Not };
                Node::Unary { operator, operand: boxed(operand) }
            }),
            1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(condition, then, otherwise)| {
                Node::If { condition: boxed(condition), then: boxed(then), otherwise: boxed(otherwise) }
            }),
            1 => (inner.clone(), prop::collection::btree_map(state, inner.clone(), 1..3), optional.clone()).prop_map(
                move |(subject, arms, otherwise)| {
                    let arms = arms.into_iter().map(|(state, value)| Arm { state, state_span: span, value }).collect();
                    Node::Case { subject: boxed(subject), arms, otherwise }
                }
            ),
            1 => (name(), prop::collection::vec(argument, 0..4)).prop_map(move |(function, arguments)| {
                Node::Call { function, function_span: span, arguments }
            }),
            1 => (name(), name(), inner.clone(), optional.clone(), optional, several.clone()).prop_map(
                move |(function, table, body, condition, weight, extra)| Node::Rows {
                    function,
                    function_span: span,
                    table,
                    table_span: span,
                    body: Some(boxed(body)),
                    condition,
                    weight,
                    extra,
                }
            ),
            1 => several.prop_map(Node::List),
        ]
        .prop_map(at_nowhere)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_reads_back_as_the_same_tree(tree in tree()) {
        let text = tree.to_string();
        let back = read(&text).map_err(|errors| TestCaseError::fail(format!("{text}: {errors}")))?;
        prop_assert!(back.same_as(&tree), "{} became {}", text, back);
        prop_assert_eq!(back.to_string(), text);
    }

    #[test]
    fn no_bracket_could_be_left_out(tree in tree()) {
        // every pair of brackets around an operation carries meaning: without it the text is wrong or means another tree
        let text = tree.to_string();
        let characters: Vec<char> = text.chars().collect();
        for open in 0..characters.len() {
            let group = characters[open] == '(' && (open == 0 || matches!(characters[open - 1], '(' | '[' | '-' | ' '));
            let Some(close) = group.then(|| closing(&characters, open)).flatten() else { continue };
            let shorter: String =
                characters.iter().enumerate().filter(|&(i, _)| i != open && i != close).map(|(_, c)| *c).collect();
            let same = read(&shorter).is_ok_and(|other| other.same_as(&tree));
            prop_assert!(!same, "{} needs no brackets: {}", text, shorter);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place_inside_it(text in ".{0,60}") {
        refused_or_read(&text)?;
    }

    #[test]
    fn any_text_of_formula_characters_is_read_or_refused(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..30)
    ) {
        refused_or_read(&pieces.concat())?;
    }

    #[test]
    fn a_damaged_formula_is_read_or_refused(tree in tree(), at in any::<prop::sample::Index>(), piece in prop::sample::select(PIECES.to_vec()), cut in 0_usize..3) {
        let mut characters: Vec<char> = tree.to_string().chars().collect();
        let start = at.index(characters.len() + 1);
        let end = (start + cut).min(characters.len());
        characters.splice(start..end, piece.chars());
        refused_or_read(&characters.into_iter().collect::<String>())?;
    }
}

const PIECES: &[&str] = &[
    "(", ")", "[", "]", ",", ":", "=", "==", "<", "<=", "+", "-", "*", "**", "/", "^", ".", "..", "'", "\"", " ", "1",
    "2.5", "%", "元", "/t", "a", "b.c", "f(", "sum(t:", "case(", "if ", "if(", " then ", " else ", " not ", " and ",
    " where ", " weight ", "over = ", "（", "，", "“", "”", "×", "\u{200B}", "\n", "true", "1e9", "_", "😀",
];

/// Either a tree that prints and reads back, or mistakes whose places are whole characters of the text.
fn refused_or_read(text: &str) -> Result<(), TestCaseError> {
    match read(text) {
        Ok(tree) => {
            let again = read(&tree.to_string());
            prop_assert!(again.is_ok_and(|again| again.same_as(&tree)), "{} printed as {}", text, tree);
        }
        Err(errors) => {
            prop_assert!(!errors.is_empty(), "{} was refused without a reason", text);
            for error in &errors.list {
                let span = error.span.expect("a place");
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{}: {:?}", text, span);
            }
        }
    }
    Ok(())
}

/// Where the bracket opened at `open` is closed, quotes respected.
fn closing(characters: &[char], open: usize) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (i, &c) in characters.iter().enumerate().skip(open) {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

#[test]
fn a_tree_of_every_form_is_made() {
    // guards the strategy above: a formula of each form goes through the same check
    for text in [
        "1 元/t",
        "a.b",
        "'x'",
        "-a",
        "not a",
        "a ^ b",
        "if(a, b, c)",
        "case(a, b: 1)",
        "f(x = 1..)",
        "sum(t: a)",
        "[a]",
    ] {
        assert_eq!(good(text).to_string(), text);
    }
}
