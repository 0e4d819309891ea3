//! M out of N: the state that the points of the evaluation range come to.
//!
//! The range is longer than N, so that late points find their place. Real points are preferred
//! (the newest N of them); what is missing is filled in only where there are fewer. Older points
//! than that never count. A lone breaching point that is still among the newest M makes no alarm
//! yet: more points may come. Nothing here allocates.

use super::low_sample::{LowSample, fewest_samples};
use super::point::Point;
use super::settings::{AlarmSettings, MissingData};
use super::state::AlarmState;

/// Why a state came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// There were N real points or more.
    Full,
    /// Missing points were counted as the alarm says.
    Filled,
    /// Missing points were left out: the real ones decided.
    Partial,
    /// All real points breach, and the oldest is so old that no more are waited for.
    Premature,
    /// All real points breach, but more may come: the state is kept.
    Waiting,
    /// No real point at all.
    Empty,
    /// Too few samples in the newest point: the state is kept.
    LowSample,
}

/// What the points of an evaluation range come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// The state; `None` keeps the one before.
    pub state: Option<AlarmState>,
    /// Why.
    pub basis: Basis,
    /// Real points that counted, at most N.
    pub real: usize,
    /// How many of these breach.
    pub breaching: usize,
    /// Missing points that were filled in or found unknown: N less the real ones.
    pub filled: usize,
}

/// Judges the points of the evaluation range, oldest first.
#[must_use]
pub fn judge(settings: &AlarmSettings, points: &[Point]) -> Judgement {
    let (m, n) = (settings.datapoints_to_alarm() as usize, settings.evaluation_periods as usize);
    let (mut real, mut breaching, mut oldest, mut newest) = (0, 0, 0, None);
    for (back, point) in points.iter().rev().enumerate() {
        let Some(breaches) = settings.threshold.breaches(point) else { continue };
        newest = newest.or(Some(point));
        real += 1;
        breaching += usize::from(breaches);
        oldest = back + 1;
        if real == n {
            break;
        }
    }
    let filled = n - real.min(n);
    let answer = |state, basis| Judgement { state, basis, real, breaching, filled };
    let of = |alarm| Some(if alarm { AlarmState::Alarm } else { AlarmState::Ok });
    if newest.is_some_and(|point| too_few(settings, point)) {
        return answer(None, Basis::LowSample);
    }
    if real >= n {
        return answer(of(breaching >= m), Basis::Full);
    }
    match settings.treat_missing_data {
        MissingData::Breaching => answer(of(breaching + filled >= m), Basis::Filled),
        MissingData::NotBreaching => answer(of(breaching >= m), Basis::Filled),
        treat @ (MissingData::Missing | MissingData::Ignore) => {
            let keep = treat == MissingData::Ignore;
            if real == 0 {
                answer((!keep).then_some(AlarmState::InsufficientData), Basis::Empty)
            } else if breaching >= m || breaching < real {
                answer(of(breaching >= m), Basis::Partial)
            } else if oldest >= m && !keep {
                answer(Some(AlarmState::Alarm), Basis::Premature)
            } else {
                answer(None, Basis::Waiting)
            }
        }
    }
}

/// Is a point one of a percentile that has too few samples to count?
fn too_few(settings: &AlarmSettings, point: &Point) -> bool {
    settings.low_sample == LowSample::Ignore
        && settings
            .percentile
            .and_then(fewest_samples)
            .zip(point.samples)
            .is_some_and(|(fewest, samples)| samples < fewest)
}

/// The points that a judgement looked at, newest first: the newest N real ones, or all real ones
/// and the newest missing ones, N together (fewer where the range is shorter).
pub fn evaluated<'p>(settings: &AlarmSettings, points: &'p [Point]) -> Vec<&'p Point> {
    let n = settings.evaluation_periods as usize;
    let is_real = |point: &Point| settings.threshold.breaches(point).is_some();
    let real = points.iter().filter(|p| is_real(p)).count().min(n);
    let mut spare = n - real;
    let mut left = real;
    let mut taken = Vec::with_capacity(n.min(points.len()));
    for point in points.iter().rev() {
        let room = if is_real(point) { &mut left } else { &mut spare };
        if *room > 0 {
            *room -= 1;
            taken.push(point);
        }
    }
    taken
}
