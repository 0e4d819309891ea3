//! Versions of the interface, one module each. A new version is a new module and a line here.

pub(super) mod v1;
