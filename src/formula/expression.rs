//! The tree of a formula.

use crate::diagnostic::Span;

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it is.
    pub node: Node,
    /// Where it stands in its file.
    pub span: Span,
}

/// The forms of an expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A number with an optional unit text (`6 元/t` is 6 and `元/t`); the unit is resolved by the checker.
    Number { value: f64, unit: Option<UnitText> },
    /// `true`, `false`.
    Boolean(bool),
    /// `'burn'`: the name of a state (or a unit, for `number`).
    Text(String),
    /// `a` or `a.b.c`.
    Path(Vec<String>),
    /// `-a`, `not a`.
    Unary { operator: UnaryOperator, operand: Box<Expression> },
    /// `a + b`, `a and b`, `a < b`; a chain `a < b <= c` is `(a < b) and (b <= c)`.
    Binary { operator: BinaryOperator, left: Box<Expression>, right: Box<Expression> },
    /// `if(c, a, b)` and `if c then a else b`.
    If { condition: Box<Expression>, then: Box<Expression>, otherwise: Box<Expression> },
    /// `case(subject, name: value, …, else: value)`.
    Case { subject: Box<Expression>, arms: Vec<Arm>, otherwise: Option<Box<Expression>> },
    /// `f(a, b, name = c)`.
    Call { function: String, function_span: Span, arguments: Vec<Argument> },
    /// `sum(t: body where condition weight w)`; `body` is `None` for `count(t)` and `count(t where c)`.
    Rows {
        function: String,
        function_span: Span,
        table: String,
        table_span: Span,
        body: Option<Box<Expression>>,
        condition: Option<Box<Expression>>,
        weight: Option<Box<Expression>>,
        /// What follows after a comma: `quantile(t: x, 0.5)`.
        extra: Vec<Expression>,
    },
    /// `[1, 2, 3]`.
    List(Vec<Expression>),
    /// `1..20`, `3..`, `..5`: years, both ends included.
    Range { from: Option<Box<Expression>>, to: Option<Box<Expression>> },
}

/// A unit as written behind a number.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitText {
    /// For example `元/t`.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// One arm of a `case`.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// The state.
    pub state: String,
    /// Where the state's name stands.
    pub state_span: Span,
    /// The value for it.
    pub value: Expression,
}

/// One argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// `over` in `over = 1..20`.
    pub name: Option<String>,
    /// The value.
    pub value: Expression,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `-a`
    Negate,
    /// `not a`
    Not,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `a ^ b`
    Power,
    /// `a < b`
    Less,
    /// `a <= b`
    LessEqual,
    /// `a > b`
    Greater,
    /// `a >= b`
    GreaterEqual,
    /// `a == b`
    Equal,
    /// `a != b`
    NotEqual,
    /// `a and b`
    And,
    /// `a or b`
    Or,
}
