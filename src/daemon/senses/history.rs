//! What happened to alarms, from the store: newest first, or oldest first, a page at a time.
//!
//! An item lies under its time (`t`, the time turned round so that the newest come first, the number
//! within its moment turned round as well, and a hash), and under the alarm's name and the same
//! (`n`) with nothing but the name of its key. An item that is written again after a crash is the
//! same key, so it stands once.

use crate::alarms::{HistoryItem, HistoryKind};
use crate::base::bytes::{Reader, Writer};
use crate::store::{Kv, Space, StoreError, Write, after_prefix};
use jiff::Timestamp;
use uuid::Uuid;

/// The form of the rows.
const VERSION: u8 = 1;
/// The namespace of the hashes.
const NAMES: Uuid = Uuid::from_u128(0x3b9f_12c6_e07d_5a84_96b1_d54c_08f7_72ae);
const BY_TIME: u8 = b't';
const BY_NAME: u8 = b'n';
/// Bytes of a place: time, number, hash.
const PLACE: usize = 18;
/// Rows that are read at once.
const AT_ONCE: usize = 256;
/// Rows that one page looks at, at most: behind them it ends with a token.
const MOST: usize = 10_000;
/// Old items that are taken away at once, at most.
const MOST_OLD: usize = 20_000;

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// One alarm's items; `None` for those of all.
    pub alarm: Option<String>,
    /// Items of one kind.
    pub kind: Option<HistoryKind>,
    /// Items of this moment or later.
    pub from: Option<Timestamp>,
    /// Items of this moment or earlier.
    pub to: Option<Timestamp>,
    /// Most items of a page; 0 is 100.
    pub most: usize,
    /// Where the page before ended.
    pub token: Option<Vec<u8>>,
}

/// A page of items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryPage {
    /// Alarms and items, the newest first.
    pub items: Vec<(String, HistoryItem)>,
    /// Where the next page begins; `None` at the end.
    pub token: Option<Vec<u8>>,
}

/// The place of an item: the later, the smaller.
fn place(alarm: &str, item: &HistoryItem, number: u16) -> [u8; PLACE] {
    let content = format!("{alarm:?} {} {:?} {}", item.kind.word(), item.summary, item.data);
    let hash = Uuid::new_v5(&NAMES, content.as_bytes()).into_bytes();
    let mut place = [0; PLACE];
    let parts = turned(item.at).into_iter().chain((u16::MAX - number).to_be_bytes()).chain(hash);
    place.iter_mut().zip(parts).for_each(|(own, byte)| *own = byte);
    place
}

/// A time in milliseconds, turned round.
fn turned(at: Timestamp) -> [u8; 8] {
    (!(at.as_millisecond() as u64 ^ (1 << 63))).to_be_bytes()
}

fn by_name(alarm: &str) -> Vec<u8> {
    [&[BY_NAME], alarm.as_bytes(), &[0]].concat()
}

/// The rows of an item, the `number`th of its moment.
pub(super) fn writes(alarm: &str, item: &HistoryItem, number: u16) -> [Write; 2] {
    let place = place(alarm, item, number);
    let mut row = Writer::new(VERSION);
    row.text(alarm);
    item.write(&mut row);
    [
        Write::put(Space::HISTORY, [&[BY_TIME], &place[..]].concat(), row.done()),
        Write::put(Space::HISTORY, [&by_name(alarm)[..], &place].concat(), Vec::new()),
    ]
}

fn item(row: &[u8]) -> Option<(String, HistoryItem)> {
    let mut row = Reader::new(VERSION, row)?;
    Some((row.text()?.to_owned(), HistoryItem::read(&mut row)?))
}

fn damaged() -> StoreError {
    StoreError::Damaged("an item of a history cannot be read".to_owned())
}

/// Items of histories, the newest first.
///
/// # Errors
/// The store cannot be read.
pub fn history(kv: &dyn Kv, query: &HistoryQuery) -> Result<HistoryPage, StoreError> {
    let prefix = query.alarm.as_deref().map_or(vec![BY_TIME], by_name);
    let most = if query.most == 0 { 100 } else { query.most };
    let first = query.to.map_or_else(Vec::new, |to| turned(to).to_vec());
    let mut from = [&prefix[..], &query.token.as_ref().map_or(first, Vec::clone)].concat();
    let end = match query.from {
        Some(oldest) => after_prefix(&[&prefix[..], &turned(oldest)].concat()),
        None => after_prefix(&prefix),
    };
    let mut page = HistoryPage::default();
    let mut seen = 0;
    loop {
        let rows = kv.scan(Space::HISTORY, &from, end.as_deref(), AT_ONCE)?;
        let last = rows.len() < AT_ONCE;
        for (key, row) in rows {
            let place = key.get(prefix.len()..).unwrap_or_default().to_vec();
            if page.items.len() >= most || seen >= MOST {
                page.token = Some(place);
                return Ok(page);
            }
            seen += 1;
            let row = match query.alarm {
                None => Some(row),
                Some(_) => kv.get(Space::HISTORY, &[&[BY_TIME], &place[..]].concat())?,
            };
            let found = item(&row.ok_or_else(damaged)?).ok_or_else(damaged)?;
            if query.kind.is_none_or(|kind| kind == found.1.kind) {
                page.items.push(found);
            }
            from = key;
            from.push(0);
        }
        if last {
            return Ok(page);
        }
    }
}

/// What takes the items before a moment away, of the oldest first where they are too many at once.
pub(super) fn old_items(kv: &dyn Kv, oldest: Timestamp) -> Result<Vec<Write>, StoreError> {
    let start = after_prefix(&[&[BY_TIME], &turned(oldest)[..]].concat());
    let (mut from, end) = (start.unwrap_or_else(|| vec![BY_TIME]), after_prefix(&[BY_TIME]));
    let mut all = Vec::new();
    while all.len() < 2 * MOST_OLD {
        let rows = kv.scan(Space::HISTORY, &from, end.as_deref(), AT_ONCE)?;
        let last = rows.len() < AT_ONCE;
        for (key, row) in rows {
            if let Some((alarm, _)) = item(&row) {
                let place = key.get(1..).unwrap_or_default();
                all.push(Write::remove(Space::HISTORY, [&by_name(&alarm)[..], place].concat()));
            }
            from = [&key[..], &[0]].concat();
            all.push(Write::remove(Space::HISTORY, key));
        }
        if last {
            break;
        }
    }
    Ok(all)
}
