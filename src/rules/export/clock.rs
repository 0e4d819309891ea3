//! Java's patterns of dates and times (`yyyy/MM/dd/HH`), as Firehose's prefixes have them. Letters
//! of the calendar day and of the clock; years and days of weeks are refused, since where a week
//! begins depends on the country.

use jiff::Zoned;
use std::fmt::Write;
use std::ops::Range;

/// What is wrong with a text of a little language, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The part that is meant, in bytes.
    pub at: Range<usize>,
    /// In words.
    pub message: String,
    /// What to do instead.
    pub help: Option<&'static str>,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it stands.
    Text(String),
    /// A letter, so many times.
    Letter(char, usize),
}

/// The letters, and how often each may stand in a row.
const LETTERS: [(char, usize); 16] = [
    ('y', 9),
    ('u', 9),
    ('M', 5),
    ('d', 2),
    ('D', 3),
    ('H', 2),
    ('h', 2),
    ('m', 2),
    ('s', 2),
    ('S', 9),
    ('a', 1),
    ('E', 4),
    ('Q', 3),
    ('z', 3),
    ('Z', 5),
    ('X', 3),
];

/// Reads a pattern that begins at byte `start` of the whole text.
pub(super) fn parse(text: &str, start: usize) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => pieces.push(Piece::Text(quoted(text, start, at, &mut chars)?)),
            c if c.is_ascii_alphabetic() => {
                let mut count = 1;
                while chars.next_if(|(_, next)| *next == c).is_some() {
                    count += 1;
                }
                pieces.push(letter(c, count, start + at)?);
            }
            c => pieces.push(Piece::Text(c.to_string())),
        }
    }
    Ok(pieces)
}

type Chars<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

/// The text after a quote, to the next one that is not doubled; two in a row are one.
fn quoted(text: &str, start: usize, from: usize, chars: &mut Chars<'_>) -> Result<String, Fault> {
    let mut out = String::new();
    if chars.next_if(|(_, c)| *c == '\'').is_some() {
        return Ok("'".to_owned());
    }
    while let Some((_, c)) = chars.next() {
        if c != '\'' {
            out.push(c);
        } else if chars.next_if(|(_, c)| *c == '\'').is_some() {
            out.push('\'');
        } else {
            return Ok(out);
        }
    }
    let at = start + from..start + text.len();
    Err(Fault { at, message: "a quote without end".to_owned(), help: None })
}

fn letter(c: char, count: usize, at: usize) -> Result<Piece, Fault> {
    let written = c.to_string().repeat(count.min(20));
    let at = at..at + count;
    let help = match c {
        'Y' => Some("`Y` is the year of the week, another one around New Year: write `yyyy`"),
        'w' | 'e' | 'c' => {
            Some("where a week begins depends on the country; `DDD` is the day of the year")
        }
        _ => Some(
            "letters are y, u, M, d, D, H, h, m, s, S, a, E, Q, z, Z and X; other text is quoted: 'text'",
        ),
    };
    match LETTERS.iter().find(|(letter, _)| *letter == c).map(|(_, most)| *most) {
        Some(most) if count <= most => Ok(Piece::Letter(c, count)),
        Some(most) => {
            let message = format!("`{written}` is too long: `{c}` stands at most {most} times");
            Err(Fault { at, message, help: None })
        }
        None => {
            Err(Fault { at, message: format!("`{written}` is no part of a date or time"), help })
        }
    }
}

/// Writes a moment as a zone's clocks show it.
pub(super) fn write(out: &mut String, pieces: &[Piece], at: &Zoned) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Letter(letter, count) => write_letter(out, *letter, *count, at),
        }
    }
}

fn write_letter(out: &mut String, letter: char, count: usize, at: &Zoned) {
    let named = |format: &str| at.strftime(format).to_string();
    let first = |name: String| name.chars().take(1).collect::<String>();
    let number = |value: i32| format!("{value:0count$}");
    let text = match (letter, count) {
        ('y' | 'u', 2) => format!("{:02}", at.year().rem_euclid(100)),
        ('y' | 'u', _) => number(i32::from(at.year())),
        ('M', 1 | 2) => number(i32::from(at.month())),
        ('M', 3) => named("%b"),
        ('M', 4) => named("%B"),
        ('M', _) => first(named("%B")),
        ('d', _) => number(i32::from(at.day())),
        ('D', _) => number(i32::from(at.day_of_year())),
        ('H', _) => number(i32::from(at.hour())),
        ('h', _) => number((i32::from(at.hour()) + 11) % 12 + 1),
        ('m', _) => number(i32::from(at.minute())),
        ('s', _) => number(i32::from(at.second())),
        ('S', _) => format!("{:09}", at.subsec_nanosecond()).chars().take(count).collect(),
        ('a', _) => if at.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        ('E', 4) => named("%A"),
        ('E', _) => named("%a"),
        ('Q', 3) => format!("Q{}", (i32::from(at.month()) + 2) / 3),
        ('Q', _) => number((i32::from(at.month()) + 2) / 3),
        ('z', _) => named("%Z"),
        _ => offset(letter, count, at.offset().seconds()),
    };
    out.push_str(&text);
}

/// An offset from UTC in seconds, by the letters `Z` and `X`.
fn offset(letter: char, count: usize, seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    let mut out = String::new();
    // INVARIANT: writing to a string does not fail.
    let _ = match (letter, count) {
        ('X', _) | ('Z', 5) if seconds == 0 => write!(out, "Z"),
        ('X', 1) if minutes == 0 => write!(out, "{sign}{hours:02}"),
        ('X', 3) | ('Z', 5) => write!(out, "{sign}{hours:02}:{minutes:02}"),
        ('Z', 4) if seconds == 0 => write!(out, "GMT"),
        ('Z', 4) => write!(out, "GMT{sign}{hours:02}:{minutes:02}"),
        _ => write!(out, "{sign}{hours:02}{minutes:02}"),
    };
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pattern: &str, at: &str) -> String {
        let at: Zoned = at.parse().expect("a time");
        let mut out = String::new();
        write(&mut out, &parse(pattern, 0).expect("a pattern"), &at);
        out
    }

    #[test]
    fn letters() {
        let at = "2026-03-05T00:07:09.045678901+01:00[Europe/Berlin]";
        for (pattern, want) in [
            ("yyyy/MM/dd/HH", "2026/03/05/00"),
            ("y-M-d H:m:s", "2026-3-5 0:7:9"),
            ("yy uuuu", "26 2026"),
            ("MMM MMMM MMMMM", "Mar March M"),
            ("D DDD", "64 064"),
            ("hh a", "12 AM"),
            ("SSS", "045"),
            ("E EEEE", "Thu Thursday"),
            ("Q QQ QQQ", "1 01 Q1"),
            ("z", "CET"),
            ("Z ZZZZ ZZZZZ", "+0100 GMT+01:00 +01:00"),
            ("X XX XXX", "+01 +0100 +01:00"),
            ("'year='yyyy'''s'", "year=2026's"),
            ("yyyy''MM", "2026'03"),
        ] {
            assert_eq!(shown(pattern, at), want, "{pattern}");
        }
        assert_eq!(shown("X Z ZZZZZ z", "2026-03-05T13:00:00Z[UTC]"), "Z +0000 Z UTC");
        assert_eq!(shown("X hh a", "2026-03-05T13:00:00-03:30[-03:30]"), "-0330 01 PM");
    }

    #[test]
    fn what_is_no_pattern() {
        let fault = |pattern| parse(pattern, 10).expect_err("a fault");
        assert_eq!(fault("yyyy-ww").at, 15..17);
        assert!(fault("YYYY").help.is_some_and(|help| help.contains("`yyyy`")));
        assert_eq!(fault("MMMMMM").message, "`MMMMMM` is too long: `M` stands at most 5 times");
        assert_eq!(fault("yyyy'T").message, "a quote without end");
        assert_eq!(fault("yyyy'T").at, 14..16);
        assert_eq!(fault("dT").message, "`T` is no part of a date or time");
    }
}
