//! `tripline top`: what a daemon does, drawn again every second on a terminal, once into a pipe.

mod frame;
mod screen;

use super::args::Global;
use super::client::{Daemon, Endpoint, Reply};
use super::exit::{Code, Done, Failure};
use super::terminal;
use frame::Frame;
use screen::Screen;
use serde_json::Value;
use std::io::{self, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often the screen is drawn again.
const EVERY: Duration = Duration::from_secs(1);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline top\n  \
    tripline top --endpoint https://tripline.test:7070 --token-file token\n  tripline top --once\n\n\
    Ctrl-C ends it. With `--once` or in a pipe one frame is written, and the exit code is 0 if the \
    daemon takes events, 3 if it does not; that needs no token.")]
pub(super) struct TopArgs {
    #[command(flatten)]
    pub endpoint: Endpoint,
    /// Write one frame
    #[arg(long)]
    pub once: bool,
}

pub(super) fn run(args: &TopArgs, global: &Global) -> Done {
    let daemon = Daemon::at(&args.endpoint)?;
    if args.once || !terminal::is_terminal() {
        return once(&daemon, global);
    }
    let (interrupt, interrupted) = channel();
    let stop = move || {
        // Nobody waits any more: then it is ending already.
        let _ = interrupt.send(());
    };
    if let Err(error) = ctrlc::set_handler(stop) {
        return Err(Failure::Say(Code::Bug, format!("no signals: {error}")));
    }
    // The first one says what is wrong with the endpoint before the screen is taken.
    let mut last = seen(&daemon)?;
    let mut screen = Screen::take(io::stdout())?;
    let mut before: Option<Seen> = None;
    loop {
        let style = terminal::style(global);
        let frame = Frame {
            url: daemon.url(),
            now: last.status.as_ref(),
            trouble: last.trouble.as_deref(),
            before: before.as_ref().and_then(|old| Some((old.status.as_ref()?, last.at - old.at))),
        };
        screen.draw(&frame.lines(style, screen::height()))?;
        match interrupted.recv_timeout(EVERY) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(Code::Clean),
        }
        // A daemon that is restarted comes back: what does not answer is shown, and asked again.
        let next = seen(&daemon).unwrap_or_else(|failure| Seen {
            at: Instant::now(),
            status: None,
            trouble: Some(words(failure)),
        });
        before = Some(std::mem::replace(&mut last, next));
    }
}

fn once(daemon: &Daemon, global: &Global) -> Done {
    let trouble = not_ready(&daemon.ask("GET", "/readyz")?);
    // Whether it takes events is for everybody to know; the rest is not.
    let status = daemon.ask("GET", "/status")?;
    let now = (status.status == 200).then_some(&status.body);
    if now.is_none() {
        terminal::note(global, &status.refusal());
    }
    let frame = Frame { url: daemon.url(), now, trouble: trouble.as_deref(), before: None };
    let mut out = io::stdout().lock();
    for line in frame.lines(terminal::style(global), usize::MAX) {
        writeln!(out, "{line}")?;
    }
    Ok(if trouble.is_some() { Code::BadInput } else { Code::Clean })
}

/// What a daemon said at a moment.
struct Seen {
    at: Instant,
    status: Option<Value>,
    /// Why it is not ready, if it is not.
    trouble: Option<String>,
}

fn seen(daemon: &Daemon) -> Result<Seen, Failure> {
    let trouble = not_ready(&daemon.ask("GET", "/readyz")?);
    let status = daemon.get("GET", "/status")?;
    Ok(Seen { at: Instant::now(), status: Some(status), trouble })
}

/// Why a daemon is not ready.
fn not_ready(reply: &Reply) -> Option<String> {
    if reply.status == 200 {
        return None;
    }
    let body = &reply.body;
    Some(match body["store"]["failed"].as_str() {
        Some(why) => format!("not ready: {why}"),
        None => format!("not ready: {} entries are not worked off", body["behind"]),
    })
}

fn words(failure: Failure) -> String {
    match failure {
        Failure::Say(_, message) => message,
        Failure::Said(_) | Failure::Closed => "the daemon does not answer".to_owned(),
    }
}
