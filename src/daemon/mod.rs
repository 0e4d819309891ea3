//! Floor 10: the daemon's parts. They read no clock of their own where it says so; times come in.

pub mod senses;
