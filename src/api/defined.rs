//! Definitions of the API as a list: found, put, taken away.

use crate::daemon::ruleset::{Definition, RuleSet};

/// The definition of a name in a section.
pub(super) fn find<'d>(all: &'d [Definition], section: &str, name: &str) -> Option<&'d Definition> {
    all.iter().find(|one| one.section == section && one.name == name)
}

/// Adds a definition, or puts it in the place of the one with its name.
pub(super) fn put(all: &mut Vec<Definition>, new: Definition) {
    match all.iter_mut().find(|one| one.section == new.section && one.name == new.name) {
        Some(old) => *old = new,
        None => all.push(new),
    }
}

/// Takes a definition away, if it is there.
pub(super) fn remove(all: &mut Vec<Definition>, section: &str, name: &str) {
    all.retain(|one| one.section != section || one.name != name);
}

/// Is this definition hidden behind one of a file?
pub(super) fn is_hidden(rules: &RuleSet, section: &str, name: &str) -> bool {
    rules.hidden.contains(&Definition::key(section, name))
}
