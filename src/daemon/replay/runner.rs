//! The thread of one replay. A turn takes some events of the archive and appends them, together with
//! how far it is, in one change of the log.

use super::pace::{BATCH, Pace};
use super::row::{Replay, State};
use super::{All, Shared};
use crate::daemon::archive::{Kept, Reader};
use crate::daemon::log::{Change, Entry};
use crate::rules::REPLAY_NAME;
use crate::store::Kv;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Entries that may wait to be worked off before a replay adds more: it is in nobody's way.
const BEHIND: u64 = 4_096;
/// How long it waits then before it looks again.
const LOOK: Duration = Duration::from_millis(20);
/// Bytes of events that go at a time, about.
const BYTES: usize = 1 << 20;

/// What a turn came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Events went; there may be more.
    Went,
    /// Nothing may go for so long.
    Wait(Duration),
    /// It is at its end, or cannot write any more and goes on with the next start.
    Over,
}

/// A replay at work.
#[derive(Debug)]
pub(super) struct Runner {
    shared: Arc<Shared>,
    name: String,
    reader: Reader<Arc<dyn Kv>>,
    pace: Pace,
    bus: Arc<str>,
    only: Vec<Arc<str>>,
    /// What makes the field, without the brace.
    field: String,
}

/// Runs a replay to its end, or to the end of the process.
pub(super) fn run(shared: &Arc<Shared>, name: &str) {
    let clock = Instant::now();
    let Some(mut runner) = Runner::new(Arc::clone(shared), name, clock.elapsed()) else { return };
    loop {
        match runner.turn(clock.elapsed()) {
            Turn::Went => {}
            Turn::Wait(most) => shared.wait(most),
            Turn::Over => return,
        }
    }
}

impl Runner {
    /// Goes on where the replay is; `now` is a time of a clock that only goes on.
    pub fn new(shared: Arc<Shared>, name: &str, now: Duration) -> Option<Self> {
        let replay = shared.lock().replays.get(name)?.clone();
        let Replay { archive, since, span, rate, cursor, bus, only, .. } = replay;
        let reader = Reader::new(Arc::clone(&shared.kv), &archive, since, span, cursor);
        let field = serde_json::json!({ REPLAY_NAME: name }).to_string();
        let field = field.trim_start_matches('{').to_owned();
        let (bus, only) = (bus.into(), only.into_iter().map(Arc::from).collect());
        let (name, pace) = (name.to_owned(), Pace::new(rate, now));
        Some(Self { shared, name, reader, pace, bus, only, field })
    }

    /// Does some of it.
    pub fn turn(&mut self, now: Duration) -> Turn {
        let all = self.shared.lock();
        if all.stop {
            return Turn::Over;
        }
        match all.replays.get(&self.name).map(|replay| replay.state) {
            Some(State::Starting | State::Running) => {}
            Some(State::Cancelling) => return self.over(all, State::Cancelled, None),
            _ => return Turn::Over,
        }
        drop(all);
        let log = &self.shared.log;
        if log.next(0).saturating_sub(log.position(0)) > BEHIND {
            return Turn::Wait(LOOK);
        }
        let most = match self.pace.allow(now) {
            Ok(most) => most.min(BATCH),
            Err(wait) => return Turn::Wait(wait),
        };
        let (mut taken, mut bytes) = (Vec::new(), 0);
        while taken.len() < most && bytes < BYTES {
            match self.reader.next() {
                Ok(Some(kept)) => {
                    bytes += kept.event.len();
                    taken.push(kept);
                }
                Ok(None) => break,
                Err(error) => {
                    let all = self.shared.lock();
                    return self.over(all, State::Failed, Some(error.to_string()));
                }
            }
        }
        if taken.is_empty() {
            let all = self.shared.lock();
            return self.over(all, State::Completed, None);
        }
        self.pace.took(taken.len());
        self.append(&taken)
    }

    fn append(&self, taken: &[Kept]) -> Turn {
        let mut all = self.shared.lock();
        let Some(replay) = all.replays.get_mut(&self.name) else { return Turn::Over };
        let received = Timestamp::now().as_millisecond();
        let entry = |kept: &Kept| {
            let body = replayed(&kept.event, &self.field);
            let entry = Entry::event(Arc::clone(&self.bus), received, body);
            Entry { only: self.only.clone(), ..entry }
        };
        let entries = taken.iter().map(entry).collect();
        if replay.state == State::Starting {
            replay.state = State::Running;
        }
        replay.cursor = Some(self.reader.cursor());
        replay.sent += taken.len() as u64;
        replay.last = taken.iter().map(|kept| kept.time).max().or(replay.last);
        let change = Change { entries, writes: vec![replay.write()], ..Change::default() };
        let written = self.shared.log.checkpoint(0, change);
        drop(all);
        match written.blocking_recv() {
            Ok(Ok(_)) => Turn::Went,
            // A log that is closed or failed has none of it: the next start goes on before it.
            _ => Turn::Over,
        }
    }

    /// Ends the replay in a state.
    fn over(
        &self,
        mut all: std::sync::MutexGuard<'_, All>,
        state: State,
        reason: Option<String>,
    ) -> Turn {
        if let Some(replay) = all.replays.get_mut(&self.name) {
            (replay.state, replay.reason) = (state, reason);
            replay.ended = Some(Timestamp::now().as_millisecond());
            let change = Change { writes: vec![replay.write()], ..Change::default() };
            let written = self.shared.log.checkpoint(0, change);
            drop(all);
            // If it is not written, it ends once more at the next start.
            let _ = written.blocking_recv();
        }
        Turn::Over
    }
}

/// An event with one more field, given without its first brace, at the end.
fn replayed(event: &[u8], field: &str) -> Vec<u8> {
    let event = event.trim_ascii_end();
    let body = event.strip_suffix(b"}").unwrap_or(event);
    let mut out = Vec::with_capacity(body.len() + field.len() + 1);
    out.extend_from_slice(body);
    if body.trim_ascii() != b"{" {
        out.push(b',');
    }
    out.extend_from_slice(field.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::replayed;

    #[test]
    fn the_name_stands_at_the_end_and_nothing_else_changes() {
        let with = |event: &str| {
            String::from_utf8(replayed(event.as_bytes(), "\"replay-name\":\"r\"}")).expect("text")
        };
        assert_eq!(with("{\"n\": 1.50 }\n"), "{\"n\": 1.50 ,\"replay-name\":\"r\"}");
        assert_eq!(with(" { }"), " { \"replay-name\":\"r\"}");
    }
}
