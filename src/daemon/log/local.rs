//! The log in a store of this machine. It has one partition.

use super::calls::{CallKey, Calls};
use super::commit::{Committer, Encoded, POSITION, Request};
use super::entry::decode;
use super::tail::Tail;
use super::{Block, Change, Entry, EventLog, Partition, Receipt, Refused, Seq};
use crate::store::{Kv, Space, StoreError};
use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// When the log takes nothing more.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Bytes that wait to be written.
    pub waiting: usize,
    /// Entries that are not worked off.
    pub behind: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { waiting: 64 << 20, behind: 1_000_000 }
    }
}

/// What the log and its thread share.
#[derive(Debug)]
pub(super) struct Shared {
    tail: Mutex<Tail>,
    came: Condvar,
    position: AtomicU64,
    /// Bytes of entries that wait to be written.
    pub waiting: AtomicUsize,
    /// Why the store takes nothing.
    trouble: Mutex<Option<StoreError>>,
}

impl Shared {
    /// Something was written, or not. A full disk is no trouble any more once it takes something;
    /// every other one stays.
    pub fn note(&self, written: &Result<(), StoreError>) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if trouble.as_ref().is_none_or(|trouble| matches!(trouble, StoreError::Full(_))) {
            *trouble = written.as_ref().err().cloned();
        }
    }

    /// Blocks are written: readers may have them.
    pub fn published(&self, blocks: Vec<Block>, next: Seq, position: Option<Seq>) {
        if let Some(position) = position {
            self.position.fetch_max(position, Ordering::Release);
        }
        if blocks.is_empty() {
            return;
        }
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let mut blocks = blocks.into_iter().peekable();
        while let Some(block) = blocks.next() {
            let end = blocks.peek().map_or(next, |after| after.first);
            tail.push(block, end);
        }
        drop(tail);
        self.came.notify_all();
    }
}

/// The log in a store.
#[derive(Debug)]
pub struct Local {
    kv: Arc<dyn Kv>,
    shared: Arc<Shared>,
    options: Options,
    requests: Mutex<Option<Sender<Request>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Local {
    /// Opens the log that a store holds, or begins one.
    ///
    /// # Errors
    /// The store cannot be read, or the system gives no thread.
    pub fn open(kv: Arc<dyn Kv>, options: Options) -> Result<Self, StoreError> {
        let next = match kv.last(Space::LOG, None)? {
            None => 1,
            Some((key, bytes)) => {
                let damaged = || StoreError::Damaged("the last block of the log".to_owned());
                let first = number(Some(&key)).ok_or_else(damaged)?;
                first + decode(&bytes).map_err(|_| damaged())?.len() as u64
            }
        };
        let position = position(&*kv)?;
        let shared = Arc::new(Shared {
            tail: Mutex::new(Tail::new(next)),
            came: Condvar::new(),
            position: AtomicU64::new(position),
            waiting: AtomicUsize::new(0),
            trouble: Mutex::new(None),
        });
        let (sender, receiver) = channel();
        let calls = Calls::restore(&*kv)?;
        let committer = Committer { kv: Arc::clone(&kv), shared: Arc::clone(&shared), calls, next };
        let spawned = std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || committer.run(&receiver));
        let no_thread = |e: io::Error| StoreError::Open(format!("no thread for the log: {e}"));
        let thread = Mutex::new(Some(spawned.map_err(no_thread)?));
        Ok(Self { kv, shared, options, requests: Mutex::new(Some(sender)), thread })
    }

    /// Why the store takes nothing, if it does not.
    #[must_use]
    pub fn trouble(&self) -> Option<StoreError> {
        self.shared.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes of entries that wait to be written.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.shared.waiting.load(Ordering::Relaxed)
    }

    /// Ends the wait for entries that is under way, or the next one.
    pub fn nudge(&self) {
        self.shared.tail.lock().unwrap_or_else(PoisonError::into_inner).nudged = true;
        self.shared.came.notify_all();
    }

    fn send(&self, request: Request) {
        let bytes = request.entries.bytes.len();
        self.shared.waiting.fetch_add(bytes, Ordering::Relaxed);
        let sender = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let refused = match &*sender {
            Some(sender) => sender.send(request).err().map(|unsent| unsent.0),
            None => Some(request),
        };
        if let Some(request) = refused {
            self.shared.waiting.fetch_sub(bytes, Ordering::Relaxed);
            let _ = request.reply.send(Err(Refused::Closed));
        }
    }
}

fn encoded(entries: &[Entry]) -> Encoded {
    let bytes = entries.iter().map(Entry::bytes).sum();
    let mut all =
        Encoded { ends: Vec::with_capacity(entries.len()), bytes: Vec::with_capacity(bytes) };
    for entry in entries {
        entry.encode(&mut all.bytes);
        all.ends.push(all.bytes.len());
    }
    all
}

/// The first number that is not worked off, as a store has it.
///
/// # Errors
/// The store cannot be read.
pub fn position(kv: &dyn Kv) -> Result<Seq, StoreError> {
    Ok(number(kv.get(Space::FACTS, POSITION)?.as_deref()).unwrap_or(1))
}

fn number(bytes: Option<&[u8]>) -> Option<u64> {
    Some(u64::from_be_bytes(bytes?.try_into().ok()?))
}

impl EventLog for Local {
    fn append(&self, _: Partition, entries: &[Entry], key: Option<CallKey>) -> Receipt {
        let (reply, receipt) = oneshot::channel();
        let behind = self.next(0).saturating_sub(self.position(0));
        let busy = if self.waiting() > self.options.waiting {
            Some("bytes wait to be written")
        } else if behind > self.options.behind {
            Some("events wait to be matched")
        } else {
            None
        };
        if let Some(what) = busy {
            let _ = reply.send(Err(Refused::Busy(what)));
            return receipt;
        }
        let at = entries.first().map_or(0, |entry| entry.received);
        let key = key.map(|key| (key, at));
        let (now, position, writes) = (true, None, Vec::new());
        self.send(Request { entries: encoded(entries), now, key, position, writes, reply });
        receipt
    }

    fn read(&self, _: Partition, from: Seq, bytes: usize) -> Result<Vec<Block>, StoreError> {
        let tail = self.shared.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(blocks) = tail.from(from, bytes) {
            return Ok(blocks);
        }
        drop(tail);
        let start = self.kv.last(Space::LOG, Some(&from.to_be_bytes()))?;
        // Before the first block that is still there nothing is left to read.
        let start = start.map_or_else(|| from.to_be_bytes().to_vec(), |(key, _)| key);
        let mut all = Vec::new();
        let mut taken = 0;
        let mut next = start;
        while taken < bytes {
            let Some((key, value)) = self.kv.scan(Space::LOG, &next, None, 1)?.pop() else { break };
            let damaged = || StoreError::Damaged("a key of the log".to_owned());
            let first = number(Some(&key)).ok_or_else(damaged)?;
            taken += value.len();
            all.push(Block { first, bytes: value.into() });
            next = (first + 1).to_be_bytes().to_vec();
        }
        Ok(all)
    }

    fn wait(&self, _: Partition, from: Seq, most: Duration) -> bool {
        let tail = self.shared.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |tail: &mut Tail| tail.next <= from && !tail.closed && !tail.nudged;
        let waited = self.shared.came.wait_timeout_while(tail, most, waits);
        let (mut tail, _) = waited.unwrap_or_else(PoisonError::into_inner);
        tail.nudged = false;
        tail.next > from
    }

    fn checkpoint(&self, _: Partition, change: Change) -> Receipt {
        let (reply, receipt) = oneshot::channel();
        let Change { position, writes, entries } = change;
        let entries = encoded(&entries);
        self.send(Request { entries, now: false, key: None, position, writes, reply });
        receipt
    }

    fn position(&self, _: Partition) -> Seq {
        self.shared.position.load(Ordering::Acquire)
    }

    fn next(&self, _: Partition) -> Seq {
        self.shared.tail.lock().unwrap_or_else(PoisonError::into_inner).next
    }

    fn trim(&self, partition: Partition, before: Seq) -> Result<(), StoreError> {
        let before = before.min(self.position(partition));
        // The block that holds the first entry to stay, stays.
        match self.kv.last(Space::LOG, Some(&before.to_be_bytes()))? {
            Some((stays, _)) => self.kv.drop_before(Space::LOG, &stays),
            None => Ok(()),
        }
    }

    fn close(&self) {
        let sender = self.requests.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(sender);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic there was said by the thread itself.
            let _ = thread.join();
        }
        self.shared.tail.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.shared.came.notify_all();
    }
}
