//! The same at random for as long as `TRIPLINE_SOAK` says, in minutes.

use super::POINTS;
use super::story::{End, RULES, Story};
use crate::serve::client::Client;
use crate::serve::daemon::Daemon;
use fastrand::Rng;
use rustix::process::Signal;
use std::path::Path;
use std::time::{Duration, Instant};

/// Rounds with one folder: files grow, and all of them are read.
const ROUNDS: u32 = 40;

#[test]
fn nothing_is_lost_at_random() {
    let Some(minutes) = std::env::var("TRIPLINE_SOAK").ok() else { return };
    let minutes: u64 = minutes.parse().expect("TRIPLINE_SOAK is a number of minutes");
    let seed = std::env::var("TRIPLINE_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    println!("TRIPLINE_SEED={seed}");
    let mut rng = Rng::with_seed(seed);
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    for turn in 0.. {
        if Instant::now() >= end {
            break;
        }
        let store = (turn % 2 == 0).then_some("lossy");
        let mut story = Story::new(store, rng.u64(..1 << 32));
        for _ in 0..ROUNDS {
            if Instant::now() >= end {
                break;
            }
            let calls = rng.u64(..200);
            let how = match rng.u8(..4) {
                0 => End::Asked(calls),
                1 => End::Kill(calls),
                _ => End::Point(POINTS[rng.usize(..POINTS.len())], 1 + rng.u64(..60)),
            };
            let rules = story.folder.path().join("rules/a.yaml");
            let mut beside = rng.fork();
            story.round_with(&how, |daemon| trouble(daemon, &rules, &mut beside));
            if rng.u8(..5) == 0 {
                story.calm();
                story.quiet();
            }
        }
        story.calm();
        story.quiet();
        println!("{}", story.told());
    }
}

/// Reloads rules, good and bad ones, pauses targets and has them die, until the process is gone.
fn trouble(daemon: &Daemon, rules: &Path, rng: &mut Rng) {
    let Ok(mut client) = Client::to(daemon.address) else { return };
    for _ in 0..rng.u8(..6) {
        let target = ["out", "copy", "copied", "letters", "each", "dying"][rng.usize(..6)];
        let asked = match rng.u8(..6) {
            0 => client.ask("POST", &format!("/targets/{target}/pause"), &[], b""),
            1 => client.ask("POST", &format!("/targets/{target}/resume"), &[], b""),
            2 => {
                let more = format!("{RULES}# {}\n", rng.u32(..));
                std::fs::write(rules, more).unwrap();
                daemon.signal(Signal::HUP);
                client.ask("POST", "/reload", &[], b"")
            }
            3 => {
                std::fs::write(rules, "rules: [").unwrap();
                let asked = client.ask("POST", "/reload", &[], b"");
                std::fs::write(rules, RULES).unwrap();
                asked
            }
            4 => {
                // The target is dead for a while: what it should get goes to the dead letters.
                let dead = "plugin: webhook\n    config: {url: 'http://127.0.0.1:9/'}\n    \
                     grants: {http: ['http://127.0.0.1:1/']}\n  copy:";
                let (head, rest) = RULES.split_once("  out:\n    ").unwrap();
                let (_, tail) = rest.split_once("  copy:").unwrap();
                std::fs::write(rules, format!("{head}  out:\n    {dead}{tail}")).unwrap();
                client.ask("POST", "/reload", &[], b"")
            }
            _ => client.ask("POST", "/dead-letters/redrive?target=out", &[], b""),
        };
        if asked.is_err() {
            return;
        }
    }
}
