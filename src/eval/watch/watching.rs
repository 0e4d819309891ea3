//! Gathers what records mean to alarms, in input order, and moves the alarms through time.

use super::listening::Listening;
use super::sensed::{Hit, Sensed, default_datum};
use crate::base::ids::RuleId;
use crate::insights::{COLD, Counts, Insight, Settings};
use crate::metrics::{Datum, StoreError};
use crate::monitor::{Monitor, Told};
use crate::sources::called;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// What was found.
#[derive(Debug)]
pub enum Heard {
    /// By an alarm.
    Alarm(Told),
    /// By the baseline of this rule.
    Insight(RuleId, Box<Insight>),
}

/// What is gathered of a run.
#[derive(Debug)]
pub struct Watching {
    pub(super) listening: Arc<Listening>,
    pub(super) monitor: Monitor,
    /// The baselines, by the ids of their rules.
    baselines: Vec<(RuleId, Counts)>,
    /// The minutes in which records came, for each ground with default values.
    came: Vec<BTreeSet<i64>>,
    /// The minutes in which a filter with a default value matched.
    matched: BTreeMap<u32, BTreeSet<i64>>,
    /// The input that was read last, and the time known last in it.
    last: Option<(Arc<str>, i64)>,
    /// Calls after this moment are none yet, in seconds since 1970.
    latest: i64,
    /// Baselines that know no account long enough, and for how many minutes.
    pub(super) cold: Vec<(RuleId, i64)>,
    /// Calls that baselines could not count: there are too many series, or their times are none.
    pub(super) uncounted: u64,
    /// Datapoints taken.
    datapoints: u64,
    /// Matches without a time, by filter.
    pub(super) timeless: BTreeMap<u32, u64>,
    /// Matches that gave no datum, by filter, with the first reason.
    pub(super) dropped: BTreeMap<u32, (u64, String)>,
    /// Datapoints that the store did not take, with the first reason.
    pub(super) refused: Option<(u64, StoreError)>,
    /// Where time ends, whatever was taken of later times.
    end: Option<Timestamp>,
    /// From when to when the alarms were moved.
    time: Option<(Timestamp, Timestamp)>,
    /// All that the alarms told, where it is kept.
    story: Option<Vec<Told>>,
}

impl Watching {
    /// Nothing gathered yet.
    #[must_use]
    pub fn new(
        listening: Arc<Listening>,
        monitor: Monitor,
        baselines: impl IntoIterator<Item = (RuleId, Settings)>,
    ) -> Self {
        let baselines = baselines.into_iter().map(|(rule, settings)| (rule, Counts::new(settings)));
        let came = vec![BTreeSet::new(); listening.grounds()];
        Self {
            listening,
            monitor,
            baselines: baselines.collect(),
            came,
            matched: BTreeMap::new(),
            last: None,
            latest: i64::MAX,
            cold: Vec::new(),
            uncounted: 0,
            datapoints: 0,
            timeless: BTreeMap::new(),
            dropped: BTreeMap::new(),
            refused: None,
            end: None,
            time: None,
            story: None,
        }
    }

    /// Has calls of more than two hours after a moment be refused: the end of time would be theirs,
    /// and everything before it a drought.
    #[must_use]
    pub fn as_of(self, now: Timestamp) -> Self {
        Self { latest: now.as_second().saturating_add(7200), ..self }
    }

    /// Is there a baseline, which wants to know of calls?
    #[must_use]
    pub fn counts_calls(&self) -> bool {
        !self.baselines.is_empty()
    }

    /// Counts the call of a CloudTrail record.
    pub fn call(&mut self, record: &[u8]) {
        let Some(called) = called(record) else { return };
        if called.at > self.latest {
            self.uncounted += 1;
            return;
        }
        for (_, counts) in &mut self.baselines {
            counts.add(&called.call());
        }
    }

    /// Has all that the alarms tell be kept.
    #[must_use]
    pub fn keeping(self) -> Self {
        Self { story: Some(Vec::new()), ..self }
    }

    /// Has time end at a moment, also where later data were taken or none at all.
    pub fn end_at(&mut self, moment: Timestamp) {
        self.monitor.touch(moment);
        self.end = Some(moment);
    }

    /// What the alarms told, if it was to be kept; in order of time.
    #[must_use]
    pub fn story(&self) -> &[Told] {
        self.story.as_deref().unwrap_or_default()
    }

    /// Takes what was sensed of the next record of an input.
    pub fn take(&mut self, input: &Arc<str>, sensed: Sensed) {
        if let Some(at) = sensed.at {
            self.know(input, at);
        }
        let known = self.last.as_ref().filter(|(of, _)| of == input).map(|(_, at)| *at);
        for (ground, at) in sensed.came {
            if let Some(at) = at.or(known)
                && let Some(minutes) = self.came.get_mut(ground as usize)
            {
                minutes.insert(at.div_euclid(MINUTE));
            }
        }
        for hit in sensed.hits {
            match hit.at.or(known) {
                Some(at) => self.hit(&hit, at),
                None => *self.timeless.entry(hit.filter).or_default() += 1,
            }
        }
        for datum in sensed.data {
            self.datum(&datum);
        }
        for (filter, why) in sensed.dropped {
            self.dropped.entry(filter).or_insert((0, why)).0 += 1;
        }
    }

    fn know(&mut self, input: &Arc<str>, at: i64) {
        // Of other times nothing is kept; a slip of the pen would move the alarms through centuries.
        if u32::try_from(at.div_euclid(1000)).is_err() {
            return;
        }
        match &mut self.last {
            Some((of, last)) if of == input => *last = at,
            last => *last = Some((Arc::clone(input), at)),
        }
        if let Ok(moment) = Timestamp::from_millisecond(at) {
            self.monitor.touch(moment);
        }
    }

    fn hit(&mut self, hit: &Hit, at: i64) {
        let Some(filter) = self.listening.filters.get(hit.filter as usize) else { return };
        let datum = match hit.datum(filter, at) {
            Ok(datum) => datum,
            Err(refusal) => {
                self.dropped.entry(hit.filter).or_insert((0, refusal.message)).0 += 1;
                return;
            }
        };
        if filter.default_value.is_some() {
            self.matched.entry(hit.filter).or_default().insert(at.div_euclid(MINUTE));
        }
        self.datum(&datum);
    }

    fn datum(&mut self, datum: &Datum) {
        match self.monitor.take(datum) {
            Ok(()) => self.datapoints += 1,
            Err(why) => self.refused.get_or_insert((0, why)).0 += 1,
        }
    }

    /// The default values of minutes in which records came and a filter did not match.
    fn defaults(&mut self) {
        let listening = Arc::clone(&self.listening);
        for (number, filter) in (0u32..).zip(&listening.filters) {
            let Some(value) = filter.default_value else { continue };
            let ground = listening.ground_of(number) as usize;
            let own = self.matched.remove(&number).unwrap_or_default();
            let came = self.came.get(ground).into_iter().flat_map(|came| came.difference(&own));
            let minutes: Vec<i64> = came.copied().collect();
            for minute in minutes {
                match default_datum(filter, value, minute * MINUTE) {
                    Ok(datum) => self.datum(&datum),
                    Err(refusal) => {
                        self.dropped.entry(number).or_insert((0, refusal.message)).0 += 1;
                        break;
                    }
                }
            }
        }
    }

    /// Moves the alarms through the time of all that was taken, and on to `until` if that is later.
    /// `hear` gets what they and baselines find, in time order, and says what the events of it mean
    /// to alarms.
    ///
    /// # Errors
    /// Those of `hear`.
    pub fn run<E>(
        &mut self,
        until: Option<Timestamp>,
        hear: &mut dyn FnMut(Heard) -> Result<Sensed, E>,
    ) -> Result<(), E> {
        self.defaults();
        let mut insights = self.insights().into_iter().peekable();
        let Some((first, last)) = self.monitor.span() else { return Ok(()) };
        let until = self.end.unwrap_or_else(|| until.map_or(last, |until| until.max(last)));
        let name: Arc<str> = Arc::from("");
        self.time = Some((first, until));
        self.monitor.start(first);
        let mut told = Vec::new();
        let end = self.end.unwrap_or(Timestamp::MAX);
        loop {
            let next = self.monitor.next().filter(|at| *at <= until);
            let is_first = |found: &(Timestamp, RuleId, Insight)| found.0 <= next.unwrap_or(end);
            if let Some((_, rule, insight)) = insights.next_if(is_first) {
                let sensed = hear(Heard::Insight(rule, Box::new(insight)))?;
                self.take(&name, sensed);
                continue;
            }
            if !self.monitor.step(until, &mut told) {
                return Ok(());
            }
            for one in told.drain(..) {
                self.story.iter_mut().for_each(|story| story.push(one.clone()));
                let sensed = hear(Heard::Alarm(one))?;
                self.take(&name, sensed);
            }
        }
    }

    /// What baselines find, in the order in which it could be known.
    fn insights(&mut self) -> Vec<(Timestamp, RuleId, Insight)> {
        let mut all = Vec::new();
        for (rule, counts) in std::mem::take(&mut self.baselines) {
            let refused = counts.refused();
            self.uncounted += refused.series + refused.times;
            if counts.observed() < COLD {
                self.cold.push((rule, counts.observed()));
            }
            for insight in counts.finish(None) {
                let at = Timestamp::from_second(insight.known).unwrap_or(Timestamp::MAX);
                self.monitor.touch(at);
                all.push((at, rule, insight));
            }
        }
        all.sort_by_key(|(at, rule, _)| (*at, *rule));
        all
    }

    /// From when to when the alarms were moved; `None` before.
    #[must_use]
    pub fn time(&self) -> Option<(Timestamp, Timestamp)> {
        self.time
    }

    /// The alarms, to be looked at.
    pub fn monitor(&mut self) -> &mut Monitor {
        &mut self.monitor
    }

    /// How many datapoints were taken.
    #[must_use]
    pub fn datapoints(&self) -> u64 {
        self.datapoints
    }
}
