//! Random expressions: the engine against a walk over the same tree.

use std::fmt;

use proptest::prelude::*;

use crate::support::{assert_close, model};

/// A random expression over the inputs `a`, `b` (one value a trial), `s` (one a year) and `index`.
#[derive(Debug, Clone)]
enum Tree {
    Number(f64),
    Name(usize),
    Before(f64),
    Call(&'static str, Vec<Tree>),
    Binary(&'static str, Box<Tree>, Box<Tree>),
    If(&'static str, Box<[Tree; 4]>),
}

const NAMES: [&str; 4] = ["a", "b", "s", "index"];

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Number(value) => write!(f, "({value})"),
            Tree::Name(name) => f.write_str(NAMES[*name]),
            Tree::Before(start) => write!(f, "prev(s, ({start}))"),
            Tree::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(Tree::to_string).collect();
                write!(f, "{function}({})", arguments.join(", "))
            }
            Tree::Binary(operator, left, right) => write!(f, "({left} {operator} {right})"),
            Tree::If(operator, parts) => {
                // a name compared with itself is a mistake of the language
                let other = match (&parts[0], &parts[1]) {
                    (Tree::Name(a), Tree::Name(b)) if a == b => format!("{} + 0", parts[1]),
                    (_, other) => other.to_string(),
                };
                write!(f, "if({} {operator} {other}, {}, {})", parts[0], parts[2], parts[3])
            }
        }
    }
}

impl Tree {
    fn value(&self, names: &[f64; 4], before: Option<f64>) -> f64 {
        let of = |tree: &Tree| tree.value(names, before);
        match self {
            Tree::Number(value) => *value,
            Tree::Name(name) => names[*name],
            Tree::Before(start) => before.unwrap_or(*start),
            Tree::Call(function, arguments) => {
                let x: Vec<f64> = arguments.iter().map(of).collect();
                match *function {
                    "abs" => x[0].abs(),
                    "floor" => x[0].floor(),
                    "tanh" => x[0].tanh(),
                    "min" => x.iter().copied().fold(f64::INFINITY, f64::min),
                    "max" => x.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                    "clip" => x[0].clamp(-1.5, 2.5),
                    other => unreachable!("{other}"),
                }
            }
            Tree::Binary(operator, left, right) => {
                let (left, right) = (of(left), of(right));
                match *operator {
                    "+" => left + right,
                    "-" => left - right,
                    "*" => left * right,
                    other => unreachable!("{other}"),
                }
            }
            Tree::If(operator, parts) => {
                let (left, right) = (of(&parts[0]), of(&parts[1]));
                let holds = if *operator == "<" { left < right } else { left >= right };
                of(&parts[if holds { 2 } else { 3 }])
            }
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let number = || (-40_i32..40).prop_map(|n| f64::from(n) / 8.0);
    let leaf = prop_oneof![
        number().prop_map(Tree::Number),
        (0_usize..4).prop_map(Tree::Name),
        number().prop_map(Tree::Before)
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let binary = prop_oneof![Just("+"), Just("-"), Just("*")];
        prop_oneof![
            (prop_oneof![Just("abs"), Just("tanh"), Just("floor")], inner.clone())
                .prop_map(|(function, x)| Tree::Call(function, vec![x])),
            (prop_oneof![Just("min"), Just("max")], prop::collection::vec(inner.clone(), 2..4))
                .prop_map(|(function, x)| Tree::Call(function, x)),
            inner.clone().prop_map(|x| Tree::Call("clip", vec![x, Tree::Number(-1.5), Tree::Number(2.5)])),
            (binary, inner.clone(), inner.clone()).prop_map(|(o, l, r)| Tree::Binary(o, Box::new(l), Box::new(r))),
            (prop_oneof![Just("<"), Just(">=")], prop::array::uniform4(inner))
                .prop_map(|(operator, parts)| Tree::If(operator, Box::new(parts))),
        ]
    })
}

/// Size of the terms a value is made from: the tolerance of a difference of large products is theirs.
fn size(tree: &Tree, names: &[f64; 4], before: Option<f64>) -> f64 {
    let of = |tree: &Tree| size(tree, names, before);
    match tree {
        Tree::Number(_) | Tree::Name(_) | Tree::Before(_) => tree.value(names, before).abs(),
        Tree::Call(_, parts) => parts.iter().map(of).fold(0.0, f64::max),
        Tree::Binary("*", left, right) => of(left) * of(right),
        Tree::Binary(_, left, right) => of(left) + of(right),
        Tree::If(_, parts) => of(&parts[2]).max(of(&parts[3])),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Arithmetic, choice, `prev` of an input and a stock with memory, year by year.
    /// `floor` and comparisons see the same bits on both sides: +, −, × and the draws are exact copies; only `tanh` may
    /// differ in the last place, which a jump would enlarge at a rate of about 1e-13 a comparison.
    #[test]
    fn random_expressions_equal_a_walk_over_the_tree(tree in tree()) {
        let text = format!(
            "horizon = 4\n[inputs]\na = {{ dist = \"normal\", mean = 0, sd = 2 }}\nb = {{ low = -1, likely = 1, high = 5 }}\n\
             s = {{ dist = \"uniform\", low = -2, high = 2, each = \"year\" }}\n\
             [formulas]\nx = \"{tree}\"\nstock = \"0.5 * prev(stock, a) + tanh(x)\"\n[outcomes]\nend = \"last(stock)\"\nall_used = \"a + b + sum(s)\"\n"
        );
        let model = model("expression", &text);
        for trial in 0..6 {
            let trace = model.trace(3, trial).expect("the trace ends");
            let (a, b, s) = (trace.value("a"), trace.value("b"), trace.series("s"));
            let mut stock = a;
            for (t, level) in s.iter().enumerate() {
                let names = [a, b, *level, t as f64];
                let before = t.checked_sub(1).map(|t| s[t]);
                let x = tree.value(&names, before);
                let got = trace.series("x");
                let got = if got.len() == 1 { got[0] } else { got[t] };
                assert_close(&format!("{tree}, index {t}"), got, x, size(&tree, &names, before));
                stock = 0.5 * stock + x.tanh();
            }
            assert_close(&format!("stock of {tree}"), trace.value("end"), stock, 1.0 + size(&tree, &[a, b, 2.0, 4.0], Some(5.0)));
        }
    }
}
