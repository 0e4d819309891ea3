//! The books of deliveries: which are in memory, which of these are on disk too, and what is to be
//! written at the next checkpoint.
//!
//! A delivery that ends before the checkpoint behind its event was never on disk: the position has
//! not moved past the event, which would be matched again after a crash. What has not ended by then
//! becomes a row of the queue in the same batch that moves the position.

use super::dead;
use super::lines::Lines;
use super::row::{Row, RowKey};
use super::window::Window;
use super::{Ended, Letters, Step};
use crate::base::ids::TargetId;
use crate::daemon::log::{Change, Entry, Seq};
use crate::daemon::trace;
use crate::deliver::{self, Call, Decision, EventKey, Letter, Loss, item_id};
use crate::model::{Item, Outcome};
use crate::store::{Pairs, Space, Write};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// A delivery in memory.
#[derive(Debug)]
struct Kept {
    letter: Letter,
    key: RowKey,
    target: Arc<str>,
    /// Is a row of it on disk, or in the change to be written?
    on_disk: bool,
    /// Is that row as the delivery is now?
    written: bool,
}

/// The books.
#[derive(Debug)]
pub(super) struct Desk {
    pub lines: Lines,
    kept: HashMap<u64, Kept>,
    tags: u64,
    marks: u64,
    windows: HashMap<Arc<str>, Window>,
    /// Deliveries without a row, by tag; some may have ended.
    fresh: Vec<u64>,
    change: Change,
    upto: Seq,
    ended: Vec<Ended>,
    started: Vec<f64>,
}

impl Desk {
    /// Empty books; what the queue holds is read when there is room.
    pub fn new(lines: Lines, upto: Seq) -> Self {
        let window = |(name, _): (&Arc<str>, _)| (Arc::clone(name), Window::unread(name));
        let windows = lines.targets().map(window).collect();
        Self {
            lines,
            kept: HashMap::new(),
            tags: 0,
            marks: 0,
            windows,
            fresh: Vec::new(),
            change: Change::default(),
            upto,
            ended: Vec::new(),
            started: Vec::new(),
        }
    }

    /// Other rules: everything in memory is on disk by now, and is read from there again.
    pub fn exchange(&mut self, lines: Lines) {
        let change = std::mem::take(&mut self.change);
        let (tags, marks) = (self.tags, self.marks);
        *self = Self { tags, marks, change, ..Self::new(lines, self.upto) };
    }

    /// Takes what came of entries.
    pub fn take(&mut self, now: Timestamp, step: Step) {
        let Step { upto, letters, writes, entries } = step;
        for Letters { seq, timed, hops, trace, born, planned } in letters {
            for (sub, planned) in (0..).zip(planned) {
                let sub = if timed { self.mark(now) } else { sub };
                let Some(route) = self.lines.route(planned.rule, planned.entry) else { continue };
                let Some(sent) = planned.sent else { continue };
                let Some((rule, ..)) = self.lines.delivery.about(route) else { continue };
                let key = match &sent.id {
                    Some(id) => EventKey::Id(id),
                    None => EventKey::Content(sent.text.as_bytes(), seq),
                };
                let sender = self.lines.sender(planned.rule, &rule);
                let id = item_id(&sender, &planned.target, planned.entry, key);
                let (body, failed) = match planned.input {
                    // A body that is the event itself is kept once.
                    Ok(body) if *body == *sent.text => (Arc::clone(&sent.text), None),
                    Ok(body) => (Arc::from(body), None),
                    Err(error) => (Arc::from(""), Some(error)),
                };
                let letter = Letter {
                    route,
                    event_id: sent.id,
                    event: sent.text,
                    item: Item { id, body, attributes: trace::attributes(trace.as_deref()) },
                    order_key: sent.order_key,
                    born,
                    hops,
                    attempts: 0,
                    tag: 0,
                };
                let key = RowKey::new(&planned.target, seq, sub);
                match failed {
                    None => self.place(now, letter, key, &planned.target),
                    Some(error) => {
                        let tag = self.keep(&letter, key, &planned.target);
                        let letter = Letter { tag, ..letter };
                        let (code, message) = (error.code, &error.message);
                        // INVARIANT (routes-known): the route is one of this delivery's.
                        let _ = self.lines.delivery.offer_failed(now, letter, code, message);
                    }
                }
            }
        }
        self.upto = upto;
        self.change.position = Some(upto + 1);
        self.change.writes.extend(writes);
        self.change.entries.extend(entries);
        self.settle(now);
    }

    /// A number for the key of what is not counted by its entry: above all of those, later ones
    /// higher, and another one after a restart.
    fn mark(&mut self, now: Timestamp) -> u64 {
        let clock = u64::try_from(now.as_microsecond()).unwrap_or(0) | (1 << 63);
        self.marks = clock.max(self.marks + 1);
        self.marks
    }

    /// Offers a delivery, or writes it down when its target has enough to do.
    fn place(&mut self, now: Timestamp, letter: Letter, key: RowKey, target: &Arc<str>) {
        let window = self.windows.entry(Arc::clone(target)).or_default();
        if window.takes() {
            let tag = self.keep(&letter, key, target);
            let _ = self.lines.delivery.offer(now, Letter { tag, ..letter });
        } else if let Some(row) = self.lines.row(&letter) {
            window.spilled(&key);
            self.change.writes.push(Write::put(Space::QUEUE, key.0, row.encode()));
        }
    }

    fn keep(&mut self, letter: &Letter, key: RowKey, target: &Arc<str>) -> u64 {
        self.tags += 1;
        let tag = self.tags;
        let window = self.windows.entry(Arc::clone(target)).or_default();
        window.entered(bytes(letter));
        let letter = Letter { tag, ..letter.clone() };
        let target = Arc::clone(target);
        self.kept.insert(tag, Kept { letter, key, target, on_disk: false, written: false });
        self.fresh.push(tag);
        tag
    }

    /// What is to be called now, if anything.
    pub fn next(&mut self, now: Timestamp) -> Option<Call> {
        let call = self.lines.delivery.next(now);
        self.settle(now);
        if let Some(call) = call.as_ref().filter(|call| call.invocation.attempt == 1) {
            self.started.push((now - call.born).total(jiff::Unit::Second).unwrap_or(0.0));
        }
        call
    }

    /// A call ended; `put` are the events that it brought forth.
    pub fn completed(
        &mut self,
        now: Timestamp,
        ticket: deliver::Ticket,
        outcome: Outcome,
        put: Vec<Entry>,
    ) {
        self.change.entries.extend(put);
        // INVARIANT (tickets-once): every call ends once.
        let _ = self.lines.delivery.completed(now, ticket, outcome);
        self.settle(now);
    }

    /// Enters decisions into the books, and sends on what followed from them.
    fn settle(&mut self, now: Timestamp) {
        let decisions: Vec<Decision> = self.lines.delivery.decisions().collect();
        for decision in decisions {
            let Some(subject) = &decision.subject else { continue };
            let tag = subject.tag;
            match &decision.step {
                deliver::Step::Done { .. } => self.end(tag, &decision, None),
                deliver::Step::DeadLettered { to, loss } => {
                    self.end(tag, &decision, Some((loss, Some(&**to))));
                }
                deliver::Step::Dropped { loss } | deliver::Step::GivenUp { loss } => {
                    self.end(tag, &decision, Some((loss, None)));
                }
                deliver::Step::Again { attempt, .. } => {
                    if let Some(kept) = self.kept.get_mut(&tag) {
                        kept.letter.attempts = *attempt;
                        if kept.written {
                            kept.written = false;
                            self.fresh.push(tag);
                        }
                    }
                }
                _ => {}
            }
        }
        for letter in self.lines.delivery.outbox() {
            let Some((_, to, ..)) = self.lines.delivery.about(letter.route) else { continue };
            let Some(name) = self.lines.target_name(to).map(Arc::<str>::from) else { continue };
            let mark = self.mark(now);
            let key = RowKey::new(&name, self.upto, mark);
            self.place(now, letter, key, &name);
        }
    }

    /// A delivery ended.
    fn end(&mut self, tag: u64, decision: &Decision, loss: Option<(&Loss, Option<&str>)>) {
        let Some(kept) = self.kept.remove(&tag) else { return };
        if let Some(window) = self.windows.get_mut(&kept.target) {
            window.left(bytes(&kept.letter));
        }
        if let Some((loss, to)) = loss
            && let Some(row) = self.lines.row(&kept.letter)
        {
            let document = dead::document(&row, &kept.target, loss, to, decision.at);
            let at = decision.at.as_millisecond().to_be_bytes();
            let key = [&at[..], kept.letter.item.id.as_bytes()].concat();
            self.change.writes.push(Write::put(Space::DEAD, key, document.to_string()));
        }
        if kept.on_disk {
            self.change.writes.push(Write::remove(Space::QUEUE, kept.key.0));
        }
        self.ended.push(Ended { target: kept.target, at: decision.at, lost: loss.is_some() });
    }

    /// Does the change hold something that others wait for?
    pub fn is_urgent(&self) -> bool {
        !self.change.entries.is_empty() || self.change.writes.len() > 20_000
    }

    /// Everything that is to be written now.
    pub fn checkpoint(&mut self) -> Option<Change> {
        for tag in std::mem::take(&mut self.fresh) {
            let Some(kept) = self.kept.get_mut(&tag) else { continue };
            let Some(row) = self.lines.row(&kept.letter) else { continue };
            (kept.written, kept.on_disk) = (true, true);
            self.change.writes.push(Write::put(Space::QUEUE, kept.key.0.clone(), row.encode()));
        }
        let change = std::mem::take(&mut self.change);
        (!change.is_empty()).then_some(change)
    }

    /// Takes a change back that could not be written: it is part of the next one.
    pub fn take_back(&mut self, change: Change) {
        let later = std::mem::take(&mut self.change);
        self.change = change.then(later);
    }

    /// Targets with room for more of their queue, from which key on, and for how many.
    pub fn hungry(&self) -> Vec<(Arc<str>, Vec<u8>, usize)> {
        let hungry = |(name, window): (&Arc<str>, &Window)| {
            let (from, most) = window.hungry()?;
            Some((Arc::clone(name), from.to_vec(), most))
        };
        self.windows.iter().filter_map(hungry).collect()
    }

    /// Takes rows that were read for a target; `most` were asked for.
    pub fn refill(&mut self, now: Timestamp, target: &Arc<str>, rows: Pairs, most: usize) {
        let last = (rows.len() >= most).then(|| rows.last().map(|(key, _)| key.clone())).flatten();
        if let Some(window) = self.windows.get_mut(target) {
            window.read_to(last.as_deref());
        }
        for (key, value) in rows {
            let key = RowKey(key);
            let letter = Row::decode(&value).map(|row| self.lines.letter(row, target, 0));
            // What cannot be read or has no target stays where it is; `fsck` tells of it.
            let Some(Ok(letter)) = letter else { continue };
            let tag = self.keep(&letter, key, target);
            if let Some(kept) = self.kept.get_mut(&tag) {
                (kept.written, kept.on_disk) = (true, true);
            }
            let _ = self.lines.delivery.offer(now, Letter { tag, ..letter });
        }
        self.fresh.retain(|tag| self.kept.get(tag).is_some_and(|kept| !kept.written));
        self.settle(now);
    }

    /// Delivers something from the dead letters again.
    pub fn redrive(&mut self, now: Timestamp, key: &[u8], document: &serde_json::Value) -> bool {
        let target = document.get("target").and_then(|name| name.as_str());
        let (Some(target), Some(row)) = (target, dead::row(document)) else { return false };
        let target: Arc<str> = target.into();
        let Ok(letter) = self.lines.letter(Row { born: now, ..row }, &target, 0) else {
            return false;
        };
        let mark = self.mark(now);
        let row_key = RowKey::new(&target, self.upto, mark);
        self.change.writes.push(Write::remove(Space::DEAD, key));
        self.place(now, letter, row_key, &target);
        self.settle(now);
        true
    }

    /// What ended since the last time.
    pub fn ended(&mut self) -> Vec<Ended> {
        std::mem::take(&mut self.ended)
    }

    /// How long after their acceptance first tries started, in seconds, since the last time.
    pub fn started(&mut self) -> Vec<f64> {
        std::mem::take(&mut self.started)
    }

    /// How many deliveries of each target are in memory, and whether there are more on disk.
    pub fn windows(&self) -> impl Iterator<Item = (&Arc<str>, usize, bool)> {
        self.windows.iter().map(|(name, w)| (name, w.live(), !w.takes() && w.live() == 0))
    }

    /// The target of this name.
    pub fn target(&self, name: &str) -> Option<TargetId> {
        self.lines.target(name)
    }
}

/// The bytes that a delivery takes in memory, about.
fn bytes(letter: &Letter) -> usize {
    let body =
        if Arc::ptr_eq(&letter.item.body, &letter.event) { 0 } else { letter.item.body.len() };
    letter.event.len() + body + 500
}
