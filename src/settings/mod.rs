//! Floor 6: `tripline.yaml`, the settings of the daemon. Text goes in, [`Settings`] and every problem
//! at its place come out; only `load.rs` touches files and the environment.
//!
//! One static table of keys describes each part; readers, the help of diagnostics and the JSON Schema
//! come from it. Secrets are read from variables and files and are never shown (docs/settings.md).

mod bounds;
mod callers;
mod doc;
mod listen;
mod load;
mod parts;
mod read;
mod schema;
mod secret;
mod values;

pub use load::load;
pub use read::{Found, read};
pub use schema::schema;
pub use secret::{FileText, Secret, World};
pub use values::{
    AccessKey, Bounds, Form, Heartbeat, Level, Log, Permission, Retention, Settings, Tls, Token,
    Watch,
};

#[cfg(test)]
mod tests;
