//! A node as a number times a product of nodes, plus a number: what tells that parameters keep their ratio or their
//! distances in all trials.

use crate::plan::graph::{Binary, Graph, NodeId, Op, Unary};

/// How far to look into what a node is made of.
const DEPTH: u32 = 8;
/// Nodes of a product beyond which it counts as one thing.
const MOST_FACTORS: usize = 6;

/// factor · product + shift; a number alone is its shift, with factor 0 and no product.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Linear {
    pub factor: f64,
    /// In rising order.
    pub product: Vec<NodeId>,
    pub shift: f64,
}

impl Linear {
    fn times(self, number: f64) -> Self {
        Linear { factor: self.factor * number, shift: self.shift * number, ..self }
    }

    /// The sum, if it is a number times a product again; with a number beside it where that is `allowed`.
    fn plus(self, other: Self, allowed: bool) -> Option<Self> {
        let shift = self.shift + other.shift;
        let numbers = self.product.is_empty() && other.product.is_empty();
        if !numbers && !allowed && shift != 0.0 {
            return None;
        }
        if other.product.is_empty() {
            return Some(Linear { shift, ..self });
        }
        if self.product.is_empty() {
            return Some(Linear { shift, ..other });
        }
        (self.product == other.product).then_some(Linear { factor: self.factor + other.factor, shift, ..self })
    }

    /// The product, likewise.
    fn multiplied(self, other: Self) -> Option<Self> {
        if other.product.is_empty() {
            return Some(self.times(other.shift));
        }
        if self.product.is_empty() {
            return Some(other.times(self.shift));
        }
        let few = self.product.len() + other.product.len() <= MOST_FACTORS;
        (few && self.shift == 0.0 && other.shift == 0.0).then(|| {
            let mut product = [self.product, other.product].concat();
            product.sort_unstable();
            Linear { factor: self.factor * other.factor, product, shift: 0.0 }
        })
    }
}

/// The node in this form; one that is made in another way is a product of itself. Without `shifts` that is so for a sum with
/// a number, too: a draw from 3 to 9, which is 3 + 6u, is one thing then, of which there may be multiples.
pub(super) fn linear(graph: &Graph, node: NodeId, shifts: bool) -> Linear {
    within(graph, node, shifts, DEPTH)
}

fn within(graph: &Graph, node: NodeId, shifts: bool, depth: u32) -> Linear {
    let itself = Linear { factor: 1.0, product: vec![node], shift: 0.0 };
    let Some(depth) = depth.checked_sub(1) else { return itself };
    let of = |node: &NodeId| within(graph, *node, shifts, depth);
    let found = match graph.op(node) {
        Op::Constant(bits) => Some(Linear { factor: 0.0, product: Vec::new(), shift: f64::from_bits(*bits) }),
        Op::Unary(Unary::Negate, a) => Some(of(a).times(-1.0)),
        Op::Binary(Binary::Add, a, b) => of(a).plus(of(b), shifts),
        Op::Binary(Binary::Subtract, a, b) => of(a).plus(of(b).times(-1.0), shifts),
        Op::Binary(Binary::Multiply, a, b) => of(a).multiplied(of(b)),
        Op::Binary(Binary::Divide, a, b) => graph.constant_value(*b).map(|divisor| of(a).times(1.0 / divisor)),
        _ => None,
    };
    found.unwrap_or(itself)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_gathered_and_products_sorted() {
        let mut graph = Graph::default();
        let (a, b) = (graph.uniform("a", false, None), graph.uniform("b", true, None));
        let [two, three] = [2.0, 3.0].map(|value| graph.constant(value));
        let ab = graph.times(a, b);
        let ba = graph.times(b, a);
        let doubled = graph.times(two, ab);
        let third = graph.over(ba, three);
        let sum = graph.plus(doubled, third);
        let moved = graph.minus(sum, three);
        let found = linear(&graph, moved, true);
        assert_eq!((found.product, found.shift), (vec![a, b], -3.0));
        assert!((found.factor - (2.0 + 1.0 / 3.0)).abs() < 1e-15);
        assert_eq!(linear(&graph, three, false), Linear { factor: 0.0, product: Vec::new(), shift: 3.0 });
        let other = graph.plus(a, b);
        assert_eq!(linear(&graph, other, true), Linear { factor: 1.0, product: vec![other], shift: 0.0 });
        let shifted = graph.plus(a, two);
        let product = graph.times(shifted, b);
        assert_eq!(linear(&graph, product, true).product, vec![product]);
        let negative = graph.unary(Unary::Negate, shifted);
        assert_eq!(linear(&graph, negative, true), Linear { factor: -1.0, product: vec![a], shift: -2.0 });
        // without shifts a sum with a number is one thing
        assert_eq!(linear(&graph, negative, false), Linear { factor: -1.0, product: vec![shifted], shift: 0.0 });
        assert_eq!(linear(&graph, sum, false).product, vec![a, b]);
    }
}
