//! `tripline metrics score`: our detector on the files of the Numenta Anomaly Benchmark.

use super::args::{ScoreArgs, ScoreFormat};
use super::corpus;
use super::results::{Results, Speed};
use crate::anomaly::nab::{File, Scorer, run as scores_of};
use crate::anomaly::{Detector, Settings};
use crate::cli::args::Global;
use crate::cli::exit::{Code, Done, Failure};
use crate::cli::terminal;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

pub(super) fn run(args: &ScoreArgs, global: &Global) -> Done {
    let corpus = corpus::read(&args.folder, args.windows.as_deref())?;
    corpus.faults.iter().for_each(|fault| terminal::error(fault));
    for one in &corpus.unpaired {
        if args.partial {
            terminal::note(global, &format!("{one}: left out"));
        } else {
            terminal::error(one);
        }
    }
    if corpus.files.is_empty() {
        let folder = args.folder.display();
        return Err(Failure::Say(Code::BadInput, format!("no series to score in `{folder}`")));
    }
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = args.threads.map_or_else(cores, usize::from).min(corpus.files.len());
    let start = Instant::now();
    let (scores, busy) = score(&corpus.files, threads);
    let speed = Speed { wall: start.elapsed(), busy, threads };
    let results = Results::new(&corpus.files, &scores, speed);
    let mut out = io::stdout().lock();
    match args.format {
        ScoreFormat::Text => out.write_all(results.text(args.details).as_bytes())?,
        ScoreFormat::Json => writeln!(out, "{:#}", results.json(args.details))?,
    }
    out.flush()?;
    let alone = !args.partial && !corpus.unpaired.is_empty();
    if alone {
        terminal::note(global, "with --partial, what has no label or no series is left out");
    }
    let wrong = alone || !corpus.faults.is_empty();
    Ok(if wrong { Code::BadInput } else { Code::Clean })
}

/// The scores of every file, in their order, and the time that all threads together took.
fn score(files: &[File], threads: usize) -> (Vec<Vec<f64>>, Duration) {
    let begin = || -> Box<dyn Scorer> { Box::new(Detector::new(Settings::default())) };
    let next = AtomicUsize::new(0);
    // Each thread takes the next file that nobody has: files are of very different lengths.
    let work = || {
        let mut done = Vec::new();
        let mut busy = Duration::ZERO;
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else { return (done, busy) };
            let start = Instant::now();
            let scores = scores_of(std::slice::from_ref(file), &begin);
            busy += start.elapsed();
            done.extend(scores.into_iter().map(|scores| (at, scores)));
        }
    };
    let mut all = vec![Vec::new(); files.len()];
    let mut busy = Duration::ZERO;
    let mut keep = |(done, time): (Vec<(usize, Vec<f64>)>, Duration)| {
        busy += time;
        for (at, scores) in done {
            all[at] = scores;
        }
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        keep(work());
        for other in others {
            match other.join() {
                Ok(done) => keep(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    (all, busy)
}
