//! What a project, a variant or `--set` puts in place of an input's value, where it cannot be what is meant.

use super::document::{Content, Item};
use super::mistakes::short;
use super::model::{Input, Missing, Value};
use super::rates;
use super::read::Described;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};

/// Reports a new value that is a rate without its `%`, one number for an amount that is given year by year, or one draw for
/// what is drawn every year.
pub(super) fn check(input: &Input, new: &Described, log: &mut Diagnostics) {
    if let (Value::Uncertain(yearly), Value::Uncertain(drawn)) = (&input.value, &new.value)
        && yearly.each_year
        && !drawn.each_stated
        && drawn.persistence.is_none()
    {
        log.push(drawn_once(input, new));
    }
    if new.unit.is_none() {
        rates::replaced(input, &new.value, new.span, log);
    }
    let by_year = matches!(input.value, Value::ByYear { missing: Missing::Zero, .. });
    if let Value::Certain(amount) = &new.value
        && by_year
        && amount.number().is_some_and(|(number, _)| number != 0.0)
    {
        let name = short(&input.name.value);
        let text = amount.to_string();
        let written = if text.contains(' ') { format!("\"{text}\"") } else { text };
        log.push(Diagnostic::at(
            Code::WrongType,
            new.span,
            Text::new(
                format!("“{name}”是逐年的数额，只写一个数就是每年都有这么多"),
                format!("`{name}` is an amount by year: one number would be paid in every year"),
            ),
            Text::new(
                format!(
                    "只在开始那一年写 {{ by_year = [{written}], missing = \"zero\" }}；真是每年都有写 {{ \"0..\" = {written} }}"
                ),
                format!(
                    "write {{ by_year = [{written}], missing = \"zero\" }} for the first year alone, {{ \"0..\" = {written} }} where it is meant for every year"
                ),
            ),
        ));
    }
}

/// A bare list of numbers in a variant, for an input that is not given year by year: meant are several variants, and one
/// whose values by year are the list would run. True where that is reported.
pub(super) fn several(input: &Input, new: &Item, log: &mut Diagnostics) -> bool {
    let Content::List(items) = &new.content else { return false };
    let number = |item: &Item| match item.content {
        Content::Number { value, .. } => Some(value.to_string()),
        _ => None,
    };
    let Some(numbers) = items.iter().map(number).collect::<Option<Vec<String>>>() else { return false };
    if matches!(input.value, Value::ByYear { .. }) || numbers.len() < 2 {
        return false;
    }
    let name = short(&input.name.value);
    let list = numbers.join(", ");
    let variant =
        |(place, number): (usize, &String)| format!("{name}{} = {{ set = {{ {name} = {number} }} }}", place + 1);
    let variants: Vec<String> = numbers.iter().take(2).enumerate().map(variant).collect();
    log.push(Diagnostic::at(
        Code::WrongType,
        new.span,
        Text::new(
            format!("列表是逐年的值，而“{name}”不是逐年给的：一个方案只设一个值"),
            format!("a list gives values by year, and `{name}` is not given by year: a variant sets one value"),
        ),
        Text::new(
            format!("每个值写一个方案，在 [variants] 里写 {}，依此类推；真是逐年的值就写 {name} = {{ by_year = [{list}] }}", variants.join("、")),
            format!("write a variant for each value, in [variants]: {} and so on; where values by year are meant, {name} = {{ by_year = [{list}] }}", variants.join(", ")),
        ),
    ));
    true
}

fn drawn_once(input: &Input, new: &Described) -> Diagnostic {
    let name = short(&input.name.value);
    Diagnostic::at(
        Code::ConflictingKeys,
        new.span,
        Text::new(
            format!("“{name}”每年抽一次，这样写却是各年都用同一次抽样"),
            format!("`{name}` is drawn every year: written like this, one draw would hold in all years"),
        ),
        Text::new(
            "在大括号里加 each = \"year\"；真要各年同一个数就写 each = \"trial\"",
            "add each = \"year\" inside the braces, or each = \"trial\" where one draw is meant for all years",
        ),
    )
}
