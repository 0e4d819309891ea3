//! Points in time as the protocols spell them: seconds since 1970 with at most three decimals in
//! JSON and CBOR, RFC 3339 in forms and XML.

use crate::base::time;
use jiff::Timestamp;

/// The time so many seconds after 1970, to the nearest millisecond.
#[must_use]
pub fn of_seconds(seconds: f64) -> Option<Timestamp> {
    let millis = (seconds * 1000.0).round();
    // Beyond 2^53 milliseconds a float does not tell them apart; the year is past 9999 long before.
    if !millis.is_finite() || millis.abs() > 9e15 {
        return None;
    }
    Timestamp::from_millisecond(millis as i64).ok()
}

/// The time that a text spells: RFC 3339, or seconds since 1970.
#[must_use]
pub fn of_text(text: &str) -> Option<Timestamp> {
    time::parse(text).or_else(|| of_seconds(text.parse().ok()?))
}

/// Seconds since 1970 as a JSON number: whole, or with three decimals.
#[must_use]
pub fn as_seconds(at: Timestamp) -> String {
    let millis = at.as_millisecond();
    if millis % 1000 == 0 {
        return (millis / 1000).to_string();
    }
    let sign = if millis < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", (millis / 1000).abs(), (millis % 1000).abs())
}

/// RFC 3339 in UTC: whole seconds, or three decimals where there are some.
#[must_use]
pub fn as_text(at: Timestamp) -> String {
    if at.as_millisecond() % 1000 == 0 { time::show(at) } else { time::show_millis(at) }
}

/// AWS's basic form, `20260102T030405Z`, as signatures have it.
#[must_use]
pub fn of_basic(text: &str) -> Option<Timestamp> {
    let digits = |range: std::ops::Range<usize>| -> Option<i16> {
        let part = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    if text.len() != 16 || text.get(8..9) != Some("T") || text.get(15..) != Some("Z") {
        return None;
    }
    let small = |range| digits(range).and_then(|n| i8::try_from(n).ok());
    let civil = jiff::civil::DateTime::new(
        digits(0..4)?,
        small(4..6)?,
        small(6..8)?,
        small(9..11)?,
        small(11..13)?,
        small(13..15)?,
        0,
    );
    civil.ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_instant() {
        let at = of_text("2026-01-02T03:04:05.250Z").expect("a time");
        assert_eq!(as_seconds(at), "1767323045.250");
        assert_eq!(as_text(at), "2026-01-02T03:04:05.250Z");
        assert_eq!(of_seconds(1_767_323_045.25), Some(at));
        assert_eq!(of_text("1767323045.25"), Some(at));
        let whole = of_basic("20260102T030405Z").expect("a time");
        assert_eq!(as_seconds(whole), "1767323045");
        assert_eq!(as_text(whole), "2026-01-02T03:04:05Z");
        assert_eq!(as_seconds(of_seconds(-0.5).expect("a time")), "-0.500");
    }

    #[test]
    fn what_is_no_time() {
        for text in
            ["20260102T030405", "20261302T030405Z", "2026010éT03040Z", "", "+0260102T030405Z"]
        {
            assert_eq!(of_basic(text), None, "{text}");
        }
        for seconds in [f64::NAN, f64::INFINITY, 1e300, -1e14] {
            assert_eq!(of_seconds(seconds), None, "{seconds}");
        }
        assert_eq!(of_text("1e400"), None);
    }
}
