//! `GET /metrics`: what happened and how things are, in Prometheus's text format 0.0.4.

use super::view::Pages;
use crate::alarms::AlarmState;
use crate::daemon::courier::Histogram;
use crate::daemon::log::EventLog;
use crate::deliver::{Counts, CountsOf, Role};
use std::fmt::{Display, Write};

/// `Content-Type`.
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All metrics.
#[must_use]
pub fn text(pages: &Pages<'_>) -> String {
    let mut out = Metrics::default();
    events(&mut out, pages);
    deliveries(&mut out, pages);
    targets(&mut out, pages);
    state(&mut out, pages);
    out.0
}

/// Metrics as text.
#[derive(Debug, Default)]
struct Metrics(String);

impl Metrics {
    /// Begins a metric. Its samples have to follow at once.
    fn begin(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String cannot fail, here and below.
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0 += name;
        for (at, (label, text)) in labels.iter().enumerate() {
            self.0.push(if at == 0 { '{' } else { ',' });
            let _ = write!(self.0, "{label}=\"{}\"", escaped(text));
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }

    /// A metric of one sample.
    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.begin(name, kind, help);
        self.sample(name, &[], value);
    }

    fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram) {
        self.begin(name, "histogram", help);
        let bucket = format!("{name}_bucket");
        let mut below = 0;
        for (bound, count) in Histogram::BOUNDS.iter().zip(histogram.counts) {
            below += count;
            self.sample(&bucket, &[("le", &bound.to_string())], below);
        }
        self.sample(&bucket, &[("le", "+Inf")], histogram.count());
        self.sample(&format!("{name}_sum"), &[], histogram.sum);
        self.sample(&format!("{name}_count"), &[], histogram.count());
    }
}

/// The text of a label.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn events(out: &mut Metrics, pages: &Pages<'_>) {
    let counts = pages.daemon.tally().counts();
    let name = "tripline_events_total";
    out.begin(name, "counter", "Entries of the log that were worked off.");
    for (bus, count) in &counts.events {
        out.sample(name, &[("bus", bus)], count);
    }
    let name = "tripline_matched_events_total";
    out.begin(name, "counter", "Events that a rule matched.");
    for (rule, matches) in &counts.rules {
        out.sample(name, &[("rule", rule)], matches.total);
    }
    let triggered: u64 = counts.rules.values().map(|matches| matches.total).sum();
    let help = "Rules that were triggered by events, all rules together.";
    out.one("tripline_triggered_rules_total", "counter", help, triggered);
    let help = "Entries that could not be read or evaluated.";
    out.one("tripline_faults_total", "counter", help, counts.troubles);
    let log = pages.daemon.log();
    let (next, position) = (log.next(0), log.position(0));
    let help = "Entries that were accepted since the store was made.";
    out.one("tripline_log_entries_total", "counter", help, next.saturating_sub(1));
    let help = "Entries that were accepted and are not worked off.";
    out.one("tripline_log_lag", "gauge", help, next.saturating_sub(position));
    let help = "Bytes of entries that wait to be written.";
    out.one("tripline_log_waiting_bytes", "gauge", help, log.waiting());
}

/// A counter of routes: its name, its help, and what it counts.
type Counter = (&'static str, &'static str, fn(&Counts) -> u64);

/// The counters of routes that have one sample each.
const COUNTERS: [Counter; 6] = [
    ("tripline_invocation_attempts_total", "Tries, the first ones among them.", |c| c.attempts),
    ("tripline_retries_total", "Tries after the first.", |c| c.retries),
    ("tripline_throttles_total", "Tries that the target throttled.", |c| c.throttled),
    ("tripline_failed_invocations_total", "Invocations that failed for good.", |c| c.failed),
    ("tripline_dead_letters_total", "Events that the dead-letter target took.", |c| {
        c.dead_lettered
    }),
    (
        "tripline_dead_letters_failed_total",
        "Events that the dead-letter target did not take.",
        |c| c.dead_letters_lost,
    ),
];

/// The labels of a route.
fn labels(one: &CountsOf) -> [(&'static str, &str); 3] {
    let role = match one.role {
        Role::Event => "event",
        Role::DeadLetter => "dead-letter",
        Role::Record => "record",
    };
    [("rule", &one.rule), ("target", &one.target), ("role", role)]
}

fn deliveries(out: &mut Metrics, pages: &Pages<'_>) {
    let counts = &pages.look.counts;
    let name = "tripline_invocations_total";
    out.begin(name, "counter", "Invocations that ended, by outcome.");
    for one in counts {
        let [rule, target, role] = labels(one);
        let failed = one.counts.failed;
        let ok = one.counts.invocations.saturating_sub(failed);
        for (outcome, value) in [("success", ok), ("failure", failed)] {
            out.sample(name, &[rule, target, role, ("outcome", outcome)], value);
        }
    }
    for (name, help, of) in COUNTERS {
        out.begin(name, "counter", help);
        for one in counts {
            out.sample(name, &labels(one), of(&one.counts));
        }
    }
    let help = "From the acceptance of an event to the start of its first invocation.";
    out.histogram("tripline_ingestion_to_invocation_seconds", help, &pages.look.started_after);
    let help = "How long calls of targets took.";
    out.histogram("tripline_invocation_duration_seconds", help, &pages.look.took);
    let help = "Calls of targets under way.";
    out.one("tripline_invocations_running", "gauge", help, pages.look.running);
}

fn targets(out: &mut Metrics, pages: &Pages<'_>) {
    let targets = &pages.look.targets;
    let name = "tripline_queue_live";
    out.begin(name, "gauge", "Deliveries that have not ended and are in memory.");
    for (target, look) in targets {
        out.sample(name, &[("target", target)], look.live);
    }
    let name = "tripline_queue_more";
    out.begin(name, "gauge", "1 if more deliveries wait on disk.");
    for (target, look) in targets {
        out.sample(name, &[("target", target)], u8::from(look.more));
    }
    let name = "tripline_queue_oldest_seconds";
    out.begin(name, "gauge", "The age of the oldest delivery that has not ended.");
    for target in targets.keys() {
        if let Some(born) = pages.facts.oldest(target) {
            let age = (pages.now.as_millisecond() - born.as_millisecond()).max(0);
            out.sample(name, &[("target", target)], age as f64 / 1000.0);
        }
    }
    let name = "tripline_target_paused";
    out.begin(name, "gauge", "1 if the target is not called.");
    for (target, look) in targets {
        out.sample(name, &[("target", target)], u8::from(look.stopped));
    }
    let name = "tripline_target_last_delivery_timestamp_seconds";
    out.begin(name, "gauge", "When its last delivery ended well.");
    for (target, look) in targets {
        if let Some(at) = look.delivered {
            out.sample(name, &[("target", target)], at.as_second());
        }
    }
}

fn state(out: &mut Metrics, pages: &Pages<'_>) {
    let name = "tripline_alarm_state";
    out.begin(name, "gauge", "1 for the state that the alarm is in.");
    for alarm in pages.facts.alarms() {
        for state in AlarmState::ALL {
            let is = u8::from(state == alarm.state);
            out.sample(name, &[("alarm", &alarm.name), ("state", state.word())], is);
        }
    }
    let help = "Bytes of the store on disk.";
    out.one("tripline_store_bytes", "gauge", help, pages.daemon.kv().bytes());
    let help = "1 if the store takes what is written.";
    let up = u8::from(pages.daemon.log().trouble().is_none());
    out.one("tripline_store_up", "gauge", help, up);
    let help = "1 if the newest rules are in force, 0 if they have errors.";
    let loaded = u8::from(pages.daemon.not_loaded().is_none());
    out.one("tripline_rules_loaded", "gauge", help, loaded);
    let rules = pages.rules();
    let name = "tripline_rules_info";
    out.begin(name, "gauge", "The fingerprint of the rules in force.");
    out.sample(name, &[("digest", &rules.digest)], 1);
    let name = "tripline_rules";
    out.begin(name, "gauge", "Rules in force, by kind.");
    let b = &rules.bundle;
    for (kind, count) in [
        ("event", b.rules.len()),
        ("compliance", b.compliance.len()),
        ("alarm", b.alarms.len()),
        ("baseline", b.baselines.len()),
        ("schedule", b.schedules.len()),
    ] {
        out.sample(name, &[("kind", kind)], count);
    }
    let help = "When the daemon began to serve.";
    let started = pages.daemon.started().as_second();
    out.one("tripline_start_timestamp_seconds", "gauge", help, started);
    let name = "tripline_build_info";
    out.begin(name, "gauge", "The version of the program.");
    out.sample(name, &[("version", env!("CARGO_PKG_VERSION"))], 1);
}

#[cfg(test)]
mod tests {
    use super::{Histogram, Metrics};

    #[test]
    fn labels_hold_anything() {
        let mut out = Metrics::default();
        out.begin("n", "gauge", "Help.");
        out.sample("n", &[("a", "x\"y\\z\n"), ("b", "é")], 1.5);
        out.sample("n", &[], 2);
        let want = "# HELP n Help.\n# TYPE n gauge\nn{a=\"x\\\"y\\\\z\\n\",b=\"é\"} 1.5\nn 2\n";
        assert_eq!(out.0, want);
    }

    #[test]
    fn buckets_are_cumulative() {
        let mut histogram = Histogram::default();
        [0.001, 0.002, 1000.0].into_iter().for_each(|value| histogram.add(value));
        let mut out = Metrics::default();
        out.histogram("h", "Help.", &histogram);
        for line in [
            "h_bucket{le=\"0.001\"} 1",
            "h_bucket{le=\"0.0025\"} 2",
            "h_bucket{le=\"300\"} 2",
            "h_bucket{le=\"+Inf\"} 3",
            "h_count 3",
        ] {
            assert!(out.0.lines().any(|own| own == line), "{line} in {}", out.0);
        }
    }
}
