//! Reading only what is wanted of items, record after record with the same memory.
//!
//! Every record is proved to be JSON to its last byte, whatever is wanted of it. Items that nobody
//! wants cost no more than that; of others, a tree of the wanted parts is built. What is not an
//! item by itself (messages, items with a configuration in a string) is read whole.

use super::aliases::Field;
use super::direct::{self, Memory};
use super::message::{self, Content};
use super::outline::Outline;
use super::prune::Sound;
use super::types;
use super::wanted::{Want, Wanted};
use super::{Fault, Normalised};
use crate::base::text;
use crate::fields::{Masks, check};
use std::borrow::Cow;
use std::sync::Arc;

/// What is to be done with the items of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug)]
pub struct Reader {
    masks: Masks,
    outline: Outline,
    memory: Memory,
    everything: Arc<Wanted>,
}

impl Default for Reader {
    fn default() -> Self {
        let mut everything = Wanted::default();
        everything.everything();
        let (masks, outline, memory) = Default::default();
        Self { masks, outline, memory, everything: Arc::new(everything) }
    }
}

impl Reader {
    /// Reads a record, nested `depth` levels deep at most. `choose` says what of items of a type
    /// is wanted. Items in messages of changes are read whole and never passed, since the message
    /// is of interest itself.
    ///
    /// An item of which parts were read answers every question about those parts as the whole
    /// item does, in fewer steps maybe; all else in it may be there or not.
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
        let wanted = match choose(&name) {
            Choice::Pass => return Ok(Found::Passed(self.account(record))),
            Choice::Only(wanted) => wanted,
            Choice::All => Arc::clone(&self.everything),
        };
        let Self { outline, memory, .. } = self;
        let item = direct::build(sound, outline, start, &wanted, depth, memory)?;
        Ok(Found::Item(Box::new(item)))
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
        let mut builder = self.memory.builder(record.into());
        let sound = Sound { text: record, masks: &self.masks };
        sound.add(&mut builder, &mut self.memory.open, &self.everything, start, Want::All);
        let Some(tree) = builder.finish() else { return Err(Fault::new(start, "an empty item")) };
        let found = message::of_tree(&tree, depth);
        self.memory.used = Some(tree);
        Ok(content(found?, choose))
    }
}

fn content<'r>(content: Content, choose: &dyn Fn(&str) -> Choice) -> Found<'r> {
    match content {
        Content::Other(word) => Found::Other(word),
        Content::Item(item) if item.change.is_some() => Found::Item(item),
        Content::Item(item) => match choose(&item.head.resource_type) {
            Choice::Pass => Found::Passed(item.head.account.map(Cow::Owned)),
            Choice::Only(_) | Choice::All => Found::Item(item),
        },
    }
}
