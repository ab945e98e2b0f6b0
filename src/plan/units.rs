//! The units of a scenario: those built in and its own.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text};
use crate::quantity::{DeclareError, UnitTable};
use crate::scenario::model::Scenario;

/// The table of units; what cannot be declared is reported.
pub(super) fn table(scenario: &Scenario, diagnostics: &mut Diagnostics) -> UnitTable {
    let (units, mistakes) = scenario.unit_table();
    for (place, error) in mistakes {
        let (name, definition) = &scenario.units[place];
        let (zh, en) = match &error {
            DeclareError::BadName => ("名称不合规则".to_string(), "not a valid name".to_string()),
            DeclareError::Taken => ("已有这个单位".to_string(), "it is a unit already".to_string()),
            DeclareError::NotAnAmount => ("定义不是一个数加单位".to_string(), "not a number with a unit".to_string()),
            DeclareError::Unknown(unit) => {
                (format!("不认识单位“{}”", unit.name), format!("unknown unit `{}`", unit.name))
            }
        };
        diagnostics.push(Diagnostic::at(
            Code::UnknownUnit,
            definition.span,
            Text::new(
                format!("单位“{}”不能这样定义：{zh}", name.value),
                format!("the unit `{}` cannot be declared so: {en}", name.value),
            ),
            Text::new("例如 \"担\" = \"50 kg\"，或 \"箱\" = \"new\"", "for example dan = \"50 kg\", or box = \"new\""),
        ));
    }
    units
}
