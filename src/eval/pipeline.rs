//! The pipeline: one thread reads and cuts, some match, the caller's thread puts the answers back
//! into order. All queues are bounded, so memory does not grow with the input.

use super::duplicates::Duplicates;
use super::watch::Watching;
use super::worker::{Rules, Verdict, Worker};
use crate::audit::Ledger;
use crate::model::{Effect, Fault, Summary};
use crate::sources::{Chunk, Chunks, Form, Input, Options, Record, cloudtrail};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// What to evaluate.
#[derive(Debug)]
pub struct Evaluation {
    /// The rules.
    pub rules: Arc<Rules>,
    /// The inputs, in order.
    pub inputs: Vec<Input>,
    /// How to read them.
    pub options: Options,
    /// How many threads match.
    pub threads: usize,
    /// What is kept of records to the end.
    pub kept: Kept,
}

/// What is kept of records to the end of a run.
#[derive(Debug, Default)]
pub struct Kept {
    /// Where configuration items are entered.
    pub ledger: Ledger,
    /// Where datapoints are entered; `None` where nothing wants them.
    pub watching: Option<Watching>,
}

/// Hears how far an evaluation is.
pub trait Progress {
    /// So many more bytes of the (decompressed) inputs are done.
    fn advance(&mut self, bytes: u64);
    /// Something worth knowing about an input.
    fn note(&mut self, input: &str, note: &str);
}

struct Answer {
    number: u64,
    chunk: Chunk,
    verdicts: Vec<Verdict>,
}

/// Evaluates; effects go to `emit` in input order. Ends early, without error, when `stop` is set.
/// Counts go to `summary`. What was kept comes back; `conclude` tells what it came to.
///
/// # Errors
/// What `emit` returns.
pub fn run(
    evaluation: Evaluation,
    stop: &AtomicBool,
    progress: &mut dyn Progress,
    summary: &mut Summary,
    emit: &mut dyn FnMut(Effect, &mut Summary) -> io::Result<()>,
) -> io::Result<Kept> {
    let Evaluation { rules, inputs, options, threads, mut kept } = evaluation;
    summary.inputs = inputs.len() as u64;
    let threads = threads.max(1);
    // So many chunks are under way at most, wherever they are: being read, waiting, being matched,
    // or matched and waiting for an earlier one. The reader waits until one comes back.
    let chunks = threads * 2 + 2;
    let (to_workers, work) = sync_channel::<(u64, Chunk)>(chunks);
    let (to_merge, answers) = sync_channel::<Answer>(chunks);
    let (give_back, recycled) = sync_channel::<Chunk>(chunks);
    let work = Mutex::new(work);
    std::thread::scope(|scope| {
        let rules = &rules;
        let work = &work;
        let reader = Chunks::new(inputs, options);
        scope.spawn(move || read(reader, chunks, &to_workers, &recycled, stop));
        for _ in 0..threads {
            let to_merge = to_merge.clone();
            scope.spawn(move || match_chunks(Worker::new(Arc::clone(rules)), work, &to_merge));
        }
        drop(to_merge);
        let enter = &mut |chunk: &Chunk, record: &Record, verdict: &mut Verdict| {
            if let Some(watching) = &mut kept.watching {
                if verdict.event && watching.counts_calls() {
                    let bytes = chunk.bytes.get(record.start as usize..record.end as usize);
                    let record = match record.form {
                        Form::CloudTrail => bytes,
                        Form::Events => bytes.and_then(cloudtrail::record_of),
                        _ => None,
                    };
                    record.into_iter().for_each(|record| watching.call(record));
                }
                if !verdict.sensed.is_empty() {
                    watching.take(&chunk.input, std::mem::take(&mut verdict.sensed));
                }
            }
            let Some(auditor) = &rules.auditor else { return };
            if let Some(assessed) = verdict.assessed.take() {
                kept.ledger.take(auditor, *assessed);
            }
            if let Some(passed) = verdict.passed.take() {
                kept.ledger.account(auditor, passed.0.as_deref(), &passed.1);
            }
        };
        let result = merge(&answers, &give_back, progress, summary, enter, emit);
        // After an error nobody wants the rest. Without chunks coming back the reader ends, and the
        // workers after it.
        drop(give_back);
        while answers.recv().is_ok() {}
        result
    })?;
    Ok(kept)
}

fn read(
    mut reader: Chunks,
    chunks: usize,
    to_workers: &SyncSender<(u64, Chunk)>,
    recycled: &Receiver<Chunk>,
    stop: &AtomicBool,
) {
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let used = if number < chunks as u64 {
            None
        } else {
            match recycled.recv() {
                Ok(chunk) => Some(chunk),
                Err(_) => return,
            }
        };
        let Some(chunk) = reader.next(used) else { return };
        if to_workers.send((number, chunk)).is_err() {
            return;
        }
    }
}

fn match_chunks(
    mut worker: Worker,
    work: &Mutex<Receiver<(u64, Chunk)>>,
    to_merge: &SyncSender<Answer>,
) {
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, chunk)) = next else { return };
        let verdicts = worker.chunk(&chunk);
        if to_merge.send(Answer { number, chunk, verdicts }).is_err() {
            return;
        }
    }
}

/// Puts answers into order and tells their effects.
fn merge(
    answers: &Receiver<Answer>,
    give_back: &SyncSender<Chunk>,
    progress: &mut dyn Progress,
    summary: &mut Summary,
    enter: &mut dyn FnMut(&Chunk, &Record, &mut Verdict),
    emit: &mut dyn FnMut(Effect, &mut Summary) -> io::Result<()>,
) -> io::Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    let mut duplicates = Duplicates::default();
    for answer in answers {
        waiting.insert(answer.number, answer);
        while let Some(Answer { mut chunk, verdicts, .. }) = waiting.remove(&next) {
            next += 1;
            for note in &chunk.notes {
                progress.note(&chunk.input, note);
            }
            summary.bytes += chunk.read;
            let mut faults = std::mem::take(&mut chunk.faults).into_iter().peekable();
            for (mut verdict, record) in verdicts.into_iter().zip(&chunk.records) {
                // What the reader could not cut stands before the records behind it.
                let before = |f: &Fault| f.place.is_some_and(|p| p.offset <= record.place.offset);
                while let Some(fault) = faults.next_if(before) {
                    emit(Effect::Fault(fault), summary)?;
                }
                if let Some(note) = &verdict.note {
                    progress.note(&chunk.input, note);
                }
                if verdict.id.is_some_and(|id| duplicates.seen(id)) {
                    summary.duplicates += 1;
                    continue;
                }
                summary.events += u64::from(verdict.event);
                summary.items += u64::from(verdict.item);
                summary.withheld += u64::from(verdict.withheld);
                for effect in std::mem::take(&mut verdict.effects) {
                    emit(effect, summary)?;
                }
                enter(&chunk, record, &mut verdict);
            }
            for fault in faults {
                emit(Effect::Fault(fault), summary)?;
            }
            progress.advance(chunk.read);
            // The reader may have ended already.
            let _ = give_back.send(chunk);
        }
    }
    Ok(())
}
