//! Local times as moments. A local time inside the gap of summer time does not exist and is left
//! out; one that comes twice counts once, the first time.

use super::cron::Cron;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp};

/// The moment at which it is `local` in the zone.
pub(super) fn moment(local: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let found = zone.to_ambiguous_timestamp(local);
    match found.offset() {
        AmbiguousOffset::Gap { .. } => None,
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => found.earlier().ok(),
    }
}

impl Cron {
    /// Does any of its local times exist?
    #[must_use]
    pub fn is_ever(&self) -> bool {
        self.local_from(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).is_some()
    }

    /// Its first moment after `after`.
    #[must_use]
    pub fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let mut local = zone.to_datetime(after);
        loop {
            let found = self.local_from(local)?;
            match moment(found, zone) {
                Some(at) if at > after => return Some(at),
                _ => local = found.checked_add(Span::new().minutes(1)).ok()?,
            }
        }
    }

    /// Its last moment before `before`.
    #[must_use]
    pub fn last(&self, before: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        // Where clocks went back within the day, later local times lie behind already.
        let day_before = before.checked_sub(SignedDuration::from_hours(24)).unwrap_or(before);
        let offset = zone.to_offset(before).max(zone.to_offset(day_before));
        let mut local = offset.to_datetime(before);
        loop {
            let found = self.local_up_to(local)?;
            match moment(found, zone) {
                Some(at) if at < before => return Some(at),
                _ => local = found.checked_sub(Span::new().minutes(1)).ok()?,
            }
        }
    }
}
