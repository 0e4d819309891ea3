//! The system's time: calls run side by side on a few threads while matching goes on.

use super::{Dispatch, Note, Started};
use crate::model::{Invoked, Planned};
use jiff::Timestamp;
use std::io;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Letters in memory before those who offer have to wait.
const WAITING: usize = 10_000;

/// Bytes of letters in memory before those who offer have to wait.
const WAITING_BYTES: usize = 256 << 20;

/// Where invocations go that are to be made. Dropping it says that no more come.
#[derive(Debug)]
pub struct Inbox(mpsc::Sender<Planned>);

impl Inbox {
    /// Hands an invocation over; waits while too many are under way.
    pub fn send(&self, planned: Planned) {
        // When nobody receives any more, `Running::join` tells why.
        let _sent = self.0.blocking_send(planned);
    }
}

/// A dispatch on its own threads.
#[derive(Debug)]
pub struct Running(JoinHandle<Vec<Note>>);

impl Running {
    /// Waits until everything is delivered or given up, and gives what happened. The inbox must be
    /// gone.
    ///
    /// # Errors
    /// A bug on the other thread.
    pub fn join(self) -> Result<Vec<Note>, String> {
        self.0.join().map_err(|_| "the thread of deliveries ended by a panic".to_owned())
    }
}

/// Starts a dispatch; calls run on so many threads. Everything that happens is told to `hear`.
///
/// # Errors
/// The system gives no thread.
pub fn start(
    dispatch: Dispatch,
    threads: usize,
    hear: impl FnMut(&Note) + Send + 'static,
) -> io::Result<(Inbox, Running)> {
    let (inbox, planned) = mpsc::channel(1_024);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads.max(1))
        .thread_name("delivery")
        .enable_time()
        .build()?;
    let work = move || runtime.block_on(deliver(dispatch, planned, hear));
    let thread = std::thread::Builder::new().name("dispatch".to_owned()).spawn(work)?;
    Ok((Inbox(inbox), Running(thread)))
}

async fn deliver(
    mut dispatch: Dispatch,
    mut planned: mpsc::Receiver<Planned>,
    mut hear: impl FnMut(&Note),
) -> Vec<Note> {
    let mut calls: JoinSet<(Started, Invoked)> = JoinSet::new();
    let mut notes = Vec::new();
    let mut open = true;
    loop {
        let now = Timestamp::now();
        while let Some(started) = dispatch.next(now) {
            calls.spawn(async move {
                let invoked = started.function.invoke(&started.invocation).await;
                (started, invoked)
            });
        }
        // What led to an end is forgotten: a long run has millions of calls.
        for note in dispatch.notes() {
            hear(&note);
            if matches!(note, Note::Ended(_) | Note::Put(_)) {
                notes.push(note);
            }
        }
        if !open && calls.is_empty() && dispatch.delivery.idle() {
            return notes;
        }
        let wake = dispatch.delivery.wake_at();
        let pause = wake.map(|at| Duration::try_from(at - now).unwrap_or(Duration::ZERO));
        let room = open && dispatch.delivery.waiting() < WAITING && dispatch.held < WAITING_BYTES;
        tokio::select! {
            ended = calls.join_next(), if !calls.is_empty() => {
                // A call that panicked is a bug; its letters stay, and the process says so.
                if let Some(Ok((started, invoked))) = ended {
                    dispatch.ended(Timestamp::now(), started, invoked);
                    if !open {
                        dispatch.delivery.flush();
                    }
                }
            }
            offered = planned.recv(), if room => match offered {
                Some(planned) => dispatch.offer(Timestamp::now(), planned, 0),
                None => {
                    open = false;
                    dispatch.delivery.flush();
                }
            },
            () = tokio::time::sleep(pause.unwrap_or_default()), if pause.is_some() => {}
        }
    }
}
