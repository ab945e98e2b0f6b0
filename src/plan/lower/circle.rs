//! A formula that needs itself in the same year, or in a later one: what is said about it.

use super::Lowerer;
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{BinaryOperator, Expression, Node};
use crate::plan::scope::{Definition, ItemId};
use crate::plan::value::{Reported, Value};

/// Longest formula that a remedy repeats, in characters.
const LONGEST: usize = 100;

/// How a formula uses itself.
enum Use<'s> {
    /// As it is: the year before was meant.
    Plain,
    /// In `next` or `at(x, index + 1)`: it is computed from the last year back.
    Later,
    /// In `at(x, index - 2)`: so many years before.
    Earlier(&'s Expression),
    /// In a function of the whole series.
    AllYears(&'s str),
}

impl Lowerer<'_, '_> {
    /// `id` is used where it is being worked out.
    #[cold]
    pub(super) fn circle(&mut self, id: ItemId, used_at: Span) -> Result<Value, Reported> {
        let from = self.stack.iter().position(|&item| item == id).unwrap_or(0);
        let mut names: Vec<&str> =
            self.stack[from..].iter().map(|item| self.scopes.items[item.0 as usize].path.as_str()).collect();
        names.push(&self.scopes.items[id.0 as usize].path);
        let path = crate::plan::circle::shown(&names);
        let alone = self.stack.len() - from == 1;
        let formula = self.stack.last().and_then(|user| match self.scopes.items[user.0 as usize].definition {
            Definition::Formula(formula) => Some(&formula.expression),
            Definition::Expression(expression) => Some(expression),
            _ => None,
        });
        let name = self.scopes.items[id.0 as usize].path.rsplit('.').next().unwrap_or_default();
        let found = formula.and_then(|formula| how(formula, used_at, None)).unwrap_or(Use::Plain);
        let remedy = match (found, formula) {
            (Use::Later, Some(formula)) => backwards(name, formula, alone),
            (Use::Earlier(years), _) => Text::new(
                format!("prev 可以套用，每层退一年：请写 prev(prev({name}, 0), 0)，共 {years} 层"),
                format!("prev may stand inside prev, one year each: write prev(prev({name}, 0), 0), {years} deep"),
            ),
            (Use::AllYears(function), _) if function != "cumulative" => Text::new(
                format!("{function} 要等各年都算完；只用以前各年的，请写 prev(cumulative({name}), 0)"),
                format!("{function} waits for all years; for the years before write prev(cumulative({name}), 0)"),
            ),
            (Use::AllYears(_), _) => Text::new(
                format!("只用以前各年的，请写 prev(cumulative({name}), 0)"),
                format!("for the years before write prev(cumulative({name}), 0)"),
            ),
            _ => Text::new(
                format!("若要用上一年的值，请在这里写 prev({name}, 0)，0 换成第一年之前的值"),
                format!(
                    "to use the value of the year before, write prev({name}, 0) here, with the value before the first year in place of 0"
                ),
            ),
        };
        self.fail(
            Code::Circular,
            used_at,
            Text::new(format!("循环定义：{path}"), format!("circular definition: {path}")),
            remedy,
        )
    }
}

/// How the name at `place` is used in `formula`; `None` if it does not stand there.
fn how<'s>(formula: &'s Expression, place: Span, call: Option<&'s Expression>) -> Option<Use<'s>> {
    if formula.span == place && matches!(formula.node, Node::Path(_)) {
        let Some(Expression { node: Node::Call { function, arguments, .. }, .. }) = call else {
            return Some(Use::Plain);
        };
        return Some(match function.as_str() {
            "next" => Use::Later,
            "at" => match arguments.get(1).map(|argument| &argument.value.node) {
                Some(Node::Binary { operator: BinaryOperator::Add, .. }) => Use::Later,
                Some(Node::Binary { operator: BinaryOperator::Subtract, right, .. }) => Use::Earlier(right),
                _ => Use::AllYears("at"),
            },
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
