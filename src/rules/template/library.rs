//! The compliance rules that stand in for AWS's managed rules, by identifier: the user's own first,
//! then those of packs that are evaluated, then those of the pack that is only looked up.

use crate::read::tree::{Item, Kind};
use crate::rules::section::Section;
use crate::rules::texts::{File, Role};
use std::collections::BTreeMap;

/// A rule that stands in for a managed rule.
#[derive(Debug, Clone, Copy)]
pub struct StandIn<'t> {
    /// The file that holds it.
    pub file: &'t File,
    /// Its name.
    pub key: Item<'t>,
    /// Its document.
    pub item: Item<'t>,
}

impl<'t> StandIn<'t> {
    /// The names and documents of its parameters.
    pub fn params(self) -> impl Iterator<Item = (Item<'t>, Item<'t>)> + use<'t> {
        self.item.get("params").into_iter().flat_map(Item::entries)
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Library<'t> {
    by_identifier: BTreeMap<String, StandIn<'t>>,
}

impl<'t> Library<'t> {
    /// Looks through the sections of a bundle. Documents of a wrong form are not its business.
    pub fn new(sections: &[Section<'t>]) -> Self {
        let mut library = Self::default();
        for role in [Role::Own, Role::Pack, Role::Library] {
            let of_role =
                sections.iter().filter(|s| s.info.name == "compliance" && s.file.role == role);
            for section in of_role {
                for (key, item) in section.documents() {
                    library.add(StandIn { file: section.file, key, item });
                }
            }
        }
        library
    }

    fn add(&mut self, rule: StandIn<'t>) {
        let Some(replaces) = rule.item.get("replaces") else { return };
        let all = replaces.items().chain((replaces.kind() == Kind::Text).then_some(replaces));
        for identifier in all {
            self.by_identifier.entry(identifier.str().into_owned()).or_insert(rule);
        }
    }

    /// The rule for a managed rule.
    pub fn find(&self, identifier: &str) -> Option<StandIn<'t>> {
        self.by_identifier.get(identifier).copied()
    }
}
