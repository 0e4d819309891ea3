//! What the documents of compliance rules refer to in the sections beside them: named conditions,
//! lists, parameters of the bundle.

use crate::read::tree::{Item, Kind};
use crate::read::yaml_text::{text, value};
use crate::rules::parameter::Parameter;
use crate::rules::section::Section;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The names that are referred to, each with its section.
#[derive(Debug, Default)]
pub(super) struct Needed {
    names: BTreeSet<(&'static str, String)>,
}

impl Needed {
    /// Looks for references in a document; `own` are the parameters that are its own.
    pub fn look(&mut self, item: Item<'_>, own: &[Parameter]) {
        // All nodes of a document lie one after another, so that nothing recurses.
        for at in item.index()..item.end_index() {
            for (key, value) in item.tree().at(at).entries() {
                let section = match &*key.text() {
                    b"use" => "conditions",
                    b"list" => "lists",
                    b"param" => "parameters",
                    _ => continue,
                };
                let name = value.str();
                let is_own = section == "parameters" && own.iter().any(|p| p.name == name);
                if value.kind() == Kind::Text && !is_own {
                    self.names.insert((section, name.into_owned()));
                }
            }
        }
    }

    /// Writes the definitions that are needed, those that they need in turn included.
    pub fn write(&mut self, sections: &[Section<'_>], out: &mut String) {
        let find = |section: &str, name: &str| {
            let of = sections.iter().filter(|s| s.info.name == section);
            of.flat_map(|s| s.documents()).find(|(key, _)| key.reads(name.as_bytes()))
        };
        // Conditions use conditions; that adds names until all are known.
        loop {
            let before = self.names.len();
            for (section, name) in self.names.clone() {
                if let Some((_, item)) = find(section, &name) {
                    self.look(item, &[]);
                }
            }
            if self.names.len() == before {
                break;
            }
        }
        for section in ["conditions", "lists", "parameters"] {
            let mut head = format!("\n{section}:\n");
            for (_, name) in self.names.iter().filter(|(of, _)| *of == section) {
                let Some((_, item)) = find(section, name) else { continue };
                let _ = write!(out, "{head}  {}:", text(name.as_bytes(), true));
                value(item, 4, out);
                head.clear();
            }
        }
    }
}
