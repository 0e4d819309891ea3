//! A host for tests: what a plugin does with its imports is written down, what it gets is set
//! beforehand. Time stands still until it is moved, random numbers count.

use super::events::{Entry, EntryError};
use super::files::FileError;
use super::log::Level;
use super::state::StateError;
use crate::Context;
use crate::http::{MOST_SENT, MOST_TAKEN, Reply, Request, SendError};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The most bytes of a value of the state.
const MOST_KEPT: usize = 1 << 20;

type Web = Box<dyn FnMut(&Request) -> Result<Reply, SendError>>;

/// A host, and what was done to it.
#[derive(Default)]
#[allow(missing_debug_implementations, reason = "it holds a closure")]
pub struct Host {
    config: String,
    secrets: BTreeMap<String, String>,
    web: Option<Web>,
    refuse: Option<EntryError>,
    broken_files: bool,
    remaining_ms: Option<u64>,
    random: u8,
    /// The time, in milliseconds since 1970.
    pub now_ms: u64,
    /// Lines of the log.
    pub lines: Vec<(Level, String)>,
    /// Requests that were sent.
    pub requests: Vec<Request>,
    /// Events that were put.
    pub entries: Vec<Entry>,
    /// The state.
    pub state: BTreeMap<String, Vec<u8>>,
    /// How often keys were listed and values read.
    pub reads: usize,
    /// Files by their paths.
    pub files: BTreeMap<String, Vec<u8>>,
}

thread_local! {
    static HOST: RefCell<Host> = RefCell::new(Host::new());
}

/// What an invocation in a test is about: target `t`, rule `r`, began at 2026-03-04T05:06:07.008Z.
#[must_use]
pub fn context() -> Context {
    Context {
        invocation_id: "inv-1".into(),
        target: "t".into(),
        rule: "r".into(),
        attempt: 1,
        deadline_ms: 1_772_600_767_008 + 3000,
        timeout_ms: 3000,
    }
}

impl Host {
    /// A host that knows nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { config: "{}".into(), now_ms: 1_772_600_767_008, ..Self::default() }
    }

    /// Gives the target its `config`.
    #[must_use]
    pub fn config(mut self, text: &str) -> Self {
        self.config = text.into();
        self
    }

    /// Gives a secret a value.
    #[must_use]
    pub fn secret(mut self, name: &str, value: &str) -> Self {
        self.secrets.insert(name.into(), value.into());
        self
    }

    /// Answers requests.
    #[must_use]
    pub fn web(mut self, web: impl FnMut(&Request) -> Result<Reply, SendError> + 'static) -> Self {
        self.web = Some(Box::new(web));
        self
    }

    /// Answers every request with a status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.web(move |_| Ok(Reply { status, ..Reply::default() }))
    }

    /// Refuses every event that is put.
    #[must_use]
    pub fn refuse(mut self, code: &str) -> Self {
        self.refuse = Some(EntryError { code: code.into(), message: "refused".into() });
        self
    }

    /// Lets every write of a file fail.
    #[must_use]
    pub fn broken_files(mut self) -> Self {
        self.broken_files = true;
        self
    }

    /// Leaves so much time.
    #[must_use]
    pub fn remaining_ms(mut self, ms: u64) -> Self {
        self.remaining_ms = Some(ms);
        self
    }

    /// Runs code with this host.
    pub fn enter<T>(self, code: impl FnOnce() -> T) -> T {
        let (result, _) = self.run(code);
        result
    }

    /// Runs code with this host, and gives the host back.
    pub fn run<T>(self, code: impl FnOnce() -> T) -> (T, Self) {
        HOST.set(self);
        let result = code();
        (result, HOST.replace(Self::new()))
    }
}

fn with<T>(f: impl FnOnce(&mut Host) -> T) -> T {
    HOST.with_borrow_mut(f)
}

pub(crate) fn config() -> String {
    with(|h| h.config.clone())
}

pub(super) fn log(level: Level, line: &str) {
    with(|h| h.lines.push((level, line.to_string())));
}

pub(super) fn remaining_ms() -> u64 {
    with(|h| h.remaining_ms.unwrap_or(3000))
}

pub(super) fn secret(name: &str) -> Result<String, String> {
    with(|h| h.secrets.get(name).cloned().ok_or_else(|| "it has no value".to_string()))
}

pub(super) fn put(entries: Vec<Entry>) -> Vec<Result<String, EntryError>> {
    with(|h| {
        let mut answers = Vec::new();
        for entry in entries {
            answers.push(match &h.refuse {
                Some(error) => Err(error.clone()),
                None => Ok(format!("event-{}", h.entries.len())),
            });
            h.entries.push(entry);
        }
        answers
    })
}

pub(crate) fn send(request: Request) -> Result<Reply, SendError> {
    with(|h| {
        if request.body.as_ref().is_some_and(|body| body.len() > MOST_SENT) {
            return Err(SendError::TooLarge(MOST_SENT as u64));
        }
        let answer = match &mut h.web {
            Some(web) => web(&request),
            None => Err(SendError::Denied("no grant".into())),
        };
        h.requests.push(request);
        let fits = |reply: &Reply| reply.body.len() <= MOST_TAKEN;
        answer.and_then(
            |r| if fits(&r) { Ok(r) } else { Err(SendError::TooLarge(MOST_TAKEN as u64)) },
        )
    })
}

#[allow(clippy::unnecessary_wraps, reason = "as the real one")]
pub(super) fn state_get(key: &str) -> Result<Option<Vec<u8>>, StateError> {
    with(|h| {
        h.reads += 1;
        Ok(h.state.get(key).cloned())
    })
}

pub(super) fn state_put(key: &str, value: &[u8]) -> Result<(), StateError> {
    if value.len() > MOST_KEPT {
        return Err(StateError::TooLarge(format!("`{key}` would have {} bytes", value.len())));
    }
    with(|h| h.state.insert(key.into(), value.into()));
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "as the real one")]
pub(super) fn state_delete(key: &str) -> Result<(), StateError> {
    with(|h| h.state.remove(key));
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "as the real one")]
pub(super) fn state_keys(
    prefix: &str,
    after: Option<&str>,
    most: u32,
) -> Result<Vec<String>, StateError> {
    with(|h| {
        h.reads += 1;
        let from = after.filter(|a| *a >= prefix).unwrap_or(prefix).to_string();
        let keys = h.state.range(from..).map(|(k, _)| k).take_while(|k| k.starts_with(prefix));
        let keys = keys.filter(|k| after.is_none_or(|a| k.as_str() > a)).take(most as usize);
        Ok(keys.cloned().collect())
    })
}

pub(super) fn file_append(path: &str, data: &[u8]) -> Result<(), FileError> {
    with(|h| {
        if h.broken_files {
            return Err(FileError::Failed("no space".into()));
        }
        h.files.entry(path.into()).or_default().extend(data);
        Ok(())
    })
}

pub(super) fn file_put(path: &str, data: &[u8]) -> Result<(), FileError> {
    with(|h| {
        if h.broken_files {
            return Err(FileError::Failed("no space".into()));
        }
        h.files.insert(path.into(), data.into());
        Ok(())
    })
}

pub(super) fn now_ms() -> u64 {
    with(|h| h.now_ms)
}

pub(super) fn random(length: u32) -> Vec<u8> {
    with(|h| {
        let next = || {
            h.random = h.random.wrapping_add(1);
            h.random
        };
        std::iter::repeat_with(next).take(length as usize).collect()
    })
}
