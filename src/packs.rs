//! The packs built into the binary: the rule files of `rules/` (see `build.rs`).

/// A pack: its name and its rule files, each with the name that diagnostics call it.
pub type PackFiles = (&'static str, &'static [(&'static str, &'static str)]);

/// All packs, by name.
pub static PACKS: &[PackFiles] = include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// The pack of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static PackFiles> {
    PACKS.iter().find(|(n, _)| *n == name)
}
