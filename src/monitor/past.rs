//! What an alarm saw of each period: its values, and the band as it was when the period was judged.

use super::Monitor;
use super::live::Kind;
use super::room::Room;
use crate::alarms::{Point, Window};
use crate::base::ids::RuleId;
use crate::metrics::Metric;
use jiff::Timestamp;

/// A period as an alarm saw it when it was over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
    /// Its value, with the band that was learnt from what lay before.
    pub point: Point,
    /// Does it breach? `None` where nothing can be compared.
    pub breaches: Option<bool>,
}

/// There are more periods than anybody looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{periods} periods of {seconds} seconds are too many: choose a shorter time")]
pub struct TooMany {
    /// How many there are.
    pub periods: i64,
    /// The length of one, in seconds.
    pub seconds: u32,
}

/// So many periods are read at most, counting each as often as an evaluation reads it.
const MOST: i64 = 20_000_000;

impl Monitor {
    /// The periods of an alarm that end after `from` and not after `to`, oldest first. They follow
    /// each other from round times on, while an evaluation each minute may see others between them.
    /// `None` for an alarm that is not there or not on metrics.
    ///
    /// # Errors
    /// When they are too many.
    pub fn past(
        &self,
        alarm: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Option<Result<Vec<Period>, TooMany>> {
        let Kind::Metric(metric) = &self.live.get(*self.names.get(alarm)?)?.kind else {
            return None;
        };
        let (alarm, feed) = &**metric;
        let (settings, mut feed) = (alarm.settings(), feed.afresh());
        let (seconds, first, last) = (i64::from(settings.period), from.as_second(), to.as_second());
        let periods = last.saturating_sub(first).div_euclid(seconds);
        if periods.saturating_mul(i64::from(settings.range())) > MOST {
            return Some(Err(TooMany { periods, seconds: settings.period }));
        }
        let mut all: Vec<Period> = Vec::new();
        let mut end = (first.div_euclid(seconds) + 1).saturating_mul(seconds);
        let mut room = Room::default();
        let mut read = |now: Timestamp| {
            feed.read(&self.store, now, &mut room);
            if let Some((slot, point)) = room.newest()
                && slot.end > from
                && all.last().is_none_or(|before| before.to <= slot.start)
            {
                let breaches = settings.threshold.breaches(&point);
                all.push(Period { from: slot.start, to: slot.end, point, breaches });
            }
        };
        while let Some(now) = Timestamp::from_second(end).ok().filter(|now| *now <= to) {
            read(now);
            end = end.saturating_add(seconds);
        }
        if settings.window != Window::Sliding {
            // The periods of clocks and calendars end between round times.
            read(to);
        }
        Some(Ok(all))
    }

    /// The rule of an alarm.
    #[must_use]
    pub fn rule_of(&self, alarm: &str) -> Option<RuleId> {
        Some(self.live.get(*self.names.get(alarm)?)?.rule)
    }

    /// The metrics that an alarm reads, in the order of its rule, with the dimensions of the series
    /// that it was made for. A composite alarm has none.
    #[must_use]
    pub fn metrics_of(&self, alarm: &str) -> &[Metric] {
        let live = self.names.get(alarm).and_then(|at| self.live.get(*at));
        match live.map(|live| &live.kind) {
            Some(Kind::Metric(metric)) => metric.1.metrics(),
            Some(Kind::Composite(_)) | None => &[],
        }
    }
}
