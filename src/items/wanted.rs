//! Which parts of items somebody reads: paths of member names, as a tree.
//!
//! What the one form of an item makes of several places of its record (tags, blocks of security
//! groups, states) is wanted at all of them. Where the tree cannot say something exactly it takes
//! more: what is wanted is read for sure, what is not may be.

use crate::base::text::Text;

/// Parts of items. Everything that identifies an item (see [`Head`](super::Head)) is always read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    nodes: Vec<Node>,
}

/// A value of which parts are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Node {
    /// All of it; then nothing else is said.
    all: bool,
    /// What of every element of a list, or of every value of a map.
    each: Option<u32>,
    /// What of the values of a map by their names.
    names: Vec<(Text, u32)>,
    /// Names of values that are wanted whole, whatever their letter case.
    folded: &'static [&'static str],
    /// The first bytes of all names, each modulo 64 as one bit.
    first: u64,
}

/// A value in the tree: how much of it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// All of it.
    All,
    /// What the node of this number says.
    Parts(u32),
}

/// Of maps, that they are maps and nothing of what they hold.
pub(super) const NOTHING: Want = Want::Parts(1);

/// What tags are made of besides the item's own, in `configuration` and beside it.
const TAGS: [(&str, &[&str]); 2] = [
    ("configuration", &["tags", "tagList", "tagSet"]),
    ("supplementaryConfiguration", &["tags", "BucketTaggingConfiguration"]),
];

/// Parts of `configuration` that the one form rewrites, from all that is in them.
const REWRITTEN: [&[u8]; 3] = [b"state", b"ipPermissions", b"ipPermissionsEgress"];

impl Default for Wanted {
    fn default() -> Self {
        Self { nodes: vec![Node::default(); 2] }
    }
}

impl Wanted {
    /// Adds all that is at the end of a path of names from the item on; `None` is any element of a
    /// list, or any value of a map. The empty path is the whole item.
    pub fn add(&mut self, path: &[Option<&[u8]>]) {
        let path = match path {
            [] | [None, ..] => return self.everything(),
            // What the one form rewrites may be among these.
            [Some(b"configuration"), None, ..] => &path[..1],
            [Some(b"configuration"), Some(name), ..] if REWRITTEN.contains(name) => &path[..2],
            [Some(b"configuration" | b"supplementaryConfiguration"), ..] => path,
            _ => &path[..1],
        };
        if path == [Some(b"tags".as_slice())] {
            for (field, names) in TAGS {
                let at = self.name(0, field.as_bytes());
                self.fold(at, names);
            }
        }
        let mut at = 0;
        for step in path {
            at = match step {
                Some(name) => self.name(at, name),
                None => self.each(at),
            };
        }
        self.whole(at);
    }

    /// Adds the whole item.
    pub fn everything(&mut self) {
        self.whole(0);
    }

    /// Is it the whole item?
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.nodes.first().is_some_and(|root| root.all)
    }

    /// Is something wanted that the one form of a configuration rewrites?
    pub(super) fn rewritten(&self) -> bool {
        let configuration = self.member(b"configuration").unwrap_or(NOTHING);
        REWRITTEN.iter().any(|name| self.child(configuration, name).is_some())
    }

    /// What is wanted of a member of the item itself, by its name in the one form.
    pub(super) fn member(&self, name: &[u8]) -> Option<Want> {
        self.child(Want::Parts(0), name)
    }

    /// What is wanted of the value of a map by its name.
    #[inline]
    pub(super) fn child(&self, of: Want, name: &[u8]) -> Option<Want> {
        let node = match of {
            Want::All => return Some(Want::All),
            Want::Parts(at) => self.nodes.get(at as usize)?,
        };
        if node.all {
            return Some(Want::All);
        }
        if let Some(each) = node.each {
            return Some(self.want(each));
        }
        if node.first & bit(name) == 0 {
            return None;
        }
        if node.folded.iter().any(|n| name.eq_ignore_ascii_case(n.as_bytes())) {
            return Some(Want::All);
        }
        node.names.iter().find(|(own, _)| **own == *name).map(|(_, at)| self.want(*at))
    }

    /// May anything be wanted of a map?
    pub(super) fn of_map(&self, of: Want) -> bool {
        match of {
            Want::All => true,
            Want::Parts(at) => self
                .nodes
                .get(at as usize)
                .is_some_and(|node| node.all || node.each.is_some() || node.first != 0),
        }
    }

    /// What is wanted of the elements of a list.
    pub(super) fn element(&self, of: Want) -> Option<Want> {
        match of {
            Want::All => Some(Want::All),
            Want::Parts(at) => self.nodes.get(at as usize)?.each.map(|each| self.want(each)),
        }
    }

    fn want(&self, at: u32) -> Want {
        let all = self.nodes.get(at as usize).is_some_and(|node| node.all);
        if all { Want::All } else { Want::Parts(at) }
    }

    fn name(&mut self, at: usize, name: &[u8]) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at).filter(|node| !node.all) else { return at };
        if let Some((_, known)) = node.names.iter().find(|(own, _)| **own == *name) {
            return *known as usize;
        }
        if node.each.is_some() {
            self.whole(at);
            return at;
        }
        node.first |= bit(name);
        node.names.push((name.into(), next as u32));
        self.nodes.push(Node::default());
        next
    }

    fn each(&mut self, at: usize) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at).filter(|node| !node.all) else { return at };
        if let Some(known) = node.each {
            return known as usize;
        }
        if !node.names.is_empty() || !node.folded.is_empty() {
            self.whole(at);
            return at;
        }
        node.each = Some(next as u32);
        self.nodes.push(Node::default());
        next
    }

    fn fold(&mut self, at: usize, names: &'static [&'static str]) {
        if self.nodes.get(at).is_some_and(|node| node.each.is_some()) {
            self.whole(at);
        }
        if let Some(node) = self.nodes.get_mut(at).filter(|node| !node.all) {
            node.folded = names;
            for name in names {
                let name = name.as_bytes();
                node.first |= bit(name) | bit(&name.to_ascii_uppercase());
                node.first |= bit(&name.to_ascii_lowercase());
            }
        }
    }

    fn whole(&mut self, at: usize) {
        if let Some(node) = self.nodes.get_mut(at) {
            *node = Node { all: true, ..Node::default() };
        }
    }
}

fn bit(name: &[u8]) -> u64 {
    // The empty name may be any.
    name.first().map_or(u64::MAX, |byte| 1 << (byte & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(paths: &[&str]) -> Wanted {
        let mut wanted = Wanted::default();
        for path in paths {
            let steps = path.split('.').filter(|s| !s.is_empty());
            let steps: Vec<_> = steps.map(|s| (s != "*").then_some(s.as_bytes())).collect();
            wanted.add(&steps);
        }
        wanted
    }

    fn at(wanted: &Wanted, path: &[&str]) -> Option<Want> {
        path.iter().try_fold(Want::Parts(0), |of, name| match *name {
            "*" => wanted.element(of),
            name => wanted.child(of, name.as_bytes()),
        })
    }

    #[test]
    fn paths_lead_to_parts() {
        let some = wanted(&["configuration.a.b", "configuration.list.*.x", "ARN.x"]);
        assert_eq!(at(&some, &["configuration", "a", "b", "below", "*"]), Some(Want::All));
        assert_eq!(at(&some, &["configuration", "list", "*", "x"]), Some(Want::All));
        assert!(matches!(at(&some, &["configuration", "a"]), Some(Want::Parts(_))));
        assert_eq!(at(&some, &["ARN"]), Some(Want::All));
        for other in [&["configuration", "b"][..], &["configuration", "a", "*"], &["tags"], &[""]] {
            assert_eq!(at(&some, other), None, "{other:?}");
        }
        assert!(!some.is_everything());
        assert!(wanted(&[""]).is_everything() && wanted(&["*.x"]).is_everything());
    }

    #[test]
    fn more_covers_less() {
        let some = wanted(&["configuration.a.b.c", "configuration.a.b", "configuration.a.b.d"]);
        assert_eq!(at(&some, &["configuration", "a", "b"]), Some(Want::All));
        let both = wanted(&["configuration.a.*.x", "configuration.a.y"]);
        assert_eq!(at(&both, &["configuration", "a"]), Some(Want::All));
        let both = wanted(&["configuration.*.x", "tags"]);
        assert_eq!(at(&both, &["configuration"]), Some(Want::All));
    }

    #[test]
    fn what_is_made_of_several_places_is_wanted_there() {
        let tags = wanted(&["configuration.tags.*.key", "tags.Stage"]);
        for path in [
            &["tags"][..],
            &["configuration", "Tags"],
            &["configuration", "tags"],
            &["configuration", "tagLIST"],
            &["supplementaryConfiguration", "bucketTaggingConfiguration"],
        ] {
            assert_eq!(at(&tags, path), Some(Want::All), "{path:?}");
        }
        let state = wanted(&["configuration.state.name", "configuration.ipPermissions.*.ipRanges"]);
        assert_eq!(at(&state, &["configuration", "state"]), Some(Want::All));
        assert_eq!(at(&state, &["configuration", "ipPermissions"]), Some(Want::All));
        assert_eq!(at(&state, &["configuration", "ipPermissionsEgress"]), None);
    }
}
