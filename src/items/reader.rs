//! Reading only what is wanted of items, record after record with the same memory.
//!
//! Every record is proved to be JSON to its last byte, whatever is wanted of it. Items that nobody
//! wants cost no more than that; of others, a tree of the wanted parts is built. What is not an
//! item by itself (messages, items with a configuration in a string) is read whole.

use super::aliases::Field;
use super::decode::Part;
use super::message::{self, Content};
use super::normalise::build;
use super::outline::Outline;
use super::prune::{Frame, Sound};
use super::types;
use super::wanted::{NOTHING, Want, Wanted};
use super::{Fault, Normalised};
use crate::base::ids::SourceId;
use crate::base::text;
use crate::fields::{Masks, check};
use crate::read::tree::{Kind, Tree, TreeBuilder};
use std::borrow::Cow;
use std::sync::Arc;

/// What is to be done with the items of a type.
#[derive(Debug, Clone)]
pub enum Choice {
    /// Nobody asks about them.
    Pass,
    /// They are read as far as this goes.
    Only(Arc<Wanted>),
    /// They are read whole.
    All,
}

/// What a record holds.
#[derive(Debug)]
pub enum Found<'r> {
    /// An item.
    Item(Box<Normalised>),
    /// An item of a type that nobody asks about, and its account. It is sound all the same.
    Passed(Option<Cow<'r, str>>),
    /// A message of this type (`messageType`), which holds no item.
    Other(String),
}

/// Reads records; one a thread.
#[derive(Debug, Default)]
pub struct Reader {
    masks: Masks,
    outline: Outline,
    open: Vec<Frame>,
    /// The last record's tree, for its memory.
    used: Option<Tree>,
}

impl Reader {
    /// Reads a record, nested `depth` levels deep at most. `choose` says what of items of a type
    /// is wanted; of items in messages all is read that is not passed.
    ///
    /// An item of which parts were read answers every question about those parts as the whole
    /// item does; all else in it may be there or not.
    ///
    /// # Errors
    /// As [`read`](super::read): the first fault, also of what is not wanted.
    pub fn read<'r>(
        &mut self,
        record: &'r [u8],
        depth: usize,
        choose: &dyn Fn(&str) -> Choice,
    ) -> Result<Found<'r>, Fault> {
        if check(record, &mut self.masks, depth).is_err() {
            // The slow way has the words for what is wrong.
            return Ok(content(message::read(record.into(), depth)?, choose));
        }
        let sound = Sound { text: record, masks: &self.masks };
        let start = sound.blanks(0);
        if !self.outline.read(sound, start) {
            return self.whole(record, start, depth, choose);
        }
        let Some(name) = self.name(record) else {
            return self.whole(record, start, depth, choose);
        };
        match choose(&name) {
            Choice::Pass => Ok(Found::Passed(self.account(record))),
            Choice::Only(wanted) if !wanted.is_everything() => {
                let tree = self.parts(record, start, &wanted)?;
                let item = build(&tree, Part::own(tree.root()), depth);
                self.used = Some(tree);
                Ok(Found::Item(Box::new(item?)))
            }
            Choice::Only(_) | Choice::All => self.whole(record, start, depth, &|_| Choice::All),
        }
    }

    /// The type of a plain item, in AWS's letter case, if it has all that makes it one.
    fn name<'r>(&self, record: &'r [u8]) -> Option<Cow<'r, str>> {
        let sound = Sound { text: record, masks: &self.masks };
        let raw = self.outline.text(sound, Field::ResourceType)?;
        let id = self.outline.get(Field::ResourceId)?;
        let is_id = match sound.byte(id.value) {
            b'"' => id.end > id.value + 2,
            first => first == b'-' || first.is_ascii_digit(),
        };
        let name = types::canonical(raw).map_or_else(|| text::show(raw), Cow::Borrowed);
        (is_id && !name.is_empty()).then_some(name)
    }

    fn account<'r>(&self, record: &'r [u8]) -> Option<Cow<'r, str>> {
        let sound = Sound { text: record, masks: &self.masks };
        let member = self.outline.get(Field::AccountId)?;
        let text = match sound.byte(member.value) {
            b'"' => sound.content(member.value, member.end),
            b'-' | b'0'..=b'9' => Cow::Borrowed(record.get(member.value..member.end)?),
            _ => return None,
        };
        let text = match text {
            Cow::Borrowed(text) => text::show(text),
            Cow::Owned(text) => Cow::Owned(text::show(&text).into_owned()),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// Reads all of a record: an item, or a message.
    fn whole<'r>(
        &mut self,
        record: &'r [u8],
        start: usize,
        depth: usize,
        choose: &dyn Fn(&str) -> Choice,
    ) -> Result<Found<'r>, Fault> {
        let mut builder = self.builder(record);
        let sound = Sound { text: record, masks: &self.masks };
        sound.add(&mut builder, &mut self.open, &Wanted::default(), start, Want::All);
        let tree = finished(builder, start)?;
        let found = message::of_tree(&tree, depth);
        self.used = Some(tree);
        Ok(content(found?, choose))
    }

    /// The wanted parts of a plain item, in the spelling of the record.
    fn parts(&mut self, record: &[u8], start: usize, wanted: &Wanted) -> Result<Tree, Fault> {
        let mut builder = self.builder(record);
        let sound = Sound { text: record, masks: &self.masks };
        let root = builder.open(Kind::Map, start);
        for (field, member) in &self.outline.members {
            let want = match field {
                Some(field) if field.identifies() => Some(Want::All),
                Some(field) => wanted.member(field.name().as_bytes()),
                None => {
                    let name = record.get(member.key.0 + 1..member.key.1 - 1);
                    name.and_then(|name| wanted.member(name))
                }
            };
            // That there is a configuration tells of what spelling the item is.
            let rest = (*field == Some(Field::Configuration)).then_some(NOTHING);
            if let Some(want) = want.or(rest) {
                builder.json_string(member.key.0, member.key.1);
                sound.add(&mut builder, &mut self.open, wanted, member.value, want);
            }
        }
        builder.close(root, sound.masks.skip(start));
        finished(builder, start)
    }

    fn builder(&mut self, record: &[u8]) -> TreeBuilder {
        let text = record.into();
        match self.used.take() {
            Some(used) => TreeBuilder::again(used, text),
            None => TreeBuilder::new(SourceId(0), text),
        }
    }
}

fn finished(builder: TreeBuilder, start: usize) -> Result<Tree, Fault> {
    builder.finish().ok_or_else(|| Fault::new(start, "an empty item"))
}

fn content<'r>(content: Content, choose: &dyn Fn(&str) -> Choice) -> Found<'r> {
    match content {
        Content::Other(word) => Found::Other(word),
        Content::Item(item) => match choose(&item.head.resource_type) {
            Choice::Pass => Found::Passed(item.head.account.map(Cow::Owned)),
            Choice::Only(_) | Choice::All => Found::Item(item),
        },
    }
}
