//! What an alarm takes over from the one of its name that was there before: its state, whatever its
//! configuration, and of an unchanged one also what it is told since when.

use super::learner::Learner;
use super::live::{Kind, Live};
use super::{Index, Monitor};
use crate::alarms::{
    CompositeAlarm, Configured, MetricAlarm, Notifier, QuerySource, StateRecord, Suppressor,
    Threshold, Watched, configuration, name_of, read_time, write_time,
};
use crate::base::bytes::{Reader, Writer};
use jiff::Timestamp;
use std::sync::Arc;

/// The form of the rows.
const VERSION: u8 = 1;

/// An alarm that was there before.
#[derive(Debug)]
pub(super) struct Carried {
    pub content: [u8; 16],
    /// Was it made for one series of many?
    pub each: bool,
    /// Its configuration, as events tell it.
    pub configuration: String,
    pub configured: Timestamp,
    pub enabled: Option<bool>,
    pub record: StateRecord,
    pub previous: StateRecord,
    pub notifier: Notifier,
    pub kind: CarriedKind,
    pub learner: Option<Learner>,
    /// What was learnt, as a row.
    pub learnt: Option<Vec<u8>>,
}

/// What only one kind has.
#[derive(Debug)]
pub(super) enum CarriedKind {
    Metric { created: Timestamp, warm: bool },
    Composite { suppressor: Suppressor, named: Option<String> },
}

/// All that were there before, while the new ones are made.
#[derive(Debug)]
pub(super) struct Carrying {
    pub all: Index<Box<str>, Carried>,
    /// All that happened up to here is told.
    pub clock: Timestamp,
    /// Alarms that are new, by their places.
    pub created: Vec<usize>,
    /// Alarms whose configuration is another one, with that before; has the suppressor changed, too?
    pub updated: Vec<(usize, String, bool)>,
}

impl Carried {
    pub fn of(live: &mut Live, content: [u8; 16], each: bool) -> Self {
        let configuration = configuration_of(live);
        let (record, notifier) = (live.record().clone(), live.rest().1);
        let mut learner = None;
        let kind = match &mut live.kind {
            Kind::Metric(metric) => {
                learner = metric.1.learner().cloned();
                CarriedKind::Metric { created: metric.0.created(), warm: metric.0.is_warm() }
            }
            Kind::Composite(alarm) => {
                CarriedKind::Composite { suppressor: *alarm.suppressor(), named: suppressor(alarm) }
            }
        };
        Self {
            content,
            each,
            configuration,
            configured: live.configured,
            enabled: live.enabled,
            record,
            previous: live.previous.clone(),
            notifier,
            kind,
            learner,
            learnt: None,
        }
    }

    /// As a row, without what was learnt.
    pub fn write(&self) -> Vec<u8> {
        let mut row = Writer::new(VERSION);
        self.content.iter().for_each(|byte| {
            row.byte(*byte);
        });
        row.flag(self.each).text(&self.configuration);
        write_time(self.configured, &mut row);
        row.byte(self.enabled.map_or(2, u8::from));
        self.record.write(&mut row);
        self.previous.write(&mut row);
        self.notifier.write(&mut row);
        match &self.kind {
            CarriedKind::Metric { created, warm } => {
                row.byte(0);
                write_time(*created, &mut row);
                row.flag(*warm);
            }
            CarriedKind::Composite { suppressor, named } => {
                row.byte(1);
                suppressor.write(&mut row);
                row.maybe(named.as_deref());
            }
        }
        row.done()
    }

    /// Reads what `write` wrote.
    pub fn read(row: &[u8]) -> Option<Self> {
        let mut row = Reader::new(VERSION, row)?;
        let mut content = [0; 16];
        for byte in &mut content {
            *byte = row.byte()?;
        }
        let (each, configuration) = (row.flag()?, row.text()?.to_owned());
        let configured = read_time(&mut row)?;
        let enabled = match row.byte()? {
            2 => None,
            enabled => Some(enabled == 1),
        };
        let (record, previous) = (StateRecord::read(&mut row)?, StateRecord::read(&mut row)?);
        let notifier = Notifier::read(&mut row)?;
        let kind = match row.byte()? {
            0 => CarriedKind::Metric { created: read_time(&mut row)?, warm: row.flag()? },
            1 => CarriedKind::Composite {
                suppressor: Suppressor::read(&mut row)?,
                named: row.maybe()?.map(str::to_owned),
            },
            _ => return None,
        };
        let (learner, learnt) = (None, None);
        Some(Self {
            content,
            each,
            configuration,
            configured,
            enabled,
            record,
            previous,
            notifier,
            kind,
            learner,
            learnt,
        })
    }
}

impl Monitor {
    /// Gives a new alarm the state of the one that was there before; `true` where nothing else has
    /// changed either.
    pub(super) fn take_over(&mut self, number: usize, live: &mut Live, now: Timestamp) -> bool {
        let content = self.made.get(live.made).map(|made| made.content);
        let Some(carrying) = &mut self.carrying else {
            if let Some(kept) = &mut self.kept {
                kept.dirty(number);
            }
            return false;
        };
        let before = carrying.all.remove(&*live.identity.name);
        let same_kind = |carried: &Carried| {
            matches!(
                (&carried.kind, &live.kind),
                (CarriedKind::Metric { .. }, Kind::Metric(_))
                    | (CarriedKind::Composite { .. }, Kind::Composite(_))
            )
        };
        let Some(carried) = before.filter(same_kind) else {
            carrying.created.push(number);
            if let Some(kept) = &mut self.kept {
                kept.dirty(number);
            }
            return false;
        };
        let same = content == Some(carried.content);
        live.previous = carried.previous;
        let (record, notifier) = (carried.record, carried.notifier);
        let mut other = false;
        match (&mut live.kind, carried.kind) {
            (Kind::Metric(metric), CarriedKind::Metric { created, warm }) => {
                let (settings, from) =
                    (Arc::clone(metric.0.settings()), if same { carrying.clock } else { now });
                let alarm = MetricAlarm::restore(settings, created, record, notifier, from);
                metric.0 = alarm.warmed(warm);
                if same {
                    metric.1.learns(carried.learner);
                    let row = carried.learnt.as_deref().and_then(|row| Reader::new(VERSION, row));
                    if let (Some(mut row), Some(learner)) = (row, metric.1.learner()) {
                        // A model that cannot be read is learnt again.
                        let mut read = learner.clone();
                        if read.read(&mut row).is_some() {
                            *learner = read;
                        }
                    }
                }
            }
            (Kind::Composite(alarm), CarriedKind::Composite { suppressor: held, named }) => {
                other = named != suppressor(alarm);
                let (settings, arn) = (Arc::clone(alarm.settings()), live.identity.arn());
                **alarm = CompositeAlarm::restore(settings, arn, record, notifier, held);
            }
            // INVARIANT: the kinds are the same, see above.
            _ => {}
        }
        if same {
            live.configured = carried.configured;
            if let Some(enabled) = carried.enabled {
                live.enable(enabled);
            }
        } else {
            carrying.updated.push((number, carried.configuration, other));
            if let Some(kept) = &mut self.kept {
                kept.dirty(number);
            }
        }
        same
    }
}

/// A row of what a learner learnt.
pub(super) fn learnt(learner: &mut Learner) -> Vec<u8> {
    let mut row = Writer::new(VERSION);
    learner.write(&mut row);
    row.done()
}

/// The name of an alarm's suppressor.
fn suppressor(alarm: &CompositeAlarm) -> Option<String> {
    alarm.settings().suppression.as_ref().map(|own| name_of(&own.alarm).to_owned())
}

/// The configuration of an alarm, as events tell it.
pub(super) fn configuration_of(live: &Live) -> String {
    let settings = match &live.kind {
        Kind::Metric(metric) => Some(&**metric.0.settings()),
        Kind::Composite(_) => None,
    };
    let band = match (&live.watched, settings.map(|own| &own.threshold)) {
        (Watched::Metrics(queries), Some(Threshold::Band(_))) => queries.iter().find(|query| {
            let band = |text: &String| text.contains("ANOMALY_DETECTION_BAND");
            matches!(&query.source, QuerySource::Expression(text) if band(text))
        }),
        _ => None,
    };
    let configured = Configured {
        watched: &live.watched,
        settings,
        notify: live.notify(),
        at: live.configured,
        band: band.map(|query| query.id.as_str()),
    };
    configuration(&live.identity, configured)
}
