//! Two projects under one weather lose together as far as the weather is set to be theirs.

use super::read;
use crate::support::{mean, options, replicate_error};
use fengnian::Model;

/// Two fruit bases, everything certain but the weather and what a storm takes. A base's loss is its harvest less than in
/// a year without storm, as a share.
fn two_bases(weather: [&str; 2]) -> Model {
    let base = |name: &str, weather: &str| {
        format!(
            "[projects.{name}]\nkind = \"crop-base\"\nlife = 1\ncontract_years = 1\nbase_yield = \"1000 kg/亩\"\n\
             virus_luck = 1\nrot_luck = 1\nexit_luck = 1\nfrost_chance = 0\nstorm_chance = 0.1\nweather_luck = \"{weather}\"\n"
        )
    };
    let text = format!(
        "title = \"two bases\"\nstart_year = 2018\nhorizon = 1\ndiscount_rate = 0.05\n[inputs]\n\
         sky = {{ dist = \"normal\", mean = 0, sd = 1, each = \"year\" }}\n\
         east_sky = {{ dist = \"normal\", mean = 0, sd = 1, each = \"year\" }}\n\
         west_sky = {{ dist = \"normal\", mean = 0, sd = 1, each = \"year\" }}\n{}{}\
         [outcomes]\neast_loss = \"1 - at(east.crop, 1) / 200000 kg\"\nwest_loss = \"1 - at(west.crop, 1) / 200000 kg\"\n",
        base("east", weather[0]),
        base("west", weather[1])
    );
    Model::new(read("two-bases.toml", &text)).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// A storm comes with p = 0.1 and takes X of the crop, mean m = 0.4, sd s = 0.2, drawn by each base for itself. With the
/// chance p11 that both have a storm, the correlation of their losses is (p11 − p²)·m² / (p·(m² + s²) − p²·m²):
/// one weather, p11 = p, 0.782609; weathers of their own 0; normal scores that correlate by 0.5, p11 = 0.0324015232
/// (integral of the bivariate normal density), 0.194796.
///
/// Three means and three correlations at 5 standard errors (t, 31 degrees of freedom): 1 seed in 7,000 raises a false alarm.
#[test]
fn losses_of_two_bases_under_one_typhoon_correlate_as_set() {
    let half = |own: &str| format!("normal_cdf(sqrt(0.5) * shared.sky + sqrt(0.5) * shared.{own})");
    let cases = [
        (["normal_cdf(shared.sky)".to_string(), "normal_cdf(shared.sky)".to_string()], 0.782_608_695_7),
        ([half("east_sky"), half("west_sky")], 0.194_795_854_1),
        (["normal_cdf(shared.east_sky)".to_string(), "normal_cdf(shared.west_sky)".to_string()], 0.0),
    ];
    for (weather, expected) in cases {
        let model = two_bases([&weather[0], &weather[1]]);
        let run = model.run(&options(131_072, 1)).expect("the run ends");
        let (east, west) = (run.outcome("east_loss"), run.outcome("west_loss"));
        let loss = mean(east);
        let error = replicate_error(east, mean);
        assert!((loss - 0.04).abs() <= 5.0 * error, "{weather:?}: mean loss {loss} ± {error}, 0.04 set");
        // known moments: the products about the known means are a mean of independent trials
        let variance = 0.1 * (0.16 + 0.04) - 0.01 * 0.16;
        let products: Vec<f64> = east.iter().zip(west).map(|(a, b)| (a - 0.04) * (b - 0.04) / variance).collect();
        let (found, error) = (mean(&products), replicate_error(&products, mean));
        assert!((found - expected).abs() <= 5.0 * error, "{weather:?}: correlation {found} ± {error}, set {expected}");
        assert!(error < 0.01, "{weather:?}: an error of {error} shows nothing");
    }
}
