//! Replays over a log without a daemon, turn by turn.

use super::runner::{Runner, Turn};
use super::{Replay, ReplayError, Replays, State};
use crate::daemon::archive::Span;
use crate::daemon::archive::tests::fill;
use crate::daemon::log::{Change, EventLog, Local, Options, decode};
use crate::store::{Kv, Memory};
use jiff::Timestamp;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

fn replay(name: &str, rate: Option<u32>) -> Replay {
    Replay {
        name: name.to_owned(),
        description: None,
        archive: "all".to_owned(),
        since: 0,
        bus: "orders".to_owned(),
        span: Span { from: 0, to: 10_000_000 },
        only: vec!["a".to_owned()],
        rate: rate.and_then(NonZeroU32::new),
        state: State::Starting,
        reason: None,
        started: 1,
        ended: None,
        last: None,
        sent: 0,
        cursor: None,
    }
}

fn open(kv: &Arc<dyn Kv>) -> (Arc<Local>, Replays) {
    let log = Arc::new(Local::open(Arc::clone(kv), Options::default()).expect("a log"));
    let as_log: Arc<dyn EventLog> = Arc::<Local>::clone(&log);
    (log, Replays::start(Arc::clone(kv), as_log).expect("replays"))
}

fn stopped(kv: &Arc<dyn Kv>) -> (Arc<Local>, Replays) {
    let log = Arc::new(Local::open(Arc::clone(kv), Options::default()).expect("a log"));
    let as_log: Arc<dyn EventLog> = Arc::<Local>::clone(&log);
    (log, Replays::at_rest(Arc::clone(kv), as_log).expect("replays"))
}

/// The ids of all events of the log, which are of this replay.
fn ids(log: &Local) -> Vec<u64> {
    let mut all = Vec::new();
    for block in log.read(0, 1, usize::MAX).expect("readable") {
        for entry in decode(&block.bytes).expect("entries") {
            let event: serde_json::Value = serde_json::from_slice(entry.body).expect("JSON");
            assert_eq!((entry.bus, &entry.only[..]), ("orders", &["a"][..]));
            assert_eq!(event["replay-name"], "r");
            all.push(event["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
        }
    }
    all
}

fn filled(count: i64) -> Arc<dyn Kv> {
    let kv: Arc<dyn Kv> = Arc::new(Memory::default());
    let times: Vec<i64> = (0..count).collect();
    fill(&*kv, 0, 1, &times);
    kv
}

#[test]
fn a_replay_that_is_cut_off_anywhere_goes_on_where_it_was() {
    let kv = filled(1_000);
    let (log, replays) = stopped(&kv);
    replays.begin(replay("r", None)).expect("begun");
    drop(replays);
    drop(log);
    // Each time one turn, and then the process is gone.
    for turn in 0.. {
        let (_log, replays) = stopped(&kv);
        if replays.get("r").is_none_or(|replay| !replay.state.is_active()) {
            assert!(turn >= 4, "{turn}");
            break;
        }
        let mut runner =
            Runner::new(Arc::clone(&replays.shared), "r", Duration::ZERO).expect("one");
        let went = runner.turn(Duration::ZERO);
        assert!(matches!(went, Turn::Went | Turn::Over), "{went:?}");
    }
    let (log, replays) = stopped(&kv);
    assert_eq!(ids(&log), (1..=1_000).collect::<Vec<_>>());
    let replay = replays.get("r").expect("it is remembered");
    assert_eq!((replay.state, replay.sent, replay.last), (State::Completed, 1_000, Some(999_000)));
    assert!(replay.ended.is_some());
}

#[test]
fn it_keeps_its_rate_by_the_clock_that_it_is_given() {
    let kv = filled(100);
    let (log, replays) = stopped(&kv);
    replays.begin(replay("r", Some(10))).expect("begun");
    let mut now = Duration::from_secs(5);
    let mut runner = Runner::new(Arc::clone(&replays.shared), "r", now).expect("one");
    let (mut turns, mut went) = (0, Vec::new());
    loop {
        match runner.turn(now) {
            Turn::Went => went.push(log.next(0) - 1),
            Turn::Wait(wait) => now += wait,
            Turn::Over => break,
        }
        turns += 1;
        if turns == 5 {
            assert_eq!(replays.get("r").map(|replay| replay.state), Some(State::Running));
        }
    }
    assert_eq!(went, (1..=100).collect::<Vec<_>>(), "one at a time");
    let took = now - Duration::from_secs(5);
    assert!((9_900..=10_100).contains(&took.as_millis()), "{took:?}");
}

#[test]
fn it_waits_while_too_much_is_not_worked_off() {
    let kv = filled(6_000);
    let (log, replays) = stopped(&kv);
    replays.begin(replay("r", None)).expect("begun");
    let mut runner = Runner::new(Arc::clone(&replays.shared), "r", Duration::ZERO).expect("one");
    let mut went = 0;
    while runner.turn(Duration::ZERO) == Turn::Went {
        went += 1;
    }
    assert!((16..=18).contains(&went), "{went}");
    let done = Change { position: Some(log.next(0)), ..Change::default() };
    log.checkpoint(0, done).blocking_recv().expect("an answer").expect("written");
    assert_eq!(runner.turn(Duration::ZERO), Turn::Went);
}

#[test]
fn it_is_cancelled_and_stays_so() {
    let kv = filled(1_000);
    let (_log, replays) = stopped(&kv);
    replays.begin(replay("r", None)).expect("begun");
    let mut runner = Runner::new(Arc::clone(&replays.shared), "r", Duration::ZERO).expect("one");
    assert_eq!(runner.turn(Duration::ZERO), Turn::Went);
    replays.cancel("r").expect("cancelled");
    assert_eq!(replays.get("r").map(|replay| replay.state), Some(State::Cancelling));
    assert_eq!(replays.cancel("r"), Err(ReplayError::Ended));
    drop(replays);
    // The process is gone before its thread saw it.
    let (_log, replays) = stopped(&kv);
    let mut runner = Runner::new(Arc::clone(&replays.shared), "r", Duration::ZERO).expect("one");
    assert_eq!(runner.turn(Duration::ZERO), Turn::Over);
    let replay = replays.get("r").expect("it is remembered");
    assert_eq!((replay.state, replay.sent), (State::Cancelled, 256));
    assert_eq!(replays.cancel("r"), Err(ReplayError::Ended));
    assert_eq!(replays.cancel("s"), Err(ReplayError::Unknown));
}

#[test]
fn threads_do_it_and_end_with_the_process() {
    let kv = filled(3_000);
    let (log, replays) = open(&kv);
    replays.begin(replay("r", None)).expect("begun");
    assert_eq!(replays.begin(replay("r", None)), Err(ReplayError::Exists));
    replays.join();
    assert_eq!(replays.get("r").map(|replay| replay.state), Some(State::Completed));
    assert_eq!(ids(&log).len(), 3_000);
    // Slow ones are stopped in the middle, and go on at the next start.
    for n in 0..10 {
        replays.begin(replay(&format!("slow-{n}"), Some(1))).expect("begun");
    }
    assert_eq!(replays.begin(replay("more", None)), Err(ReplayError::TooMany));
    replays.stop();
    replays.join();
    log.close();
    let (_log, replays) = stopped(&kv);
    assert_eq!(replays.all().iter().filter(|replay| replay.state.is_active()).count(), 10);
    let later = Timestamp::now() + jiff::SignedDuration::from_hours(91 * 24);
    replays.forget(later).expect("memory");
    assert_eq!(replays.all().len(), 10, "what ended long ago is forgotten");
}
