//! Floor 2: the bytes of an event to the fields that rules mention, without building a tree.
//!
//! [`Masks`] finds the structure of a text 64 bytes at a time; [`check`] proves on it that the
//! text is JSON; [`Walker`] follows the paths of a [`PathTree`] and skips the rest. The loops are
//! compiled several times, for what the processor has (`isa`).

mod bitmap;
mod brackets;
mod check;
mod isa;
mod leap;
mod masks;
mod paths;
mod walk;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use check::{EventError, check};
pub use leap::Leap;
pub use masks::Masks;
pub use paths::{PathTree, PathTreeBuilder};
pub use walk::{Element, Field, FieldKind, Walker};
