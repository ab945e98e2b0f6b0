//! The program.
use std::time::Instant;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let trials: u64 = std::env::args().nth(2).map_or(16384, |t| t.parse().unwrap());
    let threads: usize = std::env::args().nth(3).map_or(1, |t| t.parse().unwrap());
    let text = std::fs::read_to_string(&path).unwrap();
    let t0 = Instant::now();
    let model = match fengnian::Model::from_text("x", &text) {
        Ok(m) => m,
        Err(e) => {
            println!("{e}");
            return;
        }
    };
    println!(
        "compiled {:?}; steps {} columns {} prelude steps {} draws {}",
        t0.elapsed(),
        model.plan.trial_program.steps(),
        model.plan.trial_program.columns(),
        model.plan.prelude.steps(),
        model.plan.draws
    );
    let t1 = Instant::now();
    let run = model
        .run(&fengnian::RunOptions {
            trials: Some(trials),
            threads,
            block: std::env::var("BLOCK").ok().and_then(|b| b.parse().ok()),
            ..Default::default()
        })
        .unwrap();
    println!(
        "run {:?} lanes {}",
        t1.elapsed(),
        fengnian::simulation::run::block_lanes(model.plan.trial_program.columns(), trials)
    );
    for o in &model.plan.outcomes {
        let v = run.outcome(&o.path);
        if v.len() != trials as usize {
            println!("{}: len {}", o.path, v.len());
            continue;
        }
        let f: Vec<f64> = v.iter().copied().filter(|x| x.is_finite()).collect();
        let m = f.iter().sum::<f64>() / f.len() as f64;
        let s = (f.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / f.len() as f64).sqrt();
        let mut g = f.clone();
        g.sort_by(f64::total_cmp);
        println!(
            "{}: n {} mean {} sd {} p10 {} p50 {} p90 {}",
            o.path,
            f.len(),
            m,
            s,
            g[g.len() / 10],
            g[g.len() / 2],
            g[g.len() * 9 / 10]
        );
    }
    if std::env::args().nth(4).is_some() {
        for p in &model.plan.trial_program.phases {
            for (n, segs) in [("before", &p.before), ("enter", &p.enter), ("yearly", &p.yearly), ("leave", &p.leave)] {
                for s in segs {
                    for st in &s.steps {
                        println!("{n} {:?} {:?}", s.rows, st);
                    }
                }
            }
        }
    }
}
