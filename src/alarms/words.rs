//! Numbers and times as AWS writes them in reasons and events.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A number as Java prints a double: `50.0`, `1.0E7`, `8.8E-5`. Only finite ones come here.
#[must_use]
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return format!("{value:?}");
    }
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let point = if mantissa.contains('.') { "" } else { ".0" };
    format!("{mantissa}{point}E{exponent}")
}

/// `2019-10-02T17:04:40.989+0000`
#[must_use]
pub fn millis(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// `02/10/19 16:59:00`: day, month and year.
#[must_use]
pub fn short(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%d/%m/%y %H:%M:%S").to_string()
}

/// `Friday 22 July, 2022 15:57:45 UTC`
#[must_use]
pub fn long(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%A %d %B, %Y %H:%M:%S UTC").to_string()
}

/// A count and its noun, with an `s` unless there is one.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// `was` for one, `were` for others.
#[must_use]
pub fn was(number: usize) -> &'static str {
    if number == 1 { "was" } else { "were" }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_as_java_has_them() {
        for (value, text) in [
            (50.0, "50.0"),
            (0.0666851903306472, "0.0666851903306472"),
            (45628.0, "45628.0"),
            (1e7, "1.0E7"),
            (123_456_789.0, "1.23456789E8"),
            (0.000_882_145, "8.82145E-4"),
            (0.001, "0.001"),
            (-0.5, "-0.5"),
            (0.0, "0.0"),
            (f64::MAX, "1.7976931348623157E308"),
        ] {
            assert_eq!(super::number(value), text);
        }
    }

    #[test]
    fn times() {
        let at = "2022-07-22T15:57:45.394Z".parse().expect("some");
        assert_eq!(super::millis(at), "2022-07-22T15:57:45.394+0000");
        assert_eq!(super::short(at), "22/07/22 15:57:45");
        assert_eq!(super::long(at), "Friday 22 July, 2022 15:57:45 UTC");
    }
}
