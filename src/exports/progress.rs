//! How far a task is: what has to be kept over a crash. It is kept when a window begins and when it
//! is done; after a crash in between, the window that is pending is written again, to the same
//! object.

use super::{Window, Written};
use crate::base::time;
use jiff::Timestamp;
use serde_json::{Value, json};

/// How far a task is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    pending: Option<Window>,
    done: Option<Timestamp>,
    last: Option<Written>,
}

impl Progress {
    /// Begins a window: to be kept before anything of it is written.
    pub fn begin(&mut self, window: Window) {
        self.pending = Some(window);
    }

    /// Ends the window that is pending: to be kept once its object is there.
    pub fn end(&mut self, written: Written) {
        if let Some(window) = self.pending.take() {
            self.done = self.done.max(Some(window.to()));
            self.last = Some(written);
        }
    }

    /// The window that was begun and not ended: it comes first.
    #[must_use]
    pub fn pending(&self) -> Option<Window> {
        self.pending
    }

    /// The end of the latest window that is done.
    #[must_use]
    pub fn done(&self) -> Option<Timestamp> {
        self.done
    }

    /// The object of the window that was done last.
    #[must_use]
    pub fn last(&self) -> Option<&Written> {
        self.last.as_ref()
    }

    /// As a JSON object, to be kept.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let window = |w: Window| json!({"from": w.from().to_string(), "to": w.to().to_string()});
        let written = |w: &Written| json!({"location": w.location, "rows": w.rows, "bytes": w.bytes, "sha256": w.sha256});
        json!({
            "pending": self.pending.map(window),
            "done": self.done.map(|done| done.to_string()),
            "last": self.last.as_ref().map(written),
        })
    }

    /// What was kept; `None` where it is nothing of the kind.
    #[must_use]
    pub fn from_json(kept: &Value) -> Option<Self> {
        let at = |value: &Value| time::parse(value.as_str()?);
        let pending = match &kept["pending"] {
            Value::Null => None,
            window => Some(Window::new(at(&window["from"])?, at(&window["to"])?)?),
        };
        let done = match &kept["done"] {
            Value::Null => None,
            done => Some(at(done)?),
        };
        let last = match &kept["last"] {
            Value::Null => None,
            last => Some(Written {
                location: last["location"].as_str()?.to_owned(),
                rows: last["rows"].as_u64()?,
                bytes: last["bytes"].as_u64()?,
                sha256: last["sha256"].as_str()?.to_owned(),
            }),
        };
        kept.is_object().then_some(Self { pending, done, last })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: &str, to: &str) -> Window {
        let at = |text: &str| text.parse().expect("a time");
        Window::new(at(from), at(to)).expect("a window")
    }

    #[test]
    fn what_was_begun_is_pending_until_it_is_done() {
        let mut progress = Progress::default();
        let first = window("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
        progress.begin(first);
        let kept = |progress: &Progress| Progress::from_json(&progress.to_json()).expect("kept");
        // A crash here: the window comes again.
        let mut progress = kept(&progress);
        assert_eq!((progress.pending(), progress.done()), (Some(first), None));
        let written =
            Written { location: "a/b".to_owned(), rows: 1, bytes: 2, sha256: "00".to_owned() };
        progress.end(written.clone());
        let mut progress = kept(&progress);
        assert_eq!((progress.pending(), progress.done()), (None, Some(first.to())));
        assert_eq!(progress.last(), Some(&written));
        // An older window by hand takes nothing back.
        progress.begin(window("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
        progress.end(written);
        assert_eq!(progress.done(), Some(first.to()));
        for odd in [json!(1), json!({"pending": {"from": "x"}}), json!({"done": 5})] {
            assert_eq!(Progress::from_json(&odd), None, "{odd}");
        }
    }
}
