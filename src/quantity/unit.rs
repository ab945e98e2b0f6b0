//! Units as products of powers of base units.

use std::borrow::Cow;
use std::fmt;

use super::builtin::BASES;
use crate::diagnostic::{Language, Text};
use crate::numeric::elementary;

/// Exponents nearer than this are equal: roots of roots come back to whole numbers only nearly.
const TOLERANCE: f64 = 1e-9;

/// A base unit, known by its symbol: `元`, `kW`, `kWh`, `h`, `亩`, `kg`, `m`, `户`, `人`, `天`, `月`, `头`, or the name of
/// a unit that a scenario declared as new.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Base(pub(super) Cow<'static, str>);

impl Base {
    /// A kind of thing that a scenario counts by itself.
    pub fn new(name: impl Into<String>) -> Self {
        Base(Cow::Owned(name.into()))
    }

    /// The symbol in a language; a declared unit has one for both.
    pub fn symbol(&self, language: Language) -> &str {
        let names = BASES.iter().find(|(zh, _)| *zh == self.0);
        match (names, language) {
            (Some((_, en)), Language::English) => en,
            _ => &self.0,
        }
    }
}

/// What a number counts: a product of powers of base units. Powers may be fractions (`sqrt` of an area).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unit {
    /// Base and exponent, sorted by base; no exponent is 0.
    bases: Vec<(Base, f64)>,
}

impl Unit {
    /// The unit of a pure number.
    pub const NONE: Unit = Unit { bases: Vec::new() };

    /// One base unit.
    pub fn base(base: Base) -> Self {
        Unit { bases: vec![(base, 1.0)] }
    }

    /// The base units and their exponents, in a fixed order.
    pub fn bases(&self) -> &[(Base, f64)] {
        &self.bases
    }

    /// The unit of a product.
    #[must_use]
    pub fn times(&self, other: &Unit) -> Unit {
        self.combined(other, 1.0)
    }

    /// The unit of a quotient.
    #[must_use]
    pub fn divide(&self, other: &Unit) -> Unit {
        self.combined(other, -1.0)
    }

    /// The unit of a power.
    #[must_use]
    pub fn power(&self, exponent: f64) -> Unit {
        Unit::NONE.combined(self, exponent)
    }

    /// `self · other^exponent`.
    fn combined(&self, other: &Unit, exponent: f64) -> Unit {
        let mut bases = self.bases.clone();
        for (base, power) in &other.bases {
            match bases.binary_search_by(|(known, _)| known.cmp(base)) {
                Ok(place) => bases[place].1 += power * exponent,
                Err(place) => bases.insert(place, (base.clone(), power * exponent)),
            }
        }
        bases.retain(|(_, power)| power.abs() > TOLERANCE);
        Unit { bases }
    }

    /// True if amounts of both may be added and compared.
    pub fn fits(&self, other: &Unit) -> bool {
        self.bases.len() == other.bases.len()
            && self.bases.iter().zip(&other.bases).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() <= TOLERANCE)
    }

    /// True for pure numbers.
    pub fn is_none(&self) -> bool {
        self.bases.is_empty()
    }

    /// The unit in base symbols of a language: `元/亩`, `kWh/kW`, `m^2`, `1/户`; `1` for a pure number.
    pub fn text(&self, language: Language) -> String {
        let part = |(base, power): &(Base, f64)| {
            let size = power.abs();
            let symbol = base.symbol(language);
            // a power such as 1/3 is shown with four decimals, without zeros behind
            let rounded = (size * 1e4).round() / 1e4;
            if rounded == 1.0 { symbol.to_owned() } else { format!("{symbol}^{rounded}") }
        };
        let above: Vec<String> = self.bases.iter().filter(|(_, power)| *power > 0.0).map(part).collect();
        let mut text = if above.is_empty() { "1".to_owned() } else { above.join("*") };
        for below in self.bases.iter().filter(|(_, power)| *power < 0.0).map(part) {
            text.push('/');
            text.push_str(&below);
        }
        text
    }

    /// The unit as error messages name it: in base symbols, or in words for a pure number.
    pub fn described(&self) -> Text {
        if self.is_none() {
            Text::new("不带单位的数", "a pure number")
        } else {
            Text::new(self.text(Language::Chinese), self.text(Language::English))
        }
    }
}

/// In base symbols as [`UnitTable::resolve`](super::UnitTable::resolve) reads them.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::Chinese))
    }
}

/// True for amounts of money: one power of 元 and nothing else.
pub fn is_money(unit: &Unit) -> bool {
    matches!(unit.bases.as_slice(), [(base, power)] if base.0 == "元" && (power - 1.0).abs() <= TOLERANCE)
}

/// The powers of ten that scales of units are.
const POWERS: [(f64, i32); 16] = [
    (1e-9, -9),
    (1e-6, -6),
    (1e-5, -5),
    (1e-4, -4),
    (1e-3, -3),
    (1e-2, -2),
    (1e-1, -1),
    (1e1, 1),
    (1e2, 2),
    (1e3, 3),
    (1e4, 4),
    (1e5, 5),
    (1e6, 6),
    (1e7, 7),
    (1e8, 8),
    (1e9, 9),
];

/// A unit as people write it, measured in base units.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedUnit {
    /// What it counts.
    pub unit: Unit,
    /// Base units in one: 10,000 for 万元, 0.01 for %.
    pub scale: f64,
}

impl NamedUnit {
    /// A pure number.
    pub const NONE: NamedUnit = NamedUnit { unit: Unit::NONE, scale: 1.0 };

    /// What so many of the unit are in base units, correctly rounded where the scale is a power of ten: `70 %` is the same
    /// number as `0.7`, and `0.07 亿元` as `700 万元`, which products with the scale are not.
    #[must_use]
    pub fn in_base(&self, value: f64) -> f64 {
        let product = value * self.scale;
        let Some((_, power)) = POWERS.iter().find(|(scale, _)| *scale == self.scale) else { return product };
        // the shortest decimal of the value, with its point moved
        let written = format!("{value:e}");
        let moved = written.split_once('e').and_then(|(digits, exponent)| {
            let exponent: i32 = exponent.parse().ok()?;
            format!("{digits}e{}", exponent + power).parse().ok()
        });
        moved.unwrap_or(product)
    }

    /// `self · other^exponent`.
    #[must_use]
    pub fn combined(&self, other: &NamedUnit, exponent: f64) -> NamedUnit {
        // plain multiplication and division where they do: the same bits on every machine
        let scale = if exponent == 1.0 {
            self.scale * other.scale
        } else if exponent == -1.0 {
            self.scale / other.scale
        } else {
            self.scale * elementary::pow(other.scale, exponent)
        };
        NamedUnit { unit: self.unit.combined(&other.unit, exponent), scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(name: &str) -> Unit {
        Unit::base(Base::new(name))
    }

    #[test]
    fn units_multiply_divide_and_cancel() {
        let price = base("元").divide(&base("kg"));
        let harvest = base("kg").divide(&base("亩"));
        assert!(price.times(&harvest).fits(&base("元").divide(&base("亩"))));
        assert!(price.divide(&price).is_none());
        assert!(!price.fits(&harvest));
        assert!(!base("kW").fits(&base("kWh")), "power and energy are separate");
    }

    #[test]
    fn roots_of_powers_come_back() {
        let area = base("m").power(2.0);
        assert!(area.power(0.5).fits(&base("m")));
        let third = base("m").power(1.0 / 3.0);
        assert!(third.times(&third).times(&third).fits(&base("m")), "three thirds are one, within the tolerance");
        assert!(base("m").power(0.0).is_none());
        assert!(!base("m").power(0.5).fits(&base("m")));
    }

    #[test]
    fn the_order_of_factors_does_not_matter() {
        let a = base("元").times(&base("kg")).divide(&base("亩"));
        let b = Unit::NONE.divide(&base("亩")).times(&base("kg")).times(&base("元"));
        assert_eq!(a, b);
        assert_eq!(a.to_string(), b.to_string());
    }

    #[test]
    fn units_are_shown_in_both_languages() {
        let yield_per_area = base("kg").divide(&base("亩"));
        assert_eq!(yield_per_area.to_string(), "kg/亩");
        assert_eq!(yield_per_area.text(Language::English), "kg/mu");
        assert_eq!(base("m").power(2.0).to_string(), "m^2");
        assert_eq!(base("m").power(0.5).to_string(), "m^0.5");
        assert_eq!(Unit::NONE.divide(&base("户")).text(Language::English), "1/household");
        assert_eq!(base("元").divide(&base("户")).divide(&base("月")).text(Language::English), "yuan/household/month");
        assert_eq!(Unit::NONE.to_string(), "1");
        assert_eq!(base("担").text(Language::English), "担", "a declared unit keeps its name");
    }

    #[test]
    fn money_is_one_power_of_yuan() {
        assert!(is_money(&base("元")));
        assert!(!is_money(&base("元").divide(&base("亩"))));
        assert!(!is_money(&base("元").power(2.0)));
        assert!(!is_money(&Unit::NONE));
    }
}
