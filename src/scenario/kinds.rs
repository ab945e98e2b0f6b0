//! The project kinds shipped with the program.

/// Name and text of every shipped kind.
pub const BUILTIN: &[(&str, &str)] = &[
    ("solar-station", include_str!("../../scenarios/kinds/solar-station.toml")),
    ("fixed-dividend-stake", include_str!("../../scenarios/kinds/fixed-dividend-stake.toml")),
    ("crop-base", include_str!("../../scenarios/kinds/crop-base.toml")),
    ("planting-reward", include_str!("../../scenarios/kinds/planting-reward.toml")),
    ("micro-credit", include_str!("../../scenarios/kinds/micro-credit.toml")),
    ("rural-household", include_str!("../../scenarios/kinds/rural-household.toml")),
    ("vegetable-greenhouse", include_str!("../../scenarios/kinds/vegetable-greenhouse.toml")),
    ("pig-farm", include_str!("../../scenarios/kinds/pig-farm.toml")),
    ("orchard", include_str!("../../scenarios/kinds/orchard.toml")),
    ("mustard-tuber", include_str!("../../scenarios/kinds/mustard-tuber.toml")),
    ("free-range-chicks", include_str!("../../scenarios/kinds/free-range-chicks.toml")),
    ("share-reform", include_str!("../../scenarios/kinds/share-reform.toml")),
    ("aid-funding", include_str!("../../scenarios/kinds/aid-funding.toml")),
];
