//! The baselines of a daemon: a stream of calls for each, known by its name and what it says.

use super::inputs::Inputs;
use crate::base::bytes::Row;
use crate::base::ids::RuleId;
use crate::insights::{Insight, Loader, Settings, Stream};
use crate::sources::Called;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// The namespace of the prefixes of rows.
const NAMES: Uuid = Uuid::from_u128(0xd0b7_54e2_96ac_5f31_83c7_0e6b_1f2d_a845);
/// Bytes of the prefix of a baseline's rows.
pub(super) const PREFIX: usize = 16;

/// A baseline with its stream.
#[derive(Debug)]
pub(super) struct Rate {
    pub rule: RuleId,
    pub name: Box<str>,
    pub prefix: [u8; PREFIX],
    pub stream: Stream,
}

/// All baselines.
#[derive(Debug, Default)]
pub(super) struct Rates {
    all: Vec<Rate>,
    wait: SignedDuration,
    /// The minute after which streams are looked at next, since 1970.
    next: i64,
    gone: Vec<Row>,
    /// Calls of a time to come.
    pub early: u64,
}

/// What a baseline is known by.
fn prefix(name: &str, settings: &Settings) -> [u8; PREFIX] {
    let Settings { insight, events, window, .. } = settings;
    let text = format!("{name:?} {} {} {window}", insight.word(), events.word());
    Uuid::new_v5(&NAMES, text.as_bytes()).into_bytes()
}

impl Rates {
    /// The baselines of these rules; `loader` gives the stream of one that was there before.
    pub fn new(
        inputs: &Inputs,
        wait: SignedDuration,
        next: i64,
        loader: &mut dyn FnMut([u8; PREFIX]) -> Option<Loader>,
    ) -> Self {
        let one = |(rule, name, settings): &(RuleId, String, Settings)| {
            let prefix = prefix(name, settings);
            let stream = loader(prefix).map(Loader::done);
            let stream = stream.unwrap_or_else(|| Stream::new(*settings).tracked());
            Rate { rule: *rule, name: name.as_str().into(), prefix, stream }
        };
        let all = inputs.baselines.iter().map(one).collect();
        Self { all, wait, next, gone: Vec::new(), early: 0 }
    }

    /// The settings of the baseline that a prefix is of.
    pub fn settings_of(inputs: &Inputs, wanted: &[u8]) -> Option<Settings> {
        let mut all = inputs.baselines.iter();
        all.find(|(_, name, settings)| prefix(name, settings) == wanted).map(|own| own.2)
    }

    /// Follows other rules: baselines of the same name and content go on.
    pub fn follow(&mut self, inputs: &Inputs) {
        let mut before = std::mem::take(&mut self.all);
        for (rule, name, settings) in &inputs.baselines {
            let own = prefix(name, settings);
            let known = before.iter().position(|rate| rate.prefix == own);
            let stream = known.map(|at| before.swap_remove(at).stream);
            let stream = stream.unwrap_or_else(|| Stream::new(*settings).tracked());
            self.all.push(Rate { rule: *rule, name: name.as_str().into(), prefix: own, stream });
        }
        for mut rate in before {
            let rows = rate.stream.removed().into_iter();
            self.gone.extend(rows.map(|(key, _)| ([&rate.prefix[..], &key].concat(), None)));
        }
    }

    pub fn all(&self) -> impl Iterator<Item = &Rate> {
        self.all.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Counts a call, unless it is more than two hours ahead of the time.
    pub fn call(&mut self, called: &Called<'_>, now: Timestamp) {
        if called.at > now.as_second().saturating_add(7200) {
            self.early += 1;
            return;
        }
        for rate in &mut self.all {
            rate.stream.add(&called.call());
        }
    }

    /// When streams are looked at next.
    pub fn next(&self) -> Option<Timestamp> {
        let at = Timestamp::from_second(self.next.saturating_mul(60));
        at.ok().filter(|_| !self.all.is_empty())
    }

    /// The minute after which streams are looked at next, to be kept.
    pub fn next_minute(&self) -> i64 {
        self.next
    }

    /// Time stood still until `now`: nothing was looked at.
    pub fn skip_to(&mut self, now: Timestamp) {
        self.next = self.next.max(now.as_second().div_euclid(60));
        for rate in &mut self.all {
            rate.stream.was_blind(now.as_second());
        }
    }

    /// Judges the minutes that have been waited for long enough, and tells what is new in the order in
    /// which it could be known.
    pub fn advance(&mut self, now: Timestamp) -> Vec<(RuleId, Insight)> {
        self.next = now.as_second().div_euclid(60) + 1;
        let until = now.as_second().saturating_sub(self.wait.as_secs());
        let mut all: Vec<(RuleId, Insight)> = Vec::new();
        for rate in &mut self.all {
            let told = rate.stream.advance(until).into_iter();
            all.extend(told.map(|insight| (rate.rule, insight)));
        }
        all.sort_by_key(|(rule, insight)| (insight.known, *rule));
        all
    }

    /// Forgets what is older than all windows.
    pub fn forget(&mut self) {
        self.all.iter_mut().for_each(|rate| rate.stream.forget());
    }

    /// The rows that have changed.
    pub fn rows(&mut self) -> Vec<Row> {
        let mut rows = std::mem::take(&mut self.gone);
        for rate in &mut self.all {
            let own = rate.stream.rows().into_iter();
            rows.extend(own.map(|(key, row)| ([&rate.prefix[..], &key].concat(), row)));
        }
        rows
    }

    /// Calls that no baseline counted, with the reason.
    pub fn uncounted(&self) -> (u64, u64) {
        let refused = self.all.iter().map(|rate| rate.stream.refused());
        refused.fold((self.early, 0), |(lost, late), own| {
            (lost + own.series + own.times, late + own.late)
        })
    }
}
