//! What the reader makes of good files.

use fengnian::diagnostic::{Code, Language, Text, render};
use fengnian::formula::expression::{Expression, Node};
use fengnian::scenario::files::{FileProblem, FileSource, KindSources, MemoryFiles};
use fengnian::scenario::model::{DiscreteValues, Missing, Scenario, Spread, Uncertain, Value, YearKey};
use fengnian::scenario::{read, read_kind};

fn read_files(files: &MemoryFiles) -> Scenario {
    read("village/s.toml", files, &KindSources::default())
        .unwrap_or_else(|(found, sources)| panic!("{}", render(&found, &sources, Language::English, false)))
}

fn read_text(text: &str) -> Scenario {
    read_files(&MemoryFiles::new().with("village/s.toml", text))
}

fn codes(files: &MemoryFiles) -> Vec<Code> {
    match read("village/s.toml", files, &KindSources::default()) {
        Ok(_) => Vec::new(),
        Err((found, _)) => found.list.iter().map(|found| found.code).collect(),
    }
}

fn input<'s>(scenario: &'s Scenario, name: &str) -> &'s Value {
    &scenario.body.inputs.iter().find(|input| input.name.value == name).expect("the input is there").value
}

fn uncertain<'s>(scenario: &'s Scenario, name: &str) -> &'s Uncertain {
    match input(scenario, name) {
        Value::Uncertain(uncertain) => uncertain,
        other => panic!("{name} is {other:?}"),
    }
}

/// A number with its unit, in words.
fn number(expression: &Expression) -> String {
    match &expression.node {
        Node::Number { value, unit } => {
            format!("{value} {}", unit.as_ref().map_or("", |unit| &unit.text)).trim().into()
        }
        other => panic!("{other:?}"),
    }
}

fn parameters(spread: &Spread) -> Vec<(String, String)> {
    match spread {
        Spread::Named { family, parameters } => std::iter::once(("dist".to_owned(), family.value.clone()))
            .chain(parameters.iter().map(|(name, value)| (name.value.clone(), number(value))))
            .collect(),
        other => panic!("{other:?}"),
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_smallest_file_is_a_scenario() {
    let scenario = read_text("");
    assert_eq!((scenario.name.as_str(), scenario.horizon, scenario.start_year), ("s", 0, 0));
    assert_eq!((scenario.trials, scenario.seed), (131_072, 1));
    assert_eq!(scenario.title, Text::same("s"));
}

#[test]
fn bare_numbers_take_the_unit_of_the_input_and_pure_parameters_do_not() {
    let scenario = read_text(
        "[inputs]\nsold = { low = 900, likely = 1200, high = 1400, unit = \"m3\" }\n\
         weighted = { dist = \"pert\", low = 1, likely = 2, high = 3, weight = 6, unit = \"t\" }\n\
         skewed = { p10 = 1, p50 = 2, p90 = 5 }\nwide = { p5 = \"1 元\", p95 = 9, dist = \"lognormal\", unit = \"元\" }\n\
         plain = { value = 5, unit = \"元\", source = \"合同\" }\nyes = true\n",
    );
    let sold = parameters(&uncertain(&scenario, "sold").spread);
    assert_eq!(sold, pairs(&[("dist", "pert"), ("low", "900 m3"), ("likely", "1200 m3"), ("high", "1400 m3")]));
    let weighted = parameters(&uncertain(&scenario, "weighted").spread);
    assert_eq!(weighted[4], ("weight".into(), "6".into()));
    assert_eq!(weighted[1], ("low".into(), "1 t".into()));
    assert_eq!(parameters(&uncertain(&scenario, "skewed").spread)[0].1, "metalog");
    let wide = parameters(&uncertain(&scenario, "wide").spread);
    assert_eq!(wide, pairs(&[("dist", "lognormal"), ("p5", "1 元"), ("p95", "9 元")]));
    assert!(matches!(input(&scenario, "plain"), Value::Certain(value) if number(value) == "5 元"));
    assert!(matches!(input(&scenario, "yes"), Value::Certain(Expression { node: Node::Boolean(true), .. })));
}

#[test]
fn values_by_year_in_every_form() {
    let scenario = read_text(
        "[inputs]\na = [1, 2]\nb = { by_year = [\"5 元\"], missing = \"last\" }\nc = { 2018 = 5, \"2020..\" = 6, missing = \"zero\" }\n\
         d = { value = { 0 = 5, \"3..5\" = 6 }, missing = \"zero\", unit = \"元\" }\n",
    );
    let entries = |name: &str| match input(&scenario, name) {
        Value::ByYear { entries, missing } => (entries.iter().map(|(key, _)| *key).collect::<Vec<_>>(), *missing),
        other => panic!("{other:?}"),
    };
    let index = |from, to| YearKey::Index { from: Some(from), to };
    assert_eq!(entries("a"), (vec![index(0, Some(0)), index(1, Some(1))], Missing::Error));
    assert_eq!(entries("b"), (vec![index(0, Some(0))], Missing::Last));
    let calendar = |from, to| YearKey::Calendar { from: Some(from), to };
    assert_eq!(entries("c"), (vec![calendar(2018, Some(2018)), calendar(2020, None)], Missing::Zero));
    assert_eq!(entries("d"), (vec![index(0, Some(0)), index(3, Some(5))], Missing::Zero));
    assert!(matches!(input(&scenario, "d"), Value::ByYear { entries, .. } if number(&entries[0].1) == "5 元"));
}

#[test]
fn draws_with_their_attributes() {
    let scenario = read_text(
        "[inputs]\nweather = { values = [\"good\", \"bad\"], weights = [0.8, \"0.2\"], each = \"year\" }\n\
         steps = { values = [\"5 元\", 6], unit = \"元\" }\nstorm = { chance = 0.1, then = { low = 1, likely = 2, high = 4 }, unit = \"t\" }\n\
         mixed = { dist = \"mixture\", of = [{ dist = \"normal\", mean = 0, sd = 1 }, 3], weights = [0.9, 0.1] }\n\
         seen = { data = [1, 2, 3] }\nsmooth = { data = [1, 2, 3], dist = \"empirical\" }\n\
         shock = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = 0.6, spread = \"innovation\", active = \"1..\" }\n\
         slow = { dist = \"normal\", mean = 0, sd = 1, each = \"year\", persistence = \"60 %\" }\n\
         kept = { dist = \"normal\", mean = 5, sd = 1, truncate = { min = 0 }, clip = { max = 9 }, draws_as = \"solar.yield\" }\n",
    );
    let weather = uncertain(&scenario, "weather");
    assert!(weather.each_year);
    let Spread::Discrete { values: DiscreteValues::States(states), weights: Some(weights) } = &weather.spread else {
        panic!("{weather:?}")
    };
    assert_eq!((states[1].value.as_str(), number(&weights[1])), ("bad", "0.2".to_owned()));
    let Spread::Discrete { values: DiscreteValues::Numbers(steps), weights: None } =
        &uncertain(&scenario, "steps").spread
    else {
        panic!("steps are numbers")
    };
    assert_eq!(steps.iter().map(number).collect::<Vec<_>>(), ["5 元", "6 元"]);
    let Spread::Chance { then, otherwise, .. } = &uncertain(&scenario, "storm").spread else { panic!("a chance") };
    assert_eq!(parameters(then)[1].1, "1 t");
    assert!(matches!(&**otherwise, Spread::Fixed(zero) if number(zero) == "0"));
    assert!(
        matches!(&uncertain(&scenario, "mixed").spread, Spread::Mixture { of, weights } if of.len() == 2 && weights.len() == 2)
    );
    assert!(
        matches!(&uncertain(&scenario, "seen").spread, Spread::Data { values, rows: None } if values == &[1.0, 2.0, 3.0])
    );
    assert!(matches!(&uncertain(&scenario, "smooth").spread, Spread::Empirical { .. }));
    let shock = uncertain(&scenario, "shock");
    assert_eq!(shock.innovation_start.as_ref().map(number).as_deref(), Some("0"));
    assert_eq!(shock.active.map(|active| (active.from, active.to)), Some((Some(1), None)));
    assert_eq!(uncertain(&scenario, "slow").persistence.as_ref().map(number).as_deref(), Some("60 %"));
    let kept = uncertain(&scenario, "kept");
    assert!(matches!(&kept.truncate, Some((Some(low), None)) if number(low) == "0"));
    assert!(matches!(&kept.clip, Some((None, Some(high))) if number(high) == "9"));
    assert_eq!(kept.draws_as.as_ref().map(|name| name.value.as_str()), Some("solar.yield"));
}

#[test]
fn spans_of_formulas_point_into_the_file() {
    let text = "[formulas]\n\"收入\" = \"产量 * 单价\"\n\"产量\" = 3\n\"单价\" = '''\n5 元'''\n";
    let scenario = read_text(text);
    let Node::Binary { right, .. } = &scenario.body.formulas[0].expression.node else { panic!("a product") };
    assert_eq!(&text[right.span.start as usize..right.span.end as usize], "单价");
    let price = &scenario.body.formulas[2].expression;
    assert_eq!(&text[price.span.start as usize..price.span.end as usize], "5 元");
}

#[test]
fn rows_as_map_list_file_and_count_give_the_same_table() {
    let columns = "[tables.t.columns]\ncost = { unit = \"元\" }\nlife = { default = 10 }\nstate = { values = [\"old\", \"new\"] }\n";
    let map = "[tables.t.rows]\na = { cost = 5, state = \"old\" }\nb = { cost = 6, life = 3, state = \"new\" }\n";
    let list = "[[tables.t.rows]]\nname = \"a\"\ncost = 5\nstate = \"old\"\n[[tables.t.rows]]\nname = \"b\"\ncost = 6\nlife = 3\nstate = \"new\"\n";
    let file = "[tables.t]\nrows = \"rows.csv\"\n";
    let gbk = encoding_rs::GBK.encode("name,cost（元）,life,state\na,5,,old\nb,6,3,new\n").0.into_owned();
    let mut seen = Vec::new();
    for rows in [map, list, file] {
        let text = if rows == file { format!("{rows}{columns}") } else { format!("{columns}{rows}") };
        let files = MemoryFiles::new().with("village/s.toml", text).with("village/rows.csv", gbk.clone());
        let table = read_files(&files).body.tables.remove(0);
        let cells: Vec<Vec<String>> =
            table.columns.iter().map(|column| column.cells.iter().map(cell_words).collect()).collect();
        seen.push((table.rows.iter().map(|row| row.value.clone()).collect::<Vec<_>>(), cells));
    }
    assert_eq!(seen[0].0, ["a", "b"]);
    assert_eq!(seen[0].1, [["5 元", "6 元"], ["10", "3"], ["'old'", "'new'"]]);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    let counted =
        read_text("[tables.t]\nrows = { count = 3 }\n[tables.t.inputs]\nx = { low = 1, likely = 2, high = 3 }\n");
    assert_eq!(counted.body.tables[0].rows.iter().map(|row| row.value.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
}

fn cell_words(value: &Value) -> String {
    match value {
        Value::Certain(Expression { node: Node::Text(state), .. }) => format!("'{state}'"),
        Value::Certain(expression) => number(expression),
        other => panic!("{other:?}"),
    }
}

const KIND: &str = "[kind]\ntitle = \"泵\"\n[inputs]\ncapex = { value = 60000, unit = \"元\", label = \"投资\", source = \"kind\" }\n\
    weather = { values = [\"good\", \"bad\"] }\n[tables.parts.columns]\ncost = { unit = \"元\" }\n\
    [tables.parts.rows]\nmotor = { cost = 3000 }\npipe = { cost = 100 }\n[formulas]\nspent = \"capex + sum(parts: cost)\"\n\
    [streams.rent]\nformula = \"spent\"\nto = \"village\"\naccount = \"out\"\n\
    [[advice]]\nwhen = \"capex > 5 元\"\ntext = \"dear\"\n\
    [[check]]\nname = \"sum\"\nset = { capex = 5, weather = \"good\" }\nexpect = { spent = 3105, by_year = [1, 2] }\nsource = \"by hand\"\n";

fn with_kind(scenario: &str) -> MemoryFiles {
    MemoryFiles::new().with("village/s.toml", scenario).with("village/kinds/pump.toml", KIND)
}

#[test]
fn a_project_replaces_inputs_and_rows_of_its_kind() {
    let scenario = read_files(&with_kind(
        "start_year = 2017\nhorizon = 10\n[projects.first]\nkind = \"pump\"\nstart = 2018\nlife = 5\ncapex = 700\nweather = \"bad\"\n\
         [projects.first.tables.parts.rows]\nmotor = { cost = 2500 }\nvalve = { cost = 7 }\n[projects.second]\nkind = \"pump\"\n",
    ));
    let [first, second] = scenario.projects.as_slice() else { panic!("two projects") };
    assert_eq!(first.start.as_ref().map(|start| start.value), Some(2018));
    assert_eq!(first.life.as_ref().map(|life| life.value), Some(5));
    let capex = &first.kind.body.inputs[0];
    assert!(matches!(&capex.value, Value::Certain(value) if number(value) == "700 元"), "the kind's unit stays");
    assert_eq!((&capex.label, &capex.source), (&Text::same("投资"), &None), "the label stays, the kind's source goes");
    assert!(
        matches!(&first.kind.body.inputs[1].value, Value::Certain(value) if value.node == Node::Text("bad".into()))
    );
    assert_eq!(first.set.iter().map(|name| name.value.as_str()).collect::<Vec<_>>(), ["capex", "weather"]);
    let cells = |index: usize| -> Vec<String> {
        scenario.projects[index].kind.body.tables[0].columns[0].cells.iter().map(cell_words).collect()
    };
    assert_eq!(cells(0), ["2500 元", "100 元", "7 元"]);
    assert_eq!(cells(1), ["3000 元", "100 元"]);
    // two projects of one title are told apart
    assert_eq!(second.title, Text::new("泵（second）", "泵 (second)"));
    assert_eq!(second.kind.found, "village/kinds/pump.toml");
}

#[test]
fn kinds_are_looked_up_beside_the_scenario_then_in_folders_then_built_in() {
    let scenario = "[projects.p]\nkind = \"pump\"\n";
    let builtin = [("pump", KIND)];
    let kinds = KindSources { folders: vec!["more".into()], builtin: &builtin };
    let found = |files: &MemoryFiles| {
        let scenario = read("village/s.toml", files, &kinds).unwrap_or_else(|(found, _)| panic!("{found}"));
        (scenario.projects[0].kind.found.clone(), scenario.sources.files[1].path.clone())
    };
    let lone = MemoryFiles::new().with("village/s.toml", scenario);
    assert_eq!(found(&lone), ("builtin".into(), "builtin:kinds/pump.toml".into()));
    let in_folder = lone.clone().with("more/pump.toml", KIND);
    assert_eq!(found(&in_folder).0, "more/pump.toml");
    let beside = in_folder.with("village/kinds/pump.toml", KIND);
    assert_eq!(found(&beside).0, "village/kinds/pump.toml");
    let renamed = lone.with("village/kinds/x.toml", KIND.replace("[kind]", "[kind]\nname = \"water\""));
    let (kind, _) = read_kind("village/kinds/x.toml", &renamed, &kinds).unwrap_or_else(|(found, _)| panic!("{found}"));
    assert_eq!((kind.name.as_str(), kind.checks.len(), kind.advice.len()), ("water", 1, 1));
    assert_eq!(kind.checks[0].expect[1].1, [1.0, 2.0]);
    let by_name = renamed.with("village/s.toml", scenario.replace("pump", "water"));
    assert_eq!(found(&by_name).0, "village/kinds/x.toml");
}

#[test]
fn mistakes_of_all_files_come_at_once_and_each_once() {
    let files = MemoryFiles::new()
        .with("village/s.toml", "titel = 1\n[projects.a]\nkind = \"pump\"\n[projects.b]\nkind = \"pump\"\n")
        .with("village/kinds/pump.toml", KIND.replace("capex > 5 元", "capex >"));
    assert_eq!(codes(&files), [Code::FormulaSyntax, Code::UnknownKey]);
}

#[test]
fn sections_of_the_scenario() {
    let scenario = read_files(&with_kind(
        "[units]\n\"担\" = \"50 kg\"\nhead2 = \"new\"\n[inputs]\na = { low = 0, likely = 1, high = 2, unit = \"t\" }\nb = { low = 0, likely = 1, high = 2 }\n\
         [projects.p]\nkind = \"pump\"\n[[correlations]]\nbetween = [\"a\", \"b\"]\nrho = -0.4\nof = \"scores\"\ncopula = { t = 4 }\n\
         [variants.big]\ntitle = { zh = \"大\", en = \"big\" }\nset = { a = 9, \"p.capex\" = 5, p.parts.motor.cost = 6 }\n\
         [[claims]]\noutcome = \"p.spent\"\nvalue = \"60000 元\"\nholds = \"at least\"\n[promises.d]\ndue = \"a\"\npaid = \"b\"\nlate = 0\n",
    ));
    assert_eq!(
        scenario.units.iter().map(|(name, value)| (name.value.as_str(), value.value.as_str())).collect::<Vec<_>>(),
        [("担", "50 kg"), ("head2", "new")]
    );
    let pair = &scenario.correlations[0];
    assert_eq!((&pair.matrix, pair.ranks, pair.t), (&vec![vec![1.0, -0.4], vec![-0.4, 1.0]], false, Some(4.0)));
    let set: Vec<(&str, String)> =
        scenario.variants[0].set.iter().map(|set| (set.path.value.as_str(), cell_words(&set.value))).collect();
    assert_eq!(set, [("a", "9 t".to_owned()), ("p.capex", "5 元".into()), ("p.parts.motor.cost", "6 元".into())]);
    assert!(scenario.body.promises[0].late.is_some());
}

/// A file that says it is a gigabyte and must not be read.
struct Huge;

impl FileSource for Huge {
    fn size(&self, path: &str) -> Result<u64, FileProblem> {
        Ok(if path == "s.toml" { 60 } else { 1 << 30 })
    }
    fn read(&self, path: &str) -> Result<Vec<u8>, FileProblem> {
        assert_eq!(path, "s.toml", "a file above the limit is not read");
        Ok(b"[inputs]\nprice = { data = \"p.csv\", column = \"price\" }\n".to_vec())
    }
    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

#[test]
fn a_gigabyte_is_refused_before_it_is_read() {
    let Err((found, _)) = read("s.toml", &Huge, &KindSources::default()) else { panic!("a gigabyte was accepted") };
    assert_eq!(found.list.len(), 1, "{found}");
    assert_eq!(found.list[0].code, Code::LimitExceeded);
    assert!(found.list[0].message.en.contains("1024.0 MiB") && found.list[0].message.en.contains("16 MiB"), "{found}");
}

#[test]
fn every_limit_holds_on_both_sides() {
    let accepted = |text: &str| codes(&MemoryFiles::new().with("village/s.toml", text)).is_empty();
    for (inside, outside) in [
        ("horizon = 600".to_owned(), "horizon = 601".to_owned()),
        ("trials = 4294967296".into(), "trials = 4294967297".into()),
        ("[tables.t]\nrows = { count = 100000 }".into(), "[tables.t]\nrows = { count = 100001 }".into()),
        (format!("[inputs]\na = [{}]", "1,".repeat(601)), format!("[inputs]\na = [{}]", "1,".repeat(602))),
        (many_formulas(20_000), many_formulas(20_001)),
    ] {
        assert!(accepted(&inside), "{}", &inside[..inside.len().min(60)]);
        assert!(!accepted(&outside), "{}", &outside[..outside.len().min(60)]);
    }
}

fn many_formulas(count: usize) -> String {
    std::iter::once("[formulas]".to_owned())
        .chain((0..count).map(|index| format!("f{index} = 1")))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn hostile_nesting_is_refused_without_a_crash() {
    for text in [
        format!("{} = 1", vec!["a"; 100_000].join(".")),
        format!("[{}]", vec!["a"; 100_000].join(".")),
        format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("a = {}", "{a=".repeat(100_000)),
        format!("[inputs]\na = \"{}1{}\"", "(".repeat(100_000), ")".repeat(100_000)),
        format!("[inputs]\na = \"{}1\"", "-".repeat(100_000)),
    ] {
        assert!(!codes(&MemoryFiles::new().with("village/s.toml", text)).is_empty());
    }
}
