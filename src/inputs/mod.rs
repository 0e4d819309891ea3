//! Floor 3: what a target gets of an event: the event itself, a constant, the part at a path, or a
//! template filled with parts. The rules are EventBridge's (`docs/inputs.md`).
//!
//! `input` is what a rule file says, `path` and `template` are its two small languages, `put` is
//! what AWS refuses when a target is put, `render` fills templates. A [`Shape`] is compiled once
//! for each entry of a rule's `targets` and then shapes every event. Nothing here reads a clock.

mod input;
mod path;
mod put;
mod render;
mod shape;
mod template;
#[cfg(test)]
mod tests;

pub use input::{Escape, Input, Transformer};
pub use path::{Found, Path, PathError, Step};
pub use put::{MOST_CHARACTERS, MOST_NAMES, MOST_PATH, PutError, check_name};
pub use render::Facts;
pub use shape::{InputError, Shape};
pub use template::{Mode, RESERVED, Template, Token, Value, scan};
