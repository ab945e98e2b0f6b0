//! Lowering of function calls.

use super::{Environment, Lowerer, RowPlace, shown};
use crate::diagnostic::{Code, Span, Text};
use crate::formula::expression::{Argument, Expression, Node};
use crate::formula::functions::KNOWN_LESS;
use crate::plan::graph::{Axes, Binary, Gather, NodeId, Op, TableId, Unary};
use crate::plan::value::{Reported, Sort, Value};
use crate::quantity::Unit;
use crate::scenario::calendar::FIRST_CALENDAR_YEAR;

/// The arguments of a call, sorted into places.
pub(super) struct Call<'s> {
    pub function: &'s str,
    pub span: Span,
    pub given: Vec<&'s Expression>,
    pub named: Vec<(&'s str, &'s Expression)>,
}

impl<'s> Call<'s> {
    pub(super) fn named(&self, name: &str) -> Option<&'s Expression> {
        self.named.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
    }
}

impl<'s> Lowerer<'s, '_> {
    /// Lowers `f(…)`.
    pub(super) fn call(
        &mut self,
        span: Span,
        function: &'s str,
        function_span: Span,
        arguments: &'s [Argument],
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let call = Call {
            function,
            span,
            given: arguments.iter().filter(|a| a.name.is_none()).map(|a| &a.value).collect(),
            named: arguments.iter().filter_map(|a| a.name.as_deref().map(|name| (name, &a.value))).collect(),
        };
        match function {
            "min" | "max" if call.given.len() >= 2 => self.smallest_or_largest(&call, environment),
            "abs" | "sign" | "sqrt" | "exp" | "ln" | "log10" | "sin" | "cos" | "tan" | "tanh" | "floor" | "ceil"
            | "normal_cdf" | "normal_quantile" => self.of_one(&call, environment),
            "round" => self.round(&call, environment),
            "pow" => {
                let [base, exponent] = self.exactly::<2>(&call)?;
                self.power(base, exponent, environment)
            }
            "mod" => self.modulo(&call, environment),
            "clip" => self.clip(&call, environment),
            "known" => self.is_known(&call, environment),
            // made by the program: users cannot write the sign
            KNOWN_LESS => self.known_less(&call, environment),
            "interpolate" => self.interpolate(&call, environment),
            "number" => self.number_of(&call, environment),
            "waterfall" => self.waterfall(&call, environment),
            "pmt" | "ipmt" | "ppmt" | "pv" | "fv" | "nper" | "loan_payment" | "loan_interest" | "loan_balance" => {
                self.scalar(&call, environment)
            }
            "prev" => {
                let [target, start] = self.exactly::<2>(&call)?;
                self.prev(span, target, start, environment)
            }
            "change" => self.change(&call, environment),
            "next" => self.next(&call, environment),
            "at" => self.at(&call, environment),
            "cumulative" => self.cumulative(&call, environment),
            "above" => self.above(&call, environment),
            "count" if call.named.is_empty() && self.names_a_table(&call.given, environment) => {
                self.count_rows(call.given[0], environment)
            }
            "sum" | "mean" | "min" | "max" | "product" | "sd" | "quantile" | "count" | "share" | "any" | "all"
            | "first" | "last" | "first_year" => self.over_years(&call, environment),
            "npv" | "irr" | "mirr" | "payback" | "discounted_payback" => self.appraisal(&call, environment),
            "delay" => self.delay(&call, environment),
            "event" => self.event(&call, environment),
            _ => self.no_function(&call, function_span, environment),
        }
    }

    fn modulo(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [a, b] = self.exactly::<2>(call)?;
        let (a_value, b_value) = (self.numeric(a, environment)?.0, self.numeric(b, environment)?.0);
        let sort = self.same_sort(&a_value.sort, &b_value.sort, a.span, b.span)?;
        let window = a_value.joined_window(&b_value);
        Ok(Value { node: self.graph.binary(Binary::Modulo, a_value.node, b_value.node), sort, window })
    }

    fn is_known(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [x] = self.exactly::<1>(call)?;
        let value = self.expression(x, environment)?;
        let node = self.graph.binary(Binary::Equal, value.node, value.node);
        Ok(Value { node, sort: Sort::Boolean, window: value.window })
    }

    fn change(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [target, start] = self.exactly::<2>(call)?;
        let before = self.prev(call.span, target, start, environment)?;
        let (now, _) = self.numeric(target, environment)?;
        let sort = self.same_sort(&now.sort, &before.sort, target.span, start.span)?;
        // like `x - prev(x, start)`: in the year after x's last it falls to 0
        let window = now.joined_window(&before);
        let now = self.within_its_years(target, &now, environment);
        Ok(Value { node: self.graph.minus(now, before.node), sort, window })
    }

    fn cumulative(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [series] = self.exactly::<1>(call)?;
        let (value, _) = self.numeric(series, environment)?;
        let series = self.lived(&value, environment);
        let window = value.window.unwrap_or(self.scopes.scopes[environment.scope].window);
        Ok(Value { node: self.running_total(series), window: Some(window), ..value })
    }

    /// a < b, missing where either is.
    fn known_less(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [a, b] = self.exactly::<2>(call)?;
        let (first, second) = (self.numeric(a, environment)?.0, self.numeric(b, environment)?.0);
        self.same_sort(&first.sort, &second.sort, a.span, b.span)?;
        let node = self.graph.binary(Binary::LessOrMissing, first.node, second.node);
        Ok(Value { node, sort: Sort::Boolean, window: first.joined_window(&second) })
    }

    fn smallest_or_largest(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        self.allow_names(call, &[])?;
        let function = if call.function == "min" { Binary::Minimum } else { Binary::Maximum };
        let mut result: Option<(Value, Span)> = None;
        for argument in &call.given {
            let (value, _) = self.numeric(argument, environment)?;
            result = Some(match result {
                None => (value, argument.span),
                Some((so_far, span)) => {
                    let sort = self.same_sort(&so_far.sort, &value.sort, span, argument.span)?;
                    let window = so_far.joined_window(&value);
                    (Value { node: self.graph.binary(function, so_far.node, value.node), sort, window }, argument.span)
                }
            });
        }
        result.map(|(value, _)| value).ok_or(Reported)
    }

    fn of_one(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [argument] = self.exactly::<1>(call)?;
        let (value, unit) = match call.function {
            "abs" | "sign" | "sqrt" | "floor" | "ceil" => self.numeric(argument, environment)?,
            _ => (self.pure(argument, environment)?, Some(Unit::NONE)),
        };
        let unary = match call.function {
            "abs" => Unary::Absolute,
            "sign" => Unary::Sign,
            "sqrt" => Unary::SquareRoot,
            "exp" => Unary::Exponential,
            "ln" => Unary::Logarithm,
            "log10" => Unary::Logarithm10,
            "sin" => Unary::Sine,
            "cos" => Unary::Cosine,
            "tan" => Unary::Tangent,
            "tanh" => Unary::HyperbolicTangent,
            "floor" => Unary::Floor,
            "ceil" => Unary::Ceiling,
            "normal_cdf" => Unary::NormalCdf,
            _ => Unary::NormalQuantile,
        };
        let sort = match call.function {
            "sign" => Sort::Number(Some(Unit::NONE)),
            "sqrt" => Sort::Number(unit.map(|unit| unit.power(0.5))),
            "abs" | "floor" | "ceil" => Sort::Number(unit),
            _ => Sort::Number(Some(Unit::NONE)),
        };
        Ok(Value { node: self.graph.unary(unary, value.node), sort, window: value.window })
    }

    fn round(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        self.allow_names(call, &[])?;
        let (x, digits) = match call.given.as_slice() {
            [x] => (*x, None),
            [x, digits] => (*x, Some(*digits)),
            _ => return self.wrong_arguments(call, "需要 1 或 2 个", "it takes 1 or 2"),
        };
        let (value, _) = self.numeric(x, environment)?;
        let node = match digits {
            None => self.graph.unary(Unary::Round, value.node),
            Some(digits) => {
                let digits = self.pure(digits, environment)?;
                let ten = self.graph.constant(10.0);
                let scale = self.graph.binary(Binary::Power, ten, digits.node);
                let scaled = self.graph.times(value.node, scale);
                let rounded = self.graph.unary(Unary::Round, scaled);
                self.graph.over(rounded, scale)
            }
        };
        Ok(Value { node, ..value })
    }

    fn clip(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [x, low, high] = self.exactly::<3>(call)?;
        let x_value = self.numeric(x, environment)?.0;
        let low_value = self.numeric(low, environment)?.0;
        let high_value = self.numeric(high, environment)?.0;
        let sort = self.same_sort(&x_value.sort, &low_value.sort, x.span, low.span)?;
        let sort = self.same_sort(&sort, &high_value.sort, x.span, high.span)?;
        let limits = self.graph.constant_value(low_value.node).zip(self.graph.constant_value(high_value.node));
        if limits.is_some_and(|(low, high)| low > high) {
            return self.fail(
                Code::OutOfRange,
                low.span.to(high.span),
                Text::new("clip 的下限大于上限", "clip: the lower limit is above the upper one"),
                Text::new("写成 clip(x, 下限, 上限)", "write clip(x, low, high)"),
            );
        }
        let node = self.graph.binary(Binary::Maximum, x_value.node, low_value.node);
        let node = self.graph.binary(Binary::Minimum, node, high_value.node);
        let window = x_value.joined_window(&low_value);
        let window = high_value.joined_window(&Value { window, ..x_value });
        Ok(Value { node, sort, window })
    }

    fn interpolate(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [x, from, to] = self.exactly::<3>(call)?;
        let (x_value, _) = self.numeric(x, environment)?;
        let (from_values, from_sort) = self.constant_list(from, environment)?;
        if let Some(first) = from_values.first() {
            self.year_of_no_calendar(x, *first, environment)?;
        }
        let (to_values, to_sort) = self.constant_list(to, environment)?;
        self.same_sort(&x_value.sort, &from_sort, x.span, from.span)?;
        if from_values.len() != to_values.len() || from_values.is_empty() {
            return self.wrong_arguments(
                call,
                "两个列表必须一样长且不为空",
                "the two lists must be of one length and not empty",
            );
        }
        if from_values.windows(2).any(|pair| pair[0] >= pair[1]) {
            return self.wrong_arguments(call, "第一个列表必须从小到大", "the first list must increase");
        }
        let points = from_values.iter().zip(&to_values).map(|(x, y)| (x.to_bits(), y.to_bits())).collect();
        let axes = self.graph.axes(x_value.node);
        let node = self.graph.add(Op::Interpolate(x_value.node, points), axes);
        Ok(Value { node, sort: to_sort, window: x_value.window })
    }

    /// A list of constants of one unit.
    fn constant_list(&mut self, list: &'s Expression, environment: &Environment) -> Result<(Vec<f64>, Sort), Reported> {
        let Node::List(parts) = &list.node else {
            return self.fail(
                Code::Arguments,
                list.span,
                Text::new("这里需要列表", "a list is needed here"),
                Text::new("例如 [0, 10, 20]", "for example [0, 10, 20]"),
            );
        };
        let mut sort = Sort::Number(None);
        let mut values = Vec::new();
        for part in parts {
            let (value, _) = self.numeric(part, environment)?;
            sort = self.same_sort(&sort, &value.sort, list.span, part.span)?;
            match self.graph.constant_value(value.node) {
                Some(number) => values.push(number),
                None => {
                    return self.fail(
                        Code::ShapeMismatch,
                        part.span,
                        Text::new("列表里只能是常数", "a list holds constants only"),
                        Text::new("请写数字", "write numbers"),
                    );
                }
            }
        }
        if sort == Sort::Number(None) {
            sort = Sort::Number(Some(Unit::NONE));
        }
        Ok((values, sort))
    }

    fn number_of(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [x, unit] = self.exactly::<2>(call)?;
        let (value, found) = self.numeric(x, environment)?;
        let Node::Text(text) = &unit.node else {
            return self.wrong_arguments(call, "第二个参数是引号里的单位", "the second is a unit in quotes");
        };
        let named = self.unit(text, unit.span)?;
        if let Some(found) = found
            && !found.fits(&named.unit)
        {
            let found = shown(&found).zh;
            return self.fail(
                Code::UnitMismatch,
                x.span,
                Text::new(
                    format!("这个值的单位是 {found}，不能用 {text} 来量"),
                    format!("this is in {found} and cannot be measured in {text}"),
                ),
                Text::new("请改第二个参数里的单位", "change the unit in the second argument"),
            );
        }
        let scale = self.graph.constant(named.scale);
        Ok(Value {
            node: self.graph.over(value.node, scale),
            sort: Sort::Number(Some(Unit::NONE)),
            window: value.window,
        })
    }

    /// min(max(cash − earlier dues, 0), due).
    fn waterfall(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        self.allow_names(call, &[])?;
        if call.given.len() < 2 {
            return self.wrong_arguments(call, "至少需要 cash 和一个 due", "cash and at least one due are needed");
        }
        let (mut left, _) = self.numeric(call.given[0], environment)?;
        let zero = self.graph.constant(0.0);
        left.node = self.graph.binary(Binary::Maximum, left.node, zero);
        for (position, due) in call.given.iter().enumerate().skip(1) {
            let (value, _) = self.numeric(due, environment)?;
            let sort = self.same_sort(&left.sort, &value.sort, call.given[0].span, due.span)?;
            let window = left.joined_window(&value);
            let due_node = self.graph.binary(Binary::Maximum, value.node, zero);
            let node = if position + 1 == call.given.len() {
                self.graph.binary(Binary::Minimum, left.node, due_node)
            } else {
                let rest = self.graph.minus(left.node, due_node);
                self.graph.binary(Binary::Maximum, rest, zero)
            };
            left = Value { node, sort, window };
        }
        Ok(left)
    }

    fn next(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [series, end] = self.exactly::<2>(call)?;
        let value = self.expression(series, environment)?;
        let end_value = self.expression(end, environment)?;
        let (value, end_value) = self.same_states(value, end_value);
        let sort = self.same_sort(&value.sort, &end_value.sort, series.span, end.span)?;
        let own = self.scopes.scopes[environment.scope].window;
        // as `prev` begins: a name lives where it is declared, an expression within its project
        let last = self.last_active(series, environment);
        let last = last.unwrap_or_else(|| value.window.unwrap_or(own).1.min(own.1));
        let axes = Axes { year: true, ..self.graph.axes(value.node).with(self.graph.axes(end_value.node)) };
        let read = self.within_its_years(series, &value, environment);
        let node = self.graph.add(Op::Next { series: read, end: end_value.node, last }, axes);
        // like `prev` it has values in years in which the series has none
        Ok(Value { node, sort, window: Some(own) })
    }

    /// The sum of this and all years before.
    pub(super) fn running_total(&mut self, series: NodeId) -> NodeId {
        let zero = self.graph.constant(0.0);
        let axes = Axes { year: true, ..self.graph.axes(series) };
        let (id, before) = self.graph.prev(zero, 0, axes);
        let total = self.graph.plus(before, series);
        self.graph.prev[id.0 as usize] = Some(total);
        total
    }

    fn above(&mut self, call: &Call<'s>, environment: &Environment) -> Result<Value, Reported> {
        let [x] = self.exactly::<1>(call)?;
        let table = match environment.rows.first() {
            None => {
                return self.fail(
                    Code::Arguments,
                    call.span,
                    Text::new("above 只能用在表的逐行公式里", "`above` stands in the row formulas of a table only"),
                    Text::new("请把公式移到 [tables.表名.formulas] 里", "move the formula to [tables.NAME.formulas]"),
                );
            }
            Some(&(table, RowPlace::Fixed(row))) => return self.above_fixed(x, table, row, environment),
            Some(&(table, RowPlace::Running)) => table,
        };
        self.ordered.push(table);
        let (value, _) = self.numeric(x, environment)?;
        let axes = self.graph.axes(value.node).with(Axes { row: Some(table), ..Axes::NONE });
        let node = self.graph.add(Op::Above { value: value.node }, axes);
        Ok(Value { node, ..value })
    }

    /// `above` in a row that is written out: the rows listed before it are written out as well.
    fn above_fixed(
        &mut self,
        x: &'s Expression,
        table: TableId,
        row: u32,
        environment: &Environment,
    ) -> Result<Value, Reported> {
        let mut value = self.numeric(x, environment)?.0;
        value.node = self.graph.constant(0.0);
        let listed = self.scopes.tables[table.0 as usize].listed.clone();
        for (other, place) in listed.iter().enumerate() {
            if *place < listed[row as usize] {
                let mut there = environment.clone();
                there.rows[0] = (table, RowPlace::Fixed(other as u32));
                let (term, _) = self.numeric(x, &there)?;
                value.node = self.graph.plus(value.node, term.node);
            }
        }
        Ok(value)
    }

    /// Gathers a series over years; a value that is the same in all years has been dealt with by the caller.
    pub(super) fn gather_years(&mut self, gather: Gather, series: NodeId, from: u32, to: u32) -> NodeId {
        let axes = Axes { year: false, ..self.graph.axes(series) };
        self.graph.add(Op::OverYears { gather, series, from, to }, axes)
    }

    /// `over = a..b` as global indices, cut to the scope; without it the years in which the value lives.
    pub(super) fn years_of(
        &mut self,
        call: &Call<'s>,
        value: &Value,
        environment: &Environment,
    ) -> Result<(u32, u32), Reported> {
        let (start, window) = {
            let scope = &self.scopes.scopes[environment.scope];
            (scope.start, scope.window)
        };
        let Some(over) = call.named("over") else { return Ok(value.window.unwrap_or(window)) };
        let (from, to) = match &over.node {
            Node::Range { from, to } => (from.as_deref(), to.as_deref()),
            _ => (Some(over), Some(over)),
        };
        let bound = |lowerer: &mut Self, part: Option<&'s Expression>, open: u32| -> Result<i64, Reported> {
            let Some(part) = part else { return Ok(i64::from(open)) };
            let value = lowerer.pure(part, environment)?;
            match lowerer.graph.constant_value(value.node) {
                Some(k) if k.abs() < 1e6 && k.fract() == 0.0 => {
                    let calendar = k >= f64::from(FIRST_CALENDAR_YEAR);
                    Ok(k as i64 + if calendar { -i64::from(lowerer.scenario.start_year) } else { i64::from(start) })
                }
                _ => lowerer.fail(
                    Code::Arguments,
                    part.span,
                    Text::new("over 的两端必须是固定的年份", "the ends of `over` must be fixed years"),
                    Text::new(
                        "例如 over = 1..20；年数随名称变的，写 sum(if(index <= 名称, x, 0))",
                        "for example over = 1..20; where a name says how many years, sum(if(index <= name, x, 0)); up to the present year, cumulative(x), or for conditions stopped = \"prev(stopped, false) or stops\"",
                    ),
                ),
            }
        };
        let from = bound(self, from, window.0)?.max(0);
        let to = bound(self, to, window.1)?.min(i64::from(self.horizon()));
        if from > to {
            return self.fail(
                Code::OutOfRange,
                over.span,
                {
                    let (first, horizon) = (i64::from(self.scenario.start_year), i64::from(self.horizon()));
                    let last = first + horizon;
                    let (zh, en) = match self.has_calendar() {
                        true => (format!("，即 {first} 至 {last} 年"), format!(", {first} to {last}")),
                        false => (String::new(), String::new()),
                    };
                    Text::new(
                        format!("over 所写的年份都不在情景之内（第 0 至 {horizon} 年{zh}）"),
                        format!("`over` holds no year of the scenario (indices 0 to {horizon}{en})"),
                    )
                },
                Text::new("请改年份，或把 horizon 加长", "change the years, or make the horizon longer"),
            );
        }
        Ok((from as u32, to as u32))
    }
}
