//! Names of functions elsewhere.

/// What other languages and spreadsheets call a function of ours.
pub(super) fn known_as(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "average" | "avg" => "mean",
        "median" | "percentile" => "quantile",
        "stdev" | "stddev" | "std" => "sd",
        "log" => "ln",
        "int" | "rounddown" => "floor",
        "roundup" | "ceiling" => "ceil",
        "power" => "pow",
        "iff" | "when" => "if",
        "switch" | "match" => "case",
        "lag" | "previous" => "prev",
        "lead" => "next",
        "cumsum" => "cumulative",
        "sumif" | "total" => "sum",
        "countif" | "len" => "count",
        "lookup" => "interpolate",
        _ => return None,
    })
}
