//! What belongs to one instance: the function it runs, and the invocation it is busy with. Host
//! functions of every version of the interface work on this.

use super::fault::HostFault;
use super::limits::{self, MemoryKeeper};
use super::ports::{Changes, Ports};
use super::rights::Rights;
use crate::model::{Home, LogLevel, LogLine, PutEvent};
use jiff::Timestamp;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is fixed for a target: its names, config, rights and limits.
#[derive(Debug)]
pub struct Facts {
    /// The target's name.
    pub target: Arc<str>,
    /// The plugin, as the rules file spells it.
    pub plugin: String,
    /// The target's config as JSON text.
    pub config: String,
    /// What it may do.
    pub rights: Rights,
    /// How long an invocation may take.
    pub timeout: Duration,
    /// How much memory an instance may have, in bytes.
    pub memory: u64,
    /// How many instructions an invocation may take, if they are counted.
    pub fuel: Option<u64>,
    /// The outside.
    pub ports: Arc<Ports>,
    /// The account and region of events that it puts.
    pub home: Home,
}

/// The data of an instance.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) facts: Arc<Facts>,
    pub(super) memory: MemoryKeeper,
    pub(super) call: Call,
    /// Secrets that the instance has read; it may remember them from call to call.
    pub(super) secrets: Vec<Arc<str>>,
}

impl Session {
    pub(super) fn new(facts: Arc<Facts>, call: Call) -> Self {
        let memory = MemoryKeeper::new(facts.memory);
        Self { facts, memory, call, secrets: Vec::new() }
    }

    /// Time that is left.
    pub(super) fn remaining(&self) -> Duration {
        self.call.deadline.saturating_duration_since(Instant::now())
    }

    /// The fault of a call for which a grant is missing.
    pub(super) fn ungranted(call: &'static str, grant: &'static str) -> wasmtime::Error {
        HostFault::MissingGrant { call, grant }.into()
    }
}

/// What belongs to one invocation.
#[derive(Debug)]
pub(super) struct Call {
    /// The invocation's id.
    pub(super) invocation: Arc<str>,
    /// When it is stopped.
    pub(super) deadline: Instant,
    /// When it began, by the clock that plugins see.
    pub(super) began: Timestamp,
    /// Its log so far.
    pub(super) log: Log,
    /// Events it put.
    pub(super) puts: Vec<PutEvent>,
    /// Requests it may still send, and how many there were to begin with.
    pub(super) requests: (u32, u32),
    /// Bytes it may still write.
    pub(super) writable: u64,
    /// Changes to the state, made when it ends without a fault.
    pub(super) changes: Changes,
    /// Bytes of the changes.
    pub(super) changed: usize,
    /// Bytes of the events it put.
    pub(super) put_bytes: usize,
    /// Random bytes of `Randomness::ByInvocation`.
    pub(super) random: Option<fastrand::Rng>,
}

impl Call {
    /// The invocation `id` with so many items.
    pub(super) fn new(facts: &Facts, id: Arc<str>, items: usize) -> Self {
        let requests = u32::try_from(items).unwrap_or(u32::MAX).max(1);
        let requests = requests.saturating_mul(limits::REQUESTS);
        Self {
            invocation: id,
            deadline: Instant::now() + facts.timeout,
            began: facts.ports.clock.now(),
            log: Log::default(),
            puts: Vec::new(),
            requests: (requests, requests),
            writable: limits::WRITTEN,
            changes: Changes::new(),
            changed: 0,
            put_bytes: 0,
            random: None,
        }
    }
}

/// The log of an invocation, within its limits.
#[derive(Debug, Default)]
pub(super) struct Log {
    lines: Vec<LogLine>,
    bytes: usize,
    cut: u64,
}

impl Log {
    /// Adds a line, or counts it when there is no more room.
    pub(super) fn write(&mut self, level: LogLevel, message: String) {
        let bytes = self.bytes.saturating_add(message.len());
        if bytes > limits::LOG_BYTES || self.lines.len() >= limits::LOG_LINES {
            self.cut += 1;
            return;
        }
        self.bytes = bytes;
        self.lines.push(LogLine { level, message });
    }

    /// The last line at level `error`: of a panic, its message.
    pub(super) fn last_words(&self) -> Option<&str> {
        let line = self.lines.iter().rev().find(|l| l.level == LogLevel::Error);
        line.map(|l| l.message.as_str())
    }

    /// All lines; the last one tells how many were cut.
    pub(super) fn take(&mut self) -> Vec<LogLine> {
        let mut log = std::mem::take(self);
        if log.cut > 0 {
            let message = format!("{} more lines were cut", log.cut);
            log.lines.push(LogLine { level: LogLevel::Warn, message });
        }
        log.lines
    }
}
