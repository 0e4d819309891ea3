//! The one thread that writes: what came while the last group was written is the next group, with
//! one sync for all.

use super::calls::{CallKey, Calls};
use super::local::Shared;
use super::{Accepted, Block, Refused, Seq};
use crate::store::fail::point;
use crate::store::{Durability, Kv, Space, StoreError, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;
use tokio::sync::oneshot;

/// Bytes of entries in a block, about.
const BLOCK: usize = 64 << 10;
/// Bytes of entries in a group, about.
const GROUP: usize = 4 << 20;

/// Encoded entries, one after the other.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    /// Where each ends in `bytes`.
    pub ends: Vec<usize>,
    pub bytes: Vec<u8>,
}

/// Something to write.
#[derive(Debug)]
pub(super) struct Request {
    pub entries: Encoded,
    /// Must it survive a loss of power before it is answered?
    pub now: bool,
    pub key: Option<(CallKey, i64)>,
    pub position: Option<Seq>,
    pub writes: Vec<Write>,
    pub reply: oneshot::Sender<Result<Accepted, Refused>>,
}

/// What the thread owns.
pub(super) struct Committer {
    pub kv: Arc<dyn Kv>,
    pub shared: Arc<Shared>,
    pub calls: Calls,
    pub next: Seq,
}

impl Committer {
    /// Writes groups until nobody can send any more.
    pub fn run(mut self, requests: &Receiver<Request>) {
        while let Ok(first) = requests.recv() {
            let mut bytes = first.entries.bytes.len();
            let mut group = vec![first];
            while bytes < GROUP
                && let Ok(next) = requests.try_recv()
            {
                bytes += next.entries.bytes.len();
                group.push(next);
            }
            self.commit(group);
        }
    }

    fn commit(&mut self, group: Vec<Request>) {
        let mut writes = Vec::new();
        let mut blocks = Vec::new();
        let mut open = Open { first: self.next, bytes: Vec::new() };
        let mut next = self.next;
        let (mut now, mut position, mut taken) = (false, None, 0);
        let mut answers = Vec::with_capacity(group.len());
        let mut noted = Vec::new();
        for mut request in group {
            taken += request.entries.bytes.len();
            let repeated = request.key.is_some_and(|(key, _)| self.calls.knows(&key));
            let first = if repeated { 0 } else { next };
            answers.push((request.reply, Accepted { first, repeated }));
            if repeated {
                continue;
            }
            if let Some((key, at)) = request.key {
                self.calls.note(key, at, &mut writes);
                noted.push(key);
            }
            now |= request.now;
            position = position.max(request.position);
            writes.append(&mut request.writes);
            let mut start = 0;
            for end in request.entries.ends {
                if open.bytes.len() >= BLOCK {
                    blocks.push(open.close(next));
                }
                open.bytes.extend_from_slice(&request.entries.bytes[start..end]);
                start = end;
                next += 1;
            }
        }
        if !open.bytes.is_empty() {
            blocks.push(open.close(next));
        }
        for block in &blocks {
            writes.push(Write::put(Space::LOG, block.first.to_be_bytes(), &*block.bytes));
        }
        if let Some(position) = position {
            writes.push(Write::put(Space::FACTS, POSITION, position.to_be_bytes()));
        }
        let written = if writes.is_empty() { Ok(()) } else { self.write(writes, now) };
        self.shared.waiting.fetch_sub(taken, Ordering::Relaxed);
        match &written {
            Ok(()) => {
                self.next = next;
                self.shared.published(blocks, next, position);
            }
            Err(_) => self.calls.undo(&noted),
        }
        point("reply");
        for (reply, accepted) in answers {
            // Whoever asked may have gone.
            let _ = reply.send(written.clone().map(|()| accepted).map_err(Refused::from));
        }
    }

    fn write(&self, writes: Vec<Write>, now: bool) -> Result<(), StoreError> {
        point("append");
        let durability = if now { Durability::Now } else { Durability::Later };
        let written = self.kv.write(writes, durability);
        self.shared.note(&written);
        point("fsync");
        written
    }
}

/// The key of the position in `Space::FACTS`.
pub(in crate::daemon) const POSITION: &[u8] = b"position";

/// A block that takes entries.
struct Open {
    first: Seq,
    bytes: Vec<u8>,
}

impl Open {
    /// The block; the next one begins with the entry `next`.
    fn close(&mut self, next: Seq) -> Block {
        let bytes = std::mem::take(&mut self.bytes).into();
        Block { first: std::mem::replace(&mut self.first, next), bytes }
    }
}
