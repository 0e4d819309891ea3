//! Time zones in documents: names of the IANA database, which comes with the program, and offsets.

use super::doc::{near, out_of_set, text};
use crate::base::diag::Diags;
use crate::read::tree::Item;
use jiff::tz::{Offset, TimeZone};

/// The JSON Schema of a time zone.
pub const ZONE_SCHEMA: &str =
    r#"{"type": "string", "examples": ["Europe/Berlin", "UTC", "+05:30"]}"#;

/// Reads a time zone: `Europe/Berlin`, `UTC`, `+05:30` or `UTC+05:30`.
pub fn zone(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<TimeZone> {
    let name = text(diags, key, item)?;
    let offset = name.strip_prefix("UTC").unwrap_or(&name);
    if offset.starts_with(['+', '-']) {
        let read = parse_offset(offset);
        if read.is_none() {
            let words = format!("`{name}` is no offset such as +05:30, in steps of five minutes");
            out_of_set(diags, item, words);
        }
        return read.map(TimeZone::fixed);
    }
    match TimeZone::get(&name) {
        Ok(zone) if !name.is_empty() => Some(zone),
        _ => {
            let known: Vec<String> =
                jiff::tz::db().available().map(|n| n.as_str().to_owned()).collect();
            let meant = near(&name, known.iter().map(String::as_str));
            let hint = meant.map_or(String::new(), |meant| format!("; did you mean `{meant}`?"));
            out_of_set(diags, item, format!("there is no time zone `{name}`{hint}"));
            None
        }
    }
}

fn parse_offset(text: &str) -> Option<Offset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let number = |text: &str| {
        let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let fits = hours <= 14 && minutes < 60 && minutes % 5 == 0;
    let seconds = sign * (hours * 3600 + minutes * 60);
    fits.then(|| Offset::from_seconds(seconds).ok()).flatten()
}
