//! The keys of archives: rows of events by archive, minute and number in the log; what was written
//! into an archive, and what went.

use crate::daemon::log::Seq;

/// Before the keys of rows.
const ROW: u8 = b'e';
/// Before the keys of what was written.
const WRITTEN: u8 = b'w';
/// Before the keys of what went.
const GONE: u8 = b'g';

/// Milliseconds of a minute.
pub(super) const MINUTE: i64 = 60_000;

/// The minute of a time in milliseconds since 1970.
pub(super) fn minute(time: i64) -> i64 {
    time.div_euclid(MINUTE)
}

/// What all rows of an archive begin with. No name holds a zero.
pub(super) fn start(name: &str) -> Vec<u8> {
    [&[ROW], name.as_bytes(), &[0]].concat()
}

/// After all rows of an archive.
pub(super) fn end(name: &str) -> Vec<u8> {
    [&[ROW], name.as_bytes(), &[1]].concat()
}

/// The row of what an entry and those behind it in its block brought of a minute.
pub(super) fn row(name: &str, minute: i64, seq: Seq) -> Vec<u8> {
    // Minutes before 1970 sort before the others.
    let minute = minute.cast_unsigned() ^ (1 << 63);
    [&start(name)[..], &minute.to_be_bytes(), &seq.to_be_bytes()].concat()
}

/// Minute and number of a row.
pub(super) fn read(key: &[u8]) -> Option<(i64, Seq)> {
    let (key, seq) = key.split_last_chunk()?;
    let (_, minute) = key.split_last_chunk()?;
    let minute = (u64::from_be_bytes(*minute) ^ (1 << 63)).cast_signed();
    Some((minute, Seq::from_be_bytes(*seq)))
}

/// The row that counts what was written into an archive.
pub(super) fn written(name: &str) -> Vec<u8> {
    [&[WRITTEN], name.as_bytes()].concat()
}

/// The archive of such a row.
pub(super) fn name_of_written(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key.strip_prefix(&[WRITTEN])?).ok()
}

/// The row that counts what went from an archive.
pub(super) fn gone(name: &str) -> Vec<u8> {
    [&[GONE], name.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::{end, minute, read, row, start};

    #[test]
    fn rows_sort_by_archive_minute_and_number() {
        let rows = [
            row("a", minute(-60_001), 9),
            row("a", minute(-1), 3),
            row("a", minute(0), 2),
            row("a", minute(59_999), 300),
            row("a", minute(60_000), 1),
            row("a-b", 0, 1),
            row("ab", -5, 1),
        ];
        assert!(rows.is_sorted());
        assert_eq!(read(&rows[0]), Some((-2, 9)));
        assert_eq!(read(&rows[3]), Some((0, 300)));
        let own = |key: &&Vec<u8>| start("a") <= **key && **key < end("a");
        assert_eq!(rows.iter().filter(own).count(), 5);
        assert_eq!(read(b"e"), None);
    }
}
