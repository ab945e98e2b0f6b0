//! Formulas: from text to a tree with the place of every part.
//!
//! [`parse`] reads a formula, `Display` of [`expression::Expression`] writes one, [`functions`] lists every function a
//! formula may call. Names and units inside a formula are resolved later, by the stage `plan`.

mod characters;
pub mod expression;
pub mod functions;
pub mod habits;
mod lexer;
mod messages;
mod parser;
mod print;
pub mod suggest;

#[cfg(test)]
mod tests;

pub use parser::parse;

/// Longest text of one formula, in bytes.
pub const MAX_TEXT: usize = 1 << 20;
/// Deepest nesting: brackets, calls, signs, powers and `else if` together.
pub const MAX_DEPTH: usize = 200;
/// Most operators in one formula. A flat sum of n terms is a tree n − 1 deep, because re-ordering the additions would
/// change the result in the last digits; the limit keeps every walk over the tree within a thread's stack.
pub const MAX_OPERATORS: usize = 2_000;
/// Most parts (numbers, names, calls, …) in one formula, counting the middle of a chain `a < b < c` twice.
pub const MAX_PARTS: usize = 100_000;

/// The words of the language that cannot be names.
pub const WORDS: &[&str] = &["and", "or", "not", "if", "then", "else", "case", "where", "weight", "over"];

/// True where `text` can be a name: it begins with a letter (of any script) or `_`, goes on with letters, digits and
/// `_`, and is not one of [`WORDS`].
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(characters::begins_name)
        && characters.all(characters::continues_name)
        && !WORDS.contains(&text)
}
