//! From text to tokens. A unit behind a number is part of the number's token, a path `a.b.c` is one token.

mod rows;
mod units;

use crate::diagnostic::{Diagnostics, Span, Text};
use crate::formula::WORDS;
use crate::formula::characters::{ascii, begins_name, closing_quotes, continues_name, stray};
use crate::formula::expression::{BinaryOperator, UnitText};
use crate::formula::messages::{excerpt, shown, syntax};

/// After so many mistakes a formula is given up.
pub(super) const MAX_ERRORS: usize = 20;

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Number {
        value: f64,
        unit: Option<UnitText>,
    },
    Text(String),
    /// A name, or names joined by points.
    Path(Vec<String>),
    Operator(BinaryOperator),
    Not,
    If,
    Then,
    Else,
    Case,
    Where,
    Weight,
    Over,
    OpenRound,
    CloseRound,
    OpenSquare,
    CloseSquare,
    Comma,
    Colon,
    /// `=`, in front of the value of a named argument.
    Equals,
    /// `..`
    Dots,
    /// `%` that stands behind no number: another language's remainder.
    Percent,
    /// `//`, another language's division without remainder.
    WholeDivide,
    /// `?` of `c ? a : b`.
    Question,
    /// Something that was reported already; the parser stays silent about it.
    Reported,
    /// After the last token.
    End,
}

/// A token and where it stands in its file.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// The tokens of `text`, closed by [`TokenKind::End`], and the mistakes found on the way.
pub(super) fn tokens(text: &str, base: Span) -> (Vec<Token>, Diagnostics) {
    let spaced = text.contains(", ");
    let mut lexer = Lexer { text, base, spaced, position: 0, tokens: Vec::new(), errors: Diagnostics::default() };
    while let Some(character) = lexer.raw(0) {
        if lexer.errors.list.len() >= MAX_ERRORS {
            break;
        }
        lexer.token(character);
    }
    lexer.position = text.len();
    lexer.push(TokenKind::End, text.len());
    (lexer.tokens, lexer.errors)
}

struct Lexer<'a> {
    text: &'a str,
    base: Span,
    /// A comma of the text has a blank behind it.
    spaced: bool,
    /// Byte offset in `text`, always at the start of a character.
    position: usize,
    tokens: Vec<Token>,
    errors: Diagnostics,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or("")
    }

    /// The character `ahead` characters from here, as written.
    fn raw(&self, ahead: usize) -> Option<char> {
        self.rest().chars().nth(ahead)
    }

    /// The same, full-width forms read as ASCII.
    fn peek(&self, ahead: usize) -> Option<char> {
        self.raw(ahead).map(ascii)
    }

    fn is_digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|c| c.is_ascii_digit())
    }

    fn is_name(&self, ahead: usize) -> bool {
        self.raw(ahead).is_some_and(begins_name)
    }

    fn advance(&mut self, characters: usize) {
        let bytes: usize = self.rest().chars().take(characters).map(char::len_utf8).sum();
        self.position += bytes;
    }

    /// The span from byte `start` of the text to here.
    fn span(&self, start: usize) -> Span {
        span(self.base, start, self.position)
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        let span = self.span(start);
        self.tokens.push(Token { kind, span });
    }

    fn error(&mut self, start: usize, message: Text, remedy: Text) {
        let span = self.span(start);
        self.errors.push(syntax(span, message, remedy));
    }

    fn token(&mut self, character: char) {
        let start = self.position;
        match ascii(character) {
            c if c.is_whitespace() => self.advance(1),
            '0'..='9' => self.number(),
            '.' if self.is_digit(1) => self.number(),
            '.' if self.peek(1) == Some('.') => self.symbol(TokenKind::Dots, 2),
            '.' => {
                self.advance(1);
                self.error(
                    start,
                    Text::new("这里的点没有意义", "this point has no meaning"),
                    Text::new(
                        "小数写 0.5，路径写 表.行.列，年份范围写 1..20",
                        "write a decimal as 0.5, a path as table.row.column, a range of years as 1..20",
                    ),
                );
                self.push(TokenKind::Reported, start);
            }
            quote @ ('\'' | '"') => self.text(quote),
            _ if begins_name(character) => self.path(),
            c => self.operator(c, character),
        }
    }

    fn symbol(&mut self, kind: TokenKind, characters: usize) {
        let start = self.position;
        self.advance(characters);
        self.push(kind, start);
    }

    fn operator(&mut self, character: char, raw: char) {
        use BinaryOperator as B;
        use TokenKind as T;
        let operator = T::Operator;
        let (kind, length) = match (character, self.peek(1)) {
            ('(', _) => (T::OpenRound, 1),
            (')', _) => (T::CloseRound, 1),
            ('[', _) => (T::OpenSquare, 1),
            (']', _) => (T::CloseSquare, 1),
            (',', _) => (T::Comma, 1),
            (':', _) => (T::Colon, 1),
            ('+', _) => (operator(B::Add), 1),
            ('-', _) => (operator(B::Subtract), 1),
            ('*', Some('*')) => (operator(B::Power), 2),
            ('*', _) => (operator(B::Multiply), 1),
            ('/', Some('/')) => (T::WholeDivide, 2),
            ('/', _) => (operator(B::Divide), 1),
            ('^', _) => (operator(B::Power), 1),
            ('<', Some('=')) => (operator(B::LessEqual), 2),
            ('>', Some('=')) => (operator(B::GreaterEqual), 2),
            ('=', Some('=')) => (operator(B::Equal), 2),
            ('!', Some('=')) => (operator(B::NotEqual), 2),
            // forms of other languages: reported, and read as meant
            ('<', Some('>')) => return self.foreign("<>", "!=", operator(B::NotEqual)),
            ('=', Some('<')) => return self.foreign("=<", "<=", operator(B::LessEqual)),
            ('=', Some('>')) => return self.foreign("=>", ">=", operator(B::GreaterEqual)),
            ('&', Some('&')) => return self.foreign("&&", "and", operator(B::And)),
            ('|', Some('|')) => return self.foreign("||", "or", operator(B::Or)),
            ('&', _) => return self.foreign("&", "and", operator(B::And)),
            ('|', _) => return self.foreign("|", "or", operator(B::Or)),
            ('!', _) => return self.foreign("!", "not", T::Not),
            ('<', _) => (operator(B::Less), 1),
            ('>', _) => (operator(B::Greater), 1),
            ('=', _) => (T::Equals, 1),
            ('%', _) => (T::Percent, 1),
            ('?', _) => (T::Question, 1),
            _ => return self.stray(raw),
        };
        self.symbol(kind, length);
    }

    /// An operator of another language.
    fn foreign(&mut self, written: &str, here: &str, kind: TokenKind) {
        let start = self.position;
        self.symbol(kind, written.chars().count());
        self.error(
            start,
            Text::new(format!("公式里没有“{written}”"), format!("formulas have no “{written}”")),
            Text::new(format!("请写 {here}"), format!("write {here}")),
        );
    }

    /// A character that is not part of the language.
    fn stray(&mut self, character: char) {
        let start = self.position;
        if let Some(closing) = closing_quotes(character) {
            return self.foreign_quotes(character, closing);
        }
        self.advance(1);
        let advice = stray(ascii(character));
        self.error(
            start,
            Text::new(
                format!("公式里不能用 {}", shown(character)),
                format!("formulas cannot hold {}", shown(character)),
            ),
            Text::new(advice.zh, advice.en),
        );
        self.push(advice.meant.unwrap_or(TokenKind::Reported), start);
    }

    /// A text in quotes that are not straight: reported once, and read as a text.
    fn foreign_quotes(&mut self, quote: char, closing: &[char]) {
        let start = self.position;
        self.advance(1);
        self.error(
            start,
            Text::new(
                format!("引号 {} 不是半角直引号", shown(quote)),
                format!("{} is not a straight quote", shown(quote)),
            ),
            Text::new("请换成英文状态下的单引号 '，例如 'burn'", "type a straight single quote ', as in 'burn'"),
        );
        if let Some(length) = self.rest().find(closing) {
            let text = self.rest().get(..length).unwrap_or("").to_owned();
            self.position += length;
            self.advance(1);
            self.push(TokenKind::Text(text), start);
        } else {
            self.push(TokenKind::Reported, start);
        }
    }

    /// `'text'` or `"text"`; there are no escapes.
    fn text(&mut self, quote: char) {
        let start = self.position;
        self.advance(1);
        if let Some(text) = self.quoted(quote) {
            return self.push(TokenKind::Text(text), start);
        }
        let foreign = self.rest().char_indices().find(|&(_, c)| closing_quotes(c).is_some());
        if let Some((offset, other)) = foreign {
            self.position += offset;
            let here = self.position;
            self.advance(1);
            self.error(
                here,
                Text::new(
                    format!("文字用 {quote} 开头，却用 {} 结尾", shown(other)),
                    format!("the text opens with {quote} but closes with {}", shown(other)),
                ),
                Text::new(format!("请换成半角直引号 {quote}"), format!("type a straight quote {quote}")),
            );
        } else {
            self.error(
                start,
                Text::new(format!("引号 {quote} 没有配对"), format!("the quote {quote} is never closed")),
                Text::new(format!("请在文字末尾补上 {quote}"), format!("close the text with {quote}")),
            );
            self.position = self.text.len();
        }
        self.push(TokenKind::Reported, start);
    }

    /// What stands up to the next `quote`, which is consumed; `None` (and nothing consumed) if there is none.
    fn quoted(&mut self, quote: char) -> Option<String> {
        let length = self.rest().find(quote)?;
        let text = self.rest().get(..length)?.to_owned();
        self.position += length + quote.len_utf8();
        Some(text)
    }

    /// The letters, digits and `_` from here on, as written.
    fn letters(&mut self) -> String {
        let name: String = self.rest().chars().take_while(|&c| continues_name(c)).collect();
        self.position += name.len();
        name
    }

    fn path(&mut self) {
        let start = self.position;
        let first = self.letters();
        let word = match first.as_str() {
            "and" => Some(TokenKind::Operator(BinaryOperator::And)),
            "or" => Some(TokenKind::Operator(BinaryOperator::Or)),
            "not" => Some(TokenKind::Not),
            "if" => Some(TokenKind::If),
            "then" => Some(TokenKind::Then),
            "else" => Some(TokenKind::Else),
            "case" => Some(TokenKind::Case),
            "where" => Some(TokenKind::Where),
            "weight" => Some(TokenKind::Weight),
            "over" => Some(TokenKind::Over),
            _ => None,
        };
        if let Some(word) = word {
            return self.push(word, start);
        }
        let mut segments = vec![first];
        while self.peek(0) == Some('.') {
            match self.raw(1) {
                Some(c) if continues_name(c) => {
                    self.advance(1);
                    segments.push(self.letters());
                }
                // a row whose name is not made of letters and digits: t.'row 7'.x
                Some(quote @ ('\'' | '"')) if self.rest().chars().skip(2).any(|c| c == quote) => {
                    self.advance(2);
                    segments.push(self.quoted(quote).unwrap_or_default());
                }
                _ => break,
            }
        }
        self.push(TokenKind::Path(segments), start);
    }

    fn number(&mut self) {
        let start = self.position;
        let mut digits = String::new();
        self.digits(&mut digits);
        let full_stop = self.peek(0) == Some('。') && self.is_digit(1);
        if full_stop || self.peek(0) == Some('.') && self.is_digit(1) {
            self.advance(1);
            digits.push('.');
            self.digits(&mut digits);
            if full_stop {
                self.error(
                    start,
                    Text::new("小数点写成了句号", "the decimal point is a Chinese full stop"),
                    Text::new(format!("请写 {digits}"), format!("write {digits}")),
                );
            }
        } else if self.peek(0) == Some('.') && self.peek(1) != Some('.') {
            self.advance(1);
            let (message, remedy) = rows::other_row(&self.tokens, &digits, self.rest()).unwrap_or_else(|| {
                (
                    Text::new("小数点后面没有数字", "no digits behind the decimal point"),
                    Text::new(format!("请写 {digits} 或 {digits}.0"), format!("write {digits} or {digits}.0")),
                )
            });
            self.error(start, message, remedy);
        }
        let sign = usize::from(matches!(self.peek(1), Some('+' | '-')));
        if matches!(self.peek(0), Some('e' | 'E')) && self.is_digit(1 + sign) {
            digits.push('e');
            digits.extend(self.peek(1).filter(|_| sign == 1));
            self.advance(1 + sign);
            self.digits(&mut digits);
        }
        self.thousands(start, &digits);
        let mut value: f64 = digits.parse().unwrap_or(f64::NAN);
        if !value.is_finite() {
            self.error(
                start,
                Text::new(
                    format!("数字 {} 太大", excerpt(&digits)),
                    format!("the number {} is too large", excerpt(&digits)),
                ),
                Text::new("最大约为 1.7e308", "the largest is about 1.7e308"),
            );
            value = 0.0;
        }
        let end = self.position;
        let unit = self.unit();
        if unit.is_none() {
            self.position = end;
        }
        self.push(TokenKind::Number { value, unit }, start);
        self.missing_operator();
    }

    /// Reports `1,000` where a list or arguments are allowed and it would be read as 1 and 0; and `1,250` where the other
    /// commas have a blank behind them. (What `max(1,250)` means nobody can tell.)
    fn thousands(&mut self, start: usize, digits: &str) {
        let [
            ..,
            Token { kind: TokenKind::Number { value, unit: None }, span: first },
            Token { kind: TokenKind::Comma, span: comma },
        ] = self.tokens.as_slice()
        else {
            return;
        };
        let whole = digits.split('.').next().unwrap_or("");
        // outside brackets the parser reports the comma
        let opened = |kind: &TokenKind| matches!(kind, TokenKind::OpenRound | TokenKind::OpenSquare);
        let inside = self.tokens.iter().any(|token| opened(&token.kind));
        let touching = inside && first.end == comma.start && comma.end == self.span(start).start;
        if !touching || whole.len() != 3 || !(1.0..1000.0).contains(value) {
            return;
        }
        let (place, number) = (first.to(self.span(start)), format!("{value}{digits}"));
        let remedy = if whole.starts_with('0') {
            Text::new(format!("请写 {number}"), format!("write {number}"))
        } else if self.spaced && !self.in_list() {
            Text::new(
                format!("请写 {number}；真是两个数就写 {value}, {digits}"),
                format!("write {number}, or {value}, {digits} for two numbers"),
            )
        } else {
            return;
        };
        self.errors.push(syntax(place, Text::new("数字里不写千分位逗号", "numbers carry no commas"), remedy));
    }

    /// True where the bracket opened last is that of a list.
    fn in_list(&self) -> bool {
        let mut closed = 0;
        for token in self.tokens.iter().rev() {
            match token.kind {
                TokenKind::CloseRound | TokenKind::CloseSquare => closed += 1,
                TokenKind::OpenRound | TokenKind::OpenSquare if closed > 0 => closed -= 1,
                TokenKind::OpenRound => return false,
                TokenKind::OpenSquare => return true,
                _ => {}
            }
        }
        false
    }

    fn digits(&mut self, into: &mut String) {
        while let Some(c) = self.peek(0) {
            // an underscore only between two digits
            if c == '_' && !into.is_empty() && self.is_digit(1) {
                self.advance(1);
            } else if c.is_ascii_digit() {
                into.push(c);
                self.advance(1);
            } else {
                break;
            }
        }
    }

    /// Reports `2 max(a, b)` and `2 quarry.npv`, and reads them as products.
    fn missing_operator(&mut self) {
        let blanks = self.rest().chars().take_while(|c| c.is_whitespace()).count();
        let name: String = self.rest().chars().skip(blanks).take_while(|&c| continues_name(c)).collect();
        let begins = name.chars().next().is_some_and(begins_name);
        let with_unit =
            matches!(self.tokens.last().map(|token| &token.kind), Some(TokenKind::Number { unit: Some(_), .. }));
        if !begins || with_unit || WORDS.contains(&name.as_str()) || name == "to" {
            return;
        }
        self.advance(blanks);
        let start = self.position;
        self.push(TokenKind::Operator(BinaryOperator::Multiply), start);
        self.error(
            start,
            Text::new(
                format!("数字和“{}”之间缺少运算符", excerpt(&name)),
                format!("an operator is missing between the number and “{}”", excerpt(&name)),
            ),
            Text::new("相乘请写 *，例如 2 * x", "write * for times, as in 2 * x"),
        );
    }
}

/// The span of bytes `start..end` of a text whose byte 0 stands at `base.start`.
pub(super) fn span(base: Span, start: usize, end: usize) -> Span {
    let place = |offset: usize| base.start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
    Span { file: base.file, start: place(start), end: place(end) }
}
