//! `prev`: its target is lowered later, because it may be the very formula that is being lowered.

use std::collections::HashMap;

use super::states::contains;
use super::{Environment, Learnt, Lowerer, Pending, PrevKey, Progress};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{Expression, Node};
use crate::plan::graph::{Axes, NodeId, Op};
use crate::plan::scope::{ItemId, Symbol, visit};
use crate::plan::value::{Reported, Sort, Value};
use crate::scenario::model::YearRange;

impl<'s> Lowerer<'s, '_> {
    /// `prev(target, start)`.
    pub(crate) fn prev(
        &mut self,
        span: Span,
        target: &'s Expression,
        start: &'s Expression,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let declared = self.declared_sort(target, environment);
        let start_environment = match &declared {
            Some(Sort::State(states)) => environment.with_states(Some(states.clone())),
            _ => environment.clone(),
        };
        let start_value = self.expression(start, &start_environment)?;
        if self.graph.axes(start_value.node).year {
            return self.fail(
                Code::ShapeMismatch,
                start.span,
                Text::new("prev 的起始值不能逐年变化", "the start of prev must not vary by year"),
                Text::new(
                    "请用 at(x, 0) 取某一年的值，或给一个常数",
                    "take one year with at(x, 0), or give a constant",
                ),
            );
        }
        let first = self.first_active(target, environment);
        if self.settled(target, environment) {
            let inner = match &start_value.sort {
                Sort::State(states) => environment.with_states(Some(states.clone())),
                _ => environment.clone(),
            };
            let value = self.expression(target, &inner)?;
            let (value, start_value) = self.same_states(value, start_value);
            let sort = self.same_sort(&value.sort, &start_value.sort, target.span, start.span)?;
            let axes = self.graph.axes(value.node);
            let first = first.unwrap_or_else(|| self.first_in_window(value.window, environment));
            let (id, node) = self.graph.prev(start_value.node, first, axes);
            self.graph.prev[id.0 as usize] = Some(self.within_its_years(target, &value, environment));
            return Ok(self.read_before(node, sort, environment));
        }
        let key: PrevKey = (span, environment.scope, environment.rows.clone());
        let assumed = match self.learnt.get(&key) {
            Some(learnt) => learnt.clone(),
            None => Learnt {
                sort: declared.unwrap_or_else(|| start_value.sort.clone()),
                axes: Axes { year: true, ..self.graph.axes(start_value.node) },
                first: first.unwrap_or(self.scopes.scopes[environment.scope].window.0),
            },
        };
        let sort = self.same_sort(&assumed.sort, &start_value.sort, target.span, start.span)?;
        let (id, node) = self.graph.prev(start_value.node, assumed.first, assumed.axes);
        self.pending.push(Pending { id, key, target, environment: environment.clone(), assumed });
        Ok(self.read_before(node, sort, environment))
    }

    /// What a neighbour year reads of an expression: nothing of years in which it does not live, as `at` and sums have it. A name
    /// is 0 there already.
    pub(super) fn within_its_years(&mut self, read: &Expression, value: &Value, environment: &Environment) -> NodeId {
        let all = self.scopes.scopes[environment.scope].window;
        match value.window {
            Some(window) if window != all && !matches!(read.node, Node::Path(_)) => self.lived(value, environment),
            _ => value.node,
        }
    }

    /// The value of a `prev`: a copy of its own, since the column behind it moves on at the end of every year.
    pub(super) fn copy_of_prev(&mut self, prev: NodeId) -> NodeId {
        let axes = self.graph.axes(prev);
        self.graph.add(Op::Window { series: prev, from: 0, to: self.horizon() }, axes)
    }

    fn read_before(&mut self, prev: NodeId, sort: Sort, environment: &Environment) -> Value {
        let node = self.copy_of_prev(prev);
        Value { node, sort, window: Some(self.scopes.scopes[environment.scope].window) }
    }

    /// True where everything an expression names has been lowered: then it can be lowered without running into itself.
    fn settled(&self, expression: &Expression, environment: &Environment) -> bool {
        let mut settled = true;
        visit(expression, &mut |node| match node {
            Node::Path(path) => {
                let item = self.item_at(path, environment);
                settled &= item.is_none_or(|id| matches!(self.progress[id.0 as usize], Progress::Done(_)));
            }
            // rows of a table have names of their own
            Node::Rows { .. } => settled = false,
            _ => {}
        });
        settled
    }

    /// What is known of an expression before it has been lowered: the declared unit or states of an item.
    fn declared_sort(&mut self, expression: &Expression, environment: &Environment) -> Option<Sort> {
        if let Node::Call { function, arguments, .. } = &expression.node {
            // two years before: what the series is, its value is
            let series = matches!(function.as_str(), "prev" | "next" | "at").then(|| arguments.first()).flatten()?;
            return self.declared_sort(&series.value, environment);
        }
        let id = self.item_of(expression, environment)?;
        if let Progress::Done(Ok(value)) = &self.progress[id.0 as usize] {
            return Some(value.sort.clone());
        }
        let item = &self.scopes.items[id.0 as usize];
        if let Some(states) = &item.states {
            return Some(Sort::State(states.clone()));
        }
        let unit = item.unit?;
        self.units.resolve(&unit.value).ok().map(|named| Sort::Number(Some(named.unit)))
    }

    /// The item an expression names, if it is just a name.
    pub(super) fn item_of(&self, expression: &Expression, environment: &Environment) -> Option<ItemId> {
        let Node::Path(path) = &expression.node else { return None };
        self.item_at(path, environment)
    }

    /// The item a path names; `table.input` is the input of all rows.
    pub(super) fn item_at(&self, path: &[String], environment: &Environment) -> Option<ItemId> {
        if let Some((inside, rest)) = self.outside(path, environment) {
            return self.item_at(rest, &inside);
        }
        if let [name] = path {
            for (table, _) in &environment.rows {
                if let Some(&id) = self.scopes.tables[table.0 as usize].items.get(name.as_str()) {
                    return Some(id);
                }
            }
        }
        let (mut scope, mut path) = (environment.scope, path);
        loop {
            match (self.scopes.scopes[scope].names.get(path.first()?.as_str()), path) {
                (Some(Symbol::Item(id)), [_]) => return Some(*id),
                (Some(Symbol::Table(table)), [_, column] | [_, _, column]) => {
                    return self.scopes.tables[table.0 as usize].items.get(column).copied();
                }
                (None, [name]) if name == "discount_rate" => return self.scopes.discount_rate,
                (Some(Symbol::Project(project)), [_, rest @ ..]) => (scope, path) = (*project, rest),
                (None, [first, rest @ ..]) if first == "shared" && scope != 0 => (scope, path) = (0, rest),
                _ => return None,
            }
        }
    }

    /// First year in which the target of a `prev` lives, where that is known before the target has been lowered: the year that
    /// an item declares; the first year of a formula for an expression in which it names itself. Any other expression
    /// lives where what is in it lives.
    fn first_active(&self, target: &Expression, environment: &Environment) -> Option<u32> {
        if let Some(id) = self.item_of(target, environment) {
            return self.declared_years(id).map(|(first, _)| first);
        }
        let own = environment.item?;
        let mut names_itself = false;
        visit(target, &mut |node| {
            if let Node::Path(path) = node {
                names_itself |= self.item_at(path, environment) == Some(own);
            }
        });
        names_itself.then(|| self.years_in(environment.scope, self.scopes.items[own.0 as usize].active).0)
    }

    /// Last year in which what an expression names lives, where it is no other name for something else.
    pub(super) fn last_active(&self, target: &Expression, environment: &Environment) -> Option<u32> {
        self.declared_years(self.item_of(target, environment)?).map(|(_, last)| last)
    }

    /// First and last year of an item, where it is no other name for something else.
    fn declared_years(&self, id: ItemId) -> Option<(u32, u32)> {
        let item = &self.scopes.items[id.0 as usize];
        let declared = item.active.is_some() || !item.is_other_name();
        declared.then(|| self.years_in(item.scope, item.active))
    }

    /// First year in which an expression with this window lives.
    fn first_in_window(&self, window: Option<(u32, u32)>, environment: &Environment) -> u32 {
        let (first, _) = self.scopes.scopes[environment.scope].window;
        window.map_or(first, |window| window.0.max(first))
    }

    /// First and last year of what is declared in a scope with these active years.
    pub(super) fn years_in(&self, scope: usize, active: Option<YearRange>) -> (u32, u32) {
        let scope = &self.scopes.scopes[scope];
        let (first, last) = scope.window;
        let of_scope = |year: u32| scope.start.saturating_add(year);
        let from = active.and_then(|range| range.from).map_or(first, of_scope);
        let to = active.and_then(|range| range.to).map_or(last, of_scope);
        (from.max(first), to.min(last))
    }

    /// Lowers what every `prev` reads. Returns facts that the assumptions missed: lower again with them.
    pub(crate) fn finish(&mut self) -> HashMap<PrevKey, Learnt> {
        let mut missed = HashMap::new();
        while let Some(pending) = self.pending.pop() {
            let environment = match &pending.assumed.sort {
                Sort::State(states) => pending.environment.with_states(Some(states.clone())),
                _ => pending.environment.clone(),
            };
            self.owner = environment.item;
            let Ok(value) = self.expression(pending.target, &environment) else { continue };
            let value = match (&pending.assumed.sort, &value.sort) {
                (Sort::State(to), Sort::State(from)) if to != from && contains(to, from) => self.translated(&value, to),
                _ => value,
            };
            let axes = Axes { year: true, ..self.graph.axes(value.node) };
            let read = self.within_its_years(pending.target, &value, &environment);
            self.graph.prev[pending.id.0 as usize] = Some(read);
            let known = match (&pending.assumed.sort, &value.sort) {
                (Sort::Number(None), found) => found.clone(),
                (assumed, Sort::Number(None)) => assumed.clone(),
                (_, found) => found.clone(),
            };
            let grown = Axes {
                row: pending.assumed.axes.row.or(axes.row),
                year: true,
                trial: pending.assumed.axes.trial || axes.trial,
            };
            let first = self.first_active(pending.target, &pending.environment);
            let first = first.unwrap_or_else(|| self.first_in_window(value.window, &pending.environment));
            let learnt = Learnt { sort: known, axes: grown, first };
            if learnt != pending.assumed {
                missed.insert(pending.key, learnt);
            }
        }
        missed
    }

    /// All items, each behind what it uses as far as circles through `prev` allow: in this order the next round knows the
    /// most of what every `prev` reads.
    pub(crate) fn users_last(&self) -> Vec<usize> {
        let count = self.scopes.items.len();
        let mut used: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (user, item) in &self.uses {
            used[user.0 as usize].push(item.0 as usize);
        }
        let (mut order, mut seen) = (Vec::with_capacity(count), vec![false; count]);
        let mut open: Vec<(usize, usize)> = Vec::new();
        for root in 0..count {
            if !std::mem::replace(&mut seen[root], true) {
                open.push((root, 0));
            }
            while let Some((item, place)) = open.last_mut() {
                let next = used[*item].get(*place).copied();
                *place += 1;
                match next {
                    Some(next) if !seen[next] => {
                        seen[next] = true;
                        open.push((next, 0));
                    }
                    Some(_) => {}
                    None => {
                        order.push(*item);
                        open.pop();
                    }
                }
            }
        }
        order
    }

    /// Reports every `prev` that reads something whose unit is not found.
    pub(crate) fn never_settles(&mut self, missed: &HashMap<PrevKey, Learnt>) {
        let mut spans: Vec<Span> = missed.keys().map(|(span, ..)| *span).collect();
        spans.sort_unstable();
        spans.dedup();
        for span in spans {
            let _: Result<(), Reported> = self.fail(
                Code::UnitMismatch,
                span,
                Text::new("prev 所读的公式的单位推算不出来", "the unit of what prev reads cannot be worked out"),
                Text::new("请给它读的公式写上 unit", "declare the `unit` of the formula it reads"),
            );
        }
    }
}
