//! What is due, for a caller that looks now and then, and what of it was missed while nobody did.

use super::schedule::Schedule;
use jiff::{SignedDuration, Timestamp};

/// A schedule fires within this time of its moment, as at AWS; later is too late.
pub const PRECISION: SignedDuration = SignedDuration::from_secs(60);

/// What happens to moments that passed while nothing ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CatchUp {
    /// Nothing: they are lost.
    #[default]
    None,
    /// The last of them fires.
    Last,
    /// The last so many of them fire.
    All(u32),
}

/// One time that a schedule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fire {
    /// The moment its expression tells.
    pub scheduled: Timestamp,
    /// When it is to happen: the same, or later in a flexible window.
    pub at: Timestamp,
    /// Did it pass while nothing ran?
    pub late: bool,
}

/// What a schedule has to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// What fires, in order.
    pub fires: Vec<Fire>,
    /// Were moments missed that no longer fire?
    pub dropped: bool,
    /// The last moment looked at: where to go on. `None` if there was none.
    pub cursor: Option<Timestamp>,
}

/// What the schedule `name` has to do of its moments after `cursor` and up to `now`. Moments whose
/// window was over, and [`PRECISION`] too, when the caller began to look at `since`, were missed.
/// At most `most` moments in time are told at once; the cursor says where to go on. A new schedule's
/// cursor lies just before its start or the moment it was made, so that a rate's first moment counts.
#[must_use]
pub fn due(
    schedule: &Schedule,
    name: &str,
    cursor: Timestamp,
    since: Timestamp,
    now: Timestamp,
    policy: CatchUp,
    most: usize,
) -> Due {
    let window = schedule.window.map_or(SignedDuration::ZERO, |window| window.length());
    let grace = PRECISION.saturating_add(window);
    let limit = since.checked_sub(grace).unwrap_or(Timestamp::MIN).max(cursor);
    let place = |scheduled: Timestamp, late: bool| {
        let at = schedule.window.filter(|_| !late).map_or(scheduled, |w| w.place(name, scheduled));
        Fire { scheduled, at, late }
    };
    let kept = match policy {
        CatchUp::None => 0,
        CatchUp::Last => 1,
        CatchUp::All(most) => most as usize,
    };
    // Missed are those after the cursor and before the limit; the newest are looked at first.
    let mut missed = Vec::new();
    let mut before = limit.min(now);
    let mut dropped = false;
    let mut newest = None;
    while let Some(at) = schedule.last_before(before).filter(|at| *at > cursor) {
        newest = newest.or(Some(at));
        if missed.len() == kept {
            dropped = true;
            break;
        }
        missed.push(place(at, true));
        before = at;
    }
    missed.reverse();
    let from =
        if limit > cursor { schedule.fires_from(limit) } else { schedule.fires_after(cursor) };
    let in_time: Vec<Fire> =
        from.take_while(|at| *at <= now).take(most).map(|at| place(at, false)).collect();
    let cursor = in_time.last().map(|fire| fire.scheduled).or(newest);
    missed.extend(in_time);
    Due { fires: missed, dropped, cursor }
}
