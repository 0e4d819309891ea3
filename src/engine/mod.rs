//! Floor 5: events in, matched rules out. No files, no clock.

pub mod reference;
