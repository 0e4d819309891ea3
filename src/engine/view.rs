//! A few words on an event for people and reports: its id and time, who did what, where.

use super::scratch::Scratch;
use crate::base::ids::PathId;
use crate::base::text;
use crate::fields::{Field, FieldKind, Masks, PathTree, PathTreeBuilder, Walker};
use crate::model::Subject;

/// What is read, in the order of preference where several say the same.
const PATHS: [&str; 15] = [
    "id",
    "time",
    "source",
    "detail-type",
    "account",
    "region",
    "detail.eventName",
    "detail.userIdentity.arn",
    "detail.userIdentity.userName",
    "detail.userIdentity.invokedBy",
    "detail.userIdentity.type",
    "detail.sourceIPAddress",
    "detail.errorCode",
    "detail.eventCategory",
    "detail.eventSource",
];

/// Reads such words from events; reused from event to event.
#[derive(Debug)]
pub struct EventView {
    tree: PathTree,
    /// The paths below `detail`, from there on.
    below: PathTree,
    masks: Masks,
    walker: Walker,
}

impl Default for EventView {
    fn default() -> Self {
        let (mut all, mut below) = (PathTreeBuilder::default(), PathTreeBuilder::default());
        for (id, path) in PATHS.iter().enumerate() {
            all.add(path.as_bytes(), PathId::new(id));
            if let Some(path) = path.strip_prefix("detail.") {
                below.add(path.as_bytes(), PathId::new(id));
            }
        }
        Self {
            tree: all.freeze(),
            below: below.freeze(),
            masks: Masks::default(),
            walker: Walker::default(),
        }
    }
}

/// What an event says of itself.
#[derive(Debug, Default, Clone)]
pub struct Words {
    /// `id`.
    pub id: Option<String>,
    /// `time`.
    pub time: Option<String>,
    /// `detail-type`.
    pub detail_type: Option<String>,
    /// `detail.eventCategory`.
    pub category: Option<String>,
    /// `detail.eventSource`.
    pub event_source: Option<String>,
    /// Who did what, where.
    pub subject: Subject,
}

impl EventView {
    /// Reads an event, which must be JSON.
    pub fn read(&mut self, event: &[u8]) -> Words {
        self.masks.read(event);
        let start = event.iter().position(|b| *b == b'{').unwrap_or(event.len());
        self.walker.walk(event, &self.masks, &self.tree, start);
        self.words(event, Default::default())
    }

    /// Reads the event whose `detail` is the record that `scratch` was last used on, and whose
    /// envelope has these texts (JSON, without quotes): `id`, `time`, `source`, `detail-type`,
    /// `account`, `region`.
    pub fn read_record(
        &mut self,
        scratch: &Scratch,
        record: &[u8],
        envelope: [Option<&[u8]>; 6],
    ) -> Words {
        let start = record.iter().position(|b| *b == b'{').unwrap_or(record.len());
        self.walker.walk(record, &scratch.masks, &self.below, start);
        let mut known: [Option<String>; PATHS.len()] = Default::default();
        for (slot, text) in known.iter_mut().zip(envelope) {
            *slot = text.map(|t| text::show(&text::unescape(t)).into_owned());
        }
        self.words(record, known)
    }

    /// The words of the fields that were found, beside those that are known.
    fn words(&self, event: &[u8], mut words: [Option<String>; PATHS.len()]) -> Words {
        for field in &self.walker.fields {
            let slot = &mut words[field.path.index()];
            if slot.is_none() {
                *slot = word(field, event);
            }
        }
        let [
            id,
            time,
            source,
            kind,
            account,
            region,
            name,
            arn,
            user,
            by,
            actor,
            from,
            error,
            category,
            event_source,
        ] = words;
        Words {
            id,
            time,
            category,
            event_source,
            subject: Subject {
                source: source.unwrap_or_default(),
                what: name.or_else(|| kind.clone()).unwrap_or_default(),
                who: arn.or(user).or(by).or(actor),
                from,
                account,
                region,
                error,
            },
            detail_type: kind,
        }
    }
}

fn word(field: &Field, event: &[u8]) -> Option<String> {
    let raw = event.get(field.start as usize..field.end as usize)?;
    match field.kind {
        FieldKind::Text => Some(text::show(raw).into_owned()),
        FieldKind::EscapedText => Some(text::show(&text::unescape(raw)).into_owned()),
        FieldKind::Number => Some(text::show(raw).into_owned()),
        FieldKind::True | FieldKind::False | FieldKind::Null => None,
    }
}
