//! The members of an item, found without reading them: enough to tell whose it is and what of it
//! is to be read.

use super::aliases::{FIELDS, Field};
use super::prune::Sound;

/// Where a member is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Member {
    /// The key, with its quotes.
    pub key: (usize, usize),
    /// First byte of the value.
    pub value: usize,
    /// The place behind it.
    pub end: usize,
}

/// Where the fields of an item are.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// In the order of the text, with the fields that they are.
    pub members: Vec<(Option<Field>, Member)>,
    by_field: [Option<Member>; FIELDS.len()],
}

/// Keys of messages: who has one of these may hold an item instead of being one.
const OF_MESSAGES: [&[u8]; 6] = [
    b"configurationItem",
    b"configurationItemSummary",
    b"invokingEvent",
    b"Message",
    b"detail",
    b"messageType",
];

impl Outline {
    /// Reads the object at `start`. False for what may be no plain item: keys of messages, keys
    /// with escapes, fields given twice, a configuration that is not an object.
    pub fn read(&mut self, sound: Sound<'_, '_>, start: usize) -> bool {
        sound.masks.run(|| self.read_here(sound, start))
    }

    #[inline(always)]
    fn read_here(&mut self, sound: Sound<'_, '_>, start: usize) -> bool {
        self.members.clear();
        self.by_field = [None; FIELDS.len()];
        if sound.byte(start) != b'{' {
            return false;
        }
        let mut at = sound.blanks(start + 1);
        while sound.byte(at) == b'"' {
            let key = (at, sound.string_end(at));
            let value = sound.value_of_key(key.1);
            let end = sound.value_end(value);
            let member = Member { key, value, end };
            if sound.masks.escapes(key.0, key.1) {
                return false;
            }
            let name = sound.text.get(key.0 + 1..key.1 - 1).unwrap_or_default();
            let field = Field::of(name);
            match field.and_then(|field| self.by_field.get_mut(field as usize)) {
                Some(Some(_)) => return false,
                Some(place) => *place = Some(member),
                None if OF_MESSAGES.iter().any(|m| name.eq_ignore_ascii_case(m)) => return false,
                None => {}
            }
            self.members.push((field, member));
            at = sound.blanks(end);
            if sound.byte(at) == b',' {
                at = sound.blanks(at + 1);
            }
        }
        self.get(Field::Configuration).is_some_and(|m| sound.byte(m.value) == b'{')
    }

    /// Where a field is.
    pub fn get(&self, field: Field) -> Option<Member> {
        self.by_field.get(field as usize).copied().flatten()
    }

    /// The text of a field that is a string without escapes.
    pub fn text<'a>(&self, sound: Sound<'a, '_>, field: Field) -> Option<&'a [u8]> {
        let Member { value, end, .. } = self.get(field)?;
        let plain = sound.byte(value) == b'"' && !sound.masks.escapes(value, end);
        if plain { sound.text.get(value + 1..end - 1) } else { None }
    }
}
