//! Where a record may begin again after something that is broken.

use memchr::memmem;

/// Bytes before the place searched so far that a search may look back at.
pub(crate) const LOOK_BACK: usize = 192;
/// Bytes behind a line's `{` that tell a document from a record.
pub(crate) const LOOK_AHEAD: usize = DOCUMENT.len();

const DOCUMENT: &[u8] = b"{\"Records\"";
const KEY: &[u8] = b"\"eventVersion\"";
/// Blanks allowed between the brackets and the key of a pretty-printed record.
const BLANKS: usize = 128;

/// The next place at or after `min` where a record seems to begin: a line that begins with `{`
/// or, in a list, an object that begins with `eventVersion`. Everything before `searched` has been
/// looked at before.
pub(crate) fn find(buffer: &[u8], min: usize, searched: usize, list: bool) -> Option<usize> {
    let line = line(buffer, min.max(searched));
    if !list {
        return line;
    }
    let from = min.max(searched.saturating_sub(KEY.len() - 1));
    let before = buffer.get(from..line.unwrap_or(buffer.len())).unwrap_or_default();
    let record = memmem::find_iter(before, KEY).find_map(|key| object_of(buffer, min, from + key));
    record.or(line)
}

/// Does a whole document, not a record, begin here?
pub(crate) fn is_document(rest: &[u8]) -> bool {
    rest.starts_with(DOCUMENT)
}

fn line(buffer: &[u8], from: usize) -> Option<usize> {
    let start = from.saturating_sub(1);
    let breaks = memchr::memchr_iter(b'\n', buffer.get(start..)?);
    breaks.map(|n| start + n + 1).find(|p| *p >= from && buffer.get(*p) == Some(&b'{'))
}

/// The `{` right before the key at `key`, unless a `:` stands before it: then the object is the
/// `detail` of an event.
fn object_of(buffer: &[u8], min: usize, key: usize) -> Option<usize> {
    let lowest = min.max(key.saturating_sub(BLANKS));
    let open = last_solid(buffer, lowest, key)?;
    if buffer.get(open) != Some(&b'{') {
        return None;
    }
    let before = last_solid(buffer, lowest, open);
    (before.and_then(|b| buffer.get(b)) != Some(&b':')).then_some(open)
}

fn last_solid(buffer: &[u8], from: usize, to: usize) -> Option<usize> {
    let range = buffer.get(from..to)?;
    range.iter().rposition(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r')).map(|n| from + n)
}
