//! Every function that a formula may call, with its words and an example whose value is known.
//!
//! The table is what the checker looks names up in, what `fengnian explain` and suggestions are made from, and what a
//! test computes: each example in [`EXAMPLE_SCENARIO`] must give its value.

mod rows;
mod series;
mod single;

use crate::diagnostic::Text;

/// What a function works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionClass {
    /// Values of one year and one row.
    Single,
    /// A series: all years of a value.
    Series,
    /// The rows of a table.
    Rows,
}

/// A function, or one of its forms: `sum` over years and `sum` over rows are two entries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunctionInfo {
    /// As called.
    pub name: &'static str,
    /// What it works on.
    pub class: FunctionClass,
    /// Its parameters, defaults included.
    pub signature: &'static str,
    /// What it gives, in Chinese.
    pub zh: &'static str,
    /// What it gives, in English.
    pub en: &'static str,
    /// A formula that calls it and gives one number in [`EXAMPLE_SCENARIO`].
    pub example: &'static str,
    /// The example's value; computed by hand or with another program.
    pub value: f64,
}

impl FunctionInfo {
    /// What it gives, in both languages.
    pub fn doc(&self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// The scenario that the examples stand in: four years (index 0 to 3), and a table of three rows.
pub const EXAMPLE_SCENARIO: &str = "\
title = \"examples\"
horizon = 3
[tables.t.rows]
a = { x = 1, w = 3, poor = true }
b = { x = 2, w = 2, poor = false }
c = { x = 4, w = 1, poor = true }
";

static TABLE: [FunctionInfo; single::TABLE.len() + series::TABLE.len() + rows::TABLE.len()] = joined();

/// `less@(a, b)`: a < b, missing where either is. Only the program writes it; it reads as a comparison.
pub const KNOWN_LESS: &str = "less@";

/// Every function: of single values, of series, over rows.
pub static FUNCTIONS: &[FunctionInfo] = &TABLE;

/// The three tables one after the other.
const fn joined() -> [FunctionInfo; single::TABLE.len() + series::TABLE.len() + rows::TABLE.len()] {
    let mut all = [single::TABLE[0]; single::TABLE.len() + series::TABLE.len() + rows::TABLE.len()];
    let mut i = 0;
    while i < all.len() {
        let j = i.wrapping_sub(single::TABLE.len());
        all[i] = if i < single::TABLE.len() {
            single::TABLE[i]
        } else if j < series::TABLE.len() {
            series::TABLE[j]
        } else {
            rows::TABLE[j - series::TABLE.len()]
        };
        i += 1;
    }
    all
}

/// The first form of a function, or `None` if there is no such function.
pub fn function(name: &str) -> Option<&'static FunctionInfo> {
    forms(name).next()
}

/// All forms of a function: `min` has three.
pub fn forms(name: &str) -> impl Iterator<Item = &'static FunctionInfo> {
    FUNCTIONS.iter().filter(move |info| info.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::formula::expression::{Expression, Node};
    use crate::formula::{is_name, parse};

    const LANGUAGE: &str = include_str!("../../../docs/language.md");

    fn calls(expression: &Expression, name: &str, rows: bool) -> bool {
        let here = match &expression.node {
            Node::Call { function, .. } => function == name && (!rows || name == "above"),
            Node::Rows { function, .. } => function == name && rows,
            _ => false,
        };
        here || expression.children().into_iter().any(|child| calls(child, name, rows))
    }

    #[test]
    fn each_example_is_a_formula_that_calls_its_function_in_its_form() {
        for info in FUNCTIONS {
            let example = parse(info.example, Span::default()).unwrap_or_else(|e| panic!("{}: {e}", info.example));
            assert!(calls(&example, info.name, info.class == FunctionClass::Rows), "{} {:?}", info.name, info.class);
            assert_eq!(example.to_string(), info.example, "examples are written as the program prints them");
            assert!(info.value.is_finite());
        }
    }

    #[test]
    fn names_are_names_and_entries_differ() {
        for (i, info) in FUNCTIONS.iter().enumerate() {
            assert!(is_name(info.name));
            assert!(info.signature.starts_with(&format!("{}(", info.name)) && info.signature.ends_with(')'));
            assert!(!info.zh.is_empty() && !info.en.is_empty());
            assert!(
                !FUNCTIONS[..i].iter().any(|other| (other.name, other.class) == (info.name, info.class)),
                "{}",
                info.name
            );
        }
        assert_eq!(
            forms("min").map(|info| info.class).collect::<Vec<_>>(),
            [FunctionClass::Single, FunctionClass::Series, FunctionClass::Rows]
        );
        assert_eq!(function("npv").map(|info| info.class), Some(FunctionClass::Series));
        assert!(function("npw").is_none());
    }

    #[test]
    fn the_language_page_mentions_every_function() {
        for info in FUNCTIONS {
            let called = format!("{}(", info.name);
            let named = format!("`{}`", info.name);
            assert!(
                LANGUAGE.contains(&called) || LANGUAGE.contains(&named),
                "{} is not in docs/language.md",
                info.name
            );
        }
    }

    #[test]
    fn every_function_of_the_language_page_is_in_the_table() {
        let from = LANGUAGE.find("### 2.1").expect("section 2.1");
        let to = LANGUAGE.find("### 2.3").expect("section 2.3");
        let mut found = 0;
        for row in LANGUAGE[from..to].lines().filter(|line| line.starts_with("| `")) {
            let cell = row.split(" | ").next().unwrap_or("");
            for code in cell.split('`').skip(1).step_by(2) {
                let name = code.split('(').next().unwrap_or("");
                assert!(function(name).is_some(), "{name} has no entry");
                found += 1;
            }
        }
        assert!(found >= 55, "only {found} functions found on the page");
    }
}
