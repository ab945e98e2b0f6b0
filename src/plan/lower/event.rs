//! Lowering of `delay` and `event`.

use super::call::Call;
use super::{Environment, Lowerer};
use crate::diagnostic::Code;
use crate::plan::graph::{Axes, Binary, Op};
use crate::plan::value::{NEVER, Reported, Sort, Value};

impl<'s> Lowerer<'s, '_> {
    pub(super) fn delay(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [series, years] = self.exactly::<2>(call)?;
        let (value, _) = self.numeric(series, environment)?;
        let lag = self.pure(years, environment)?;
        let axes = Axes { year: true, ..self.graph.axes(value.node).with(self.graph.axes(lag.node)) };
        let series = self.lived(&value, environment);
        let node = match self.carried(series, lag.node) {
            Some(node) => node,
            None => self.graph.add(Op::Delay { series, years: lag.node }, axes),
        };
        let scope = self.scopes.scopes[environment.scope].window;
        let from = value.window.unwrap_or(scope).0;
        let window = Some(if from > scope.1 { NEVER } else { (from, scope.1) });
        Ok(Value { node, sort: value.sort, window })
    }

    /// left = if(prev(left) > 1, prev(left) − 1, if(u < chance, lasts, 0)); true while left > 0.
    pub(super) fn event(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [chance, lasts] = self.exactly::<2>(call)?;
        let chance = self.chance_of(chance, Code::OutOfRange, environment)?;
        let lasts = self.pure(lasts, environment)?;
        let path = self.next_event(environment);
        let window = self.scopes.scopes[environment.scope].window;
        // none starts before its formula lives
        let active = environment.item.and_then(|id| self.scopes.items[id.0 as usize].active);
        let (first, _) = self.years_in(environment.scope, active);
        let uniform = self.graph.uniform(&path, true, environment.running());
        let (zero, one) = (self.graph.constant(0.0), self.graph.constant(1.0));
        let axes = self.graph.axes(uniform).with(self.graph.axes(chance)).with(self.graph.axes(lasts.node));
        let (id, before) = self.graph.prev(zero, first, axes);
        let starts = self.graph.binary(Binary::Less, uniform, chance);
        let begun = self.graph.select(starts, lasts.node, zero);
        let goes_on = self.graph.binary(Binary::Less, one, before);
        let one_less = self.graph.minus(before, one);
        let left = self.graph.select(goes_on, one_less, begun);
        self.graph.prev[id.0 as usize] = Some(left);
        let node = self.graph.binary(Binary::Less, zero, left);
        // what is no probability starts no event, and is no reason to say that there was none
        let node = self.guard_rising(zero, chance, node);
        let node = self.guard_rising(chance, one, node);
        Ok(Value { node, sort: Sort::Boolean, window: Some(window) })
    }
}
