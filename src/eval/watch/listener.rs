//! Takes records through metric filters; one a thread.

use super::listening::{EVENTS, Ground, Listening};
use super::sensed::{Hit, Sensed};
use crate::base::ids::RuleId;
use crate::base::time;
use crate::fields::Masks;
use crate::filters::{Datum as Filtered, Dropped, FilterScratch};
use crate::logs;
use crate::metrics::readers::{ReadFault, Taken, emf_line};
use crate::metrics::validate::Clock;
use crate::sources::{cloudtrail, text_at};
use std::sync::Arc;

/// Takes records through the metric filters of a run.
#[derive(Debug)]
pub struct Listener {
    pub(in crate::eval) listening: Arc<Listening>,
    scratch: FilterScratch,
}

impl Listener {
    /// A listener for these filters.
    #[must_use]
    pub fn new(listening: Arc<Listening>) -> Self {
        Self { listening, scratch: FilterScratch::default() }
    }

    /// Are there filters of log groups?
    #[must_use]
    pub fn hears_logs(&self) -> bool {
        !self.listening.logs.is_empty()
    }

    /// A CloudTrail record that was proved to be JSON; `masks` are its own, `event_time` the text of
    /// its `eventTime`.
    pub fn record(
        &mut self,
        masks: &Masks,
        record: &[u8],
        event_time: Option<&[u8]>,
        out: &mut Sensed,
    ) {
        let Self { listening, scratch } = self;
        if listening.times {
            out.at = event_time.and_then(millis);
        }
        if let Some(ground) = &listening.cloudtrail {
            let start = record.iter().position(|b| *b == b'{').unwrap_or(0);
            ground.set.matches_object(scratch, masks, record, start..record.len());
            found(listening, ground, scratch, record, out.at, out);
        }
    }

    /// An event that matched these rules of the graph. One of CloudTrail is a record, too.
    pub fn event(&mut self, event: &[u8], matched: &[RuleId], out: &mut Sensed) {
        let at = text_at(event, "time").and_then(millis);
        if self.listening.times {
            out.at = at;
        }
        if self.listening.hears_events() {
            if self.listening.has_default(EVENTS) {
                out.came.push((EVENTS, at));
            }
            for number in matched.iter().filter_map(|rule| self.listening.of_rule(*rule)) {
                let Some(filter) = self.listening.filters.get(number as usize) else { continue };
                keep(number, filter.extraction.of_json(event), at, out);
            }
        }
        if self.listening.cloudtrail.is_some()
            && let Some(record) = cloudtrail::record_of(event)
        {
            self.whole(record, at, out);
        }
    }

    /// A CloudTrail record whose masks are not at hand.
    fn whole(&mut self, record: &[u8], at: Option<i64>, out: &mut Sensed) {
        let Self { listening, scratch } = self;
        if let Some(ground) = &listening.cloudtrail {
            ground.set.matches(scratch, record);
            found(listening, ground, scratch, record, at, out);
        }
    }

    /// A record of a log, from an input of this name (of every log group, if it has none or is `-`);
    /// `reference` is a time near it.
    ///
    /// # Errors
    /// What is wrong with a document of log events.
    pub fn log(
        &mut self,
        input: Option<&str>,
        record: &[u8],
        reference: Option<i64>,
        out: &mut Sensed,
    ) -> Result<Vec<ReadFault>, String> {
        let Self { listening, scratch } = self;
        let mut faults = Vec::new();
        logs::each(record, reference, |event| {
            out.at = out.at.max(event.at);
            if let Some(Taken { data, faults: bad }) = emf_line(&event.message, Clock::Any) {
                out.data.extend(data);
                faults.extend(bad);
            }
            for (group, ground) in &listening.logs {
                let here = match (&event.group, input) {
                    (Some(name), _) => group.matches(name.as_bytes()),
                    // Standard input has no name to tell its group by.
                    (None, None | Some("-")) => true,
                    (None, Some(name)) => {
                        group.matches(name.as_bytes()) || group.matches(file_name(name))
                    }
                };
                if here {
                    ground.set.matches(scratch, &event.message);
                    found(listening, ground, scratch, &event.message, event.at, out);
                }
            }
        })?;
        Ok(faults)
    }
}

/// What the last message in `scratch` came to.
fn found(
    listening: &Listening,
    ground: &Ground,
    scratch: &FilterScratch,
    text: &[u8],
    at: Option<i64>,
    out: &mut Sensed,
) {
    if listening.has_default(ground.number) {
        out.came.push((ground.number, at));
    }
    for id in scratch.matched() {
        if let Some(number) = ground.filters.get(id.0 as usize) {
            keep(*number, ground.set.datum(scratch, text, *id), at, out);
        }
    }
}

fn keep(number: u32, datum: Result<Filtered<'_>, Dropped>, at: Option<i64>, out: &mut Sensed) {
    match datum {
        Ok(Filtered { value, dimensions }) => {
            let dimensions = dimensions.into_iter().map(|(_, value)| value).collect();
            out.hits.push(Hit { filter: number, at, value, dimensions });
        }
        Err(why) => out.dropped.push((number, why.to_string())),
    }
}

fn millis(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    time::parse(text).map(|at| at.as_millisecond())
}

/// The last part of a path.
fn file_name(path: &str) -> &[u8] {
    path.rsplit(['/', '\\']).next().unwrap_or(path).as_bytes()
}
