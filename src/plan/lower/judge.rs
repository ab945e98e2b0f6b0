//! Parameters of distributions that are known before anything runs.

use super::{Environment, Lowerer};
use crate::diagnostic::{Code, Span};
use crate::formula::expression::Expression;
use crate::plan::graph::{NodeId, Recipe, SpreadNode};
use crate::plan::requirements::{Requirement, Rule};
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

    /// What must hold of values that vary by year or row alone is judged in the prelude, in the years in which they are
    /// read; constants are judged where they are lowered, and what varies by trial is missing where it does not hold.
    pub(super) fn require(
        &mut self,
        rule: Rule,
        of: &[NodeId],
        (code, written): (Code, &Expression),
        environment: &Environment,
    ) {
        let axes = self.axes_of(of);
        if axes.trial || of.iter().all(|node| self.graph.constant_value(*node).is_some()) {
            return;
        }
        let years = self.living_years(environment);
        let (of, span) = (of.to_vec(), written.span);
        let required = Requirement { rule, of, years, written: written.to_string(), code, span };
        if !self.graph.requirements.contains(&required) {
            self.graph.requirements.push(required);
        }
    }

    /// First and last year in which the item that is being lowered lives.
    fn living_years(&self, environment: &Environment) -> (u32, u32) {
        let active = environment.item.and_then(|id| self.scopes.items[id.0 as usize].active);
        self.years_in(environment.scope, active)
    }
}
