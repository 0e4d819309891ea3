//! Ids that come out the same every time, so that receivers can tell repetitions.

use crate::model::Item;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

const INVOCATIONS: Uuid = Uuid::from_u128(0x3a54_8f0e_62c1_4d6b_8f39_5d20_b7c4_11e9);
const ITEMS: Uuid = Uuid::from_u128(0xc1b8_27d4_0f9a_4e35_a6e2_94f1_3b58_60d7);

/// What an event is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKey<'a> {
    /// Its id: the same event is the same item, however often it comes.
    Id(&'a str),
    /// Its bytes and its 0-based position in its input, for an event without an id.
    Content(&'a [u8], u64),
}

/// The id of an item: a UUIDv5 of the rule, the target, the position of the entry in the rule's
/// `targets`, and the event.
#[must_use]
pub fn item_id(rule: &str, target: &str, entry: usize, event: EventKey<'_>) -> Arc<str> {
    let mut name = Vec::with_capacity(128);
    part(&mut name, rule.as_bytes());
    part(&mut name, target.as_bytes());
    name.extend((entry as u64).to_le_bytes());
    match event {
        EventKey::Id(id) => {
            name.push(0);
            part(&mut name, id.as_bytes());
        }
        EventKey::Content(bytes, position) => {
            name.push(1);
            name.extend(Sha256::digest(bytes));
            name.extend(position.to_le_bytes());
        }
    }
    uuid(&ITEMS, &name)
}

/// The id of an invocation: a UUIDv5 of the rule, the target and the items' ids in their order.
#[must_use]
pub fn invocation_id(rule: &str, target: &str, items: &[Item]) -> Arc<str> {
    let mut name = Vec::with_capacity(64 + 48 * items.len());
    part(&mut name, rule.as_bytes());
    part(&mut name, target.as_bytes());
    for item in items {
        part(&mut name, item.id.as_bytes());
    }
    uuid(&INVOCATIONS, &name)
}

/// The id of the record of an invocation, or of the item of it that failed.
pub(super) fn record_id(invocation: &str, condition: &str, item: &str) -> Arc<str> {
    let mut name = Vec::with_capacity(128);
    for text in [invocation, condition, item] {
        part(&mut name, text.as_bytes());
    }
    uuid(&INVOCATIONS, &name)
}

/// With its length, so that no two lists of parts look the same.
fn part(name: &mut Vec<u8>, bytes: &[u8]) {
    name.extend((bytes.len() as u64).to_le_bytes());
    name.extend(bytes);
}

fn uuid(space: &Uuid, name: &[u8]) -> Arc<str> {
    let mut text = Uuid::encode_buffer();
    Arc::from(&*Uuid::new_v5(space, name).hyphenated().encode_lower(&mut text))
}

#[cfg(test)]
mod tests {
    use super::{EventKey, invocation_id, item_id};
    use crate::deliver::testing::letter;
    use std::collections::BTreeSet;

    #[test]
    fn items_differ_in_every_part() {
        let id = EventKey::Id("e");
        let ids = BTreeSet::from([
            item_id("r", "t", 0, id),
            item_id("r", "t", 1, id),
            item_id("r", "u", 0, id),
            item_id("rt", "", 0, id),
            item_id("r", "t", 0, EventKey::Id("f")),
            item_id("r", "t", 0, EventKey::Content(b"e", 0)),
            item_id("r", "t", 0, EventKey::Content(b"e", 1)),
            item_id("r", "t", 0, EventKey::Content(b"f", 0)),
        ]);
        assert_eq!(ids.len(), 8);
        assert_eq!(&*item_id("r", "t", 0, id), "748be90c-afd1-5079-9ab7-c3d49fa29999");
    }

    #[test]
    fn invocations_are_known_by_their_items() {
        let [a, b] = ["a", "b"].map(|id| letter(0, id, "x").item);
        let both = invocation_id("r", "t", &[a.clone(), b.clone()]);
        assert_eq!(&*both, "e09a15ba-ce40-5421-bcf4-1d8db712b277");
        assert_ne!(both, invocation_id("r", "t", &[b, a.clone()]));
        assert_ne!(both, invocation_id("r", "t", &[a]));
    }
}
