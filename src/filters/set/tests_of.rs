//! The tests of one selector, and the terms of all patterns.

use super::stamps::Stamps;
use crate::filters::compare::Scalar;
use crate::filters::json::Test;
use crate::filters::terms::Find;
use aho_corasick::{AhoCorasick, MatchKind};

type Texts = hashbrown::HashMap<Box<[u8]>, Vec<u32>, foldhash::fast::FixedState>;

/// The tests of the values of one selector.
#[derive(Debug, Default)]
pub(super) struct PathTests {
    /// What `=` asks for, and the tests that hold then.
    texts: Texts,
    /// Everything else, put to each value.
    rest: Vec<(Test, u32)>,
}

impl PathTests {
    pub(super) fn add_text(&mut self, text: &str, test: u32) {
        self.texts.entry(text.as_bytes().into()).or_default().push(test);
    }

    pub(super) fn add(&mut self, of: Test, test: u32) {
        self.rest.push((of, test));
    }

    /// Calls `hold` with each test that holds for a value.
    #[inline]
    pub(super) fn each(&self, scalar: Scalar<'_>, mut hold: impl FnMut(u32)) {
        if let Scalar::Text(text) | Scalar::Number(text) = scalar
            && !self.texts.is_empty()
        {
            self.texts.get(text).into_iter().flatten().for_each(|test| hold(*test));
        }
        for (test, id) in &self.rest {
            if test.holds(scalar) {
                hold(*id);
            }
        }
    }
}

/// The terms of all patterns.
#[derive(Debug, Default)]
pub(super) struct TermSearch {
    /// The terms, each once.
    finds: Vec<Find>,
    /// The automaton of those that are texts, and which they are.
    texts: Option<AhoCorasick>,
    of: Vec<u32>,
}

impl TermSearch {
    /// The number of a term, which is added if it is new.
    pub(super) fn add(&mut self, find: &Find) -> u32 {
        let known = self.finds.iter().position(|f| f == find);
        known.unwrap_or_else(|| {
            self.finds.push(find.clone());
            self.finds.len() - 1
        }) as u32
    }

    /// Makes the automaton.
    pub(super) fn freeze(&mut self) -> Result<(), String> {
        let mut texts = Vec::new();
        for (at, find) in self.finds.iter().enumerate() {
            if let Find::Text(text) = find {
                texts.push(text.as_bytes());
                self.of.push(at as u32);
            }
        }
        if !texts.is_empty() {
            let built = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&texts);
            self.texts = Some(built.map_err(|_| "the terms of all patterns are too many")?);
        }
        Ok(())
    }

    /// Finds all texts in one pass.
    pub(super) fn search(&self, message: &[u8], there: &mut Stamps) {
        there.begin(self.finds.len());
        for found in self.texts.iter().flat_map(|t| t.find_overlapping_iter(message)) {
            if let Some(term) = self.of.get(found.pattern().as_usize()) {
                there.set(*term);
            }
        }
    }

    /// Is a term in the message that was searched?
    pub(super) fn is_in(&self, term: u32, there: &Stamps, message: &[u8]) -> bool {
        match self.finds.get(term as usize) {
            Some(Find::Text(_)) => there.has(term),
            Some(find) => find.is_in(message),
            None => false,
        }
    }
}
