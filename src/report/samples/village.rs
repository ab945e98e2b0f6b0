//! Villages made by hand: one like Zhaoyuan with 104 households, one with 1,200, and the smallest there is.

use super::*;
use crate::analysis::village::*;

/// Projects and transfers that pay households: path, Chinese, English, mean a household and year, share of the
/// no-labour households in it against the others.
const PAYS: [(&str, &str, &str, f64, f64); 5] = [
    ("quarry.household_dividend", "石场分红", "quarry dividend", 1_030.0, 0.4),
    ("solar.dividend", "光伏收益分配", "solar income", 480.0, 3.0),
    ("sweet_potato.reward", "红薯、花生种植奖励", "sweet potato and peanut reward", 640.0, 0.2),
    ("passion_fruit.rent", "百香果基地地租", "land rent of the passion fruit base", 890.0, 0.7),
    ("aid.planting", "种植补助", "planting aid", 210.0, 0.3),
];

/// Income that the household model gives: path, Chinese, English, mean a household and year.
const EARNS: [(&str, &str, &str, f64); 5] = [
    ("wage", "工资性收入", "wages", 16_800.0),
    ("business", "经营性收入", "own business", 9_400.0),
    ("property", "财产性收入", "property", 420.0),
    ("minimum_living", "低保金", "minimum living allowance", 3_100.0),
    ("illness_bill", "大病自付", "own share of illness bills", -1_350.0),
];

const CAUSES: [(&str, &str, &str, f64); 4] = [
    ("no_illness", "大病", "illness", 0.412),
    ("no_loss_of_worker", "丧失劳动力", "loss of a worker", 0.187),
    ("quarry", "石场少付", "the quarry pays less than promised", 0.093),
    ("sweet_potato", "红薯、花生减产", "a poor harvest of sweet potatoes and peanuts", 0.031),
];

/// Between 0 and 1, evenly spread and without visible order (multiples of the golden ratio).
fn spread(index: usize) -> f64 {
    (index as f64 * 0.618_033_988_749_895 + 0.5).fract()
}

/// P(below the line) of a household in a year.
fn risk(index: usize, age: usize) -> f64 {
    normal().cdf(-2.35 + 0.95 * normal().inverse_cdf(0.002 + 0.996 * spread(index)) + 0.035 * age as f64)
}

fn source((path, zh, en, mean): (&str, &str, &str, f64), received: bool, years: usize, total: f64) -> SourceFinding {
    SourceFinding {
        path: path.to_string(),
        label: Text::new(zh, en),
        received,
        mean: estimate(mean, mean.abs() * 0.002),
        by_year: (0..years).map(|age| mean * total * (1.0 + 0.03 * age as f64)).collect(),
    }
}

fn group(name: &str, label: Text, list: &[&HouseholdFinding], years: usize, received: f64) -> GroupFinding {
    let count = list.len().max(1) as f64;
    let mean = |value: &dyn Fn(&HouseholdFinding) -> f64| list.iter().map(|found| value(found)).sum::<f64>() / count;
    GroupFinding {
        varying: false,
        name: name.to_string(),
        label,
        households: list.len() as u64,
        people: list.iter().map(|found| found.members).sum(),
        below: (0..years).map(|age| estimate(mean(&|found| found.below[age]), 0.0004)).collect(),
        ever_below: estimate(mean(&|found| found.ever_below.value), 0.0009),
        income: (0..years)
            .map(|age| estimate(mean(&|found| found.income.value) * 1.05f64.powf(age as f64), 21.0))
            .collect(),
        received: estimate(received, received * 0.003),
    }
}

fn household(index: usize, years: usize) -> HouseholdFinding {
    // 38 of 104 have no labour: 12 of them are two people, the others one; 47 of the 66 others are four, the rest three
    let place = index * 37 % 104;
    let (members, groups) = match place {
        0..12 => (2.0, vec!["no_labour", "minimum_living"]),
        12..38 => (1.0, vec!["no_labour"]),
        38..85 => (4.0, vec!["developable"]),
        _ => (3.0, vec!["developable"]),
    };
    let below: Vec<f64> = (0..years).map(|age| risk(index, age)).collect();
    let bad_years: f64 = below.iter().sum();
    let no_labour = place < 38;
    let ever = 1.0 - below.iter().map(|p| (1.0 - p).powf(0.62)).product::<f64>();
    let by_cause: Vec<f64> =
        CAUSES.iter().zip(0..).map(|(cause, at)| bad_years * cause.3 * (0.4 + 1.2 * spread(index * 7 + at))).collect();
    let main_cause =
        (0..by_cause.len()).max_by(|&a, &b| by_cause[a].total_cmp(&by_cause[b])).filter(|_| bad_years > 0.02);
    let earned = EARNS.iter().map(|(_, _, _, mean)| if no_labour { mean * 0.3 } else { mean * 1.4 });
    let paid = PAYS.iter().map(|&(_, _, _, mean, share)| if no_labour { mean * share } else { mean * 1.2 });
    HouseholdFinding {
        id: format!("{:04}", index + 1),
        members,
        groups: groups.into_iter().map(String::from).collect(),
        ever_below: estimate(ever, (ever * (1.0 - ever) / TRIALS as f64).sqrt()),
        income: estimate(11_500.0 - 5_000.0 * spread(index), 14.0),
        receives: earned.chain(paid).collect(),
        bad_years,
        by_cause,
        main_cause,
        below,
    }
}

/// A village of that many households over that many years from 2018 on.
pub(crate) fn village(households: usize, years: usize) -> VillageFinding {
    let list: Vec<HouseholdFinding> = (0..households).map(|index| household(index, years)).collect();
    let total = households as f64;
    let of = |name: &str| -> Vec<&HouseholdFinding> {
        list.iter().filter(|found| found.groups.iter().any(|group| group == name)).collect()
    };
    let groups = vec![
        group("all", Text::new("全村", "all households"), &list.iter().collect::<Vec<_>>(), years, 3_250.0),
        group("developable", Text::new("可开发户", "able to work"), &of("developable"), years, 3_690.0),
        group("no_labour", Text::new("无劳力户", "no labour"), &of("no_labour"), years, 2_480.0),
        group("minimum_living", Text::new("低保户", "minimum living allowance"), &of("minimum_living"), years, 2_510.0),
    ];
    let by_year = |amount: f64, from: usize, to: usize| -> Vec<f64> {
        (0..years).map(|age| if (from..to).contains(&age) { amount * total / 104.0 } else { 0.0 }).collect()
    };
    // a tenth more in the years that the household model does not look at
    let in_all = |sum: f64| InAll { years: estimate(sum, 0.004 * sum), run: estimate(1.1 * sum, 0.005 * sum) };
    let totals = |sum: f64| Totals {
        gets: in_all(sum),
        capital: InAll::NOTHING,
        bears: InAll::NOTHING,
        puts_in: in_all(0.1 * sum),
    };
    let recipient = |name: &str, label: Text, from: Vec<(&str, &str, &str, Vec<f64>)>| {
        let sums: Vec<f64> = from.iter().map(|(.., years)| years.iter().sum()).collect();
        let whole: f64 = sums.iter().sum();
        RecipientFinding {
            name: name.to_string(),
            label,
            villagers: !["operator", "bank", "state", "market", "payer"].contains(&name),
            in_all: sums.iter().map(|&sum| in_all(sum)).collect(),
            from: from.into_iter().map(|(path, zh, en, years)| (path.to_string(), Text::new(zh, en), years)).collect(),
            bears: vec![(
                "quarry.capital".to_string(),
                Text::new("石场（本金）", "quarry (capital)"),
                in_all(0.1 * whole),
            )],
            totals: totals(whole),
        }
    };
    let solar = |amount| ("solar", "70.2 千瓦光伏电站", "70.2 kW solar station", by_year(amount, 0, 20));
    let quarry = |amount| ("quarry", "石场入股", "quarry stake", by_year(amount, 0, 5));
    let park = |amount| ("park", "县工业园入股", "county industrial park", by_year(amount, 0, 30));
    let potato =
        |amount| ("sweet_potato", "红薯、花生种植奖励", "sweet potato and peanut reward", by_year(amount, 0, 4));
    let fruit = |amount| ("passion_fruit", "黄金百香果基地", "passion fruit base", by_year(amount, 1, 12));
    let without = |path: &str, zh: &str, en: &str, project: bool, invested: Option<f64>, below: f64, income: f64| {
        let wan = invested.map(|invested| invested / 1e4);
        WithoutFinding {
            path: path.to_string(),
            label: Text::new(zh, en),
            project,
            invested,
            share_below: estimate(below, 0.0003),
            income: estimate(income, 2.3),
            // a share of the households, for every 100 times 10,000 yuan
            households_per_million: wan.map(|wan| estimate(total * 100.0 * below / wan, total * 100.0 * 0.0003 / wan)),
            income_per_wan: wan.map(|wan| estimate(295.0 * income / wan, 680.0 / wan)),
        }
    };
    let cells = 80u32;
    let (low, high, line) = (0.0, 40_000.0, 4_600.0);
    let counts = |median: f64, sigma: f64| -> Vec<u64> {
        let at = |cell: u32| low + (high - low) * f64::from(cell) / f64::from(cells);
        let below = |x: f64| if x > 0.0 { normal().cdf((x / median).ln() / sigma) } else { 0.0 };
        let count =
            |cell| if cell + 1 == cells { 1.0 - below(at(cell)) } else { below(at(cell + 1)) - below(at(cell)) };
        (0..cells).map(|cell| (count(cell) * TRIALS as f64 * total) as u64).collect()
    };
    let mut village = VillageFinding {
        synthetic: true,
        unknown: 0.0,
        roster: Text::same("rosters/zhaoyuan.csv"),
        households: households as u64,
        people: list.iter().map(|found| found.members).sum(),
        years: (2018..).take(years).collect(),
        run_years: (2017, 2017 + years as i32),
        line: (0..years).map(|age| 4_416.0 * 1.02f64.powf(age as f64)).collect(),
        line_label: Text::new("广东认定线（2014 年价 4000 元）", "Guangdong's line of registration"),
        sources: EARNS
            .iter()
            .map(|earns| source(*earns, false, years, total))
            .chain(PAYS.iter().map(|&(path, zh, en, mean, _)| source((path, zh, en, mean), true, years, total)))
            .collect(),
        groups,
        recipients: vec![
            recipient(
                "village",
                Text::new("村集体", "village collective"),
                vec![park(43_900.0), solar(18_600.0), fruit(22_800.0)],
            ),
            recipient(
                "developable",
                Text::new("可开发户", "able to work"),
                vec![quarry(108_000.0), potato(61_000.0), fruit(71_000.0)],
            ),
            recipient("no_labour", Text::new("无劳力户", "no labour"), vec![solar(31_000.0), fruit(9_400.0)]),
            recipient("worker", Text::new("务工村民", "workers"), vec![fruit(41_000.0), solar(2_100.0)]),
            recipient("operator", Text::new("经营方", "operator"), vec![fruit(12_700.0)]),
            recipient("bank", Text::new("银行", "bank"), vec![fruit(3_100.0)]),
            recipient("state", Text::new("政府", "government"), vec![solar(1_900.0)]),
            recipient("market", Text::new("市场（买卖方）", "market"), vec![fruit(524_000.0), solar(6_000.0)]),
        ],
        listed: totals(0.0),
        causes: CAUSES
            .iter()
            .map(|&(path, zh, en, share)| CauseFinding {
                path: path.to_string(),
                label: Text::new(zh, en),
                share: estimate(share, 0.0021),
            })
            .collect(),
        list,
        without: vec![
            without("quarry", "石场入股", "quarry stake", true, Some(1_060_000.0), 0.0112, 391.0),
            without("solar", "70.2 千瓦光伏电站", "70.2 kW solar station", true, Some(600_000.0), 0.0187, 173.0),
            without("park", "县工业园入股", "county industrial park", true, Some(300_000.0), 0.0, 0.0),
            without(
                "sweet_potato",
                "红薯、花生种植奖励",
                "sweet potato and peanut reward",
                true,
                Some(150_000.0),
                0.0041,
                214.0,
            ),
            without("passion_fruit", "黄金百香果基地", "passion fruit base", true, None, 0.0124, 338.0),
            without("minimum_living", "低保", "minimum living allowance", false, None, 0.0933, 1_093.0),
            without("aid.planting", "种植补助", "planting aid", false, None, 0.0009, 74.0),
        ],
        share_below: Some("households.share_below".to_string()),
        collective: None,
        incomes: Some(IncomeDistribution {
            year: 2017 + i32::try_from(years).unwrap_or(0),
            line,
            low,
            high,
            with: counts(11_400.0, 0.42),
            without: counts(9_900.0, 0.47),
        }),
    };
    let listed = village.recipients.iter().filter(|found| village.groups.iter().any(|group| group.name == found.name));
    village.listed = totals(listed.map(|found| found.totals.gets.years.value).sum());
    village
}

fn with_village(name: &str, title: Text, village: VillageFinding) -> Findings {
    let last = village.years.len();
    let below = band(
        "households.share_below",
        Text::new("低于贫困线的户占比", "share of households below the line"),
        percent(),
        village.years.iter().enumerate().map(|(age, &year)| (year, village.groups[0].below[age].value, 0.012)),
    );
    let mut below = below;
    for year in &mut below.years {
        year.quantiles.iter_mut().for_each(|(_, quantile)| quantile.value = quantile.value.max(0.0));
    }
    let park = PromiseFinding {
        path: "park.dividend".to_string(),
        label: Text::new("县工业园按 15% 固定分红", "fixed dividend of 15 % from the county park"),
        never_missed: estimate(0.512, 0.0013),
        first_miss: Some(2034),
        years: (2018..2048)
            .map(|year| PromiseYear {
                year,
                counted: 1.0,
                due: 45_000.0,
                in_full: estimate(0.985, 0.0004),
                late: estimate(0.009, 0.0003),
                missed: estimate(0.006, 0.0002),
                first_miss: 0.0163,
                shortfall: estimate(420.0, 9.0),
            })
            .collect(),
        ..quarry().promises[0].clone()
    };
    let mut findings = quarry();
    findings.promises.push(park);
    Findings {
        name: name.to_string(),
        title,
        description: Text::default(),
        horizon: last,
        outcomes: quarry().outcomes,
        bands: quarry().bands.into_iter().chain([below]).collect(),
        village: Some(village),
        ..findings
    }
}

/// 104 households, 295 people, 2018 to 2028.
pub(crate) fn zhaoyuan() -> Findings {
    with_village(
        "招元村",
        Text::new("招元村：全部项目和农户", "Zhaoyuan village: all projects and households"),
        village(104, 11),
    )
}

/// 1,200 households.
pub(crate) fn large_village() -> Findings {
    let mut large = village(1_200, 10);
    large.synthetic = false;
    with_village("大村", Text::new("一千二百户的村", "A village of 1,200 households"), large)
}

/// One household in one year, no group, no project.
pub(crate) fn one_household() -> Findings {
    let mut one = village(1, 1);
    one.groups.truncate(1);
    one.list[0].groups.clear();
    one.list[0].main_cause = None;
    one.list[0].receives.truncate(EARNS.len());
    one.sources.truncate(EARNS.len());
    (one.recipients, one.causes, one.without) = (Vec::new(), Vec::new(), Vec::new());
    one.list[0].by_cause.clear();
    one.incomes = None;
    let mut findings = with_village("一户", Text::new("一户", "One household"), one);
    findings.promises.clear();
    findings
}
