//! The units that a scenario may use.

use super::model::Scenario;
use crate::quantity::{DeclareError, UnitTable};

impl Scenario {
    /// The units built in and the scenario's own; with the place in `units` of each that cannot be declared, and why.
    pub fn unit_table(&self) -> (UnitTable, Vec<(usize, DeclareError)>) {
        let mut table = UnitTable::new();
        let own: Vec<(&str, &str)> =
            self.units.iter().map(|(name, definition)| (name.value.as_str(), definition.value.as_str())).collect();
        let mistakes = table.declare_all(&own);
        (table, mistakes)
    }
}
