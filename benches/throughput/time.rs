//! Clocks.

use std::time::Instant;

/// Seconds of processor time of the calling thread, where the system tells (Linux), else of the clock on the wall.
fn cpu_seconds(start: Instant) -> f64 {
    // the account is brought up to date when a thread gives way, otherwise every few milliseconds only
    std::thread::yield_now();
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds * 1e-9)
}

fn best(repeats: u32, clock: impl Fn() -> f64, mut work: impl FnMut()) -> f64 {
    (0..=repeats).fold(f64::INFINITY, |best, repeat| {
        let before = clock();
        work();
        // the first time warms caches and memory
        if repeat == 0 { best } else { best.min(clock() - before) }
    })
}

/// The least processor time of some work on the calling thread, in seconds.
pub(crate) fn best_cpu(repeats: u32, work: impl FnMut()) -> f64 {
    let start = Instant::now();
    best(repeats, || cpu_seconds(start), work)
}

/// The least time on the wall, in seconds.
pub(crate) fn best_wall(repeats: u32, work: impl FnMut()) -> f64 {
    let start = Instant::now();
    best(repeats, || start.elapsed().as_secs_f64(), work)
}
