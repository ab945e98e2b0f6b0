//! What the parser says when it meets something it cannot read.

use super::{Failed, Parsed, Parser};
use crate::diagnostic::{Diagnostic, Span, Text};
use crate::formula::lexer::TokenKind;
use crate::formula::messages::{excerpt, syntax};

impl Parser<'_> {
    #[cold]
    pub(super) fn report(&mut self, span: Span, message: Text, remedy: Text) {
        if !self.full() {
            self.errors.push(syntax(span, message, remedy));
        }
    }

    #[cold]
    pub(super) fn fail<T>(&mut self, span: Span, message: Text, remedy: Text) -> Parsed<T> {
        self.report(span, message, remedy);
        Err(Failed)
    }

    /// Gives up: a limit was exceeded.
    #[cold]
    pub(super) fn stop<T>(&mut self, diagnostic: Diagnostic) -> Parsed<T> {
        self.errors.push(diagnostic);
        self.stopped = true;
        Err(Failed)
    }

    /// The next token as it was written.
    pub(super) fn written(&self) -> String {
        let span = self.place();
        let offset = |place: u32| place.saturating_sub(self.base.start) as usize;
        excerpt(self.text.get(offset(span.start)..offset(span.end)).unwrap_or(""))
    }

    #[cold]
    pub(super) fn empty(&mut self) -> Failed {
        self.report(
            self.place(),
            Text::new("公式是空的", "the formula is empty"),
            Text::new("请写一个数或算式", "write a number or an expression"),
        );
        Failed
    }

    /// Something stands where a value should.
    #[cold]
    pub(super) fn no_value(&mut self) -> Failed {
        let written = self.written();
        let (message, remedy) = match self.peek() {
            TokenKind::Reported => return Failed,
            TokenKind::End => (
                Text::new("公式到这里就断了，后面还应有一个值", "the formula breaks off here: a value should follow"),
                Text::new(
                    "请补上后面的数或名称，或删去多余的运算符",
                    "add the number or name, or delete the surplus operator",
                ),
            ),
            TokenKind::Operator(_) => (
                Text::new(format!("“{written}”前面缺少一个值"), format!("a value is missing before “{written}”")),
                Text::new("请补上数或名称，或删去多余的运算符", "add a number or name, or delete the surplus operator"),
            ),
            TokenKind::Comma | TokenKind::CloseRound | TokenKind::CloseSquare => (
                Text::new(format!("“{written}”前面缺少一个值"), format!("a value is missing before “{written}”")),
                Text::new("请补上这一项，或删去多余的逗号", "add the item, or delete the surplus comma"),
            ),
            TokenKind::Equals | TokenKind::Colon | TokenKind::Dots => (
                Text::new(format!("“{written}”不能放在这里"), format!("“{written}” cannot stand here")),
                Text::new(
                    "参数写 名称 = 值，比较写 ==，表写 sum(表: 值)，年份范围只写在 over = 后面",
                    "write name = value for an argument, == to compare, sum(table: value) for rows, ranges only after over =",
                ),
            ),
            _ => (
                Text::new(
                    format!("“{written}”是语言里的词，不能当作名称"),
                    format!("“{written}” is a word of the language and cannot be a name"),
                ),
                Text::new(
                    "请换一个名称；状态的名称请加单引号",
                    "choose another name; put the name of a state in quotes",
                ),
            ),
        };
        self.report(self.place(), message, remedy);
        Failed
    }

    /// Something stands where a whole formula, item or group has ended.
    #[cold]
    pub(super) fn surplus(&mut self) -> Failed {
        let written = self.written();
        let (message, remedy) = match self.peek() {
            TokenKind::Reported => return Failed,
            TokenKind::Path(path) if foreign_word(path).is_some() => (
                Text::new(format!("公式里没有“{written}”"), format!("formulas have no “{written}”")),
                foreign_word(path).unwrap_or_default(),
            ),
            TokenKind::Number { .. }
            | TokenKind::Text(_)
            | TokenKind::Path(_)
            | TokenKind::OpenRound
            | TokenKind::OpenSquare
            | TokenKind::If
            | TokenKind::Case
            | TokenKind::Not => (
                Text::new(format!("“{written}”前面缺少运算符"), format!("an operator is missing before “{written}”")),
                Text::new(
                    "请在两者之间写 + - * / 或 and、or；函数的各个参数用逗号分开",
                    "write + - * / or and, or between the two; separate arguments with commas",
                ),
            ),
            TokenKind::CloseRound | TokenKind::CloseSquare => (
                Text::new(format!("多了一个“{written}”"), format!("this “{written}” closes nothing")),
                Text::new("请删去，或在前面补上左括号", "delete it, or open a bracket before it"),
            ),
            TokenKind::Equals => {
                (Text::new("“=”不能用来比较", "“=” does not compare"), Text::new("请写 ==", "write =="))
            }
            TokenKind::Comma => (Text::new("这里不能有逗号", "there can be no comma here"), self.instead_of_comma()),
            TokenKind::Dots => (
                Text::new("这里不能写年份范围", "there can be no range of years here"),
                Text::new(
                    "年份范围只写在 over = 后面，例如 sum(x, over = 1..20)",
                    "write it after over =, as in sum(x, over = 1..20)",
                ),
            ),
            TokenKind::Colon => (
                Text::new("“:”不能放在这里", "“:” cannot stand here"),
                self.instead_of_colon().unwrap_or_else(|| {
                    Text::new(
                        "它只用于 sum(表: 值) 和 case(状态, 名称: 值)",
                        "it belongs to sum(table: value) and case(state, name: value)",
                    )
                }),
            ),
            _ => (
                Text::new(format!("“{written}”不能放在这里"), format!("“{written}” cannot stand here")),
                Text::new(
                    "if 写作 if c then a else b；where 和 weight 只用于 sum(表: 值 where 条件)",
                    "write if c then a else b; where and weight belong to sum(table: value where condition)",
                ),
            ),
        };
        // `12 % 5`: the per cent sign is a unit here, not a remainder
        let before = self.tokens.get(self.next.saturating_sub(1)).map(|token| &token.kind);
        let percent = matches!(before, Some(TokenKind::Number { unit: Some(unit), .. }) if unit.text == "%");
        let remedy = if percent {
            let number = match before {
                Some(TokenKind::Number { value, .. }) => value.to_string(),
                _ => "a".to_owned(),
            };
            let by = if matches!(self.peek(), TokenKind::Number { .. } | TokenKind::Path(_)) { &written } else { "b" };
            Text::new(
                format!("% 是百分号；求余数请写 mod({number}, {by})"),
                format!("% is per cent; for a remainder write mod({number}, {by})"),
            )
        } else {
            remedy
        };
        self.report(self.place(), message, remedy);
        Failed
    }

    /// The number that a comma was to be part of.
    fn instead_of_comma(&self) -> Text {
        let generic = Text::new(
            "数字里不写千分位逗号：写 1000 或 1_000；列表请写 [1, 2]",
            "numbers carry no commas: write 1000 or 1_000; write a list as [1, 2]",
        );
        let of = |place: Span| {
            let offset = |at: u32| at.saturating_sub(self.base.start) as usize;
            self.text.get(offset(place.start)..offset(place.end)).unwrap_or("")
        };
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let before = of(self.place_before());
        let mut behind: Vec<&str> = Vec::new();
        while let TokenKind::Number { .. } = self.token(2 * behind.len() + 1).kind {
            behind.push(of(self.token(2 * behind.len() + 1).span));
            if !matches!(self.token(2 * behind.len()).kind, TokenKind::Comma) {
                break;
            }
        }
        match behind.as_slice() {
            _ if digits(before) == 0 || digits(before) < before.len() => generic,
            [] => generic,
            [decimals] if digits(decimals) != 3 || before == "0" => Text::new(
                format!("小数点请写 .：{before}.{decimals}"),
                format!("the decimal point is written “.”: {before}.{decimals}"),
            ),
            groups => Text::new(
                format!("数字里不写千分位逗号：请写 {before}{}；列表请写 [1, 2]", groups.concat()),
                format!("numbers carry no commas: write {before}{}; write a list as [1, 2]", groups.concat()),
            ),
        }
    }

    /// `over = 1:5`.
    fn instead_of_colon(&self) -> Option<Text> {
        let back =
            |by: usize| self.next.checked_sub(by).and_then(|place| self.tokens.get(place)).map(|token| &token.kind);
        let number = |kind: Option<&TokenKind>| match kind {
            Some(TokenKind::Number { value, unit: None }) => Some(value.to_string()),
            _ => None,
        };
        let from = number(back(1))?;
        if !matches!((back(2), back(3)), (Some(TokenKind::Equals), Some(TokenKind::Over))) {
            return None;
        }
        let to = number(Some(&self.token(1).kind)).unwrap_or_default();
        Some(Text::new(format!("年份范围请写 over = {from}..{to}"), format!("write over = {from}..{to}")))
    }

    /// The bracket opened at `open` is not closed here.
    #[cold]
    pub(super) fn not_closed(&mut self, open: Span, closing: &str) -> Failed {
        if matches!(self.peek(), TokenKind::End | TokenKind::CloseRound | TokenKind::CloseSquare) {
            let message = Text::new(format!("这里应有“{closing}”"), format!("“{closing}” should stand here"));
            let remedy = Text::new(format!("请补上“{closing}”"), format!("add “{closing}”"));
            if !self.full() {
                let note = Text::new("括号从这里开始", "opened here");
                self.errors.push(syntax(self.place(), message, remedy).related(open, note));
            }
            Failed
        } else {
            self.surplus()
        }
    }
}

/// What to write for a word that other languages set between two values.
fn foreign_word(path: &[String]) -> Option<Text> {
    let [word] = path else { return None };
    Some(match word.as_str() {
        "in" => Text::new("请写 a == 1 or a == 2，数段写 1 <= a <= 5", "write a == 1 or a == 2, or 1 <= a <= 5"),
        "is" => Text::new("请写 ==", "write =="),
        "between" => Text::new("请写 1 <= a <= 5", "write 1 <= a <= 5"),
        "xor" => Text::new("请写 a != b", "write a != b"),
        "mod" => Text::new("请写 mod(a, b)", "write mod(a, b)"),
        "div" => Text::new("请写 floor(a / b)", "write floor(a / b)"),
        "for" => Text::new(
            "对各年求和请写 sum(x, over = 1..5)，对表的各行写 sum(表: x)",
            "write sum(x, over = 1..5) over the years, sum(table: x) over rows",
        ),
        "elif" | "elseif" => Text::new("请写 else if", "write else if"),
        _ => return None,
    })
}
