//! Calls `f(a, b, name = c)` and reductions over the rows of a table `sum(t: x where c weight w, …)`.

use super::{Failed, Parsed, Parser, Tree};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{Argument, Node};
use crate::formula::habits::brief;
use crate::formula::is_name;
use crate::formula::lexer::TokenKind;

impl Parser<'_> {
    /// A call; the next two tokens are a path and `(`.
    pub(super) fn call(&mut self) -> Parsed<Tree> {
        let function_span = self.place();
        let function = match self.peek() {
            TokenKind::Path(path) if path.len() == 1 => path.first().cloned().unwrap_or_default(),
            TokenKind::Path(path) => {
                let path = path.clone();
                return self.dotted_call(&path);
            }
            _ => return Err(self.no_value()),
        };
        self.advance();
        let open = self.place();
        self.advance();
        self.enter(1)?;
        let table = matches!(
            (self.peek(), &self.token(1).kind),
            (TokenKind::Path(_), TokenKind::Colon | TokenKind::Where | TokenKind::Weight)
        );
        let node = if table {
            self.rows(function, function_span, open)?
        } else {
            let arguments = self.items(open, &TokenKind::CloseRound, Self::argument)?;
            Node::Call { function, function_span, arguments }
        };
        self.leave(1);
        self.make(node, function_span.to(self.place_before()))
    }

    /// `value` or `name = value`; `over` is a name here.
    pub(super) fn argument(&mut self) -> Parsed<Argument> {
        let name = match (self.peek(), &self.token(1).kind) {
            (TokenKind::Path(path), TokenKind::Equals) if path.len() == 1 => path.first().cloned(),
            (TokenKind::Over, TokenKind::Equals) => Some("over".to_owned()),
            _ => None,
        };
        if name.is_some() {
            self.advance();
            self.advance();
        }
        Ok(Argument { name, value: *self.value_or_range()? })
    }

    /// What stands in the brackets of a reduction, up to and with the closing one.
    fn rows(&mut self, function: String, function_span: Span, open: Span) -> Parsed<Node> {
        let table_span = self.place();
        let table = match self.peek() {
            TokenKind::Path(path) if path.iter().all(|segment| is_name(segment)) => path.join("."),
            _ => {
                return self.fail(
                    table_span,
                    Text::new("这里应是一个表的名称", "the name of a table should stand here"),
                    Text::new("请写 sum(表: 值)", "write sum(table: value)"),
                );
            }
        };
        self.advance();
        let body = if self.eat(&TokenKind::Colon) { Some(self.value()?) } else { None };
        let (mut condition, mut weight) = (None, None);
        while let kind @ (TokenKind::Where | TokenKind::Weight) = self.peek().clone() {
            let slot = if kind == TokenKind::Where { &mut condition } else { &mut weight };
            if slot.is_some() {
                let word = self.written();
                return self.fail(
                    self.place(),
                    Text::new(format!("{word} 写了两次"), format!("{word} stands twice")),
                    Text::new("几个条件请用 and 连起来", "join conditions with and"),
                );
            }
            self.advance();
            *slot = Some(self.value()?);
        }
        let extra = match self.peek() {
            TokenKind::Comma => {
                self.advance();
                if self.word_behind_comma() {
                    let mut head = format!("{function}({table}");
                    for (sign, part) in [(": ", &body), (" where ", &condition), (" weight ", &weight)] {
                        if let Some(part) = part {
                            head.push_str(&format!("{sign}{}", brief(part, "x")));
                        }
                    }
                    return Err(self.word_before_comma(&head));
                }
                self.items(open, &TokenKind::CloseRound, Self::unnamed)?
            }
            TokenKind::CloseRound => {
                self.advance();
                Vec::new()
            }
            _ => return Err(self.not_closed(open, ")")),
        };
        Ok(Node::Rows {
            function,
            function_span,
            table,
            table_span,
            body,
            condition,
            weight,
            extra: extra.into_iter().map(|argument| *argument).collect(),
        })
    }

    /// An argument behind the table's part: without a name.
    fn unnamed(&mut self) -> Parsed<Tree> {
        if matches!(self.peek(), TokenKind::CloseRound) {
            return Err(self.no_value());
        }
        if matches!(self.token(1).kind, TokenKind::Equals) {
            let place = self.place();
            self.report(
                place,
                Text::new("对表的各行计算时，参数不写名称", "arguments behind a table's part have no names"),
                Text::new("例如 quantile(t: x, 0.5)", "as in quantile(t: x, 0.5)"),
            );
            return Err(Failed);
        }
        self.value()
    }
}
