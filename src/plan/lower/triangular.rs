//! Lowering of the triangular distribution: its quantile by plain operations.

use super::Lowerer;
use super::input::Drawn;
use crate::plan::graph::{Binary, NodeId, Unary};

impl<'s> Lowerer<'s, '_> {
    /// low + √(u·w·(likely−low)) below the peak, high − √((1−u)·w·(high−likely)) above it, w = high − low.
    pub(super) fn triangular(&mut self, low: NodeId, likely: NodeId, high: NodeId, drawn: &Drawn) -> NodeId {
        let uniform = self.uniform_of(drawn);
        let one = self.graph.constant(1.0);
        let width = self.graph.minus(high, low);
        let left = self.graph.minus(likely, low);
        let right = self.graph.minus(high, likely);
        let below_peak = self.graph.times(uniform, width);
        let is_left = self.graph.binary(Binary::Less, below_peak, left);
        let left_area = self.graph.times(width, left);
        let left_square = self.graph.times(uniform, left_area);
        let left_root = self.graph.unary(Unary::SquareRoot, left_square);
        let left_value = self.graph.plus(low, left_root);
        let rest = self.graph.minus(one, uniform);
        let right_area = self.graph.times(width, right);
        let right_square = self.graph.times(rest, right_area);
        let right_root = self.graph.unary(Unary::SquareRoot, right_square);
        let right_value = self.graph.minus(high, right_root);
        self.graph.select(is_left, left_value, right_value)
    }
}
