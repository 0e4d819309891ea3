//! Between the periods of alarms and the windows that a store reads.

use crate::alarms::{Point, Slot};
use crate::metrics::{Aggregate, Reading, Statistic, Window};
use jiff::Timestamp;

/// A moment of the store's time, the last there is if it is too late.
pub(super) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

/// The starts of a window's periods.
pub(super) fn starts(window: &Window) -> impl Iterator<Item = i64> + use<> {
    let window = *window;
    (0..window.count as i64).map(move |i| window.start + i * i64::from(window.period))
}

/// The points that a reading gives.
pub(super) fn points_of(reading: &Reading, window: Window, statistic: &Statistic) -> Vec<Point> {
    let point = |(at, bin): (i64, &Option<Aggregate>)| match bin {
        None => Point::missing(moment(at)),
        Some(bin) => Point {
            value: bin.statistic(statistic),
            samples: Some(bin.count),
            ..Point::missing(moment(at))
        },
    };
    starts(&window).zip(&reading.bins).map(point).collect()
}

/// The one window of periods that are even.
pub(super) fn even(slots: &[Slot], period: u32) -> Option<Window> {
    let length = |slot: &Slot| slot.end.as_second() - slot.start.as_second();
    let even = slots.iter().all(|slot| length(slot) == i64::from(period));
    let first = slots.first().filter(|_| even)?;
    Some(Window { start: first.start.as_second(), period, count: slots.len() })
}

/// The windows that periods make: one where they are even, else one for each.
pub(super) fn windows(slots: &[Slot], period: u32) -> Vec<Window> {
    if let Some(window) = even(slots, period) {
        return vec![window];
    }
    let one = |slot: &Slot| {
        let start = slot.start.as_second();
        let period = u32::try_from(slot.end.as_second() - start).unwrap_or(period);
        Window { start, period, count: 1 }
    };
    slots.iter().map(one).collect()
}
