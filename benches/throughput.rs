//! Throughput against the floor: `cargo bench --bench throughput`.
//!
//! The floor of a model is drawing the same random numbers and nothing else: the same uniforms of the same addresses, and
//! the quantiles that the model takes of them. What a model costs above its floor is arithmetic and the interpreter. Every
//! figure is the best of several runs; nothing here passes or fails.

#![allow(clippy::print_stdout, reason = "a bench prints its table")]

#[path = "throughput/floor.rs"]
mod floor;
#[path = "throughput/time.rs"]
mod time;

use std::process::ExitCode;

use fengnian::scenario::model::Design;
use fengnian::simulation::run::block_lanes;
use fengnian::{InstructionSet, Model, RunOptions};
use floor::Floor;
use time::{best_cpu, best_wall};

const SEED: u64 = 1;
const REPEATS: u32 = 7;

/// Name, text, and trials of a measurement: long enough to be timed, short enough to be repeated.
const MODELS: [(&str, &str, u64); 2] =
    [("model-s", include_str!("model-s.toml"), 1 << 18), ("village", include_str!("village.toml"), 1 << 13)];

fn main() -> ExitCode {
    println!("instruction set {}, best of {REPEATS}, one thread unless said", InstructionSet::detect().name());
    println!(
        "{:<9} {:<12} {:>9} {:>7} {:>15} {:>11} {:>11} {:>7} {:>9}",
        "model", "design", "trials", "draws", "trials/CPU s", "ns/trial", "floor ns", "ratio", "2 threads"
    );
    for (name, text, trials) in MODELS {
        let model = match Model::from_text(name, text) {
            Ok(model) => model,
            Err(mistakes) => {
                println!("{mistakes}");
                return ExitCode::FAILURE;
            }
        };
        for (word, design) in [("stratified", Design::Stratified), ("independent", Design::Independent)] {
            measure(name, &model, word, design, trials);
        }
    }
    ExitCode::SUCCESS
}

/// Measures a model in a design and prints a line.
fn measure(name: &str, model: &Model, word: &str, design: Design, trials: u64) {
    let options = |threads| RunOptions {
        trials: Some(trials),
        seed: Some(SEED),
        design: Some(design),
        threads,
        ..RunOptions::default()
    };
    let run = |threads| {
        let result = model.run(&options(threads));
        std::hint::black_box(&result);
    };
    let lanes = block_lanes(model.plan.trial_program.columns(), trials);
    let floor = Floor::of(&model.plan.trial_program, &model.prepared.spreads);
    let set = InstructionSet::detect();
    let model_time = best_cpu(REPEATS, || run(1));
    let floor_time = best_cpu(REPEATS, || floor.draw(set, design, SEED, trials, lanes));
    let (one, two) = (best_wall(REPEATS, || run(1)), best_wall(REPEATS, || run(2)));
    let each = |seconds: f64| seconds * 1e9 / trials as f64;
    println!(
        "{name:<9} {word:<12} {trials:>9} {:>7} {:>15.0} {:>11.1} {:>11.1} {:>7.2} {:>8.2}x",
        floor.draws(),
        trials as f64 / model_time,
        each(model_time),
        each(floor_time),
        model_time / floor_time,
        one / two,
    );
    if floor.unknown() > 0 {
        println!("{:<9} {} quantiles with parameters drawn in the trial are not in the floor", "", floor.unknown());
    }
}
