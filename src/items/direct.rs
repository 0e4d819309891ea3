//! The one form of the wanted parts of a plain item, built from the record without a tree of the
//! record. Fields whose value is another one in the one form go through `normalise`, by way of a
//! small tree of their own.

use super::aliases::{FIELDS, Field};
use super::decode::Part;
use super::groups;
use super::normalise::Writer;
use super::outline::{Member, Outline};
use super::prune::{Frame, Sound, scalar};
use super::wanted::{NOTHING, Want, Wanted};
use super::{Fault, Head, Normalised, tags};
use crate::base::ids::SourceId;
use crate::read::tree::{Kind, Tree, TreeBuilder};
use std::sync::Arc;

/// What is reused from item to item.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// The lists and maps being read.
    pub open: Vec<Frame>,
    /// A tree that is no longer needed.
    pub used: Option<Tree>,
    /// How many values the last item had.
    values: usize,
}

impl Memory {
    /// A builder over a text, in the memory of a tree that is no longer needed.
    pub fn builder(&mut self, text: Arc<[u8]>) -> TreeBuilder {
        match self.used.take() {
            Some(used) => TreeBuilder::again(used, text),
            None => TreeBuilder::new(SourceId(0), text),
        }
    }
}

/// Builds the parts of one item.
struct Direct<'a> {
    sound: Sound<'a, 'a>,
    text: Arc<[u8]>,
    wanted: &'a Wanted,
    /// Is something wanted that the one form of a configuration rewrites?
    rewritten: bool,
    memory: &'a mut Memory,
    builder: TreeBuilder,
    writer: Writer,
    head: Head,
}

/// Builds the wanted parts of the item whose outline was read and that begins at `start`.
pub(super) fn build(
    sound: Sound<'_, '_>,
    outline: &Outline,
    start: usize,
    wanted: &Wanted,
    depth: usize,
    memory: &mut Memory,
) -> Result<Normalised, Fault> {
    let text: Arc<[u8]> = sound.text.into();
    let mut builder = TreeBuilder::new(SourceId(0), Arc::clone(&text));
    builder.reserve(memory.values + 16);
    let root = builder.open(Kind::Map, start);
    let group = outline.text(sound, Field::ResourceType).is_some_and(groups::is_name);
    let writer = Writer { encoded: false, group, depth, at: [None; 2] };
    let (rewritten, head) = (wanted.rewritten(), Head::default());
    let mut direct = Direct { sound, text, wanted, rewritten, memory, builder, writer, head };
    for (field, _) in FIELDS {
        let want = match field {
            _ if field.identifies() => Some(Want::All),
            // That there is a configuration is always told.
            Field::Configuration => wanted.member(b"configuration").or(Some(NOTHING)),
            _ => wanted.member(field.name().as_bytes()),
        };
        match (want, outline.get(field)) {
            (None, _) => {}
            (Some(_), member) if field == Field::Tags => direct.tags(member, start),
            (Some(want), Some(member)) => direct.field(field, member, want)?,
            (Some(_), None) => {}
        }
    }
    for (_, member) in outline.members.iter().filter(|(field, _)| field.is_none()) {
        let (from, to) = member.key;
        let name = sound.text.get(from + 1..to - 1).unwrap_or_default();
        if let Some(want) = wanted.member(name) {
            direct.builder.json_string(from, to);
            direct.add(*member, want);
        }
    }
    let Direct { mut builder, memory, head, .. } = direct;
    builder.close(root, sound.masks.skip(start));
    memory.values = builder.len();
    let Some(tree) = builder.finish() else { return Err(Fault::new(start, "an empty item")) };
    Ok(Normalised {
        tree,
        head: head.complete(start)?,
        change: None,
        oversized: None,
        left_scope: false,
    })
}

impl Direct<'_> {
    /// Adds what is wanted of a value, which is the same in the one form.
    fn add(&mut self, Member { value, end, .. }: Member, want: Want) {
        let Self { sound, builder, memory, wanted, .. } = self;
        match sound.byte(value) {
            b'{' | b'[' => {
                sound.add(builder, &mut memory.open, wanted, value, want);
            }
            b'"' => builder.json_string(value, end),
            first => builder.verbatim(scalar(first), value, end),
        }
    }

    fn key(&mut self, (from, to): (usize, usize), field: Field) {
        let name = field.name().as_bytes();
        if self.sound.text.get(from + 1..to - 1) == Some(name) {
            self.builder.json_string(from, to);
        } else {
            self.builder.stored(Kind::Text, from, to, name);
        }
    }

    fn field(&mut self, field: Field, member: Member, want: Want) -> Result<(), Fault> {
        self.key(member.key, field);
        let at = self.builder.len();
        if self.is_as_it_is(field, member) {
            match field {
                Field::Configuration => self.writer.at[0] = Some(at),
                Field::Supplementary => self.writer.at[1] = Some(at),
                _ => {}
            }
            self.add(member, want);
        } else if let Some(tree) = self.tree(member, want) {
            let written = self.writer.value(&mut self.builder, field, Part::own(tree.root()));
            self.memory.used = Some(tree);
            written?;
        }
        match self.builder.item(at).filter(|_| field.identifies()) {
            Some(value) => self.head.take(field.name().as_bytes(), value),
            None => Ok(()),
        }
    }

    fn tags(&mut self, member: Option<Member>, start: usize) {
        let depth = self.writer.depth;
        match member {
            Some(member) => self.key(member.key, Field::Tags),
            None => self.builder.stored(Kind::Text, start, start, b"tags"),
        }
        let tree = member.and_then(|member| self.tree(member, Want::All));
        let top = tree.as_ref().map(|tree| Part::own(tree.root()));
        tags::write(&mut self.builder, top, self.writer.at, (start, start), depth);
        if tree.is_some() {
            self.memory.used = tree;
        }
    }

    /// A small tree of the wanted parts of a value.
    fn tree(&mut self, member: Member, want: Want) -> Option<Tree> {
        let mut builder = self.memory.builder(Arc::clone(&self.text));
        let open = &mut self.memory.open;
        self.sound.add(&mut builder, open, self.wanted, member.value, want);
        builder.finish()
    }

    /// May a configuration be another one in the one form?
    fn may_be_odd(&self, member: Member) -> bool {
        let raw = self.sound.text.get(member.value..member.end).unwrap_or_default();
        let has = |what: &[u8]| memchr::memmem::find(raw, what).is_some();
        // The name may be spelt with escapes.
        self.writer.group || has(b"\"state\"") || has(b"\\u")
    }

    /// Is the value of a field for sure the same in the one form?
    fn is_as_it_is(&self, field: Field, member: Member) -> bool {
        let first = self.sound.byte(member.value);
        match field {
            Field::Configuration => {
                let sound = first == b'n' || first == b'{';
                sound && (!self.rewritten || !self.may_be_odd(member))
            }
            Field::Supplementary => first == b'{',
            Field::Relationships => {
                first == b'[' && self.sound.byte(self.sound.blanks(member.value + 1)) == b']'
            }
            Field::ResourceType | Field::Tags => false,
            Field::StateId => first != b'"',
            Field::AccountId | Field::ResourceId => first == b'"',
            Field::CaptureTime | Field::CreationTime | Field::DeliveryTime => {
                let raw = self.sound.text.get(member.value..member.end).unwrap_or_default();
                first == b'n' || (raw.len() == 26 && raw.ends_with(b"Z\"") && !raw.contains(&b'\\'))
            }
            _ => true,
        }
    }
}
