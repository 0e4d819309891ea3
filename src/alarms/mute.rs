//! Windows in which an alarm's actions rest. Evaluation, history and events go on; what was muted
//! runs when the window ends, if the alarm is still in that state.

use super::cron::{Cron, moment};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Longest window: 15 days.
const LONGEST: Duration = Duration::from_secs(15 * 86_400);

/// Where `always_muted` begins: 2027-01-01T00:00:00Z.
const FOLLOWED_FROM: i64 = 1_798_761_600;
/// Most windows that it follows.
const MOST_STEPS: usize = 15_000;

/// When windows open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opens {
    Again(Cron),
    Once(DateTime),
}

/// A window, once or again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mute {
    opens: Opens,
    length: Duration,
    zone: TimeZone,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

/// What is wrong with a mute window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MuteError {
    /// Neither cron nor a time.
    #[error(
        "`{0}` is no cron expression of five fields with `*`, `-` and `,`, nor at(yyyy-MM-ddThh:mm)"
    )]
    Expression(String),
    /// A length that AWS does not know.
    #[error("a mute window takes 1 minute to 15 days")]
    Length,
}

impl Mute {
    /// Windows that open as `expression` says, in the clock of `zone`: `cron(0 2 * * *)`, the same
    /// without its word, or `at(2026-01-01T02:00)`.
    pub fn new(expression: &str, length: Duration, zone: TimeZone) -> Result<Self, MuteError> {
        if length < Duration::from_secs(60) || length > LONGEST {
            return Err(MuteError::Length);
        }
        let text = expression.trim();
        let inside = |word: &str| text.strip_prefix(word)?.strip_suffix(')');
        let opens = match inside("at(") {
            Some(time) => time.parse().ok().map(Opens::Once),
            None => Cron::parse(inside("cron(").unwrap_or(text)).map(Opens::Again),
        };
        let opens = opens.ok_or_else(|| MuteError::Expression(expression.to_owned()))?;
        Ok(Self { opens, length, zone, from: None, until: None })
    }

    /// Only windows that open at `from` or later, and none at `until` or later.
    #[must_use]
    pub fn between(mut self, from: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        (self.from, self.until) = (from, until);
        self
    }

    /// The end of the window that is open at `now`.
    #[must_use]
    pub fn open_until(&self, now: Timestamp) -> Option<Timestamp> {
        let length = SignedDuration::try_from(self.length).ok()?;
        let floor = now.checked_sub(length).unwrap_or(Timestamp::MIN);
        let opened = match &self.opens {
            Opens::Again(cron) => cron.last(&self.zone, floor, now)?,
            Opens::Once(at) => moment(*at, &self.zone)?,
        };
        let known = self.from.is_none_or(|from| opened >= from);
        let end = opened.checked_add(length).unwrap_or(Timestamp::MAX);
        let end = self.until.map_or(end, |until| end.min(until));
        (known && opened <= now && end > now).then_some(end)
    }
}

/// The moment at which no window of these is open any more, if one is open at `now`.
#[must_use]
pub fn muted_until(mutes: &[Mute], now: Timestamp) -> Option<Timestamp> {
    mutes.iter().filter_map(|mute| mute.open_until(now)).max()
}

/// Is one of these windows open at any time? Those that open once, or not for ever, do not count.
/// Calendars without a rule on days are followed for a year, others for the 28 years after which
/// days of the week fall on the same dates again. `false` also where windows are too many to follow.
#[must_use]
pub fn always_muted(mutes: &[Mute]) -> bool {
    let rule = |mute: &&Mute| match &mute.opens {
        Opens::Again(cron) if mute.from.is_none() && mute.until.is_none() => Some(*cron),
        _ => None,
    };
    let again: Vec<&Mute> = mutes.iter().filter(|mute| rule(mute).is_some()).collect();
    let daily = again.iter().filter_map(rule).all(|cron| cron.is_daily());
    let mut at = Timestamp::from_second(FOLLOWED_FROM).unwrap_or(Timestamp::UNIX_EPOCH);
    let days = if daily { 400 } else { 28 * 366 };
    let end = at.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
    for _ in 0..MOST_STEPS {
        match again.iter().filter_map(|mute| mute.open_until(at)).max() {
            _ if at >= end => return true,
            Some(next) => at = next,
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Mute, always_muted};
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use std::time::Duration;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("some")
    }

    #[test]
    fn windows_open_and_close() {
        let hour = Duration::from_secs(3600);
        let mute = Mute::new("cron(0 2 * * *)", hour, TimeZone::UTC).expect("some");
        assert_eq!(mute.open_until(at("2026-01-01T01:59:59Z")), None);
        assert_eq!(mute.open_until(at("2026-01-01T02:00:00Z")), Some(at("2026-01-01T03:00:00Z")));
        assert_eq!(mute.open_until(at("2026-01-01T03:00:00Z")), None);
        let limited =
            mute.between(Some(at("2026-01-02T00:00:00Z")), Some(at("2026-01-02T02:30:00Z")));
        assert_eq!(limited.open_until(at("2026-01-01T02:10:00Z")), None);
        assert_eq!(
            limited.open_until(at("2026-01-02T02:10:00Z")),
            Some(at("2026-01-02T02:30:00Z"))
        );
        let once = Mute::new("at(2026-01-01T02:00)", hour, TimeZone::UTC).expect("some");
        assert!(once.open_until(at("2026-01-01T02:59:00Z")).is_some());
        assert!(once.open_until(at("2026-01-02T02:10:00Z")).is_none());
    }

    #[test]
    fn windows_without_a_gap() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let always = |all: &[(&str, u64)], zone: &TimeZone| {
            let new = |(text, hours): &(&str, u64)| {
                Mute::new(text, Duration::from_secs(hours * 3600), zone.clone()).expect("some")
            };
            always_muted(&all.iter().map(new).collect::<Vec<_>>())
        };
        assert!(always(&[("0 0 * * *", 24)], &TimeZone::UTC));
        assert!(always(&[("0 8 * * *", 12), ("0 18 * * *", 15)], &TimeZone::UTC));
        assert!(always(&[("0 0 * * 1-5", 24), ("0 0 * * 0,6", 24)], &TimeZone::UTC));
        assert!(!always(&[("0 8 * * *", 12), ("0 21 * * *", 15)], &TimeZone::UTC));
        assert!(!always(&[("0 0 * * 1-5", 24)], &TimeZone::UTC));
        assert!(!always(&[("0 0 1-28 * *", 24)], &TimeZone::UTC));
        // The day on which summer time ends has 25 hours.
        assert!(!always(&[("0 0 * * *", 24)], &zone));
        assert!(always(&[("0 0 * * *", 25)], &zone));
        assert!(!always(&[("at(2027-01-01T00:00)", 24)], &TimeZone::UTC) && !always_muted(&[]));
    }

    #[test]
    fn what_is_refused() {
        let new =
            |text: &str, seconds| Mute::new(text, Duration::from_secs(seconds), TimeZone::UTC);
        assert!(new("0 2 * * *", 60).is_ok());
        assert!(new("0 2 * * *", 59).is_err() && new("0 2 * * *", 15 * 86_400 + 1).is_err());
        assert!(new("cron(0 2 * * ? *)", 60).is_err() && new("at(soon)", 60).is_err());
    }
}
