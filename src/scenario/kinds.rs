//! The project kinds shipped with the program.

/// Name and text of every shipped kind.
pub const BUILTIN: &[(&str, &str)] = &[
    ("solar-station", include_str!("../../scenarios/kinds/solar-station.toml")),
    ("fixed-dividend-stake", include_str!("../../scenarios/kinds/fixed-dividend-stake.toml")),
    ("crop-base", include_str!("../../scenarios/kinds/crop-base.toml")),
    ("planting-reward", include_str!("../../scenarios/kinds/planting-reward.toml")),
    ("micro-credit", include_str!("../../scenarios/kinds/micro-credit.toml")),
];
