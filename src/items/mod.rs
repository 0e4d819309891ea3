//! Floor 3: AWS Config's configuration items, in whatever spelling they come, as one form.
//!
//! A record of a Config input is an item (of a snapshot, a history file, an API answer or a query
//! result) or a message that holds one. [`read`] takes it out of its envelopes and builds a tree
//! in the spelling of snapshot files, in which every value knows where it stands in the record:
//! `message` opens envelopes, `aliases` knows the names, `normalise` builds, `head` reads what
//! every item has. A [`Reader`] reads many records and builds of plain items only what is
//! [`Wanted`]: `outline` finds the fields, `direct` builds, `prune` jumps over the rest. Nothing
//! here reads files or clocks, and nothing recurses over an input.

mod aliases;
mod decode;
mod direct;
mod fields;
mod groups;
mod head;
mod message;
mod normalise;
mod outline;
mod prune;
mod reader;
mod relationships;
mod tags;
#[cfg(test)]
mod tests;
mod types;
mod wanted;

pub use aliases::names as field_names;
pub use head::{Head, Status};
pub use message::{Change, Content, Oversized, is_change_event, of_tree, read};
pub use normalise::{Normalised, normalise};
pub use reader::{Choice, Found, Reader};
pub use relationships::{Relationship, relationships};
pub use wanted::Wanted;

/// Why there is no item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    /// Offset in the record of the first byte that does not belong, or of the string that holds it.
    pub at: usize,
    /// What is wrong there.
    pub message: String,
}

impl Fault {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}
