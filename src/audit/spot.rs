//! Where an item was read: kept with results, so that they can point into their input.

use crate::model::Place;
use std::sync::Arc;

/// Where an item was read.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The input's name.
    pub input: Arc<str>,
    /// The 0-based position of the item in its input.
    pub index: u64,
    /// Where its record begins in the input; `None` for what stands in no file.
    pub place: Option<Place>,
    /// Was the record inside a string? Then nothing in it has a place of its own.
    pub quoted: bool,
}

impl Spot {
    /// The place of the byte `at` of the item's record.
    #[must_use]
    pub fn place_of(&self, record: &[u8], at: usize) -> Option<Place> {
        let mut place = self.place?;
        if self.quoted {
            return Some(place);
        }
        let before = record.get(..at).unwrap_or(record);
        let len = before.len() as u64;
        place.offset += len;
        match memchr::memrchr(b'\n', before) {
            Some(last) => {
                place.line += memchr::memchr_iter(b'\n', before).count() as u64;
                place.column = len - last as u64;
            }
            None => place.column += len,
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_from_the_record() {
        let place = Some(Place { offset: 10, line: 2, column: 5 });
        let mut spot = Spot { input: "a".into(), index: 0, place, quoted: false };
        let at =
            |spot: &Spot, at| spot.place_of(b"ab\ncd", at).map(|p| (p.offset, p.line, p.column));
        assert_eq!(at(&spot, 1), Some((11, 2, 6)));
        assert_eq!(at(&spot, 4), Some((14, 3, 2)));
        assert_eq!(at(&spot, 99), Some((15, 3, 3)));
        spot.quoted = true;
        assert_eq!(at(&spot, 4), Some((10, 2, 5)));
        spot.place = None;
        assert_eq!(at(&spot, 4), None);
    }
}
