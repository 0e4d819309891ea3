//! Properties of items: dotted paths as AWS's queries spell them, followed through an item.
//!
//! A list on the way stands for all of its elements. Queries know some fields by other names than
//! snapshot files (`accountId`), and have tags as a list of `key`, `value` and `tag`.

use super::watch::Watch;
use crate::base::span::Span;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};

/// A property.
#[derive(Debug)]
pub(super) struct Path {
    /// As it was written.
    pub name: Box<str>,
    /// At least one.
    pub steps: Vec<Step>,
    /// Where it is first mentioned.
    pub span: Span,
    /// Does it come from `*`?
    pub implied: bool,
}

/// A key on the way to a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// As it was written.
    pub name: Box<str>,
    /// As items have it.
    pub key: Box<str>,
}

/// Fields that queries call otherwise.
const OTHER_NAMES: [(&str, &str); 3] =
    [("accountId", "awsAccountId"), ("arn", "ARN"), ("version", "configurationItemVersion")];

/// What `*` stands for: AWS's columns.
pub(super) const ALL: [&str; 10] = [
    "resourceId",
    "resourceName",
    "resourceType",
    "arn",
    "accountId",
    "awsRegion",
    "availabilityZone",
    "resourceCreationTime",
    "configurationItemCaptureTime",
    "version",
];

/// The steps of a name.
pub(super) fn steps(parts: &[String]) -> Vec<Step> {
    let parts: Vec<&str> = match parts {
        [tag] if tag == "tag" => vec!["tags", "tag"],
        parts => parts.iter().map(String::as_str).collect(),
    };
    let under = parts.first().copied().unwrap_or_default();
    let key = |index: usize, name: &str| match (index, name) {
        (0, name) => OTHER_NAMES.iter().find(|(n, _)| *n == name).map(|(_, key)| *key),
        (1, "relationshipName") if under == "relationships" => Some("name"),
        _ => None,
    };
    let step = |(index, name): (usize, &&str)| Step {
        name: (*name).into(),
        key: key(index, name).unwrap_or(name).into(),
    };
    parts.iter().enumerate().map(step).collect()
}

impl Path {
    /// Is it one of the tags?
    pub fn is_of_tags(&self) -> bool {
        self.steps.first().is_some_and(|step| &*step.key == "tags")
    }

    /// Does it lead to the same values?
    pub fn is_same(&self, other: &Self) -> bool {
        self.steps.iter().map(|s| &s.key).eq(other.steps.iter().map(|s| &s.key))
    }
}

/// An item as queries see it.
#[derive(Debug)]
pub(super) struct View<'t> {
    pub root: Item<'t>,
    /// Its tags as a list.
    tags: Option<&'t Tree>,
}

impl<'t> View<'t> {
    /// The item, with what [`tag_list`] made of it.
    pub fn new(root: Item<'t>, tags: Option<&'t Tree>) -> Self {
        Self { root, tags }
    }

    /// The field of this key.
    pub fn field(&self, key: &str) -> Option<Item<'t>> {
        match (key, self.tags) {
            ("tags", Some(tags)) => Some(tags.root()),
            _ => self.root.get(key),
        }
    }
}

/// The tags of a normalised item as queries have them: a list of `key`, `value` and `tag`.
pub(super) fn tag_list(root: Item<'_>) -> Option<Tree> {
    let tags = root.get("tags").filter(|tags| tags.kind() == Kind::Map)?;
    let mut builder = TreeBuilder::like(root.tree());
    let list = builder.open(Kind::List, 0);
    for (key, value) in tags.entries() {
        let tag = builder.open(Kind::Map, 0);
        let both = [&*key.text(), b"=", &*value.text()].concat();
        builder.stored(Kind::Text, 0, 0, b"key");
        builder.graft(key);
        builder.stored(Kind::Text, 0, 0, b"value");
        builder.graft(value);
        builder.stored(Kind::Text, 0, 0, b"tag");
        builder.stored(Kind::Text, 0, 0, &both);
        builder.close(tag, 0);
    }
    builder.close(list, 0);
    builder.finish()
}

/// A scalar that queries show inside an object with the one key `value`.
pub(super) fn is_wrapped(item: Item<'_>, rest: &[Step]) -> bool {
    let scalar = !matches!(item.kind(), Kind::List | Kind::Map | Kind::Null);
    scalar && matches!(rest, [step] if &*step.key == "value")
}

/// Gives every value of a property to `found`, lists opened and nulls left out, until it answers
/// `false`. `watch` learns whether there is such a property.
pub(super) fn each<'t>(
    view: &View<'t>,
    path: &Path,
    watch: &mut Watch,
    found: &mut dyn FnMut(Item<'t>) -> bool,
) {
    watch.asked = true;
    let Some(first) = path.steps.first().and_then(|step| view.field(&step.key)) else {
        watch.miss(0, view, view.root);
        return;
    };
    let mut waiting: Vec<(Item<'t>, usize)> = Vec::new();
    let mut next = Some((first, 1));
    watch.reach(1);
    while let Some((item, at)) = next.take().or_else(|| waiting.pop()) {
        let rest = path.steps.get(at..).unwrap_or_default();
        watch.found |= rest.is_empty();
        match (item.kind(), rest.first()) {
            (Kind::List, _) => {
                let from = waiting.len();
                waiting.extend(item.items().map(|element| (element, at)));
                if let Some(added) = waiting.get_mut(from..) {
                    added.reverse();
                }
            }
            (Kind::Null, _) => {}
            (_, None) => {
                if !found(item) {
                    return;
                }
            }
            (Kind::Map, Some(step)) => match item.get(&step.key) {
                Some(value) => {
                    watch.reach(at + 1);
                    next = Some((value, at + 1));
                }
                None => watch.miss(at, view, item),
            },
            (_, Some(_)) => {
                if is_wrapped(item, rest) {
                    watch.found = true;
                    if !found(item) {
                        return;
                    }
                }
            }
        }
    }
}
