//! Paths into an event, in the form that AWS takes: `\$(\.[\w/_-]+(\[(\d+|\*)\])*)*`.

use crate::read::tree::{Item, Kind};

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(Box<str>),
    /// An element of a list, counted from 0.
    At(usize),
    /// All elements of a list.
    All,
}

/// A path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    text: Box<str>,
    steps: Box<[Step]>,
}

/// Why a text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The path that may have been meant.
    pub meant: Option<String>,
}

/// Where a path leads.
#[derive(Debug, Clone)]
pub enum Found<'t> {
    /// Nowhere.
    Nothing,
    /// To a value.
    One(Item<'t>),
    /// To any number of values: the path has a `[*]`.
    Many(Vec<Item<'t>>),
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// What AWS does not take: brackets with names, slices, filters, other characters in names.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        match steps(text) {
            Ok(steps) => Ok(Self { text: text.into(), steps: steps.into() }),
            Err(message) => Err(PathError { message, meant: meant(text) }),
        }
    }

    /// The path as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its steps from the event on; none for `$`.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Its keys joined by dots, as patterns name fields; `None` when it has other steps.
    #[must_use]
    pub fn dotted(&self) -> Option<String> {
        let keys: Option<Vec<&str>> = self
            .steps
            .iter()
            .map(|step| match step {
                Step::Key(key) => Some(&**key),
                Step::At(_) | Step::All => None,
            })
            .collect();
        keys.map(|keys| keys.join("."))
    }

    /// Where it leads from an event. Behind a `[*]`, elements without such a part are left out, as
    /// in every JSONPath.
    #[must_use]
    pub fn find<'t>(&self, event: Item<'t>) -> Found<'t> {
        let mut at = vec![event];
        let mut many = false;
        for step in &self.steps {
            at = match step {
                Step::Key(key) => at.into_iter().filter_map(|i| i.get(key)).collect(),
                Step::At(index) => at.into_iter().filter_map(|i| i.items().nth(*index)).collect(),
                Step::All if !many && at.iter().any(|i| i.kind() != Kind::List) => Vec::new(),
                Step::All => {
                    many |= !at.is_empty();
                    at.into_iter().flat_map(Item::items).collect()
                }
            };
            if at.is_empty() && !many {
                return Found::Nothing;
            }
        }
        match at.first() {
            Some(item) if !many => Found::One(*item),
            _ => Found::Many(at),
        }
    }
}

fn steps(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let Some(rest) = text.strip_prefix('$') else {
        return Err(format!("`{text}` is not a path: a path begins at the event, `$`"));
    };
    if rest.is_empty() {
        return Ok(steps);
    }
    let Some(rest) = rest.strip_prefix('.') else {
        return Err(format!("`{text}` is not a path: a dot and a name come after `$`"));
    };
    for part in rest.split('.') {
        let (name, mut indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        if name.is_empty() {
            return Err(format!("`{text}` is not a path: a name is missing"));
        }
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-');
        if let Some(odd) = name.chars().find(|c| !fits(*c)) {
            return Err(format!(
                "`{text}` is not a path that AWS takes: `{odd}` cannot stand in a name"
            ));
        }
        steps.push(Step::Key(name.into()));
        while !indices.is_empty() {
            let inside = indices.strip_prefix('[').and_then(|i| i.split_once(']'));
            let index = inside.and_then(|(inside, _)| index(inside));
            let (Some((_, rest)), Some(index)) = (inside, index) else {
                return Err(format!(
                    "`{text}` is not a path that AWS takes: brackets hold a number or `*`"
                ));
            };
            steps.push(index);
            indices = rest;
        }
    }
    Ok(steps)
}

fn index(inside: &str) -> Option<Step> {
    if inside == "*" {
        return Some(Step::All);
    }
    let digits = !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| inside.parse().ok().map(Step::At)).flatten()
}

/// What is often written instead of a path: one without its beginning, or a name in brackets.
fn meant(text: &str) -> Option<String> {
    let rest = text.strip_prefix('$').unwrap_or(text).replace("['", ".").replace("[\"", ".");
    let rest = rest.replace("']", "").replace("\"]", "");
    let path = format!("$.{}", rest.trim_start_matches('.'));
    (path != text && steps(&path).is_ok()).then_some(path)
}
