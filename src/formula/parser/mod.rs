//! From tokens to the tree: precedence climbing (Pratt 1973), so that a level of nesting costs few stack frames.
//!
//! From loosest to tightest: `or`, `and`, `not`, comparison (chainable), `+ -`, `* /`, unary minus, `^`, call.

mod atoms;
mod calls;
mod habits;
mod mistakes;

use crate::diagnostic::{Diagnostics, Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node, UnaryOperator};
use crate::formula::lexer::{MAX_ERRORS, Token, TokenKind, span, tokens};
use crate::formula::messages::limit;
use crate::formula::print::{COMPARISON, LOOSEST, NOT, level};
use crate::formula::{MAX_DEPTH, MAX_OPERATORS, MAX_PARTS, MAX_TEXT};

/// Reads a formula. `base.file` and `base.start` are the place of byte 0 of `text` in its file.
///
/// A range of years (`1..20`, `3..`, `..5`) is read as a whole formula and as an argument of a call.
///
/// # Errors
/// Everything that is wrong with the text, up to 20 mistakes: [`crate::diagnostic::Code::FormulaSyntax`] with the place, and
/// [`crate::diagnostic::Code::LimitExceeded`] for a formula beyond [`MAX_TEXT`], [`MAX_DEPTH`], [`MAX_OPERATORS`] or [`MAX_PARTS`].
pub fn parse(text: &str, base: Span) -> Result<Expression, Diagnostics> {
    let whole = span(base, 0, text.len());
    let refuse = |zh: &str, en: &str, found, allowed| {
        Err(Diagnostics { list: vec![limit(whole, zh, en, found, allowed, true)], more: 0 })
    };
    if text.len() > MAX_TEXT {
        return refuse("公式的字节数", "the length of the formula in bytes", text.len(), MAX_TEXT);
    }
    let (tokens, errors) = tokens(text, base);
    let operators = tokens.iter().filter(|token| matches!(token.kind, TokenKind::Operator(_) | TokenKind::Not)).count();
    if operators > MAX_OPERATORS {
        return refuse("公式里的运算符个数", "the number of operators in the formula", operators, MAX_OPERATORS);
    }
    let mut parser = Parser { text, base, tokens, next: 0, depth: 0, parts: 0, errors, stopped: false };
    match parser.formula() {
        Ok(tree) if parser.errors.is_empty() => Ok(*tree),
        _ => Err(parser.errors),
    }
}

/// A part could not be read; the reason is among the errors already.
#[derive(Debug, Clone, Copy)]
struct Failed;

type Parsed<T> = Result<T, Failed>;

/// Boxed from the start: a tree passed by value would make every stack frame of the parser several times larger.
type Tree = Box<Expression>;

struct Parser<'a> {
    text: &'a str,
    base: Span,
    /// Never empty: the last one is `End`.
    tokens: Vec<Token>,
    next: usize,
    /// Levels of nesting around the next token.
    depth: usize,
    /// Nodes made so far.
    parts: usize,
    errors: Diagnostics,
    /// Nothing more is worth reading: a limit was exceeded.
    stopped: bool,
}

impl Parser<'_> {
    fn formula(&mut self) -> Parsed<Tree> {
        if matches!(self.peek(), TokenKind::End) && self.errors.is_empty() {
            return Err(self.empty());
        }
        let value = self.value_or_range()?;
        match self.peek() {
            TokenKind::End => Ok(value),
            _ => Err(self.surplus()),
        }
    }

    // --- tokens ---

    /// The token `ahead` tokens from here; beyond the last one, `End`.
    fn token(&self, ahead: usize) -> &Token {
        let last = self.tokens.len().saturating_sub(1);
        &self.tokens[(self.next + ahead).min(last)]
    }

    fn peek(&self) -> &TokenKind {
        &self.token(0).kind
    }

    fn place(&self) -> Span {
        self.token(0).span
    }

    /// Where the token before the next one stands.
    fn place_before(&self) -> Span {
        self.tokens.get(self.next.saturating_sub(1)).map_or(self.base, |token| token.span)
    }

    fn advance(&mut self) {
        self.next += 1;
    }

    /// Takes the next token if it is `kind`.
    fn eat(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.advance();
        }
        found
    }

    // --- limits ---

    /// Goes `levels` deeper.
    fn enter(&mut self, levels: usize) -> Parsed<()> {
        self.depth += levels;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        let found = self.depth + self.brackets_ahead();
        self.stop(limit(self.place(), "公式的嵌套层数", "the depth of nesting", found, MAX_DEPTH, false))
    }

    fn leave(&mut self, levels: usize) {
        self.depth = self.depth.saturating_sub(levels);
    }

    /// How many more levels of brackets open from here on.
    fn brackets_ahead(&self) -> usize {
        let (mut depth, mut most) = (0_isize, 0_isize);
        for token in self.tokens.iter().skip(self.next) {
            match token.kind {
                TokenKind::OpenRound | TokenKind::OpenSquare => depth += 1,
                TokenKind::CloseRound | TokenKind::CloseSquare => depth -= 1,
                _ => {}
            }
            most = most.max(depth);
        }
        most.unsigned_abs()
    }

    /// Makes a node, and counts it.
    fn make(&mut self, node: Node, span: Span) -> Parsed<Tree> {
        self.count(1, span)?;
        Ok(Box::new(Expression { node, span }))
    }

    fn count(&mut self, parts: usize, span: Span) -> Parsed<()> {
        self.parts += parts;
        if self.parts <= MAX_PARTS {
            return Ok(());
        }
        let name = ("公式里数字、名称、函数等的个数", "the number of parts of the formula");
        self.stop(limit(span, name.0, name.1, self.parts, MAX_PARTS, false))
    }

    // --- operators ---

    /// `1..20`, `3..`, `..5`, or a value.
    fn value_or_range(&mut self) -> Parsed<Tree> {
        let start = self.place();
        if self.eat(&TokenKind::Dots) {
            let to = self.value()?;
            let span = start.to(to.span);
            return self.make(Node::Range { from: None, to: Some(to) }, span);
        }
        let from = self.value()?;
        let dots = self.place();
        if !self.eat(&TokenKind::Dots) {
            return Ok(from);
        }
        let open =
            matches!(self.peek(), TokenKind::End | TokenKind::Comma | TokenKind::CloseRound | TokenKind::CloseSquare);
        let to = if open { None } else { Some(self.value()?) };
        let span = from.span.to(to.as_ref().map_or(dots, |to| to.span));
        self.make(Node::Range { from: Some(from), to }, span)
    }

    fn value(&mut self) -> Parsed<Tree> {
        let value = self.operation(LOOSEST)?;
        match self.peek() {
            TokenKind::If => self.choice_behind(value),
            TokenKind::Question => self.choice_by_marks(value),
            _ => Ok(value),
        }
    }

    /// An expression whose operators bind at least as tightly as `lowest`.
    fn operation(&mut self, lowest: u8) -> Parsed<Tree> {
        let mut left = if matches!(self.peek(), TokenKind::Not) { self.negation(lowest)? } else { self.signed()? };
        loop {
            let operator = match self.peek() {
                &TokenKind::Operator(operator) => operator,
                TokenKind::Percent | TokenKind::WholeDivide if level(BinaryOperator::Divide) >= lowest => {
                    left = self.foreign_division(left, level(BinaryOperator::Divide))?;
                    continue;
                }
                _ => break,
            };
            let binds = level(operator);
            // `^` was read by `power`; here it can only follow something that is no base
            if binds < lowest || operator == BinaryOperator::Power {
                break;
            }
            self.advance();
            let right = self.operation(binds + 1)?;
            left = if binds == COMPARISON {
                self.comparison(left, operator, right)?
            } else {
                self.join(left, operator, right)?
            };
        }
        Ok(left)
    }

    fn join(&mut self, left: Tree, operator: BinaryOperator, right: Tree) -> Parsed<Tree> {
        let span = left.span.to(right.span);
        self.make(Node::Binary { operator, left, right }, span)
    }

    /// `a < b`, and the rest of a chain: `a < b < c` becomes `a < b and b < c`.
    fn comparison(&mut self, left: Tree, operator: BinaryOperator, right: Tree) -> Parsed<Tree> {
        let (mut left, mut operator, mut right) = (left, operator, right);
        let mut links: Option<Tree> = None;
        loop {
            let following = match self.peek() {
                &TokenKind::Operator(next) if level(next) == COMPARISON => Some(next),
                _ => None,
            };
            // counted before it is copied: chains inside chains would otherwise grow without bound
            let middle = if following.is_some() {
                self.count(right.size(), right.span)?;
                Some(right.clone())
            } else {
                None
            };
            let link = self.join(left, operator, right)?;
            let whole = match links.take() {
                None => link,
                Some(before) => self.join(before, BinaryOperator::And, link)?,
            };
            let (Some(next), Some(middle)) = (following, middle) else { return Ok(whole) };
            links = Some(whole);
            self.advance();
            (left, operator) = (middle, next);
            right = self.operation(COMPARISON + 1)?;
        }
    }

    /// `not a`. Where something tighter is wanted it needs brackets.
    fn negation(&mut self, lowest: u8) -> Parsed<Tree> {
        let start = self.place();
        if lowest > NOT {
            self.report(
                start,
                Text::new("这里的 not 要加括号", "this not needs brackets"),
                Text::new("例如 a == (not b)", "as in a == (not b)"),
            );
        }
        self.advance();
        self.enter(1)?;
        let operand = self.operation(NOT)?;
        self.leave(1);
        let span = start.to(operand.span);
        self.make(Node::Unary { operator: UnaryOperator::Not, operand }, span)
    }

    /// `-a`, with any number of signs.
    fn signed(&mut self) -> Parsed<Tree> {
        let mut signs = Vec::new();
        loop {
            let place = self.place();
            match self.peek() {
                TokenKind::Operator(BinaryOperator::Subtract) => signs.push(place),
                TokenKind::Operator(BinaryOperator::Add) => self.report(
                    place,
                    Text::new("这个加号前面没有数值", "nothing stands before this plus"),
                    Text::new("请删去，正数不写正号", "delete it; positive numbers carry no sign"),
                ),
                _ => break,
            }
            self.advance();
        }
        self.enter(signs.len())?;
        let mut value = self.power()?;
        self.leave(signs.len());
        for sign in signs.into_iter().rev() {
            let span = sign.to(value.span);
            value = self.make(Node::Unary { operator: UnaryOperator::Negate, operand: value }, span)?;
        }
        Ok(value)
    }

    /// `a ^ b`; the exponent may have a sign and a power of its own.
    fn power(&mut self) -> Parsed<Tree> {
        let mut base = if matches!(self.peek(), TokenKind::Not) { self.negation(u8::MAX)? } else { self.atom()? };
        while self.at_subscript(&base) {
            base = self.subscript(base)?;
        }
        if !self.eat(&TokenKind::Operator(BinaryOperator::Power)) {
            return Ok(base);
        }
        self.enter(1)?;
        let exponent = self.signed()?;
        self.leave(1);
        self.join(base, BinaryOperator::Power, exponent)
    }

    /// True where so many mistakes were found that more would not help.
    fn full(&self) -> bool {
        self.errors.list.len() >= MAX_ERRORS
    }
}
