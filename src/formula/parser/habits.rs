//! Forms of other languages that the grammar lacks: read as they are meant, and reported with what to write instead.

use super::{Failed, Parsed, Parser, Tree};
use crate::diagnostic::{Span, Text};
use crate::formula::expression::{Argument, BinaryOperator, Expression, Node};
use crate::formula::habits::{brief, dotted_instead, in_year, instead, tight, without_accessor, write};
use crate::formula::lexer::TokenKind;

/// Words for the present year, whatever else stands beside them.
const YEARS: [&str; 8] = ["t", "i", "j", "index", "time", "year", "period", "age"];

impl Parser<'_> {
    /// `a % b` and `a // b`, the left side read already.
    #[cold]
    pub(super) fn foreign_division(&mut self, left: Tree, lowest: u8) -> Parsed<Tree> {
        let place = self.place();
        let remainder = matches!(self.peek(), TokenKind::Percent);
        self.advance();
        if remainder && matches!(self.peek(), TokenKind::Percent) {
            self.advance();
        }
        if remainder && self.ends_here() {
            let shown = tight(&left, "x");
            let (zh, en) = match &left.node {
                Node::Number { unit: Some(_), .. } => (format!("请写 {shown}"), format!("write {shown}")),
                _ => (format!("请写 {shown} * 1 %"), format!("write {shown} * 1 %")),
            };
            self.report(place, Text::new("这里多了一个 %", "there is a % too many here"), Text::new(zh, en));
            return Ok(left);
        }
        let right = self.operation(lowest + 1)?;
        if remainder {
            self.report(
                place,
                Text::new("% 是百分号，不能用来求余数", "% is per cent and gives no remainder"),
                write(&format!("mod({}, {})", brief(&left, "a"), brief(&right, "b"))),
            );
        } else {
            self.report(
                place,
                Text::new("公式里没有“//”", "formulas have no “//”"),
                write(&format!("floor({} / {})", tight(&left, "a"), tight(&right, "b"))),
            );
        }
        self.join(left, BinaryOperator::Divide, right)
    }

    /// True where nothing stands that a value could begin with.
    fn ends_here(&self) -> bool {
        matches!(
            self.peek(),
            TokenKind::End
                | TokenKind::Operator(_)
                | TokenKind::CloseRound
                | TokenKind::CloseSquare
                | TokenKind::Comma
                | TokenKind::Then
                | TokenKind::Else
                | TokenKind::Where
                | TokenKind::Weight
        )
    }

    /// `a if c else b`, the `a` read already.
    #[cold]
    pub(super) fn choice_behind(&mut self, then: Tree) -> Parsed<Tree> {
        let place = self.place();
        self.advance();
        self.enter(1)?;
        let condition = self.operation(crate::formula::print::LOOSEST)?;
        if !self.eat(&TokenKind::Else) {
            self.report(
                place,
                Text::new("if 应写在值的前面", "if stands before the values"),
                write(&format!("if({}, {}, 0)", brief(&condition, "c"), brief(&then, "a"))),
            );
            return Err(Failed);
        }
        let otherwise = self.value()?;
        self.leave(1);
        self.choice_instead(place, ("if 应写在值的前面", "if stands before the values"), condition, then, otherwise)
    }

    /// `c ? a : b`, the `c` read already.
    #[cold]
    pub(super) fn choice_by_marks(&mut self, condition: Tree) -> Parsed<Tree> {
        let place = self.place();
        self.advance();
        self.enter(1)?;
        let then = self.value()?;
        if !self.eat(&TokenKind::Colon) {
            self.report(
                place,
                Text::new("公式里没有“?”", "formulas have no “?”"),
                write(&format!("if({}, {}, 0)", brief(&condition, "c"), brief(&then, "a"))),
            );
            return Err(Failed);
        }
        let otherwise = self.value()?;
        self.leave(1);
        self.choice_instead(place, ("公式里没有“? :”", "formulas have no “? :”"), condition, then, otherwise)
    }

    fn choice_instead(
        &mut self,
        place: Span,
        message: (&str, &str),
        condition: Tree,
        then: Tree,
        otherwise: Tree,
    ) -> Parsed<Tree> {
        let text = format!("if({}, {}, {})", brief(&condition, "c"), brief(&then, "a"), brief(&otherwise, "b"));
        self.report(place, Text::new(message.0, message.1), write(&text));
        let span = then.span.to(otherwise.span);
        self.make(Node::If { condition, then, otherwise }, span)
    }

    /// True where a square bracket opens directly behind something that can have years or rows.
    pub(super) fn at_subscript(&self, base: &Expression) -> bool {
        matches!(self.peek(), TokenKind::OpenSquare)
            && matches!(base.node, Node::Path(_) | Node::Call { .. } | Node::Binary { .. })
    }

    /// `x[t-1]`, `x[0]`, `x[1:5]`, `t['row']`, the `x` read already.
    #[cold]
    pub(super) fn subscript(&mut self, base: Tree) -> Parsed<Tree> {
        let open = self.place();
        let series = match &base.node {
            Node::Path(path) => without_accessor(path).unwrap_or(path).join("."),
            _ => tight(&base, "x"),
        };
        let message =
            Text::new("方括号只用于列表，不用来取一年或一行", "square brackets make lists; they take no year or row");
        self.advance();
        self.enter(1)?;
        if let Some(text) = self.part_of_years(&series) {
            self.report(open, message, write(&text));
            self.leave(1);
            return Ok(meant(&text, base));
        }
        let index = self.value()?;
        if !self.eat(&TokenKind::CloseSquare) {
            return Err(self.not_closed(open, "]"));
        }
        self.leave(1);
        let text = in_year(&series, &index);
        let remedy = match &index.node {
            // the number of something else than a year may be meant
            Node::Path(path) if !matches!(path.as_slice(), [name] if YEARS.contains(&name.as_str())) => {
                let (k, zh, en) = (path.join("."), write(&text).zh, write(&text).en);
                Text::new(
                    format!(
                        "取一年的值，{zh}；按序号 {k} 查几个数中的一个写 interpolate({k}, [1, 2, 3], [10, 20, 30])，查表的第 {k} 行写 sum(表: 列 where row == {k})"
                    ),
                    format!(
                        "for the value of a year {en}; number {k} of a few numbers is interpolate({k}, [1, 2, 3], [10, 20, 30]), row {k} of a table sum(table: column where row == {k})"
                    ),
                )
            }
            _ => write(&text),
        };
        self.report(open, message, remedy);
        Ok(meant(&text, base))
    }

    /// `1:5]`, `1:]`, `:5]`, `:]` behind an opening bracket: consumed; the sum over those years.
    fn part_of_years(&mut self, series: &str) -> Option<String> {
        let number = |kind: &TokenKind| match kind {
            TokenKind::Number { value, unit: None } => Some(*value),
            _ => None,
        };
        let from = number(self.peek());
        let colon = usize::from(from.is_some());
        if !matches!(self.token(colon).kind, TokenKind::Colon) {
            return None;
        }
        let to = number(&self.token(colon + 1).kind);
        while !matches!(self.peek(), TokenKind::CloseSquare | TokenKind::End) {
            self.advance();
        }
        self.eat(&TokenKind::CloseSquare);
        let range = match (from, to) {
            (None, None) => return Some(series.to_owned()),
            (from, to) => {
                let shown = |year: Option<f64>| year.map_or_else(String::new, |year| year.to_string());
                // another language leaves the end out
                format!("{}..{}", shown(from), shown(to.map(|to| to - 1.0)))
            }
        };
        Some(format!("sum({series}, over = {range})"))
    }

    /// True where `where` or `weight` stands behind the comma of a reduction, before its closing bracket.
    pub(super) fn word_behind_comma(&self) -> bool {
        let mut depth = 0_usize;
        for token in self.tokens.iter().skip(self.next) {
            match token.kind {
                TokenKind::Where | TokenKind::Weight if depth == 0 => return true,
                TokenKind::OpenRound | TokenKind::OpenSquare => depth += 1,
                TokenKind::CloseRound | TokenKind::CloseSquare if depth == 0 => return false,
                TokenKind::CloseRound | TokenKind::CloseSquare => depth -= 1,
                _ => {}
            }
        }
        false
    }

    /// `quantile(t: x, 0.5 weight w)`: `head` is what was read before the comma.
    #[cold]
    pub(super) fn word_before_comma(&mut self, head: &str) -> Failed {
        let read = |parser: &mut Self| {
            let extra = parser.value()?;
            let (place, word) = (parser.place(), parser.written());
            if !matches!(parser.peek(), TokenKind::Where | TokenKind::Weight) {
                return Err(parser.surplus());
            }
            parser.advance();
            let value = parser.value()?;
            let message = Text::new(format!("{word} 要写在逗号前面"), format!("{word} stands before the comma"));
            let text = format!("{head} {word} {}, {})", brief(&value, "w"), brief(&extra, "p"));
            parser.report(place, message, write(&text));
            Ok(())
        };
        let _: Parsed<()> = read(self);
        Failed
    }

    /// `np.f(…)` or `x.f(…)`: the next two tokens are the path and `(`.
    #[cold]
    pub(super) fn dotted_call(&mut self, path: &[String]) -> Parsed<Tree> {
        let (span, written) = (self.place(), self.written());
        let message = Text::new(
            format!("“{written}”带点，不能是函数名"),
            format!("“{written}” has a point and cannot be a function"),
        );
        let generic = Text::new("函数名不带点；相乘请写 *", "function names have no points; write * for times");
        self.advance();
        self.call_instead(span, message, |arguments| dotted_instead(path, arguments).unwrap_or(generic))
    }

    /// `where(…)`, `and(…)`, `or(…)`: a word of the language, called; the next token is the word.
    #[cold]
    pub(super) fn word_called(&mut self) -> Parsed<Tree> {
        let (span, word) = (self.place(), self.written());
        let message = Text::new(format!("“{word}”不是函数"), format!("“{word}” is no function"));
        let generic = Text::new("全部函数见 `fengnian list functions`", "`fengnian list functions` shows all");
        self.advance();
        self.call_instead(span, message, |arguments| instead(&word, arguments).unwrap_or(generic))
    }

    /// Reads the arguments of a call that is no call here, and reports it. The next token is `(`.
    fn call_instead(&mut self, span: Span, message: Text, remedy: impl FnOnce(&[&Expression]) -> Text) -> Parsed<Tree> {
        let open = self.place();
        self.advance();
        self.enter(1)?;
        let before = self.errors.list.len();
        let arguments = self.items(open, &TokenKind::CloseRound, Self::argument);
        // the place of the call comes before the places of what is wrong inside
        let inside: Vec<_> = self.errors.list.drain(before.min(self.errors.list.len())..).collect();
        let arguments: Vec<Argument> = match arguments {
            Ok(arguments) => arguments,
            Err(Failed) => {
                self.report(span, message, remedy(&[]));
                self.errors.list.extend(inside);
                return Err(Failed);
            }
        };
        let given: Vec<&Expression> =
            arguments.iter().filter(|argument| argument.name.is_none()).map(|argument| &argument.value).collect();
        self.report(span, message, remedy(&given));
        self.errors.list.extend(inside);
        self.leave(1);
        let function = "number".to_owned();
        let whole = span.to(self.place_before());
        self.make(Node::Call { function, function_span: span, arguments }, whole)
    }
}

/// What was to be written, so that a remedy around it repeats it; `written` where it cannot be read.
fn meant(text: &str, written: Tree) -> Tree {
    crate::formula::parse(text, written.span).map_or(written, Box::new)
}
