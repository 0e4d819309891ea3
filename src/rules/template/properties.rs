//! Properties of resources, read leniently: AWS adds properties, so those that are not known are
//! passed over, unless one is only a slip away from a property that is read.

use super::parameter::scalar_text;
use super::stack::Stack;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::suggest::nearest;
use crate::read::tree::{Item, Kind};

/// The value of a property.
pub(super) enum Property<T> {
    /// It is not there.
    Absent,
    /// It is known.
    Known(T),
    /// It will be known, for this reason not now.
    Later(Box<Diag>),
    /// A problem was reported.
    Broken,
}

impl<T> Property<T> {
    /// The value if it is known. That it is not is reported.
    pub fn needed(self, diags: &mut Diags) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Later(why) => {
                diags.push(*why);
                None
            }
            Self::Absent | Self::Broken => None,
        }
    }

    /// The value if it is known.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Later(_) | Self::Broken => None,
        }
    }
}

impl Stack<'_> {
    /// The text of a property of a resolved map.
    pub fn text_of(&self, diags: &mut Diags, map: Item<'_>, name: &str) -> Property<String> {
        let Some(item) = map.get(name) else { return Property::Absent };
        self.scalar_of(diags, item, name)
    }

    /// The text of a resolved value, which is that of `name`.
    pub fn scalar_of(&self, diags: &mut Diags, item: Item<'_>, name: &str) -> Property<String> {
        match (scalar_text(item), self.why_left(item)) {
            (Some(text), _) => Property::Known(text),
            (None, Some(Some(why))) => Property::Later(Box::new(why)),
            (None, Some(None)) => Property::Broken,
            (None, None) if item.kind() == Kind::Null => Property::Absent,
            (None, None) => {
                super::super::doc::wrong(diags, name, item, "a string");
                Property::Broken
            }
        }
    }

    /// The texts of a property that is a list of them; one text is a list of one. Those that are
    /// not known are reported.
    pub fn texts_of(&self, diags: &mut Diags, map: Item<'_>, name: &str) -> Vec<String> {
        let Some(item) = map.get(name) else { return Vec::new() };
        let mut all = Vec::new();
        if item.kind() == Kind::List {
            for element in item.items() {
                all.extend(self.scalar_of(diags, element, name).needed(diags));
            }
        } else {
            all.extend(self.scalar_of(diags, item, name).needed(diags));
        }
        all
    }

    /// A property that is a map; `None` when it is absent or something else, which is reported.
    pub fn map_of<'i>(
        &self,
        diags: &mut Diags,
        map: Item<'i>,
        name: &str,
        known: &[&str],
    ) -> Option<Item<'i>> {
        let item = map.get(name).filter(|item| item.kind() != Kind::Null)?;
        match self.left.borrow().get(&item.span()).cloned() {
            Some(why) => {
                why.into_iter().for_each(|diag| diags.push(diag));
                return None;
            }
            None if item.kind() != Kind::Map => {
                super::super::doc::wrong(diags, name, item, "a map");
                return None;
            }
            None => {}
        }
        slips(diags, item, known);
        Some(item)
    }
}

/// Reports properties whose names are only a slip away from known ones.
pub(super) fn slips(diags: &mut Diags, map: Item<'_>, known: &[&str]) {
    for (key, _) in map.entries() {
        let name = key.str();
        if known.contains(&&*name) {
            continue;
        }
        if let Some(near) = nearest(&name, known.iter().copied()) {
            diags.push(
                Diag::new(Code::TL202, key.span(), format!("unknown property `{name}`"))
                    .label(format!("did you mean `{near}`?")),
            );
        }
    }
}
