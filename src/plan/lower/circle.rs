//! A formula that needs itself in the same year, or in a later one: what is said about it.

use std::collections::HashSet;

use super::Lowerer;
use crate::diagnostic::{Code, Diagnostic, FileId, Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node, UnaryOperator};
use crate::formula::functions::KNOWN_LESS;
use crate::plan::scope::{Definition, ItemId, Symbol};
use crate::plan::value::{Reported, Value};

/// Longest formula that a remedy repeats, in characters.
const LONGEST: usize = 100;
/// Most years back that are written as `prev` inside `prev`.
const MOST_NESTED: f64 = 12.0;
/// Most names that are followed to see whether a formula says yes or no.
const MOST_FOLLOWED: usize = 64;

/// How a formula uses itself.
enum Use<'s> {
    /// As it is: the year before was meant.
    Plain,
    /// In `next` or `at(x, index + 1)`: it is computed from the last year back.
    Later,
    /// In `at(x, index - 2 - lead)`: so many years before.
    Earlier(Expression),
    /// In `at(x, …)` of a year of which the formula does not tell how far away it is, or not the same way in all years.
    SomeYear,
    /// In a function of the whole series.
    AllYears(&'s str),
}

impl Lowerer<'_, '_> {
    /// `id` is used where it is being worked out.
    #[cold]
    pub(super) fn circle(&mut self, id: ItemId, used_at: Span) -> Result<Value, Reported> {
        let from = self.stack.iter().position(|&item| item == id).unwrap_or(0);
        let mut round =
            self.stack.get(from..).filter(|round| !round.is_empty()).map_or_else(|| vec![id], <[ItemId]>::to_vec);
        // what can be mended is a name that somebody wrote: the last of the circle if that is in the scenario itself
        let last = round.len().saturating_sub(1);
        let closing = self.written(round[last], id, Some(used_at)).map(|place| (last, place));
        let in_scenario = |found: &(usize, Span)| found.1.file == FileId::default();
        let others = (0..last).filter_map(|at| Some((at, self.written(round[at], round[at + 1], None)?)));
        let others: Vec<(usize, Span)> = others.collect();
        // `at` or a function of all years makes a circle of what `prev` would not: that step is the one to mend
        let is_cause = |(at, place): &(usize, Span)| {
            let user = self.formula(round[*at]);
            user.and_then(|formula| how(formula, *place, None)).is_some_and(|used| !matches!(used, Use::Plain))
        };
        let causes: Vec<(usize, Span)> = closing.iter().chain(&others).copied().filter(is_cause).collect();
        let cause = causes.iter().copied().find(in_scenario).or_else(|| causes.first().copied());
        let found = cause.or(closing.filter(in_scenario)).or_else(|| others.iter().copied().find(in_scenario));
        let found = found.or(closing).or_else(|| others.first().copied());
        let place = found.map_or(used_at, |(_, place)| place);
        let told = |found: &Diagnostic| found.code == Code::Circular && found.span == Some(place);
        if found.is_some() && self.diagnostics.list.iter().any(told) {
            return Err(Reported);
        }
        if let Some((at, _)) = found {
            round.rotate_left((at + 1) % (last + 1));
        }
        let (user, used) = (round.last().copied().unwrap_or(id), round.first().copied().unwrap_or(id));
        let remedy = match found {
            Some(_) => self.instead(user, used, place, round.len() == 1),
            None => Text::new(
                "把其中一步改成用上一年的值：prev(名称, 第一年之前的值)",
                "let one step use the value of the year before: prev(name, value before the first year)",
            ),
        };
        // the program's own steps between two that have names help nobody
        let named = |item: &&ItemId| {
            let name = self.own_name(**item);
            !name.contains('.') || name.starts_with("received.") || name.starts_with("village.")
        };
        let mut steps: Vec<ItemId> = round.iter().filter(named).copied().collect();
        if steps.is_empty() {
            steps = round;
        }
        let steps: Vec<&str> = steps
            .iter()
            .chain(steps.first())
            .map(|item| self.scopes.items[item.0 as usize].path.split('@').next().unwrap_or_default())
            .collect();
        let path = crate::plan::circle::shown(&steps);
        self.fail(
            Code::Circular,
            place,
            Text::new(format!("循环定义：{path}"), format!("circular definition: {path}")),
            remedy,
        )
    }

    /// What to write instead of the name of `used` at its place in the formula of `user`.
    fn instead(&self, user: ItemId, used: ItemId, place: Span, alone: bool) -> Text {
        let formula = self.formula(user);
        let name = self.own_name(used).split('@').next().unwrap_or_default();
        match (formula.and_then(|formula| how(formula, place, None)).unwrap_or(Use::Plain), formula) {
            (Use::Later, Some(formula)) => backwards(name, formula, alone),
            (Use::Earlier(years), _) if years.bare_number() == Some(1.0) => {
                Text::new(format!("请写 prev({name}, 0)"), format!("write prev({name}, 0)"))
            }
            (Use::Earlier(years), _) if years.bare_number().is_some() => Text::new(
                format!("prev 可以套用，每层退一年：请写 prev(prev({name}, 0), 0)，共 {years} 层"),
                format!("prev may stand inside prev, one year each: write prev(prev({name}, 0), 0), {years} deep"),
            ),
            (Use::Earlier(years), _) => Text::new(
                format!("退几年由别的数决定、各年一样的，请写 delay(prev({name}, 0), {years} - 1)"),
                format!(
                    "where another value, the same in every year, says how many years back, write delay(prev({name}, 0), {years} - 1)"
                ),
            ),
            (Use::SomeYear, _) => Text::new(
                format!(
                    "at 要等各年都算完；固定退几年的，请写套用的 prev，如 prev(prev({name}, 0), 0) 退两年；退几年逐年不同的，用 if 在各种写法之间选"
                ),
                format!(
                    "`at` waits for all years; for a fixed number of years back write prev inside prev, prev(prev({name}, 0), 0) for two; where that number varies by year, choose between them with if"
                ),
            ),
            (Use::AllYears(function), _) if function != "cumulative" => Text::new(
                format!("{function} 要等各年都算完；只用以前各年的，请写 prev(cumulative({name}), 0)"),
                format!("{function} waits for all years; for the years before write prev(cumulative({name}), 0)"),
            ),
            (Use::AllYears(_), _) => Text::new(
                format!("只用以前各年的，请写 prev(cumulative({name}), 0)"),
                format!("for the years before write prev(cumulative({name}), 0)"),
            ),
            _ => {
                let written = self.text_at(place).unwrap_or_else(|| name.to_owned());
                let first = self.first_value(used);
                let amounts =
                    first == "0" && [user, used].iter().all(|id| self.scopes.items[id.0 as usize].table.is_none());
                let (zh, en) = if alone || !amounts { Default::default() } else { iterated(&written, &first) };
                Text::new(
                    format!("若要用上一年的值，请在这里写 prev({written}, {first})，{first} 换成第一年之前的值{zh}"),
                    format!(
                        "to use the value of the year before, write prev({written}, {first}) here, with the value before the first year in place of {first}{en}"
                    ),
                )
            }
        }
    }

    /// The name of an item in its scope or table.
    fn own_name(&self, id: ItemId) -> &str {
        let item = &self.scopes.items[id.0 as usize];
        let table = item.table.map_or("", |table| self.scopes.tables[table.0 as usize].path.as_str());
        let prefix = if table.is_empty() { self.scopes.scopes[item.scope].prefix.as_str() } else { table };
        item.path.strip_prefix(prefix).unwrap_or(&item.path).trim_start_matches('.')
    }

    fn formula(&self, id: ItemId) -> Option<&'_ Expression> {
        match self.scopes.items[id.0 as usize].definition {
            Definition::Formula(formula) => Some(&formula.expression),
            Definition::Expression(expression) => Some(expression),
            _ => None,
        }
    }

    fn text_at(&self, span: Span) -> Option<String> {
        let file = self.scenario.sources.files.get(usize::from(span.file.0))?;
        Some(file.text.get(span.start as usize..span.end as usize)?.chars().filter(|c| !c.is_whitespace()).collect())
    }

    /// Where the name of `used` is written in the formula of `user`; what the program wrote stands for something else.
    fn written(&self, user: ItemId, used: ItemId, at: Option<Span>) -> Option<Span> {
        let name = self.own_name(used);
        // the same formula in a case is written nowhere else
        let plain = name.split('@').next().unwrap_or(name);
        let mut pending = vec![self.formula(user)?];
        while let Some(part) = pending.pop() {
            if let Node::Path(path) = &part.node
                && at.is_none_or(|at| at == part.span)
                && ends_in(&path.join("."), name)
                && self.text_at(part.span).is_some_and(|text| ends_in(&text, plain))
            {
                return Some(part.span);
            }
            // what is in `prev` is of the year before already
            if !matches!(&part.node, Node::Call { function, .. } if function == "prev" && at.is_none()) {
                pending.extend(part.children());
            }
        }
        None
    }

    /// What may stand for the value before the first year: a truth, a state, or 0, which is 0 of every unit.
    fn first_value(&self, id: ItemId) -> String {
        let item = &self.scopes.items[id.0 as usize];
        if let Some(state) = item.states.as_ref().and_then(|states| states.first()) {
            return format!("'{state}'");
        }
        match self.formula(id) {
            Some(formula) if self.is_truth(formula, id, &mut HashSet::new()) => "false".to_owned(),
            _ => "0".to_owned(),
        }
    }

    /// True for a formula that says yes or no, as far as can be told from how it is written.
    /// Each name is followed once, and not too deep.
    fn is_truth(&self, formula: &Expression, of: ItemId, seen: &mut HashSet<ItemId>) -> bool {
        match &formula.node {
            Node::Boolean(_) | Node::Unary { operator: UnaryOperator::Not, .. } => true,
            Node::Binary { operator, .. } => {
                operator.compares() || matches!(operator, BinaryOperator::And | BinaryOperator::Or)
            }
            Node::If { then, otherwise, .. } => self.is_truth(then, of, seen) || self.is_truth(otherwise, of, seen),
            Node::Case { arms, .. } => arms.iter().any(|arm| self.is_truth(&arm.value, of, seen)),
            Node::Call { function, .. } if matches!(function.as_str(), "any" | "all" | KNOWN_LESS) => true,
            Node::Call { function, arguments, .. } if matches!(function.as_str(), "prev" | "next" | "at") => {
                arguments.iter().any(|argument| self.is_truth(&argument.value, of, seen))
            }
            Node::Rows { function, .. } => matches!(function.as_str(), "any" | "all"),
            Node::Path(path) => {
                let item = &self.scopes.items[of.0 as usize];
                let [name] = path.as_slice() else { return false };
                let in_table = item.table.and_then(|table| self.scopes.tables[table.0 as usize].items.get(name));
                let found =
                    in_table.copied().or_else(|| match self.scopes.scopes[item.scope].names.get(name.as_str()) {
                        Some(Symbol::Item(id)) => Some(*id),
                        _ => None,
                    });
                let new = found.filter(|id| seen.len() < MOST_FOLLOWED && seen.insert(*id));
                let formula = new.and_then(|id| Some((id, self.formula(id)?)));
                formula.is_some_and(|(id, formula)| self.is_truth(formula, id, seen))
            }
            _ => false,
        }
    }
}

/// What else may be done where several formulas need each other within a year.
fn iterated(written: &str, first: &str) -> (String, String) {
    (
        format!(
            "；若同一年里互相依赖，请手工解出，或写几步迭代：把这一圈公式抄成几遍（名称加 1、2、3），第一遍这里写 {first}，以后每遍写前一遍的 {written}"
        ),
        format!(
            "; where both are of the same year, solve by hand or iterate: copy the circle a few times (names with 1, 2, 3), with {first} here the first time and then `{written}` of the copy before"
        ),
    )
}

/// True for a path whose last parts are the name: `shares.data` ends in `data`, and not in `a`.
fn ends_in(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// How the name at `place` is used in `formula`; `None` if it does not stand there.
fn how<'s>(formula: &'s Expression, place: Span, call: Option<&'s Expression>) -> Option<Use<'s>> {
    if formula.span == place && matches!(formula.node, Node::Path(_)) {
        let Some(Expression { node: Node::Call { function, arguments, .. }, .. }) = call else {
            return Some(Use::Plain);
        };
        return Some(match function.as_str() {
            "next" => Use::Later,
            "at" => arguments.get(1).map_or(Use::SomeYear, |argument| which_year(&argument.value)),
            "delay" if arguments.len() == 2 => Use::Earlier(arguments[1].value.clone()),
            "sum" | "mean" | "product" | "sd" | "quantile" | "first" | "last" | "npv" | "irr" | "cumulative"
            | "count" | "share" | "any" | "all" => Use::AllYears(function),
            "min" | "max" if arguments.len() == 1 => Use::AllYears(function),
            _ => Use::Plain,
        });
    }
    let here = if matches!(formula.node, Node::Call { .. }) { Some(formula) } else { call };
    // only a call that the name stands in directly says how it is used
    let inside = |child: &Expression| if matches!(child.node, Node::Path(_) | Node::Call { .. }) { here } else { None };
    formula.children().into_iter().find_map(|child| how(child, place, inside(child)))
}

/// What the index of `at` says: `index` plus or less a number, or less something with a name.
fn which_year<'s>(index: &Expression) -> Use<'s> {
    let (mut names, mut numbers, mut present) = (Vec::new(), 0.0, 0);
    let mut open = vec![(index, true)];
    while let Some((part, added)) = open.pop() {
        match &part.node {
            Node::Binary { operator: BinaryOperator::Add, left, right } => {
                open.extend([(&**right, added), (&**left, added)]);
            }
            Node::Binary { operator: BinaryOperator::Subtract, left, right } => {
                open.extend([(&**right, !added), (&**left, added)]);
            }
            _ => match part.bare_number() {
                Some(number) => numbers += if added { -number } else { number },
                None if added && is_present_year(part) => present += 1,
                None if added || changes_by_year(part) => return Use::SomeYear,
                None => names.push(part),
            },
        }
    }
    let number = |value: f64| Expression { node: Node::Number { value, unit: None }, span: index.span };
    match (present, names.as_slice()) {
        (1, []) if (1.0..=MOST_NESTED).contains(&numbers) => Use::Earlier(number(numbers)),
        (1, []) if numbers < 0.0 => Use::Later,
        (1, [first, others @ ..]) => {
            let sum = |sum: Expression, part: Expression| Expression {
                node: Node::Binary { operator: BinaryOperator::Add, left: sum.into(), right: part.into() },
                span: index.span,
            };
            let named = others.iter().fold((*first).clone(), |all, part| sum(all, (*part).clone()));
            Use::Earlier(if numbers == 0.0 { named } else { sum(named, number(numbers)) })
        }
        _ => Use::SomeYear,
    }
}

fn is_present_year(part: &Expression) -> bool {
    matches!(&part.node, Node::Path(path) if matches!(path.as_slice(), [name] if name == "index" || name == "age"))
}

/// True for an expression that names the year: its value is not the same in all of them.
fn changes_by_year(part: &Expression) -> bool {
    let is_year = |path: &[String]| matches!(path, [name] if matches!(name.as_str(), "index" | "age" | "year"));
    matches!(&part.node, Node::Path(path) if is_year(path)) || part.children().into_iter().any(changes_by_year)
}

/// A recursion from the last year back, written with the years counted from the end.
fn backwards(name: &str, formula: &Expression, alone: bool) -> Text {
    let back = format!("{name}_back");
    let turned = turned(formula, name, &back).to_string();
    let (zh, en) = if alone && turned.chars().count() <= LONGEST {
        (
            format!("{back} = \"{turned}\"，其中逐年的 x 写成 at(x, horizon - index)"),
            format!("{back} = \"{turned}\", with at(x, horizon - index) for every x in it that varies by year"),
        )
    } else {
        (
            format!("用 prev({back}, 0) 代替下一年的值，逐年的 x 写成 at(x, horizon - index)"),
            format!(
                "prev({back}, 0) for the value of the year after, at(x, horizon - index) for every x that varies by year"
            ),
        )
    };
    Text::new(
        format!("由后一年推前一年，请把年份倒过来数：{zh}；再写 {name} = \"at({back}, horizon - index)\""),
        format!(
            "from the year after to the year before, count the years from the end: {en}; then {name} = \"at({back}, horizon - index)\""
        ),
    )
}

/// The formula with `prev(back, end)` in place of `next(name, end)`.
fn turned(formula: &Expression, name: &str, back: &str) -> Expression {
    let mut copy = formula.clone();
    turn(&mut copy, name, back);
    copy
}

fn turn(part: &mut Expression, name: &str, back: &str) {
    let own =
        |part: &Expression| matches!(&part.node, Node::Path(path) if path.last().is_some_and(|last| last == name));
    if let Node::Call { function, arguments, .. } = &mut part.node
        && matches!(function.as_str(), "next" | "at")
        && let [first, second] = arguments.as_mut_slice()
        && own(&first.value)
    {
        if function == "at" {
            second.value.node = Node::Number { value: 0.0, unit: None };
        }
        *function = "prev".to_owned();
        first.value.node = Node::Path(vec![back.to_owned()]);
        return;
    }
    part.children_mut().into_iter().for_each(|child| turn(child, name, back));
}
