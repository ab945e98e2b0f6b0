//! Lowering of operators, choices and literals.

use super::{Environment, Lowerer, shown};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{Arm, BinaryOperator, Expression, Node, UnaryOperator};
use crate::formula::habits::brief;
use crate::plan::graph::{Binary, NodeId, Unary};
use crate::plan::lacking::may_lack;
use crate::plan::value::{Reported, Sort, States, Value};
use crate::quantity::Unit;

impl<'s> Lowerer<'s, '_> {
    /// Lowers an expression.
    pub(crate) fn expression(
        &mut self,
        expression: &'s Expression,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let span = expression.span;
        match &expression.node {
            Node::Number { value, unit } => {
                if let Some(unit) = unit {
                    self.unit_is_clear(&unit.text, unit.span, environment)?;
                }
                self.number(*value, unit.as_ref().map(|unit| (unit.text.as_str(), unit.span)))
            }
            Node::Boolean(value) => {
                let node = self.graph.constant(if *value { 1.0 } else { 0.0 });
                Ok(Value { node, sort: Sort::Boolean, window: None })
            }
            Node::Text(text) => self.state_literal(text, span, environment.states.as_ref()),
            Node::Path(path) => self.path(path, span, environment),
            Node::Unary { operator: UnaryOperator::Negate, operand } => {
                let value = self.expression(operand, environment)?;
                self.unit_of(&value, operand.span)?;
                Ok(Value { node: self.graph.unary(Unary::Negate, value.node), ..value })
            }
            Node::Unary { operator: UnaryOperator::Not, operand } => {
                let value = self.condition(operand, environment)?;
                Ok(Value { node: self.graph.unary(Unary::Not, value.node), ..value })
            }
            Node::Binary { operator, left, right } => self.binary(*operator, left, right, environment),
            Node::If { condition, then, otherwise } => {
                let condition_value = self.condition(condition, environment);
                let then_value = self.expression(then, environment);
                let otherwise_value = self.expression(otherwise, environment);
                let (c, a, b) = (condition_value?, then_value?, otherwise_value?);
                let (a, b) = self.same_states(a, b);
                let sort = self.same_sort(&a.sort, &b.sort, then.span, otherwise.span)?;
                let window = a.joined_window(&b);
                let window = c.joined_window(&Value { window, ..a.clone() });
                let chosen = self.graph.select(c.node, a.node, b.node);
                Ok(Value { node: self.missing_with(c.node, chosen), sort, window })
            }
            Node::Case { subject, arms, otherwise } => {
                self.case(span, subject, arms, otherwise.as_deref(), environment)
            }
            Node::Call { function, function_span, arguments } => {
                self.call(span, function, *function_span, arguments, environment)
            }
            Node::Rows { .. } => self.rows(expression, environment),
            Node::List(_) => self.fail(
                Code::TypeMismatch,
                span,
                Text::new("这里需要一个值，不能是列表", "a value is needed here, not a list"),
                Text::new(
                    "列表只用在 interpolate 里和逐年的输入里",
                    "lists stand in `interpolate` and in by-year inputs only",
                ),
            ),
            Node::Range { .. } => self.fail(
                Code::TypeMismatch,
                span,
                Text::new("这里需要一个值，不能是年份范围", "a value is needed here, not a range of years"),
                Text::new("范围只用在 over = 1..20 里", "ranges stand behind `over =` only"),
            ),
        }
    }

    fn number(&mut self, value: f64, unit: Option<(&str, Span)>) -> Result<Value, Reported> {
        let Some((text, span)) = unit else {
            let sort = Sort::Number(if value == 0.0 { None } else { Some(Unit::NONE) });
            return Ok(Value { node: self.graph.constant(value), sort, window: None });
        };
        let named = self.unit(text, span)?;
        let node = self.graph.constant(named.in_base(value));
        Ok(Value { node, sort: Sort::Number(Some(named.unit)), window: None })
    }

    /// The index of a state named in quotes.
    pub(super) fn state_literal(&mut self, text: &str, span: Span, states: Option<&States>) -> Result<Value, Reported> {
        let Some(states) = states else {
            return self.fail(
                Code::TypeMismatch,
                span,
                Text::new(format!("这里用不上状态名“{text}”"), format!("the state name '{text}' means nothing here")),
                Text::new(
                    "状态名只能与状态比较，或作为声明了 states 的公式的值",
                    "a state name is compared with a state, or is the value of a formula with `states`",
                ),
            );
        };
        match states.iter().position(|state| state == text) {
            Some(index) => {
                let node = self.graph.constant(index as f64);
                Ok(Value { node, sort: Sort::State(states.clone()), window: None })
            }
            None => self.unknown_state(text, span, states, None),
        }
    }

    /// A true/false expression.
    pub(crate) fn condition(
        &mut self,
        expression: &'s Expression,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let value = self.expression(expression, environment)?;
        match value.sort {
            Sort::Boolean => Ok(value),
            _ => self.fail(
                Code::TypeMismatch,
                expression.span,
                Text::new("这里需要一个条件（真或假）", "a condition (true or false) is needed here"),
                Text::new("请写比较，例如 x > 0", "write a comparison such as x > 0"),
            ),
        }
    }

    /// The unit of a number; a mistake for conditions and states. `None` is the literal 0.
    pub(super) fn unit_of(&mut self, value: &Value, span: Span) -> Result<Option<Unit>, Reported> {
        match &value.sort {
            Sort::Number(unit) => Ok(unit.clone()),
            Sort::Boolean => self.fail(
                Code::TypeMismatch,
                span,
                Text::new("条件（真或假）不能参加计算", "a condition (true or false) takes no part in arithmetic"),
                Text::new("请写 if(条件, 1, 0)", "write if(condition, 1, 0)"),
            ),
            Sort::State(_) => self.fail(
                Code::TypeMismatch,
                span,
                Text::new("状态不能参加计算", "a state takes no part in arithmetic"),
                Text::new("请用 case(状态, 名称: 值, …) 取值", "give it values with case(state, name: value, …)"),
            ),
        }
    }

    /// A number and its unit; literal 0 counts as a pure number.
    pub(super) fn numeric(
        &mut self,
        expression: &'s Expression,
        environment: &Environment,
    ) -> Result<(Value, Option<Unit>), Reported> {
        let value = self.expression(expression, environment)?;
        let unit = self.unit_of(&value, expression.span)?;
        Ok((value, unit))
    }

    /// A pure number.
    pub(super) fn pure(&mut self, expression: &'s Expression, environment: &Environment) -> Result<Value, Reported> {
        let (value, unit) = self.numeric(expression, environment)?;
        match unit {
            Some(unit) if !unit.fits(&Unit::NONE) => {
                let unit = shown(&unit).zh;
                self.fail(
                    Code::UnitMismatch,
                    expression.span,
                    Text::new(
                        format!("这里需要纯数，而这个值的单位是 {unit}"),
                        format!("a pure number is needed here, this is in {unit}"),
                    ),
                    Text::new(
                        "请除以同单位的量，或用 number(x, '单位')",
                        "divide by an amount of the same unit, or use number(x, 'unit')",
                    ),
                )
            }
            _ => Ok(Value { sort: Sort::Number(Some(Unit::NONE)), ..value }),
        }
    }

    /// Both must be of one sort; numbers of one unit.
    pub(super) fn same_sort(&mut self, a: &Sort, b: &Sort, a_span: Span, b_span: Span) -> Result<Sort, Reported> {
        match (a, b) {
            (Sort::Number(None), Sort::Number(other)) | (Sort::Number(other), Sort::Number(None)) => {
                Ok(Sort::Number(other.clone()))
            }
            (Sort::Number(Some(x)), Sort::Number(Some(y))) => {
                if x.fits(y) {
                    return Ok(a.clone());
                }
                let bare = x.fits(&Unit::NONE) || y.fits(&Unit::NONE);
                let other = if x.fits(&Unit::NONE) { y } else { x }.to_string();
                let (x, y) = (shown(x), shown(y));
                self.fail(
                    Code::UnitMismatch,
                    a_span.to(b_span),
                    Text::new(
                        format!("单位不一致：一处是 {}，一处是 {}", x.zh, y.zh),
                        format!("units do not fit: {} and {}", x.en, y.en),
                    ),
                    if bare {
                        Text::new(
                            format!("数字后面漏了单位的，请补上，例如 100 {other}"),
                            format!("if a number lacks its unit, write it, for example 100 {other}"),
                        )
                    } else {
                        Text::new(
                            "请换成同一种单位；kW 与 kWh 不同，亩、户、人、天、月各是一种单位",
                            "bring them to one unit; kW and kWh differ, and mu, household, person, day, month are units of their own",
                        )
                    },
                )
            }
            (Sort::Boolean, Sort::Boolean) => Ok(Sort::Boolean),
            (Sort::State(x), Sort::State(y)) if x == y => Ok(a.clone()),
            (Sort::State(x), Sort::State(y)) => {
                let (x, y) = (x.join("、"), y.join("、"));
                self.fail(
                    Code::TypeMismatch,
                    a_span.to(b_span),
                    Text::new(
                        format!("两边是不同的状态：一边有 {x}，一边有 {y}"),
                        format!("these are different states: {}; and {}", x.replace('、', ", "), y.replace('、', ", ")),
                    ),
                    Text::new(
                        "两边要用同样的状态名；公式的状态可以用 states = […] 声明",
                        "use the same names on both sides; a formula declares its own with states = […]",
                    ),
                )
            }
            _ => {
                let (zh_a, en_a) = sort_words(a);
                let (zh_b, en_b) = sort_words(b);
                self.fail(
                    Code::TypeMismatch,
                    a_span.to(b_span),
                    Text::new(format!("一边是{zh_a}，一边是{zh_b}"), format!("one is {en_a}, the other {en_b}")),
                    Text::new("两边必须是同一类的值", "both must be of the same sort"),
                )
            }
        }
    }

    fn binary(
        &mut self,
        operator: BinaryOperator,
        left: &'s Expression,
        right: &'s Expression,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        use BinaryOperator as B;
        self.operator_slip(operator, left, right, environment)?;
        match operator {
            B::And | B::Or => {
                let (a, b) = (self.condition(left, environment), self.condition(right, environment));
                let (a, b) = (a?, b?);
                let function = if operator == B::And { Binary::And } else { Binary::Or };
                let window = a.joined_window(&b);
                Ok(Value { node: self.graph.binary(function, a.node, b.node), sort: Sort::Boolean, window })
            }
            B::Equal | B::NotEqual => {
                let (a, b) = self.two_with_states(left, right, environment)?;
                let (a, b) = self.comparable_states(a, b);
                self.same_sort(&a.sort, &b.sort, left.span, right.span)?;
                let function = if operator == B::Equal { Binary::Equal } else { Binary::NotEqual };
                Ok(self.compared(function, &a, &b))
            }
            B::Less | B::LessEqual | B::Greater | B::GreaterEqual => {
                let (a, b) = (self.numeric(left, environment), self.numeric(right, environment));
                let ((a, _), (b, _)) = (a?, b?);
                self.same_sort(&a.sort, &b.sort, left.span, right.span)?;
                Ok(match operator {
                    B::Less => self.compared(Binary::Less, &a, &b),
                    B::LessEqual => self.compared(Binary::LessEqual, &a, &b),
                    B::Greater => self.compared(Binary::Less, &b, &a),
                    _ => self.compared(Binary::LessEqual, &b, &a),
                })
            }
            B::Power => self.power(left, right, environment),
            B::Add | B::Subtract | B::Multiply | B::Divide => {
                let (a, b) = (self.numeric(left, environment), self.numeric(right, environment));
                let ((a, unit_a), (b, unit_b)) = (a?, b?);
                let window = a.joined_window(&b);
                let (function, sort) = match operator {
                    B::Add | B::Subtract => {
                        let sort = self.same_sort(&a.sort, &b.sort, left.span, right.span)?;
                        (if operator == B::Add { Binary::Add } else { Binary::Subtract }, sort)
                    }
                    B::Multiply => {
                        // 0 of any unit stays 0 of any unit
                        let unit = unit_a.zip(unit_b).map(|(a, b)| a.times(&b));
                        (Binary::Multiply, Sort::Number(unit))
                    }
                    _ => {
                        let unit = unit_a.map(|a| a.divide(&unit_b.unwrap_or(Unit::NONE)));
                        (Binary::Divide, Sort::Number(unit))
                    }
                };
                Ok(Value { node: self.graph.binary(function, a.node, b.node), sort, window })
            }
        }
    }

    /// Both sides of `==`; a state name on one side is looked up among the states of the other.
    fn two_with_states(
        &mut self,
        left: &'s Expression,
        right: &'s Expression,
        environment: &Environment,
    ) -> Result<(Value, Value), Reported> {
        let states = |value: &Value| match &value.sort {
            Sort::State(states) => Some(states.clone()),
            _ => None,
        };
        if matches!(left.node, Node::Text(_)) {
            let b = self.expression(right, environment)?;
            let inner = Environment { states: states(&b), ..environment.clone() };
            let a = self.expression(left, &inner)?;
            return Ok((a, b));
        }
        let a = self.expression(left, environment)?;
        let inner = match states(&a) {
            Some(found) => Environment { states: Some(found), ..environment.clone() },
            None if matches!(right.node, Node::Text(_)) => Environment { states: None, ..environment.clone() },
            None => environment.clone(),
        };
        let b = self.expression(right, &inner)?;
        Ok((a, b))
    }

    /// True or false; missing where one of the two is.
    pub(super) fn compared(&mut self, function: Binary, a: &Value, b: &Value) -> Value {
        let lacking = [a.node, b.node].into_iter().filter(|&side| may_lack(&self.graph, side, &mut self.lacking));
        let lacking: Vec<NodeId> = lacking.collect();
        let node = match function {
            Binary::Less if !lacking.is_empty() => self.graph.binary(Binary::LessOrMissing, a.node, b.node),
            Binary::LessEqual if !lacking.is_empty() => self.graph.binary(Binary::LessEqualOrMissing, a.node, b.node),
            _ => {
                let there = lacking.into_iter().map(|side| self.graph.binary(Binary::Equal, side, side)).collect();
                let compared = self.graph.binary(function, a.node, b.node);
                self.guarded(there, compared)
            }
        };
        Value { node, sort: Sort::Boolean, window: a.joined_window(b) }
    }

    /// `a ^ b`: the exponent of a value with a unit must be a constant.
    pub(super) fn power(
        &mut self,
        base: &'s Expression,
        exponent: &'s Expression,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let (a, b) = (self.numeric(base, environment), self.pure(exponent, environment));
        let ((a, unit), b) = (a?, b?);
        let unit = match unit {
            Some(unit) if !unit.fits(&Unit::NONE) => match self.graph.constant_value(b.node) {
                Some(power) => unit.power(power),
                None => {
                    return self.fail(
                        Code::UnitMismatch,
                        exponent.span,
                        Text::new("带单位的量的指数必须是常数", "an amount with a unit takes a constant exponent only"),
                        Text::new("请先除以同单位的量化成纯数", "divide by an amount of the same unit first"),
                    );
                }
            },
            _ => Unit::NONE,
        };
        let window = a.joined_window(&b);
        Ok(Value { node: self.graph.binary(Binary::Power, a.node, b.node), sort: Sort::Number(Some(unit)), window })
    }

    fn case(
        &mut self,
        span: Span,
        subject: &'s Expression,
        arms: &'s [Arm],
        otherwise: Option<&'s Expression>,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let subject_value = self.expression(subject, environment)?;
        let Sort::State(states) = subject_value.sort.clone() else {
            return self.fail(
                Code::TypeMismatch,
                subject.span,
                Text::new("case 的第一项必须是状态", "the first part of `case` must be a state"),
                {
                    let c = brief(subject, "c");
                    Text::new(
                        format!("数和条件请用 if：写 if({c}, a, b)，数写 if({c} == 1, a, b)"),
                        format!("use `if` for numbers and conditions: if({c}, a, b), of a number if({c} == 1, a, b)"),
                    )
                },
            );
        };
        let mut given: Vec<(usize, Value, Span)> = Vec::new();
        let mut failed = false;
        for arm in arms {
            let index = self
                .state_literal(&arm.state, arm.state_span, Some(&states))
                .ok()
                .and_then(|value| self.graph.constant_value(value.node).map(|index| index as usize));
            let value = self.expression(&arm.value, environment);
            match (index, value) {
                (Some(index), Ok(value)) if !given.iter().any(|(other, ..)| *other == index) => {
                    given.push((index, value, arm.value.span));
                }
                (Some(_), Ok(_)) => {
                    let message = Text::new(
                        format!("状态“{}”写了两次", arm.state),
                        format!("the state '{}' stands twice", arm.state),
                    );
                    let _: Result<(), Reported> =
                        self.fail(Code::IncompleteCase, arm.state_span, message, Text::new("请删去一个", "delete one"));
                    failed = true;
                }
                _ => failed = true,
            }
        }
        let fallback = match otherwise {
            Some(otherwise) => Some((self.expression(otherwise, environment)?, otherwise.span)),
            None => None,
        };
        if failed {
            return Err(Reported);
        }
        let missing: Vec<&str> = (0..states.len())
            .filter(|index| !given.iter().any(|(other, ..)| other == index))
            .map(|index| states[index].as_str())
            .collect();
        if fallback.is_none() && !missing.is_empty() {
            let list = missing.join("、");
            return self.fail(
                Code::IncompleteCase,
                span,
                Text::new(
                    format!("case 缺少状态：{list}"),
                    format!("`case` lacks the states: {}", list.replace('、', ", ")),
                ),
                Text::new("请补上，或加 else: 值", "add them, or add else: value"),
            );
        }
        self.choose_by_state(&subject_value, given, fallback)
    }

    fn choose_by_state(
        &mut self,
        subject: &Value,
        mut given: Vec<(usize, Value, Span)>,
        fallback: Option<(Value, Span)>,
    ) -> Result<Value, Reported> {
        let (mut result, mut result_span) = match fallback {
            Some(found) => found,
            None => match given.pop() {
                Some((_, value, span)) => (value, span),
                None => return Err(Reported),
            },
        };
        for (index, value, span) in given.into_iter().rev() {
            let (value, so_far) = self.same_states(value, result);
            result = so_far;
            let sort = self.same_sort(&value.sort, &result.sort, span, result_span)?;
            let here: NodeId = self.graph.constant(index as f64);
            let condition = self.graph.binary(Binary::Equal, subject.node, here);
            let window = value.joined_window(&result);
            result = Value { node: self.graph.select(condition, value.node, result.node), sort, window };
            result_span = span;
        }
        result.window = subject.joined_window(&result);
        result.node = self.missing_with(subject.node, result.node);
        Ok(result)
    }
}

/// What a sort is called.
fn sort_words(sort: &Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Number(_) => ("数", "a number"),
        Sort::Boolean => ("条件（真或假）", "a condition"),
        Sort::State(_) => ("状态", "a state"),
    }
}
