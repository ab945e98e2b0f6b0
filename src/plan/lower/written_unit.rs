//! Units behind numbers that may be read in two ways.

use super::{Environment, Lowerer, RowPlace, space_before_star};
use crate::diagnostic::{Code, Span, Text};
use crate::plan::graph::TableId;
use crate::plan::value::Reported;

impl Lowerer<'_, '_> {
    /// Refuses `300 元/t*t` where `t` is a name, too, and `20 %^2`, which would be twenty times a hundredth of a hundredth.
    pub(super) fn unit_is_clear(&mut self, text: &str, span: Span, environment: &Environment) -> Result<(), Reported> {
        if text.contains("%^") || text.contains("‰^") {
            return self.fail(
                Code::UnitMismatch,
                span,
                Text::new("百分号后面不能直接写乘方", "a power cannot follow a per cent sign directly"),
                Text::new("整个数求乘方，写 (20 %)^2", "for the power of the whole number write (20 %)^2"),
            );
        }
        let factors = text.split('*').skip(1).filter_map(|factor| factor.split(['/', '^']).next());
        for factor in factors.map(str::trim) {
            if self.is_name(factor, environment) {
                return self.fail(
                    Code::UnitMismatch,
                    span,
                    Text::new(
                        format!("“*{factor}”读作单位“{text}”的一部分，而 {factor} 在这里又是一个名称"),
                        format!(
                            "`*{factor}` is read as a part of the unit `{text}`, but `{factor}` is a name here, too"
                        ),
                    ),
                    space_before_star(),
                );
            }
        }
        Ok(())
    }

    fn is_name(&self, name: &str, environment: &Environment) -> bool {
        let in_rows = |(table, _): &(TableId, RowPlace)| self.scopes.tables[table.0 as usize].items.contains_key(name);
        environment.rows.iter().any(in_rows) || self.scopes.scopes[environment.scope].names.contains_key(name)
    }
}
