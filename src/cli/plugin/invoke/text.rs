//! What came of calls, for people.

use super::super::compile::{size, time};
use super::outside::Outside;
use super::{Call, Callee};
use crate::model::{Invoked, LogLevel, Outcome, Refusal};
use crate::plugins::ports::Request;
use crate::report::visible;
use std::io::{self, Write};
use std::time::Duration;

/// The most characters of an answer, a body or a file that are shown.
const SHOWN: usize = 2_000;

/// Writes all calls.
pub(super) fn write(
    callee: &Callee<'_>,
    calls: &[Call],
    times: &[Duration],
    outside: &Outside,
    out: &mut dyn Write,
) -> io::Result<()> {
    for call in calls {
        one(callee, call, out)?;
    }
    for (path, content) in outside.files() {
        writeln!(out, "would write {} ({})", visible(&path), size(content.len()))?;
        block(&content, out)?;
    }
    if times.len() > 1 {
        writeln!(out, "{}", summary(times))?;
    }
    Ok(())
}

fn one(callee: &Callee<'_>, call: &Call, out: &mut dyn Write) -> io::Result<()> {
    let Invoked { outcome, took, memory, warm, .. } = &call.invoked;
    let items = call.invocation.items.len();
    let word = match outcome {
        Outcome::Answered { .. } => "answered",
        Outcome::Refused(_) => "refused",
        Outcome::Broken { .. } => "broke",
    };
    writeln!(
        out,
        "{} {word}: {items} item{}, {}, {} of memory, {} instance",
        callee.target,
        if items == 1 { "" } else { "s" },
        time(*took),
        size(usize::try_from(*memory).unwrap_or(usize::MAX)),
        if *warm { "warm" } else { "fresh" },
    )?;
    for line in &call.invoked.log {
        let mut lines = line.message.lines();
        let first = lines.next().unwrap_or_default();
        writeln!(out, "  log {:5} {}", level(line.level), visible(first))?;
        for more in lines {
            writeln!(out, "            {}", visible(more))?;
        }
    }
    for request in &call.requests {
        requested(request, out)?;
    }
    for put in &call.invoked.puts {
        writeln!(out, "  put on {}  {}", visible(&put.bus), cut(&put.event))?;
    }
    match outcome {
        Outcome::Answered { output, failures } => {
            for failure in failures {
                let (class, why) = (class(&failure.reason), failure.reason.message());
                writeln!(out, "  failed    {} ({class}): {}", visible(&failure.id), visible(why))?;
            }
            if let Some(output) = output {
                writeln!(out, "  output    {}", cut(output))?;
            }
        }
        Outcome::Refused(refusal) => {
            writeln!(out, "  why       {} ({})", brief(refusal.message()), class(refusal))?;
        }
        Outcome::Broken { kind, message } => {
            writeln!(out, "  why       {} ({})", brief(message), kind.code())?;
        }
    }
    Ok(())
}

fn requested(request: &Request, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  would send {} {}", visible(&request.method), visible(&request.url))?;
    for (name, value) in &request.headers {
        writeln!(out, "    {}: {}", visible(name), visible(value))?;
    }
    if let Some(body) = &request.body {
        block(body, out)?;
    }
    Ok(())
}

/// A body or a file, line for line.
fn block(content: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let text = String::from_utf8_lossy(content);
    let shown: String = text.chars().take(SHOWN).collect();
    for line in shown.lines() {
        writeln!(out, "    {}", visible(line))?;
    }
    let more = text.chars().count() - shown.chars().count();
    if more > 0 { writeln!(out, "    ... and {more} more characters") } else { Ok(()) }
}

/// The word for a level.
pub(super) fn level(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

/// Whether another try makes sense, in a word.
pub(super) fn class(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Retryable(_) => "retryable",
        Refusal::Throttled { .. } => "throttled",
        Refusal::Permanent(_) => "permanent",
    }
}

/// The first two lines of a message: of a panic, where and what. A trace may follow; it stands in
/// the log.
pub(super) fn brief(message: &str) -> String {
    let mut lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let first: Vec<&str> = lines.by_ref().take(2).collect();
    let rest = if lines.next().is_some() { " ..." } else { "" };
    visible(&first.join(" ")).into_owned() + rest
}

/// A text on one line.
fn cut(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).collect();
    let more = text.chars().count() - shown.chars().count();
    let rest = if more > 0 { format!("... and {more} more characters") } else { String::new() };
    visible(&shown).into_owned() + &rest
}

/// The least, the middle and the most of several times.
pub(super) fn spread(times: &[Duration]) -> Option<[Duration; 4]> {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = |percent: usize| sorted.get((sorted.len() - 1) * percent / 100).copied();
    if sorted.is_empty() { None } else { Some([at(0)?, at(50)?, at(99)?, at(100)?]) }
}

fn summary(times: &[Duration]) -> String {
    let words = spread(times).map(|all| all.map(time));
    words.map_or(String::new(), |[least, half, most, longest]| {
        let calls = times.len();
        format!("{calls} calls: least {least}, half {half}, 99 % {most}, most {longest}")
    })
}

#[cfg(test)]
mod tests {
    use super::{brief, cut, summary};
    use std::time::Duration;

    #[test]
    fn long_texts_and_many_times() {
        assert_eq!(cut("a\u{1b}[2J"), "a\\u{1b}[2J");
        assert_eq!(brief("panicked at a.rs:1:2:\nno\n"), "panicked at a.rs:1:2: no");
        assert_eq!(brief("a\n  b\u{7}\nc"), "a b\\u{7} ...");
        assert!(cut(&"x".repeat(2_001)).ends_with("x... and 1 more characters"));
        let times: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        let want = "100 calls: least 1.0 ms, half 50.0 ms, 99 % 99.0 ms, most 100.0 ms";
        assert_eq!(summary(&times), want);
        assert_eq!(summary(&[]), "");
    }
}
