//! Measuring: peers side by side in one process, pass by pass.

use crate::alloc;
use crate::clock::Stopwatch;
use crate::data::Events;
use crate::panics::guarded;
use crate::peers::{Loaded, Peer};
use crate::rules::Rule;

/// How long and how often.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Measured passes of each peer.
    pub passes: usize,
    /// CPU seconds a pass may take.
    pub pass_seconds: f64,
}

/// A peer's figures over one set.
#[derive(Debug, Clone)]
pub struct Figures {
    /// What it loaded.
    pub loaded: Loaded,
    /// CPU seconds from JSON texts to the first event.
    pub load_seconds: f64,
    /// Heap bytes that loading left behind.
    pub heap_bytes: i64,
    /// Heap bytes at the worst moment of loading.
    pub peak_bytes: i64,
    /// Events of a pass.
    pub events: usize,
    /// Matches in each of them.
    pub counts: Vec<u32>,
    /// Events a second: median, worst and best pass.
    pub rate: [f64; 3],
    /// Allocations in the last pass.
    pub allocations: u64,
}

/// A peer and what became of it.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The peer.
    pub name: &'static str,
    /// Its figures, or why there are none.
    pub figures: Result<Figures, String>,
}

/// A peer under measurement.
struct Lane {
    peer: Box<dyn Peer>,
    figures: Result<Figures, String>,
    rates: Vec<f64>,
}

/// Loads the peers, counts matches, then measures them in turns.
pub fn measure(
    peers: Vec<Box<dyn Peer>>,
    rules: &[Rule],
    events: &Events,
    plan: Plan,
) -> Vec<Outcome> {
    let mut lanes: Vec<Lane> = peers
        .into_iter()
        .map(|mut peer| {
            let figures = load(peer.as_mut(), rules)
                .and_then(|figures| count(peer.as_mut(), figures, events, plan.pass_seconds));
            Lane { peer, figures, rates: Vec::new() }
        })
        .collect();
    for pass in 0..=plan.passes {
        // Each pass begins with another peer, so that none always follows the same neighbour.
        let shift = pass % lanes.len().max(1);
        lanes.rotate_left(shift);
        for lane in &mut lanes {
            lane.pass(events, pass > 0);
        }
        lanes.rotate_right(shift);
    }
    lanes.into_iter().map(Lane::finish).collect()
}

/// Loads a peer and counts its matches, without measuring it.
///
/// # Errors
/// It cannot be loaded, or panics.
pub fn count_only(
    peer: &mut dyn Peer,
    rules: &[Rule],
    events: &Events,
    plan: Plan,
) -> Result<Figures, String> {
    load(peer, rules).and_then(|figures| count(peer, figures, events, plan.pass_seconds))
}

fn load(peer: &mut dyn Peer, rules: &[Rule]) -> Result<Figures, String> {
    let before = alloc::live();
    alloc::reset_peak();
    let watch = Stopwatch::start();
    let loaded = guarded(|| peer.load(rules)).and_then(|inner| inner)?;
    Ok(Figures {
        loaded,
        load_seconds: watch.seconds(),
        heap_bytes: alloc::live() - before,
        peak_bytes: alloc::peak() - before,
        events: 0,
        counts: Vec::new(),
        rate: [0.0; 3],
        allocations: 0,
    })
}

/// Counts each event's matches, and finds how many events fit into a pass.
fn count(
    peer: &mut dyn Peer,
    mut figures: Figures,
    events: &Events,
    limit: f64,
) -> Result<Figures, String> {
    let watch = Stopwatch::start();
    for (index, event) in events.iter().enumerate() {
        let matches = guarded(|| peer.matches(event))?;
        figures.counts.push(u32::try_from(matches).unwrap_or(u32::MAX));
        if index % 64 == 63 && watch.seconds() > limit {
            break;
        }
    }
    figures.events = figures.counts.len();
    Ok(figures)
}

impl Lane {
    fn pass(&mut self, events: &Events, measured: bool) {
        let Self { peer, figures, rates } = self;
        let Ok(done) = figures else { return };
        let calls = alloc::calls();
        let watch = Stopwatch::start();
        let matches = guarded(|| -> u64 {
            events.first(done.events).map(|event| peer.matches(event) as u64).sum()
        });
        let seconds = watch.seconds();
        let expected: u64 = done.counts.iter().map(|&count| u64::from(count)).sum();
        done.allocations = alloc::calls() - calls;
        match matches {
            Err(trouble) => *figures = Err(trouble),
            Ok(matches) if matches != expected => {
                *figures = Err(format!("{matches} matches in a pass, {expected} in the first"));
            }
            Ok(_) if measured => rates.push(done.events as f64 / seconds.max(1e-9)),
            Ok(_) => {}
        }
    }

    fn finish(mut self) -> Outcome {
        self.rates.sort_by(f64::total_cmp);
        if let (Ok(figures), [worst, .., best]) = (&mut self.figures, self.rates.as_slice()) {
            figures.rate = [self.rates[self.rates.len() / 2], *worst, *best];
        } else if let (Ok(figures), [only]) = (&mut self.figures, self.rates.as_slice()) {
            figures.rate = [*only; 3];
        }
        Outcome { name: self.peer.name(), figures: self.figures }
    }
}
