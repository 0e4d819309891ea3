//! Points in time as AWS writes them. Nothing here reads a clock.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Parses RFC 3339 (`2026-01-01T00:00:00Z`, any offset, fractions of a second).
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}

/// AWS's form in events: UTC, whole seconds, `Z`.
#[must_use]
pub fn show(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// AWS's form in configuration items: UTC, milliseconds, `Z`.
#[must_use]
pub fn show_millis(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn whole_seconds_in_utc() {
        let at = super::parse("2026-01-01T01:00:00.750+01:00").expect("a time");
        assert_eq!(super::show(at), "2026-01-01T00:00:00Z");
        assert_eq!(super::show_millis(at), "2026-01-01T00:00:00.750Z");
        assert_eq!(super::parse("yesterday"), None);
    }
}
