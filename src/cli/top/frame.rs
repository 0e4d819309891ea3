//! One frame of `tripline top`: lines made of two answers of `GET /status`.

use crate::report::{Style, visible};
use anstyle::{AnsiColor, Color};
use serde_json::{Map, Value};
use std::time::Duration;

/// Rules that are shown at most.
const RULES: usize = 10;
/// Targets that are shown at most.
const TARGETS: usize = 12;

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const BAD: anstyle::Style =
    anstyle::Style::new().fg_color(Some(Color::Ansi(AnsiColor::Red))).bold();
const GOOD: anstyle::Style = anstyle::Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green)));

/// What is shown.
pub(super) struct Frame<'a> {
    pub url: &'a str,
    /// The last answer; `None` when there is none.
    pub now: Option<&'a Value>,
    /// Why the daemon is not as it should be.
    pub trouble: Option<&'a str>,
    /// An earlier answer, and how long before it came.
    pub before: Option<(&'a Value, Duration)>,
}

impl Frame<'_> {
    /// The lines, as wide and high as the screen.
    pub fn lines(&self, style: Style, height: usize) -> Vec<String> {
        let mut lines = Lines { style, all: Vec::new() };
        lines.add(BOLD, &format!("tripline at {}", self.url));
        match self.trouble {
            Some(why) => lines.add(BAD, why),
            None => lines.add(GOOD, "takes events"),
        }
        if let Some(now) = self.now {
            self.figures(now, &mut lines);
            targets(now, &mut lines);
            self.rules(now, &mut lines);
            alarms(now, &mut lines);
            troubles(now, &mut lines);
        }
        lines.all.truncate(height);
        lines.all
    }

    fn figures(&self, now: &Value, lines: &mut Lines) {
        let log = &now["log"];
        let bytes = number(&now["store"]["bytes"]) >> 20;
        let since = now["started"].as_str().unwrap_or("-");
        lines.plain(&format!(
            "version {}, since {since}, {bytes} MiB on disk",
            now["version"].as_str().unwrap_or("-"),
        ));
        let events = sum(&now["events"]);
        let pace = match self.before {
            Some((before, apart)) => {
                // After a restart the counters begin again.
                let new = events.saturating_sub(sum(&before["events"]));
                format!("{:.0} a second", per_second(new, apart))
            }
            None => format!("{:.1} a second since the start", average(now, events)),
        };
        lines.plain(&format!("events: {events}, {pace}"));
        let behind = number(&log["behind"]);
        let words = format!(
            "log: next {}, {behind} not worked off, {} bytes wait to be written",
            number(&log["next"]),
            number(&log["bytes-waiting"]),
        );
        lines.add(if behind > 100_000 { BAD } else { anstyle::Style::new() }, &words);
        let dead = number(&now["dead-letters"]["count"]);
        let more = if now["dead-letters"]["more"] == true { " or more" } else { "" };
        let calls = number(&now["calls-under-way"]);
        let words = format!("deliveries: {calls} calls under way, {dead}{more} dead letters");
        lines.add(if dead > 0 { BAD } else { anstyle::Style::new() }, &words);
        if now["rules"]["newest-in-force"] == false {
            lines.add(BAD, "the newest rules have errors, the old ones are in force");
        }
    }

    fn rules(&self, now: &Value, lines: &mut Lines) {
        let Some(matches) = now["matches"].as_object().filter(|all| !all.is_empty()) else {
            return;
        };
        let mut rows: Vec<_> = matches
            .iter()
            .map(|(name, of)| (name, number(&of["lately"]), number(&of["total"]), &of["last"]))
            .collect();
        // Those that match now first.
        rows.sort_by_key(|(_, lately, total, _)| std::cmp::Reverse((*lately, *total)));
        let width = width(rows.iter().take(RULES).map(|row| row.0.as_str()), "rule");
        lines.plain("");
        lines.add(BOLD, &format!("{:width$}  {:>8}  {:>10}  last", "rule", "lately", "matches"));
        for (name, lately, total, last) in rows.iter().take(RULES) {
            let last = last.as_str().unwrap_or("-");
            lines.plain(&format!("{:width$}  {lately:>8}  {total:>10}  {last}", visible(name)));
        }
        lines.rest(rows.len(), RULES, "rules");
    }
}

fn targets(now: &Value, lines: &mut Lines) {
    let Some(all) = now["targets"].as_object().filter(|all| !all.is_empty()) else { return };
    let mut rows: Vec<_> = all.iter().collect();
    let waiting = |of: &Value| {
        (of["more-on-disk"] == true, number(&of["waiting-in-memory"]), of["paused"] == true)
    };
    rows.sort_by_key(|(_, of)| std::cmp::Reverse(waiting(of)));
    let width = width(rows.iter().take(TARGETS).map(|row| row.0.as_str()), "target");
    lines.plain("");
    let head = ["waiting", "delivered", "retries", "failed"];
    let head = head.map(|word| format!("{word:>10}")).join("");
    lines.add(BOLD, &format!("{:width$}{head}", "target"));
    for (name, of) in rows.iter().take(TARGETS) {
        let count = |name: &str| number(&of["counts"][name]);
        let more = if of["more-on-disk"] == true { "+" } else { "" };
        let waits = format!("{}{more}", number(&of["waiting-in-memory"]));
        let failed = count("FailedInvocations");
        let paused = if of["paused"] == true { "  paused" } else { "" };
        let line = format!(
            "{:width$}{waits:>10}{:>10}{:>10}{failed:>10}{paused}",
            visible(name),
            count("SuccessfulInvocationAttempts"),
            count("RetryInvocationAttempts"),
        );
        lines.add(if failed > 0 { BAD } else { anstyle::Style::new() }, &line);
    }
    lines.rest(rows.len(), TARGETS, "targets");
}

/// Alarms that are off, where the daemon tells of alarms.
fn alarms(now: &Value, lines: &mut Lines) {
    let Some(alarms) = now["alarms"].as_object().filter(|all| !all.is_empty()) else { return };
    let on: Vec<_> = alarms.iter().filter(|(_, state)| *state == "ALARM").collect();
    lines.plain("");
    lines.plain(&format!("alarms: {}, in ALARM {}", alarms.len(), on.len()));
    for (name, _) in on.iter().take(RULES) {
        lines.add(BAD, &format!("  {}", visible(name)));
    }
    lines.rest(on.len(), RULES, "alarms");
}

fn troubles(now: &Value, lines: &mut Lines) {
    let count = number(&now["troubles"]["count"]);
    if count == 0 {
        return;
    }
    lines.plain("");
    lines.add(BAD, &format!("troubles: {count}, the last ones"));
    for trouble in now["troubles"]["last"].as_array().into_iter().flatten() {
        lines.plain(&format!("  {}", visible(trouble.as_str().unwrap_or_default())));
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

fn sum(counts: &Value) -> u64 {
    counts.as_object().into_iter().flat_map(Map::values).map(number).sum()
}

fn per_second(count: u64, apart: Duration) -> f64 {
    count as f64 / apart.as_secs_f64().max(0.001)
}

/// How many of them came a second, from the start on.
fn average(now: &Value, count: u64) -> f64 {
    let time = |name: &str| now[name].as_str()?.parse::<jiff::Timestamp>().ok();
    let (Some(started), Some(at)) = (time("started"), time("time")) else { return 0.0 };
    per_second(count, Duration::try_from(at - started).unwrap_or_default())
}

/// The width of a column.
fn width<'a>(names: impl Iterator<Item = &'a str>, head: &str) -> usize {
    let longest = names.map(|name| visible(name).chars().count()).max().unwrap_or(0);
    longest.max(head.len()).min(48)
}

/// Lines, cut at the edge of the screen.
struct Lines {
    style: Style,
    all: Vec<String>,
}

impl Lines {
    fn plain(&mut self, text: &str) {
        self.add(anstyle::Style::new(), text);
    }

    fn add(&mut self, look: anstyle::Style, text: &str) {
        let text: String = text.chars().take(self.style.width).collect();
        let text = text.trim_end();
        self.all.push(match self.style.colour {
            true => format!("{look}{text}{look:#}"),
            false => text.to_owned(),
        });
    }

    /// Says how many are not shown.
    fn rest(&mut self, all: usize, shown: usize, what: &str) {
        if all > shown {
            self.plain(&format!("and {} {what} more", all - shown));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;
    use crate::report::Style;
    use serde_json::{Value, json};
    use std::time::Duration;

    fn status(events: u64) -> Value {
        json!({
            "version": "0.1.0",
            "time": "2026-01-01T00:01:40Z",
            "started": "2026-01-01T00:00:00Z",
            "store": {"failed": null, "bytes": 3 << 20},
            "log": {"next": 11, "position": 9, "behind": 2, "bytes-waiting": 0},
            "rules": {"digest": "d", "in-force": 3, "newest-in-force": false},
            "events": {"default": events, "orders": 5},
            "matches": {
                "quiet": {"total": 90, "lately": 0, "last": null},
                "busy": {"total": 7, "lately": 7, "last": "2026-01-01T00:01:39Z"},
            },
            "targets": {
                "pager": {"waiting-in-memory": 3, "more-on-disk": true, "paused": true,
                    "counts": {"SuccessfulInvocationAttempts": 4, "RetryInvocationAttempts": 2,
                        "FailedInvocations": 1}},
            },
            "calls-under-way": 1,
            "dead-letters": {"count": 1000, "more": true},
            "alarms": {"cpu": "ALARM", "disk": "OK"},
            "troubles": {"count": 1, "last": ["block 7: \u{1b}[31m"]},
        })
    }

    fn text(frame: &Frame<'_>, width: usize) -> String {
        frame.lines(Style { colour: false, width }, usize::MAX).join("\n")
    }

    #[test]
    fn a_frame_of_one_answer() {
        let now = status(995);
        let frame = Frame { url: "u", now: Some(&now), trouble: None, before: None };
        let text = text(&frame, 100);
        let all = [
            "tripline at u\ntakes events\n",
            "3 MiB on disk",
            "events: 1000, 10.0 a second since the start",
            "log: next 11, 2 not worked off",
            "1 calls under way, 1000 or more dead letters",
            "the newest rules have errors",
            "pager         3+         4         2         1  paused",
            "busy          7           7  2026-01-01T00:01:39Z\nquiet         0          90  -",
            "alarms: 2, in ALARM 1\n  cpu",
            "troubles: 1",
        ];
        for part in all {
            assert!(text.contains(part), "`{part}` is not in\n{text}");
        }
        assert!(!text.contains('\u{1b}'), "what steers the terminal is not shown");
    }

    #[test]
    fn the_pace_is_that_between_two_answers() {
        let (before, now) = (status(995), status(1995));
        let apart = Duration::from_secs(2);
        let frame =
            Frame { url: "u", now: Some(&now), trouble: None, before: Some((&before, apart)) };
        assert!(text(&frame, 100).contains("events: 2000, 500 a second"));
        let frame =
            Frame { url: "u", now: Some(&before), trouble: None, before: Some((&now, apart)) };
        assert!(text(&frame, 100).contains("events: 1000, 0 a second"), "it began again");
    }

    #[test]
    fn a_daemon_that_is_gone_and_a_narrow_screen() {
        let frame = Frame { url: "u", now: None, trouble: Some("no answer"), before: None };
        assert_eq!(text(&frame, 100), "tripline at u\nno answer");
        let now = status(1);
        let frame = Frame { url: "u", now: Some(&now), trouble: None, before: None };
        let lines = frame.lines(Style { colour: false, width: 40 }, 5);
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|line| line.chars().count() <= 40));
        let coloured = frame.lines(Style { colour: true, width: 40 }, 5);
        assert!(coloured[0].starts_with("\u{1b}[1m") && coloured[0].ends_with("\u{1b}[0m"));
    }
}
