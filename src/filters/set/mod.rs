//! Many filter patterns over one pass of each record.
//!
//! All selectors lie in one tree of steps, which the walk follows over the record's brackets and
//! quotes; what no pattern selects is skipped. Equal tests are one; the texts that `=` asks for at
//! one selector are one table, and `||` of such tests is one test. An expression is looked at only
//! when one of its tests holds (or it could hold without). Terms of all patterns are searched at
//! once. The answers are those of [`FilterPattern::matches`], held by a differential test.

mod lower;
mod stamps;
mod tests_of;
mod trie;
mod walk;

use super::metric::{Datum, Dropped, Extraction, Source, text_of};
use super::pattern::FilterPattern;
use super::plain;
use super::tokens::Words;
use crate::fields::{Masks, check};
use lower::{Matcher, Node};
use stamps::Stamps;
use std::borrow::Cow;
use tests_of::{PathTests, TermSearch};
use trie::Trie;
use walk::Walk;

/// A filter of a set: its number in the order of adding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilterId(pub u32);

/// Collects filters, then builds the set.
#[derive(Debug, Default)]
pub struct FilterSetBuilder {
    lower: lower::Lower,
}

impl FilterSetBuilder {
    /// Adds a pattern, with what is to be extracted of records that match it.
    pub fn add(&mut self, pattern: &FilterPattern, extraction: Option<Extraction>) -> FilterId {
        self.lower.add(pattern, extraction)
    }

    /// The set.
    ///
    /// # Errors
    /// Words, if the terms of all patterns together are too many to be searched at once.
    pub fn build(self) -> Result<FilterSet, String> {
        self.lower.build()
    }
}

/// Filters that share one pass over each record. It never changes and can be shared by threads.
#[derive(Debug)]
pub struct FilterSet {
    filters: Vec<Filter>,
    trie: Trie,
    /// The tests of each path of the trie.
    paths: Vec<PathTests>,
    /// The JSON filters that look at each test.
    owners: Vec<Box<[u32]>>,
    /// JSON filters that may match although no test holds.
    eager: Vec<u32>,
    /// Filters of other kinds.
    others: Vec<u32>,
    terms: TermSearch,
}

#[derive(Debug)]
struct Filter {
    matcher: Matcher,
    extraction: Option<Extraction>,
}

/// What matching writes; one for each thread, reused from record to record.
#[derive(Debug, Default)]
pub struct FilterScratch {
    masks: Masks,
    walk: Walk,
    tests: Stamps,
    paths: Stamps,
    terms: Stamps,
    queued: Stamps,
    queue: Vec<u32>,
    matched: Vec<FilterId>,
    words: Words,
    /// Where the message that the words were cut of begins in its text.
    message: usize,
    text: Vec<u8>,
}

impl FilterScratch {
    /// The filters that the last message matched, in their order.
    #[must_use]
    pub fn matched(&self) -> &[FilterId] {
        &self.matched
    }
}

impl FilterSet {
    /// How many filters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.filters.len()
    }

    /// Is there no filter at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.filters.is_empty()
    }

    /// The filters that a message matches, in their order.
    pub fn matches<'s>(&self, scratch: &'s mut FilterScratch, message: &[u8]) -> &'s [FilterId] {
        let mut masks = std::mem::take(&mut scratch.masks);
        let start = self.json_start(&mut masks, message);
        scratch.message = 0;
        self.run(scratch, &masks, message, start, message);
        scratch.masks = masks;
        &scratch.matched
    }

    /// The filters that a JSON object inside a text matches, from its first byte to one past its
    /// last. The masks are those of the text, which must have been proved before.
    pub fn matches_object<'s>(
        &self,
        scratch: &'s mut FilterScratch,
        masks: &Masks,
        text: &[u8],
        extent: std::ops::Range<usize>,
    ) -> &'s [FilterId] {
        scratch.message = extent.start;
        let message = text.get(extent.clone()).unwrap_or_default();
        self.run(scratch, masks, text, Some(extent.start), message);
        &scratch.matched
    }

    /// The datum of a filter that the scratch's last message matched; `text` is the text that was
    /// given with it.
    ///
    /// # Errors
    /// Why there is none. A filter without an extraction has no value.
    pub fn datum(
        &self,
        scratch: &FilterScratch,
        text: &[u8],
        filter: FilterId,
    ) -> Result<Datum<'_>, Dropped> {
        let filter = self.filters.get(filter.0 as usize).ok_or(Dropped::NoValue)?;
        let extraction = filter.extraction.as_ref().ok_or(Dropped::NoValue)?;
        extraction.datum(|source| match (source, &filter.matcher) {
            (Source::Field(selector), _) => {
                let path = self.trie.path(selector)?;
                let found = scratch.walk.found.iter().find(|f| f.path == path)?;
                let mut buffer = Vec::new();
                let scalar = found.scalar(text, &mut buffer)?;
                text_of(scalar).map(|text| Cow::Owned(text.to_vec()))
            }
            (Source::Column(name), Matcher::Columns(columns)) => {
                let message = text.get(scratch.message..)?;
                columns.named(&scratch.words, message, name).map(Cow::Borrowed)
            }
            _ => None,
        })
    }

    /// Where the JSON of a message begins, if it is one object or list and some filter asks.
    fn json_start(&self, masks: &mut Masks, message: &[u8]) -> Option<usize> {
        if self.paths.is_empty() {
            return None;
        }
        let start = message.iter().position(|b| !matches!(b, b' ' | b'\t' | b'\n' | b'\r'))?;
        match message.get(start) {
            Some(b'{') => check(message, masks, plain::DEPTH).is_ok().then_some(start),
            // Lists are rare: they are proved by reading them.
            Some(b'[') => {
                plain::record(message)?;
                masks.read(message);
                Some(start)
            }
            _ => None,
        }
    }

    fn run(
        &self,
        scratch: &mut FilterScratch,
        masks: &Masks,
        text: &[u8],
        json: Option<usize>,
        message: &[u8],
    ) {
        scratch.matched.clear();
        scratch.walk.clear();
        if let Some(start) = json {
            scratch.walk.run(&self.trie, text, masks, start);
            self.test(scratch, text);
            let FilterScratch { queue, tests, paths, matched, .. } = scratch;
            for at in self.eager.iter().chain(&*queue) {
                if let Some(Filter { matcher: Matcher::Json(node), .. }) =
                    self.filters.get(*at as usize)
                    && holds(node, tests, paths)
                {
                    matched.push(FilterId(*at));
                }
            }
        }
        if !self.others.is_empty() {
            self.rest(scratch, message);
        }
        scratch.matched.sort_unstable();
    }

    /// Puts the values found to the tests, and queues the filters whose tests hold.
    fn test(&self, scratch: &mut FilterScratch, text: &[u8]) {
        let FilterScratch { walk, tests, paths, queued, queue, text: buffer, .. } = scratch;
        tests.begin(self.owners.len());
        paths.begin(self.paths.len());
        queued.begin(self.filters.len());
        queue.clear();
        for found in &walk.found {
            paths.set(found.path);
            let Some(of) = self.paths.get(found.path as usize) else { continue };
            let Some(scalar) = found.scalar(text, buffer) else { continue };
            of.each(scalar, |test| {
                if tests.set(test) {
                    for owner in self.owners.get(test as usize).into_iter().flatten() {
                        if queued.set(*owner) {
                            queue.push(*owner);
                        }
                    }
                }
            });
        }
    }

    /// Filters by terms and by columns, and those that match everything.
    fn rest(&self, scratch: &mut FilterScratch, message: &[u8]) {
        let FilterScratch { terms, words, matched, .. } = scratch;
        self.terms.search(message, terms);
        let mut cut = false;
        for at in &self.others {
            let Some(filter) = self.filters.get(*at as usize) else { continue };
            let holds = match &filter.matcher {
                Matcher::Everything => true,
                Matcher::Terms(own) => own.holds(|term| self.terms.is_in(*term, terms, message)),
                Matcher::Columns(columns) => {
                    if !cut {
                        words.cut(message);
                        cut = true;
                    }
                    columns.fits(words, message)
                }
                Matcher::Json(_) => false,
            };
            if holds {
                matched.push(FilterId(*at));
            }
        }
    }
}

/// Does an expression hold, given the tests that do and the paths that have a value?
fn holds(node: &Node, tests: &Stamps, paths: &Stamps) -> bool {
    match node {
        Node::All(parts) => parts.iter().all(|p| holds(p, tests, paths)),
        Node::Any(parts) => parts.iter().any(|p| holds(p, tests, paths)),
        Node::Test(test) => tests.has(*test),
        Node::Absent(path) => !paths.has(*path),
    }
}
