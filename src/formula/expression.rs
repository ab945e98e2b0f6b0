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
#[expect(missing_docs, reason = "a variant's text describes its fields")]
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

impl UnitText {
    /// True for the per cent sign, also the full-width one.
    pub fn is_per_cent(&self) -> bool {
        matches!(self.text.trim(), "%" | "％")
    }
}

impl BinaryOperator {
    /// True for comparisons.
    pub fn compares(self) -> bool {
        use BinaryOperator as B;
        matches!(self, B::Equal | B::NotEqual | B::Less | B::LessEqual | B::Greater | B::GreaterEqual)
    }
}

impl Expression {
    /// The number that this is, with its sign, where it is written out, and the unit behind it.
    pub fn number(&self) -> Option<(f64, Option<&UnitText>)> {
        match &self.node {
            Node::Number { value, unit } => Some((*value, unit.as_ref())),
            Node::Unary { operator: UnaryOperator::Negate, operand } => {
                operand.number().map(|(value, unit)| (-value, unit))
            }
            _ => None,
        }
    }

    /// The same where there is no unit.
    pub fn bare_number(&self) -> Option<f64> {
        self.number().filter(|(_, unit)| unit.is_none()).map(|(value, _)| value)
    }

    /// The parts directly below this one, in the order written.
    pub fn children(&self) -> Vec<&Expression> {
        match &self.node {
            Node::Number { .. } | Node::Boolean(_) | Node::Text(_) | Node::Path(_) => Vec::new(),
            Node::Unary { operand, .. } => vec![operand],
            Node::Binary { left, right, .. } => vec![left, right],
            Node::If { condition, then, otherwise } => vec![condition, then, otherwise],
            Node::Case { subject, arms, otherwise } => {
                let values = arms.iter().map(|arm| &arm.value);
                std::iter::once(&**subject).chain(values).chain(otherwise.as_deref()).collect()
            }
            Node::Call { arguments, .. } => arguments.iter().map(|argument| &argument.value).collect(),
            Node::Rows { body, condition, weight, extra, .. } => {
                [body, condition, weight].into_iter().filter_map(|part| part.as_deref()).chain(extra).collect()
            }
            Node::List(items) => items.iter().collect(),
            Node::Range { from, to } => [from, to].into_iter().filter_map(|end| end.as_deref()).collect(),
        }
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Expression> {
        match &mut self.node {
            Node::Number { .. } | Node::Boolean(_) | Node::Text(_) | Node::Path(_) => Vec::new(),
            Node::Unary { operand, .. } => vec![operand],
            Node::Binary { left, right, .. } => vec![left, right],
            Node::If { condition, then, otherwise } => vec![condition, then, otherwise],
            Node::Case { subject, arms, otherwise } => {
                let values = arms.iter_mut().map(|arm| &mut arm.value);
                std::iter::once(&mut **subject).chain(values).chain(otherwise.as_deref_mut()).collect()
            }
            Node::Call { arguments, .. } => arguments.iter_mut().map(|argument| &mut argument.value).collect(),
            Node::Rows { body, condition, weight, extra, .. } => {
                [body, condition, weight].into_iter().filter_map(|part| part.as_deref_mut()).chain(extra).collect()
            }
            Node::List(items) => items.iter_mut().collect(),
            Node::Range { from, to } => [from, to].into_iter().filter_map(|end| end.as_deref_mut()).collect(),
        }
    }

    /// Number of nodes, this one included.
    pub fn size(&self) -> usize {
        let mut pending = vec![self];
        let mut size = 0;
        while let Some(expression) = pending.pop() {
            size += 1;
            pending.extend(expression.children());
        }
        size
    }
}
