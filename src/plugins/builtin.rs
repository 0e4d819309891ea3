//! The standard plugins, as components in the binary. Their sources are in `plugins/`.

include!(concat!(env!("OUT_DIR"), "/plugins.rs"));

/// The component of a standard plugin.
#[must_use]
pub fn find(name: &str) -> Option<&'static [u8]> {
    PLUGINS.iter().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

/// The names of the standard plugins, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLUGINS.iter().map(|(name, _)| *name)
}
