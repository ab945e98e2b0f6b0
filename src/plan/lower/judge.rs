//! Parameters of distributions that are known before anything runs.

use super::Lowerer;
use crate::diagnostic::{Code, Span};
use crate::plan::graph::{NodeId, Recipe, SpreadNode};
use crate::plan::value::Reported;

impl Lowerer<'_, '_> {
    /// Judges parameters that are known by now, so that all mistakes of a file are told at once; those that are computed
    /// in the run's prelude are judged there.
    pub(super) fn judge(
        &mut self,
        recipe: &Recipe,
        parameters: &[NodeId],
        (low, high): (Option<NodeId>, Option<NodeId>),
        span: Span,
    ) -> Result<(), Reported> {
        let known = |node: &NodeId| self.graph.constant_value(*node);
        let values: Option<Vec<f64>> = parameters.iter().map(known).collect();
        let limit = |limit: Option<NodeId>| limit.map_or(Some(None), |node| known(&node).map(Some));
        let (Some(values), Some(low), Some(high)) = (values, limit(low), limit(high)) else { return Ok(()) };
        match recipe.build(&values, low, high) {
            Ok(_) => Ok(()),
            Err(error) => self.fail(Code::DistributionParameters, span, error.message, error.remedy),
        }
    }

    pub(super) fn check_parameters(
        &mut self,
        recipe: Recipe,
        parameters: Vec<NodeId>,
        span: Span,
    ) -> Result<(), Reported> {
        self.judge(&recipe, &parameters, (None, None), span)?;
        self.graph.spreads.push(SpreadNode { recipe, parameters, truncate: (None, None), span, drawn: false });
        Ok(())
    }
}
