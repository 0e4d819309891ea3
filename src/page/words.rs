//! Numbers and times as pages say them.

use super::html::{Html, html};
use crate::base::time;
use jiff::Timestamp;

/// A count with thin spaces between thousands.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 6);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

/// `1 rule`, `2 rules`.
#[must_use]
pub fn plural(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", count(number as u64))
}

/// A part of 1 in percent; 100 % only if it is all.
#[must_use]
pub fn percent(part: f64) -> String {
    let tenths = (part * 1000.0).floor() / 10.0;
    if tenths >= 100.0 { "100 %".to_owned() } else { format!("{tenths:.1} %") }
}

/// Bytes with a unit.
#[must_use]
pub fn bytes(number: u64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = number as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < units.len() {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{number} B") } else { format!("{value:.1} {}", units[unit]) }
}

/// A length of time in its two largest units.
#[must_use]
pub fn length(seconds: i64) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")];
    let mut rest = seconds.max(0);
    let mut words = Vec::new();
    for (unit, word) in units {
        if rest >= unit && words.len() < 2 {
            words.push(format!("{} {word}", rest / unit));
            rest %= unit;
        } else if !words.is_empty() {
            break;
        }
    }
    if words.is_empty() { "0 s".to_owned() } else { words.join(" ") }
}

/// How long ago a time was, or in how long it will be; the time itself is the tooltip.
#[must_use]
pub fn moment(at: Timestamp, now: Timestamp) -> Html {
    let seconds = now.as_second() - at.as_second();
    let words = match seconds {
        0 => "now".to_owned(),
        1.. => format!("{} ago", length(seconds)),
        _ => format!("in {}", length(-seconds)),
    };
    let exact = time::show(at);
    let mut out = Html::default();
    html!(out, "<time datetime=\"{}\" title=\"{}\">{}</time>", exact, exact, words);
    out
}

/// The same of a time that may not be there.
#[must_use]
pub fn maybe(at: Option<Timestamp>, now: Timestamp) -> Html {
    at.map_or_else(none, |at| moment(at, now))
}

/// What stands where there is nothing.
#[must_use]
pub fn none() -> Html {
    let mut out = Html::default();
    html!(out, "<span class=\"soft\">–</span>");
    out
}

#[cfg(test)]
mod tests {
    use super::{bytes, count, length, percent, plural};

    #[test]
    fn numbers_in_words() {
        assert_eq!(count(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!([count(0), count(999)], ["0", "999"]);
        assert_eq!([plural(1, "rule"), plural(0, "rule")], ["1 rule", "0 rules"]);
        assert_eq!([percent(1.0), percent(0.9999), percent(0.0)], ["100 %", "99.9 %", "0.0 %"]);
        assert_eq!([bytes(1023), bytes(1536)], ["1023 B", "1.5 KiB"]);
        assert_eq!(length(90_061), "1 d 1 h");
        assert_eq!(length(86_400 + 5), "1 d");
        assert_eq!([length(0), length(61)], ["0 s", "1 min 1 s"]);
    }
}
