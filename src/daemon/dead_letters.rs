//! Dead letters as people ask for them: listed, shown, taken away. Their ids are their keys in the
//! store, in hexadecimal digits, so that a list is in order of time.

use crate::base::hex::{hex, unhex};
use crate::store::{Durability, Kv, Pairs, Space, StoreError, Write};
use serde_json::{Map, Value, json};

/// Rows that are looked at in one go.
const ROWS: usize = 500;

/// Which of them are meant; all without a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those of a target.
    pub target: Option<String>,
    /// Those of a rule.
    pub rule: Option<String>,
}

impl Wanted {
    fn takes(&self, letter: &Value) -> bool {
        let is = |wanted: &Option<String>, name: &str| {
            wanted.as_deref().is_none_or(|own| letter[name].as_str() == Some(own))
        };
        is(&self.target, "target") && is(&self.rule, "rule")
    }
}

/// Some of the dead letters, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// The letters, without their events.
    pub letters: Vec<Value>,
    /// The id that the next page begins with, if there is one.
    pub next: Option<String>,
}

/// The id of a key.
#[must_use]
pub fn id(key: &[u8]) -> String {
    hex(key)
}

/// The key of an id; `None` if it is none.
#[must_use]
pub fn key(id: &str) -> Option<Vec<u8>> {
    unhex(id)
}

/// A letter as it is shown; its event only where it is asked for.
fn shown(key: &[u8], value: &[u8], whole: bool) -> Option<Value> {
    let Value::Object(mut fields) = serde_json::from_slice(value).ok()? else { return None };
    fields.shift_remove("row");
    let event = fields.shift_remove("event").unwrap_or_default();
    if whole {
        let parsed = event.as_str().and_then(|text| serde_json::from_str(text).ok());
        fields.insert("event".to_owned(), parsed.unwrap_or(event));
    }
    let mut all = Map::new();
    all.insert("id".to_owned(), json!(id(key)));
    all.extend(fields);
    Some(Value::Object(all))
}

/// At most `most` letters from a key on, itself included.
///
/// # Errors
/// The store.
pub fn list(kv: &dyn Kv, wanted: &Wanted, from: &[u8], most: usize) -> Result<Page, StoreError> {
    let mut page = Page::default();
    each(kv, from, &mut |key, value| {
        let Some(letter) = shown(key, value, false).filter(|one| wanted.takes(one)) else {
            return true;
        };
        if page.letters.len() == most {
            page.next = Some(id(key));
            return false;
        }
        page.letters.push(letter);
        true
    })?;
    Ok(page)
}

/// A letter with its event; `None` if there is none of this id.
///
/// # Errors
/// The store.
pub fn show(kv: &dyn Kv, id: &str) -> Result<Option<Value>, StoreError> {
    let Some(key) = key(id).filter(|key| !key.is_empty()) else { return Ok(None) };
    let value = kv.get(Space::DEAD, &key)?;
    Ok(value.and_then(|value| shown(&key, &value, true)))
}

/// The keys of at most so many of those that are meant, the oldest first.
///
/// # Errors
/// The store.
pub fn keys(kv: &dyn Kv, wanted: &Wanted, most: usize) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut keys = Vec::new();
    if most == 0 {
        return Ok(keys);
    }
    each(kv, &[], &mut |key, value| {
        if shown(key, value, false).is_some_and(|one| wanted.takes(&one)) {
            keys.push(key.to_vec());
        }
        keys.len() < most
    })?;
    Ok(keys)
}

/// Takes letters away for good; gives how many.
///
/// # Errors
/// The store.
pub fn purge(kv: &dyn Kv, keys: Vec<Vec<u8>>) -> Result<usize, StoreError> {
    let gone: Vec<_> = keys.into_iter().map(|key| Write::remove(Space::DEAD, key)).collect();
    let count = gone.len();
    if count > 0 {
        kv.write(gone, Durability::Now)?;
    }
    Ok(count)
}

/// How many there are, counted up to a bound: nobody waits for the end of a long list.
///
/// # Errors
/// The store.
pub fn count(kv: &dyn Kv, most: usize) -> Result<usize, StoreError> {
    let mut count = 0;
    each(kv, &[], &mut |_, _| {
        count += 1;
        count < most
    })?;
    Ok(count)
}

/// Calls back with each row from a key on, until it says that it has seen enough.
fn each(
    kv: &dyn Kv,
    from: &[u8],
    see: &mut dyn FnMut(&[u8], &[u8]) -> bool,
) -> Result<(), StoreError> {
    let mut from = from.to_vec();
    loop {
        let rows: Pairs = kv.scan(Space::DEAD, &from, None, ROWS)?;
        for (key, value) in &rows {
            if !see(key, value) {
                return Ok(());
            }
        }
        match rows.last().filter(|_| rows.len() == ROWS) {
            Some((last, _)) => from = [last, &[0][..]].concat(),
            None => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Wanted, count, key, keys, list, purge, show};
    use crate::store::{Durability, Kv, Memory, Space, Write};
    use serde_json::json;

    fn filled(letters: u64) -> Memory {
        let kv = Memory::default();
        for n in 0..letters {
            let target = if n % 2 == 0 { "even" } else { "odd" };
            let letter = json!({"target": target, "rule": "r", "event": "{\"n\":1}", "row": "00"});
            let write = Write::put(Space::DEAD, n.to_be_bytes(), letter.to_string());
            kv.write(vec![write], Durability::Later).expect("memory");
        }
        kv
    }

    #[test]
    fn pages_go_on_where_the_last_one_ended() {
        let kv = filled(1_203);
        let wanted = Wanted { target: Some("odd".into()), ..Wanted::default() };
        let (mut from, mut seen) = (Vec::new(), Vec::new());
        loop {
            let page = list(&kv, &wanted, &from, 100).expect("memory");
            seen.extend(
                page.letters.iter().map(|one| one["id"].as_str().expect("an id").to_owned()),
            );
            let Some(next) = page.next else { break };
            from = key(&next).expect("an id");
        }
        assert_eq!(seen.len(), 601);
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
        let whole = show(&kv, &seen[0]).expect("memory").expect("it is there");
        assert_eq!((&whole["event"]["n"], whole.get("row")), (&json!(1), None));
        for none in ["", "0", "zz", "00", "äöü"] {
            assert_eq!(show(&kv, none), Ok(None), "{none}");
        }
    }

    #[test]
    fn only_those_that_are_meant_go() {
        let kv = filled(1_203);
        let wanted = Wanted { target: Some("even".into()), ..Wanted::default() };
        let few = keys(&kv, &wanted, 3).expect("memory");
        assert_eq!(few, [0u64, 2, 4].map(|n| n.to_be_bytes().to_vec()));
        assert_eq!(purge(&kv, few), Ok(3));
        let other = Wanted { rule: Some("s".into()), ..Wanted::default() };
        assert_eq!(keys(&kv, &other, 9), Ok(Vec::new()));
        assert_eq!(count(&kv, 10_000), Ok(1_200));
        assert_eq!(count(&kv, 1_000), Ok(1_000));
    }
}
