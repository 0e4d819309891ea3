//! Names with `!{timestamp:PATTERN}` in them, as Firehose's prefixes have it. A pattern has Java's
//! letters `y` `u` `Y` `M` `d` `D` `H` `h` `a` `m` `s` `S`, text in single quotes, and anything that is not a
//! letter. Times are UTC; `Y` and the week that it belongs to are ISO's.

use crate::date::Civil;
use serde::{Deserialize, Deserializer, de};

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    /// A letter, and how often it stands there.
    Field(char, usize),
}

/// A name that depends on the time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dated {
    parts: Vec<Part>,
}

impl Dated {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once("!{") {
            push(&mut parts, words);
            let (inner, after) = after
                .split_once('}')
                .ok_or_else(|| format!("the expression `!{{{after}` has no end"))?;
            let pattern = inner.strip_prefix("timestamp:").ok_or_else(|| {
                format!("the expression `!{{{inner}}}` is not `!{{timestamp:...}}`")
            })?;
            pattern_parts(&mut parts, pattern)?;
            rest = after;
        }
        push(&mut parts, rest);
        Ok(Self { parts })
    }

    /// Does the name need a time?
    #[must_use]
    pub fn needs_time(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Field(..)))
    }

    /// The name at a moment, in milliseconds since 1970.
    #[must_use]
    pub fn at(&self, ms: i64) -> String {
        let civil = Civil::of(ms);
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => out.push_str(words),
                Part::Field(letter, width) => out.push_str(&field(&civil, *letter, *width)),
            }
        }
        out
    }
}

fn push(parts: &mut Vec<Part>, words: &str) {
    match parts.last_mut() {
        _ if words.is_empty() => {}
        Some(Part::Words(before)) => before.push_str(words),
        _ => parts.push(Part::Words(words.to_string())),
    }
}

fn pattern_parts(parts: &mut Vec<Part>, pattern: &str) -> Result<(), String> {
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('\'') {
            rest = quote(parts, quoted)
                .ok_or_else(|| format!("a quote in the pattern `{pattern}` has no end"))?;
        } else if letter.is_ascii_alphabetic() {
            let after = rest.trim_start_matches(letter);
            let width = rest.len() - after.len();
            check(letter, width).map_err(|why| format!("{why} in the pattern `{pattern}`"))?;
            parts.push(Part::Field(letter, width));
            rest = after;
        } else {
            push(parts, &rest[..letter.len_utf8()]);
            rest = &rest[letter.len_utf8()..];
        }
    }
    Ok(())
}

/// Reads on behind a quote, and gives what follows the one that ends it. Two quotes are one, inside
/// of quoted text and outside. None when there is no end.
fn quote<'t>(parts: &mut Vec<Part>, quoted: &'t str) -> Option<&'t str> {
    let (words, mut after) = quoted.split_once('\'')?;
    push(parts, if words.is_empty() { "'" } else { words });
    while !words.is_empty() && after.starts_with('\'') {
        let (words, behind) = after[1..].split_once('\'')?;
        push(parts, "'");
        push(parts, words);
        after = behind;
    }
    Some(after)
}

fn check(letter: char, width: usize) -> Result<(), String> {
    let most = match letter {
        'y' | 'u' | 'Y' => 4,
        'S' | 'D' => 3,
        'M' | 'd' | 'H' | 'h' | 'm' | 's' => 2,
        'a' => 1,
        _ => return Err(format!("the letter `{letter}` has no meaning")),
    };
    if width > most {
        return Err(format!("more than {most} of the letter `{letter}`"));
    }
    Ok(())
}

fn field(civil: &Civil, letter: char, width: usize) -> String {
    let value = match letter {
        'y' | 'u' => civil.year,
        'Y' => civil.week().0,
        'M' => civil.month,
        'd' => civil.day,
        'D' => civil.day_of_year,
        'H' => civil.hour,
        'h' => (civil.hour + 11) % 12 + 1,
        'a' => return if civil.hour < 12 { "AM".into() } else { "PM".into() },
        'm' => civil.minute,
        's' => civil.second,
        // A fraction of the second: as many of its digits.
        _ => return format!("{:03}", civil.milli)[..width.min(3)].to_string(),
    };
    let value = if matches!(letter, 'y' | 'u' | 'Y') && width == 2 { value % 100 } else { value };
    format!("{value:0width$}")
}

impl<'de> Deserialize<'de> for Dated {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::parse_rfc3339;

    fn at(time: &str, text: &str) -> String {
        Dated::parse(text).unwrap().at(parse_rfc3339(time).unwrap())
    }

    #[test]
    fn letters_are_javas() {
        let at = |text: &str| at("2018-08-27T10:30:05.060Z", &format!("!{{timestamp:{text}}}"));
        assert_eq!(at("yyyy/MM/dd/HH/mm/ss/"), "2018/08/27/10/30/05/");
        assert_eq!(at("'year='yyyy'/doy='DDD"), "year=2018/doy=239");
        assert_eq!(at("yy-M-d-H-m-s-SSS ''h a"), "18-8-27-10-30-5-060 '10 AM");
        assert_eq!(at("'o''clock'"), "o'clock");
        assert_eq!(at("HH 'o''''clock''' ''''"), "10 o''clock' ''");
    }

    #[test]
    fn a_week_has_its_own_year() {
        assert_eq!(at("2018-12-31T10:00:00Z", "w/!{timestamp:YYYY}/"), "w/2019/");
        assert_eq!(at("2018-12-31T10:00:00Z", "w/!{timestamp:yyyy}/"), "w/2018/");
    }

    #[test]
    fn other_texts_stay() {
        assert_eq!(at("2018-12-31T10:00:00Z", "plain/{x}!"), "plain/{x}!");
        assert!(!Dated::parse("plain").unwrap().needs_time());
    }

    #[test]
    fn faults_are_said() {
        for bad in [
            "!{timestamp:yyyy",
            "!{firehose:random-string}",
            "!{timestamp:bb}",
            "!{timestamp:'x}",
            "!{timestamp:'x''}",
        ] {
            assert!(Dated::parse(bad).is_err(), "{bad}");
        }
        assert!(Dated::parse("!{timestamp:MMM}").unwrap_err().contains("more than 2"));
    }
}
