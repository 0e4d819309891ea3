//! What a run learns about its query: properties that no item has, comparisons that never fit. Both
//! give an empty result that looks like an answer, so both are told, with what was meant perhaps.

use super::ast::{Condition, Query, Test, Wanted};
use super::literal::{Literal, Relation};
use super::path::{ALL, Path, View};
use super::token::spelled;
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::suggest;
use crate::base::text::show;
use crate::read::tree::{Item, Kind};
use std::collections::{BTreeSet, HashSet};

/// Keys remembered for a suggestion.
const MOST_KEYS: usize = 512;

/// What is known of a property.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Was it looked for?
    pub asked: bool,
    /// Was it ever there?
    pub found: bool,
    /// How many of its steps were ever there.
    depth: usize,
    /// The keys that stood where the next one should.
    near: HashSet<Box<str>>,
    /// Was there a field of this name in `configuration`?
    inside: bool,
}

impl Watch {
    /// Takes note that so many steps are there.
    pub fn reach(&mut self, depth: usize) {
        if depth > self.depth {
            self.near.clear();
            self.depth = depth;
        }
    }

    /// Takes note that the step at `depth` is not in this map.
    pub fn miss(&mut self, depth: usize, view: &View<'_>, map: Item<'_>) {
        if self.found || depth < self.depth || self.near.len() >= MOST_KEYS {
            return;
        }
        for (key, _) in map.entries() {
            if !self.near.contains(&*key.str()) {
                self.near.insert(key.str().into());
            }
        }
        if depth == 0 {
            let configuration = view.root.get("configuration");
            self.inside |= configuration.is_some_and(|map| map.kind() == Kind::Map);
        }
    }
}

/// What is known of a test: the values that it met.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Fit {
    /// One that compares with the literal.
    pub fits: bool,
    /// One that does not.
    pub other: Option<Kind>,
}

impl Fit {
    /// Takes note of a value that fits or does not.
    pub fn note(&mut self, fits: bool, item: Item<'_>) {
        if fits {
            self.fits = true;
        } else {
            self.other = self.other.or(Some(item.kind()));
        }
    }
}

/// What a run learns.
#[derive(Debug)]
pub(super) struct Watches {
    /// Of each property.
    pub paths: Vec<Watch>,
    /// Of each test.
    pub tests: Vec<Fit>,
    /// Of each aggregate.
    pub figures: Vec<Fit>,
    /// The types of all resources.
    pub types: BTreeSet<Box<str>>,
}

impl Watches {
    /// Nothing learnt yet.
    pub fn new(query: &Query) -> Self {
        Self {
            paths: query.paths.iter().map(|_| Watch::default()).collect(),
            tests: vec![Fit::default(); query.tests],
            figures: vec![Fit::default(); query.aggregates.len()],
            types: BTreeSet::new(),
        }
    }

    /// What is worth telling.
    pub fn diags(&self, query: &Query) -> Vec<Diag> {
        let mut all = Vec::new();
        for (path, watch) in query.paths.iter().zip(&self.paths) {
            if watch.asked && !watch.found && !path.implied {
                all.push(absent(path, watch));
            }
        }
        if let Some(filter) = &query.filter {
            self.of_condition(query, filter, &mut all);
        }
        for (aggregate, fit) in query.aggregates.iter().zip(&self.figures) {
            if let (false, Some(kind), Some(path)) =
                (fit.fits, fit.other, aggregate.of.and_then(|path| query.paths.get(path)))
            {
                let words = format!("`{}` is {} wherever it is", path.name, kind.noun());
                all.push(Diag::new(Code::TL803, aggregate.span, words).label("this takes numbers"));
            }
        }
        all
    }

    fn of_condition(&self, query: &Query, condition: &Condition, out: &mut Vec<Diag>) {
        match condition {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| self.of_condition(query, part, out));
            }
            Condition::Not(part) => self.of_condition(query, part, out),
            Condition::Test(test) => self.of_test(query, test, out),
        }
    }

    fn of_test(&self, query: &Query, test: &Test, out: &mut Vec<Diag>) {
        let (Some(path), Some(fit)) = (query.paths.get(test.path), self.tests.get(test.number))
        else {
            return;
        };
        if let (false, Some(kind)) = (fit.fits, fit.other) {
            let words = format!("`{}` is {} wherever it is", path.name, kind.noun());
            let diag = Diag::new(Code::TL803, test.span, words);
            let diag = diag.label(match &test.wanted {
                Wanted::Compare(_, own) | Wanted::Between(own, _) => {
                    format!("this is {}", own.noun())
                }
                Wanted::Like(_) => "this is a string".to_owned(),
                Wanted::In(_) | Wanted::Present => "none of these is".to_owned(),
            });
            out.push(diag.help(match kind {
                Kind::Text => "strings stand in single quotes",
                Kind::Map => "name one of its properties behind a point",
                _ => "numbers, `true` and `false` stand without quotes",
            }));
        }
        if &*path.name == "resourceType" && !self.types.is_empty() {
            out.extend(self.strange_type(test));
        }
    }

    /// The type that the test asks for and no resource has.
    fn strange_type(&self, test: &Test) -> Option<Diag> {
        let known = |text: &[u8]| self.types.iter().any(|t| t.as_bytes() == text);
        let strange = match &test.wanted {
            Wanted::Compare(Relation::Equal, Literal::Text(text, _)) if !known(text) => &**text,
            Wanted::In(set) => set.texts().filter(|text| !known(text)).min()?,
            _ => return None,
        };
        let strange = show(strange);
        let words = format!("no resource has the type `{strange}`");
        let diag = Diag::new(Code::TL802, test.span, words);
        Some(match suggest::nearest(&strange, self.types.iter().map(|t| &**t)) {
            Some(near) => diag.help(format!("did you mean `{near}`?")),
            None => diag,
        })
    }
}

/// No item has the property.
fn absent(path: &Path, watch: &Watch) -> Diag {
    let diag = Diag::new(Code::TL802, path.span, format!("no item has `{}`", path.name));
    let Some(step) = path.steps.get(watch.depth) else { return diag };
    let mut near: Vec<&str> = watch.near.iter().map(|key| &**key).collect();
    if watch.depth == 0 {
        near.extend(ALL);
    }
    near.sort_unstable();
    // The right letters in another case go before other letters.
    let same = near.iter().copied().find(|key| key.eq_ignore_ascii_case(&step.key));
    if let Some(key) = same.or_else(|| suggest::nearest(&step.key, near)) {
        let mut parts: Vec<_> = path.steps.iter().map(|step| spelled(&step.name)).collect();
        if let Some(part) = parts.get_mut(watch.depth) {
            *part = spelled(key);
        }
        return diag.help(format!("did you mean `{}`?", parts.join(".")));
    }
    match (watch.depth, path.is_of_tags()) {
        (1, true) => diag.help(format!("tags are a list: `tags.tag = '{}=...'`", step.name)),
        (0, _) if watch.inside => {
            diag.help(format!("most properties are inside: `configuration.{}`", path.name))
        }
        _ => diag,
    }
}
