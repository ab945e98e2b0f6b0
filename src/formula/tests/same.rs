//! Whether two trees are one formula.

use crate::formula::expression::{Expression, Node};

impl Expression {
    /// True if both are the same formula, wherever they stand. Takes no stack for depth.
    pub fn same_as(&self, other: &Expression) -> bool {
        let mut pending = vec![(self, other)];
        while let Some((a, b)) = pending.pop() {
            let (below_a, below_b) = (a.children(), b.children());
            if below_a.len() != below_b.len() || !same_head(&a.node, &b.node) {
                return false;
            }
            pending.extend(below_a.into_iter().zip(below_b));
        }
        true
    }
}

/// True if two nodes are the same but for spans and what is below them (whose number the caller compares).
fn same_head(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Number { value: x, unit: u }, Node::Number { value: y, unit: v }) => {
            x.to_bits() == y.to_bits() && u.as_ref().map(|unit| &unit.text) == v.as_ref().map(|unit| &unit.text)
        }
        (Node::Boolean(x), Node::Boolean(y)) => x == y,
        (Node::Text(x), Node::Text(y)) => x == y,
        (Node::Path(x), Node::Path(y)) => x == y,
        (Node::Unary { operator: x, .. }, Node::Unary { operator: y, .. }) => x == y,
        (Node::Binary { operator: x, .. }, Node::Binary { operator: y, .. }) => x == y,
        (Node::Case { arms: x, otherwise: u, .. }, Node::Case { arms: y, otherwise: v, .. }) => {
            u.is_some() == v.is_some() && x.iter().map(|arm| &arm.state).eq(y.iter().map(|arm| &arm.state))
        }
        (Node::Call { function: f, arguments: x, .. }, Node::Call { function: g, arguments: y, .. }) => {
            f == g && x.iter().map(|argument| &argument.name).eq(y.iter().map(|argument| &argument.name))
        }
        (
            Node::Rows { function: f, table: t, body: b1, condition: c1, weight: w1, .. },
            Node::Rows { function: g, table: s, body: b2, condition: c2, weight: w2, .. },
        ) => {
            let parts = |body: &Option<_>, condition: &Option<_>, weight: &Option<_>| {
                (body.is_some(), condition.is_some(), weight.is_some())
            };
            f == g && t == s && parts(b1, c1, w1) == parts(b2, c2, w2)
        }
        (Node::Range { from: a1, to: b1 }, Node::Range { from: a2, to: b2 }) => {
            a1.is_some() == a2.is_some() && b1.is_some() == b2.is_some()
        }
        (Node::If { .. }, Node::If { .. }) | (Node::List(_), Node::List(_)) => true,
        _ => false,
    }
}
