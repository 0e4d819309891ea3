//! Times in the text of a line: ISO 8601, the common log format, syslog, seconds or milliseconds
//! since 1970. A time without a zone is UTC.

/// Bytes of a line in which a time is looked for.
const REACH: usize = 200;
const DAY: i64 = 86_400_000;
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// A time found in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// In milliseconds since 1970.
    pub at: i64,
    /// Where it ends.
    pub end: usize,
    /// Is it at the start, spelt as exports spell it, and does a blank follow?
    pub exported: bool,
}

/// The time of a line. `reference` gives the year of one that has none.
pub(super) fn find(line: &[u8], reference: Option<i64>) -> Option<Stamp> {
    let head = line.get(..REACH).unwrap_or(line);
    if let Some((at, end)) = iso(head, 0) {
        let exported = head.get(10) == Some(&b'T')
            && head.get(19) == Some(&b'.')
            && head.get(23..25) == Some(b"Z ");
        return Some(Stamp { at, end, exported });
    }
    let start = start(head);
    let second = head.iter().position(|b| matches!(b, b' ' | b'\t')).map(|n| n + 1);
    let (at, end) = iso(head, start)
        .or_else(|| since(head, start))
        .or_else(|| syslog(head, start, reference))
        .or_else(|| second.and_then(|n| iso(head, n)))
        .or_else(|| memchr::memchr_iter(b'[', head).find_map(|n| common(head, n + 1)))?;
    Some(Stamp { at, end, exported: false })
}

/// A text that is a time and nothing else.
pub(super) fn whole(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    match iso(text, 0) {
        Some((at, end)) => (end == text.len()).then_some(at),
        None => epoch(text),
    }
}

/// A number of seconds, milliseconds, microseconds or nanoseconds since 1970, told by its size.
pub(super) fn epoch(text: &[u8]) -> Option<i64> {
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let millis = match number.abs() {
        n if n < 1e11 => number * 1e3,
        n if n < 1e14 => number,
        n if n < 1e17 => number / 1e3,
        _ => number / 1e6,
    };
    (millis.abs() < 1e14).then(|| millis.round() as i64)
}

/// Behind the blanks, the priority of syslog (`<34>`, `<34>1 `) and a bracket.
fn start(head: &[u8]) -> usize {
    let mut at = head.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let rest = head.get(at..).unwrap_or_default();
    if rest.first() == Some(&b'<')
        && let Some(close) = rest.iter().take(5).position(|b| *b == b'>')
    {
        at += close + 1;
        at += if head.get(at..at + 2) == Some(b"1 ") { 2 } else { 0 };
    }
    at + usize::from(head.get(at) == Some(&b'['))
}

/// `2026-01-01T00:00:00`, with `/` between the days, a blank or `T`, a fraction behind `.` or `,`,
/// and `Z` or an offset.
fn iso(text: &[u8], at: usize) -> Option<(i64, usize)> {
    let rest = text.get(at..)?;
    let between = *rest.get(4)?;
    let shape = matches!(between, b'-' | b'/')
        && *rest.get(7)? == between
        && matches!(rest.get(10)?, b'T' | b't' | b' ');
    if !shape {
        return None;
    }
    let days = days(digits(rest, 0, 4)?, digits(rest, 5, 2)?, digits(rest, 8, 2)?)?;
    let mut millis = days * DAY + clock(rest, 11)?;
    let mut end = 19;
    if matches!(rest.get(19), Some(b'.' | b',')) {
        let fraction = rest.get(20..).unwrap_or_default();
        let len = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        let known = fraction.get(..len).unwrap_or_default();
        if len > 0 {
            let three = known.iter().map(|b| digit(*b)).chain([0, 0]).take(3);
            millis += three.fold(0, |n, d| n * 10 + d);
            end = 20 + len;
        }
    }
    let (zone, end) = zone(rest, end);
    Some((millis - zone, at + end))
}

/// `10/Oct/2000:13:55:36 -0700`.
fn common(text: &[u8], at: usize) -> Option<(i64, usize)> {
    let rest = text.get(at..)?;
    let marks = rest.get(2) == Some(&b'/')
        && rest.get(6) == Some(&b'/')
        && rest.get(11) == Some(&b':')
        && rest.get(20) == Some(&b' ');
    if !marks {
        return None;
    }
    let days = days(digits(rest, 7, 4)?, month(rest, 3)?, digits(rest, 0, 2)?)?;
    let millis = days * DAY + clock(rest, 12)?;
    let (zone, end) = zone(rest, 21);
    Some((millis - zone, at + end))
}

/// `Oct 11 22:14:15`: of the year in which it is nearest before `reference`, or a day after it.
fn syslog(text: &[u8], at: usize, reference: Option<i64>) -> Option<(i64, usize)> {
    let rest = text.get(at..)?;
    if rest.get(3) != Some(&b' ') || rest.get(6) != Some(&b' ') {
        return None;
    }
    let month = month(rest, 0)?;
    let day = if rest.get(4) == Some(&b' ') { digits(rest, 5, 1) } else { digits(rest, 4, 2) }?;
    let clock = clock(rest, 7)?;
    let reference = reference?;
    let year = 1970 + reference.div_euclid(DAY * 365);
    // The estimate is at most a year late in the centuries that logs are from; leap days may ask for
    // older years.
    let dates = (0..9).filter_map(|back| days(year + 1 - back, month, day));
    let at_of = dates.map(|days| days * DAY + clock);
    at_of.into_iter().find(|t| *t <= reference + DAY).map(|t| (t, at + 15))
}

/// 13 digits, milliseconds; or 10 with a fraction, seconds; and a blank.
fn since(text: &[u8], at: usize) -> Option<(i64, usize)> {
    let rest = text.get(at..)?;
    let len = rest.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    let number = rest.get(..len)?;
    let point = memchr::memchr(b'.', number);
    let shape = (len == 13 && point.is_none()) || (len > 10 && point == Some(10));
    let ends = matches!(rest.get(len), None | Some(b' ' | b'\t' | b',' | b']'));
    (shape && ends).then(|| epoch(number)).flatten().map(|millis| (millis, at + len))
}

/// `13:55:36` in milliseconds.
fn clock(text: &[u8], at: usize) -> Option<i64> {
    if text.get(at + 2) != Some(&b':') || text.get(at + 5) != Some(&b':') {
        return None;
    }
    let (hour, minute, second) =
        (digits(text, at, 2)?, digits(text, at + 3, 2)?, digits(text, at + 6, 2)?);
    // A leap second is the one after it.
    let fits = hour < 24 && minute < 60 && second <= 60;
    fits.then_some(((hour * 60 + minute) * 60 + second) * 1000)
}

/// The offset of a zone in milliseconds, and where it ends; none is UTC. A blank may stand before
/// an offset.
fn zone(text: &[u8], at: usize) -> (i64, usize) {
    let none = (0, at);
    let at = at + usize::from(text.get(at) == Some(&b' '));
    let sign = match text.get(at) {
        Some(b'Z' | b'z') if at == none.1 => return (0, at + 1),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return none,
    };
    let colon = usize::from(text.get(at + 3) == Some(&b':'));
    match (digits(text, at + 1, 2), digits(text, at + 3 + colon, 2)) {
        (Some(hours @ 0..=14), Some(minutes @ 0..60)) => {
            (sign * (hours * 60 + minutes) * 60_000, at + 5 + colon)
        }
        _ => none,
    }
}

fn month(text: &[u8], at: usize) -> Option<i64> {
    let name = text.get(at..at + 3)?;
    MONTHS.iter().position(|m| *m == name).map(|n| n as i64 + 1)
}

fn digits(text: &[u8], at: usize, len: usize) -> Option<i64> {
    let text = text.get(at..at + len)?;
    let all = text.iter().all(u8::is_ascii_digit);
    all.then(|| text.iter().fold(0, |n, b| n * 10 + digit(*b)))
}

fn digit(byte: u8) -> i64 {
    i64::from(byte.wrapping_sub(b'0'))
}

/// Days from 1970 to a date of the Gregorian calendar; `None` when there is no such day.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, 28 + i64::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month - 1).ok()?;
    let length = *lengths.get(index)?;
    let before: i64 = lengths.iter().take(index).sum();
    let years = year - 1;
    let leaps = years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
    // 719,162 days lie before 1970.
    (1..=length).contains(&day).then_some(years * 365 + leaps + before + day - 1 - 719_162)
}
