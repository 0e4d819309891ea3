//! How far a connection is: what its bytes and requests say about who is waiting for whom.

use super::limits::Limits;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How long a connection that was asked to end may take for it.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// What to do with a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    Fine,
    /// It rested long enough: end it in good order.
    Rested,
    /// The head of a request does not come: cut it off.
    Slow,
    /// Nothing moves, though something is under way: cut it off.
    Stuck,
}

/// The state of one connection, shared by those who read, write and answer.
#[derive(Debug)]
pub(super) struct Progress(Mutex<State>);

#[derive(Debug)]
struct State {
    /// The first bytes, which tell HTTP/2 from others.
    first: Vec<u8>,
    /// Requests under way.
    active: usize,
    /// Requests so far.
    requests: u64,
    /// When the first byte of a request came whose head is not whole.
    began: Option<Instant>,
    /// When the last request ended, or the connection began.
    rested: Instant,
    /// When a byte last went either way.
    moved: Instant,
    /// Was a body left unread?
    unread: bool,
}

impl Progress {
    pub(super) fn new() -> Arc<Self> {
        let now = Instant::now();
        Arc::new(Self(Mutex::new(State {
            first: Vec::with_capacity(3),
            active: 0,
            requests: 0,
            began: None,
            rested: now,
            moved: now,
            unread: false,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes came in.
    pub(super) fn read(&self, bytes: &[u8]) {
        let mut state = self.state();
        state.moved = Instant::now();
        let missing = 3 - state.first.len();
        state.first.extend(bytes.iter().take(missing));
        if state.active == 0 && state.began.is_none() {
            state.began = Some(state.moved);
        }
    }

    /// Bytes went out.
    pub(super) fn wrote(&self) {
        self.state().moved = Instant::now();
    }

    /// A body is left unread.
    pub(super) fn leave_unread(&self) {
        self.state().unread = true;
    }

    /// A request's head is there. The request ends when the result is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Active {
        let mut state = self.state();
        state.active += 1;
        state.requests += 1;
        state.began = None;
        Active(Arc::clone(self))
    }

    /// Is it HTTP/2?
    pub(super) fn is_http2(&self) -> bool {
        // No method of HTTP/1 begins so.
        self.state().first == b"PRI"
    }

    /// Was a request answered, and is none under way?
    pub(super) fn is_answered(&self) -> bool {
        let state = self.state();
        state.active == 0 && state.requests > 0
    }

    /// May the other side still be sending what nobody will read?
    pub(super) fn may_be_sending(&self) -> bool {
        let state = self.state();
        state.unread || state.began.is_some()
    }

    /// What to do with the connection now. `ending` is since when it should end.
    pub(super) fn verdict(
        &self,
        now: Instant,
        ending: Option<Instant>,
        limits: &Limits,
    ) -> Verdict {
        let http2 = self.is_http2();
        let state = self.state();
        let since = |then: Instant| now.saturating_duration_since(then);
        if state.active > 0 {
            let longest = limits.idle.max(limits.request) + GRACE;
            return if since(state.moved) > longest { Verdict::Stuck } else { Verdict::Fine };
        }
        // HTTP/2 ends when the other side agrees, which it may never do.
        if ending.is_some_and(|ending| since(ending.max(state.rested)) > GRACE) {
            return Verdict::Stuck;
        }
        // Frames of HTTP/2 come between requests, too.
        if !http2 && state.began.is_some_and(|began| since(began) > limits.head) {
            return Verdict::Slow;
        }
        if since(state.rested) > limits.idle { Verdict::Rested } else { Verdict::Fine }
    }
}

/// A request under way.
#[derive(Debug)]
pub(super) struct Active(Arc<Progress>);

impl Drop for Active {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.active -= 1;
        state.rested = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_for_whom() {
        let limits = Limits {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            request: Duration::from_secs(30),
            ..Limits::default()
        };
        let progress = Progress::new();
        let start = Instant::now();
        let after = |seconds: u64| start + Duration::from_secs(seconds);
        let at = |seconds: u64| progress.verdict(after(seconds), None, &limits);
        assert_eq!([at(1), at(59), at(61)], [Verdict::Fine, Verdict::Fine, Verdict::Rested]);
        let ending = |seconds: u64| progress.verdict(after(seconds), Some(after(20)), &limits);
        assert_eq!([ending(24), ending(26)], [Verdict::Fine, Verdict::Stuck]);
        progress.read(b"GE");
        assert_eq!([at(9), at(11)], [Verdict::Fine, Verdict::Slow]);
        assert!(progress.may_be_sending() && !progress.is_answered());
        let active = progress.begin();
        assert_eq!([at(11), at(64), at(66)], [Verdict::Fine, Verdict::Fine, Verdict::Stuck]);
        assert_eq!(ending(26), Verdict::Fine);
        drop(active);
        assert!(progress.is_answered() && !progress.may_be_sending());
        assert_eq!(at(11), Verdict::Fine);
    }

    #[test]
    fn frames_between_requests_are_no_slow_head() {
        let progress = Progress::new();
        progress.read(b"PRI * HTTP/2.0");
        assert!(progress.is_http2());
        let limits = Limits { head: Duration::ZERO, ..Limits::default() };
        let later = Instant::now() + Duration::from_secs(5);
        assert_eq!(progress.verdict(later, None, &limits), Verdict::Fine);
    }
}
