//! What commands that show an alarm have in common: its story is read from inputs as `eval` reads
//! them (`story`), it is found by its name (`find`), and drawn (`view`).

mod find;
mod story;
mod view;

pub(super) use find::{find, only};
pub(super) use story::{Asked, Story};
pub(super) use view::{View, unit_of};
