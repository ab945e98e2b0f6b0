//! The unit behind a number, which is part of the number's token.

use super::Lexer;
use crate::formula::WORDS;
use crate::formula::characters::{ascii, continues_name};
use crate::formula::expression::UnitText;

impl Lexer<'_> {
    /// The unit behind a number, blanks between them skipped. Consumes something only where it returns a unit,
    /// except for those blanks.
    pub(super) fn unit(&mut self) -> Option<UnitText> {
        while self.raw(0).is_some_and(char::is_whitespace) {
            self.advance(1);
        }
        let start = self.position;
        let mut text = String::new();
        self.unit_part(&mut text, 0)?;
        loop {
            self.unit_exponent(&mut text);
            match self.peek(0) {
                // `5%*price` is a product: nothing is measured in per cent times something
                Some('*') if text.ends_with('%') => break,
                Some('/' | '*') if self.unit_part(&mut text, 1).is_some() => {}
                _ => break,
            }
        }
        Some(UnitText { text, span: self.span(start) })
    }

    /// Reads `%` or a name that stands `ahead` characters from here, with what is before it, into `text`.
    fn unit_part(&mut self, text: &mut String, ahead: usize) -> Option<()> {
        let before: String = self.rest().chars().take(ahead).map(ascii).collect();
        if self.peek(ahead) == Some('%') {
            self.advance(ahead + 1);
            text.push_str(&before);
            text.push('%');
            return Some(());
        }
        if !self.is_name(ahead) {
            return None;
        }
        let name: String = self.rest().chars().skip(ahead).take_while(|&c| continues_name(c)).collect();
        let length = ahead + name.chars().count();
        let called = self.peek(length) == Some('(');
        let path = self.peek(length) == Some('.') && self.is_name(length + 1);
        if WORDS.contains(&name.as_str()) || name == "to" || called || path {
            return None;
        }
        self.advance(length);
        text.push_str(&before);
        text.push_str(&name);
        Some(())
    }

    /// `^2` or `^-1` directly behind a part of a unit.
    fn unit_exponent(&mut self, text: &mut String) {
        let sign = usize::from(self.peek(1) == Some('-'));
        if self.peek(0) == Some('^') && self.is_digit(1 + sign) {
            text.push_str(if sign == 1 { "^-" } else { "^" });
            self.advance(1 + sign);
            while let Some(digit) = self.peek(0).filter(char::is_ascii_digit) {
                text.push(digit);
                self.advance(1);
            }
        }
    }
}
