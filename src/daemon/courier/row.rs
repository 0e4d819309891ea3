//! A delivery that has not ended, as it is kept in the queue.

use crate::daemon::codec::{Reader, Writer};
use crate::daemon::log::Seq;
use crate::deliver::Role;
use crate::model::Item;
use jiff::Timestamp;
use std::sync::Arc;

/// The form of rows.
const VERSION: u8 = 1;

/// Where a delivery stands among those of its target: older ones come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RowKey(pub Vec<u8>);

impl RowKey {
    /// The beginning of the keys of a target.
    pub fn prefix(target: &str) -> Vec<u8> {
        let mut key = target.as_bytes().to_vec();
        key.push(0);
        key
    }

    /// The key of the delivery that came of an entry, the `sub`th of those.
    pub fn new(target: &str, seq: Seq, sub: u64) -> Self {
        let mut key = Self::prefix(target);
        key.extend_from_slice(&seq.to_be_bytes());
        key.extend_from_slice(&sub.to_be_bytes());
        Self(key)
    }
}

/// A delivery with all that is needed to go on with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The rule or alarm.
    pub rule: Arc<str>,
    /// Its ARN.
    pub rule_arn: Arc<str>,
    /// The position in the rule's targets; of dead letters and records, that of what they are of.
    pub entry: u32,
    pub role: Role,
    pub event_id: Option<Arc<str>>,
    pub order_key: Option<Arc<str>>,
    pub born: Timestamp,
    pub hops: u8,
    pub attempts: u32,
    pub event: Arc<str>,
    pub item: Item,
}

impl Row {
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        let role = match self.role {
            Role::Event => 0,
            Role::DeadLetter => 1,
            Role::Record => 2,
        };
        out.u8(VERSION).u8(role).u8(self.hops).u32(self.entry).u32(self.attempts);
        out.i64(self.born.as_millisecond()).text(&self.rule).text(&self.rule_arn);
        out.maybe(self.event_id.as_deref()).maybe(self.order_key.as_deref());
        out.text(&self.item.id).text(&self.event);
        let same = self.item.body == self.event;
        out.maybe((!same).then_some(&*self.item.body));
        out.u32(u32::try_from(self.item.attributes.len()).unwrap_or(u32::MAX));
        for (name, value) in &self.item.attributes {
            out.text(name).text(value);
        }
        out.0
    }

    /// Reads a row; `None` when it is none.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader::new(bytes);
        if from.u8()? != VERSION {
            return None;
        }
        let role = match from.u8()? {
            0 => Role::Event,
            1 => Role::DeadLetter,
            2 => Role::Record,
            _ => return None,
        };
        let hops = from.u8()?;
        let (entry, attempts) = (from.u32()?, from.u32()?);
        let born = Timestamp::from_millisecond(from.i64()?).ok()?;
        let (rule, rule_arn) = (from.text()?.into(), from.text()?.into());
        let event_id = from.maybe()?.map(Arc::from);
        let order_key = from.maybe()?.map(Arc::from);
        let id = from.text()?.into();
        let event: Arc<str> = from.text()?.into();
        let body = from.maybe()?.map_or_else(|| Arc::clone(&event), Arc::from);
        let count = from.u32()?;
        let pair = |_| Some((from.text()?.to_owned(), from.text()?.to_owned()));
        let attributes = (0..count).map(pair).collect::<Option<_>>()?;
        let item = Item { id, body, attributes };
        Some(Self {
            rule,
            rule_arn,
            entry,
            role,
            event_id,
            order_key,
            born,
            hops,
            attempts,
            event,
            item,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, RowKey};
    use crate::deliver::Role;
    use crate::model::Item;
    use jiff::Timestamp;

    #[test]
    fn rows_are_read_as_they_were_written() {
        for (role, body) in [(Role::Event, "{}"), (Role::DeadLetter, "other"), (Role::Record, "")] {
            let attributes = vec![("ERROR_CODE".to_owned(), "TIMEOUT".to_owned())];
            let row = Row {
                rule: "r".into(),
                rule_arn: "arn".into(),
                entry: 3,
                role,
                event_id: Some("e".into()),
                order_key: None,
                born: Timestamp::UNIX_EPOCH,
                hops: 2,
                attempts: 9,
                event: "{}".into(),
                item: Item { id: "i".into(), body: body.into(), attributes },
            };
            let bytes = row.encode();
            assert_eq!(Row::decode(&bytes).as_ref(), Some(&row));
            for end in 0..bytes.len() {
                assert_eq!(Row::decode(&bytes[..end]), None, "{end}");
            }
        }
    }

    #[test]
    fn older_ones_come_first() {
        assert!(RowKey::new("a", 1, 9) < RowKey::new("a", 2, 0));
        assert!(RowKey::new("a", 255, 0) < RowKey::new("a", 256, 0));
        assert!(RowKey::new("a", u64::MAX, 0) < RowKey::new("ab", 0, 0));
    }
}
