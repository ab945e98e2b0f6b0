//! The smallest parts: numbers, texts, paths, brackets, lists, `if` and `case`.

use std::collections::HashSet;

use super::{Failed, Parsed, Parser, Tree};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{Arm, BinaryOperator, Node};
use crate::formula::lexer::TokenKind;

/// One entry of a `case` after its subject.
enum Entry {
    Arm(Arm),
    Otherwise(Tree),
}

impl Parser<'_> {
    pub(super) fn atom(&mut self) -> Parsed<Tree> {
        let span = self.place();
        let node = match self.peek() {
            TokenKind::Number { value, unit } => Node::Number { value: *value, unit: unit.clone() },
            TokenKind::Text(text) => Node::Text(text.clone()),
            TokenKind::Path(_) if matches!(self.token(1).kind, TokenKind::OpenRound) => return self.call(),
            TokenKind::Path(path) => match path.as_slice() {
                [word] if word == "true" => Node::Boolean(true),
                [word] if word == "false" => Node::Boolean(false),
                _ => Node::Path(path.clone()),
            },
            TokenKind::OpenRound => return self.group(),
            TokenKind::OpenSquare => return self.list(),
            TokenKind::If => return self.choice(),
            TokenKind::Case => return self.case(),
            TokenKind::Where | TokenKind::Operator(BinaryOperator::And | BinaryOperator::Or)
                if matches!(self.token(1).kind, TokenKind::OpenRound) =>
            {
                return self.word_called();
            }
            _ => return Err(self.no_value()),
        };
        self.advance();
        self.make(node, span)
    }

    /// `(a)`; the span of what stands inside grows by the brackets.
    fn group(&mut self) -> Parsed<Tree> {
        let open = self.place();
        self.advance();
        self.enter(1)?;
        let mut value = self.value()?;
        self.leave(1);
        value.span = open.to(self.place());
        if !self.eat(&TokenKind::CloseRound) {
            return Err(self.not_closed(open, ")"));
        }
        Ok(value)
    }

    fn list(&mut self) -> Parsed<Tree> {
        let open = self.place();
        self.advance();
        self.enter(1)?;
        let items = self.items(open, &TokenKind::CloseSquare, Self::value)?;
        self.leave(1);
        self.make(Node::List(items.into_iter().map(|item| *item).collect()), open.to(self.place_before()))
    }

    /// What stands behind an opening bracket: items with commas between them, and the closing bracket. After a mistake
    /// in one item the next ones are still read, so that all mistakes are reported together.
    pub(super) fn items<T>(
        &mut self,
        open: Span,
        closing: &TokenKind,
        item: fn(&mut Self) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        let mut failed = false;
        if self.eat(closing) {
            return Ok(items);
        }
        loop {
            let depth = self.depth;
            let read = item(self).and_then(|value| match self.peek() {
                TokenKind::Comma => Ok(value),
                kind if kind == closing => Ok(value),
                _ => Err(self.not_closed(open, if *closing == TokenKind::CloseRound { ")" } else { "]" })),
            });
            match read {
                Ok(value) => items.push(value),
                Err(Failed) => {
                    if self.stopped || self.full() {
                        return Err(Failed);
                    }
                    failed = true;
                    self.depth = depth;
                    self.skip_item();
                }
            }
            if self.eat(&TokenKind::Comma) {
                continue;
            }
            return if self.eat(closing) && !failed { Ok(items) } else { Err(Failed) };
        }
    }

    /// Goes to the comma or bracket that ends the present item.
    fn skip_item(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                TokenKind::End => return,
                TokenKind::OpenRound | TokenKind::OpenSquare => depth += 1,
                TokenKind::Comma if depth == 0 => return,
                TokenKind::CloseRound | TokenKind::CloseSquare => {
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                }
                _ => {}
            }
            self.advance();
        }
    }

    /// `if(c, a, b)` or `if c then a else b`.
    fn choice(&mut self) -> Parsed<Tree> {
        let start = self.place();
        self.advance();
        self.enter(1)?;
        let parts = if matches!(self.peek(), TokenKind::OpenRound) && self.comma_in_brackets() {
            self.choice_as_call(start)
        } else {
            self.choice_in_words()
        };
        let (condition, then, otherwise) = parts?;
        self.leave(1);
        let span = start.to(self.place_before());
        let node = Node::If { condition, then, otherwise };
        self.make(node, span)
    }

    fn choice_as_call(&mut self, start: Span) -> Parsed<(Tree, Tree, Tree)> {
        let open = self.place();
        self.advance();
        let parts = self.items(open, &TokenKind::CloseRound, Self::value)?;
        let found = parts.len();
        match <[Tree; 3]>::try_from(parts) {
            Ok([condition, then, otherwise]) => Ok((condition, then, otherwise)),
            Err(_) => self.fail(
                start.to(self.place_before()),
                Text::new(
                    format!("if 要三个参数，这里有 {found} 个"),
                    format!("if takes three arguments; {found} given"),
                ),
                Text::new(
                    "请写 if(条件, 成立时的值, 不成立时的值)",
                    "write if(condition, value if true, value if false)",
                ),
            ),
        }
    }

    fn choice_in_words(&mut self) -> Parsed<(Tree, Tree, Tree)> {
        let condition = self.value()?;
        self.word(&TokenKind::Then, "then")?;
        let then = self.value()?;
        self.word(&TokenKind::Else, "else")?;
        let otherwise = self.value()?;
        Ok((condition, then, otherwise))
    }

    fn word(&mut self, kind: &TokenKind, word: &str) -> Parsed<()> {
        if self.eat(kind) {
            return Ok(());
        }
        if matches!(self.peek(), TokenKind::Reported) {
            return Err(Failed);
        }
        self.fail(
            self.place(),
            Text::new(format!("这里应有 {word}"), format!("{word} should stand here")),
            Text::new("请写 if 条件 then 值 else 值，或 if(条件, 值, 值)", "write if c then a else b, or if(c, a, b)"),
        )
    }

    /// True if a comma stands in the brackets that open here, outside all inner ones. It tells `if(c, a, b)` from
    /// `if (c) and d then a else b`; no bracket that closes is taken as a call.
    fn comma_in_brackets(&self) -> bool {
        let mut depth = 0_usize;
        for token in self.tokens.iter().skip(self.next) {
            match token.kind {
                TokenKind::OpenRound | TokenKind::OpenSquare => depth += 1,
                TokenKind::CloseRound | TokenKind::CloseSquare if depth <= 1 => return false,
                TokenKind::CloseRound | TokenKind::CloseSquare => depth -= 1,
                TokenKind::Comma if depth == 1 => return true,
                _ => {}
            }
        }
        false
    }

    /// `case(subject, name: value, …, else: value)`.
    fn case(&mut self) -> Parsed<Tree> {
        let start = self.place();
        self.advance();
        let open = self.place();
        if !self.eat(&TokenKind::OpenRound) {
            return self.fail(
                open,
                Text::new("case 后面应有“(”", "“(” should follow case"),
                Text::new("请写 case(状态, 名称: 值, else: 值)", "write case(state, name: value, else: value)"),
            );
        }
        self.enter(1)?;
        let subject = self.value()?;
        if !matches!(self.peek(), TokenKind::Comma | TokenKind::CloseRound) {
            return Err(self.not_closed(open, ")"));
        }
        let entries = if self.eat(&TokenKind::Comma) {
            self.items(open, &TokenKind::CloseRound, Self::entry)?
        } else {
            Vec::new()
        };
        if entries.is_empty() {
            return self.fail(
                start.to(self.place()),
                Text::new("case 没有列出任何情形", "case lists no states"),
                Text::new("请写 case(状态, 名称: 值, else: 值)", "write case(state, name: value, else: value)"),
            );
        }
        self.leave(1);
        let span = start.to(self.place_before());
        let (arms, otherwise) = self.sort_entries(entries)?;
        self.make(Node::Case { subject, arms, otherwise }, span)
    }

    /// `name: value`, `'name': value` or `else: value`.
    fn entry(&mut self) -> Parsed<Entry> {
        let span = self.place();
        let state = match self.peek() {
            TokenKind::Path(path) if path.len() == 1 => path.first().cloned(),
            TokenKind::Text(text) => Some(text.clone()),
            TokenKind::Else => None,
            TokenKind::Reported => return Err(Failed),
            _ => return self.no_entry(span),
        };
        if !matches!(self.token(1).kind, TokenKind::Colon) {
            return self.no_entry(span);
        }
        self.advance();
        self.advance();
        let value = self.value()?;
        Ok(match state {
            Some(state) => Entry::Arm(Arm { state, state_span: span, value: *value }),
            None => Entry::Otherwise(value),
        })
    }

    #[cold]
    fn no_entry<T>(&mut self, span: Span) -> Parsed<T> {
        self.fail(
            span,
            Text::new("case 的每一项应写成“名称: 值”", "each entry of case reads “name: value”"),
            Text::new("例如 case(灾情, 无: 0, 有: 5)", "as in case(weather, good: 0, bad: 5)"),
        )
    }

    fn sort_entries(&mut self, entries: Vec<Entry>) -> Parsed<(Vec<Arm>, Option<Tree>)> {
        let mut arms: Vec<Arm> = Vec::new();
        let mut otherwise = None;
        let mut seen = HashSet::new();
        let mut twice = Vec::new();
        for entry in entries {
            match entry {
                Entry::Arm(arm) => {
                    if !seen.insert(arm.state.clone()) {
                        twice.push((arm.state_span, arm.state.clone()));
                    }
                    arms.push(arm);
                }
                Entry::Otherwise(value) if otherwise.is_none() => otherwise = Some(value),
                Entry::Otherwise(value) => twice.push((value.span, "else".to_owned())),
            }
        }
        let failed = !twice.is_empty();
        for (span, state) in twice {
            self.report(
                span,
                Text::new(format!("“{state}”在这个 case 里写了两次"), format!("“{state}” stands twice in this case")),
                Text::new("每种情形只写一次", "give each state once"),
            );
        }
        if failed { Err(Failed) } else { Ok((arms, otherwise)) }
    }
}
