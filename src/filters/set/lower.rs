//! From patterns to the tables of a set.

use super::tests_of::{PathTests, TermSearch};
use super::trie::Trie;
use super::{Filter, FilterId, FilterSet};
use crate::filters::columns::Columns;
use crate::filters::compare::{Compare, Value};
use crate::filters::json::{Expr, Test};
use crate::filters::metric::{Extraction, Source};
use crate::filters::pattern::{FilterPattern, Pattern};
use crate::filters::selector::Selector;
use crate::filters::terms::Terms;
use std::collections::BTreeMap;

/// A filter's condition over what is shared.
#[derive(Debug)]
pub(super) enum Matcher {
    Everything,
    Terms(Terms<u32>),
    Json(Node),
    Columns(Columns),
}

/// An expression over shared tests.
#[derive(Debug)]
pub(super) enum Node {
    All(Box<[Self]>),
    Any(Box<[Self]>),
    /// A test that some value holds.
    Test(u32),
    /// A path without a value.
    Absent(u32),
}

/// Collects what filters share.
#[derive(Debug, Default)]
pub(super) struct Lower {
    filters: Vec<Filter>,
    trie: Trie,
    paths: Vec<PathTests>,
    /// The number of each test, by its path and its spelling.
    tests: BTreeMap<(u32, String), u32>,
    owners: Vec<Vec<u32>>,
    eager: Vec<u32>,
    others: Vec<u32>,
    terms: TermSearch,
}

impl Lower {
    pub(super) fn add(
        &mut self,
        pattern: &FilterPattern,
        extraction: Option<Extraction>,
    ) -> FilterId {
        let id = self.filters.len() as u32;
        let matcher = match pattern.pattern() {
            Pattern::Everything => Matcher::Everything,
            Pattern::Terms(terms) => Matcher::Terms(terms.map(|find| self.terms.add(find))),
            Pattern::Columns(columns) => Matcher::Columns(columns.clone()),
            Pattern::Json(expr) => {
                let node = self.node(expr);
                if could_hold_without_tests(&node) {
                    self.eager.push(id);
                } else {
                    self.own(&node, id);
                }
                Matcher::Json(node)
            }
        };
        if !matches!(matcher, Matcher::Json(_)) {
            self.others.push(id);
        }
        if let Some(extraction) = &extraction {
            let sources = extraction.dimensions.iter().map(|(_, source)| source);
            for source in sources.chain([&extraction.value]) {
                if let Source::Field(selector) = source {
                    self.path(selector);
                }
            }
        }
        self.filters.push(Filter { matcher, extraction });
        FilterId(id)
    }

    pub(super) fn build(mut self) -> Result<FilterSet, String> {
        self.terms.freeze()?;
        Ok(FilterSet {
            filters: self.filters,
            trie: self.trie,
            paths: self.paths,
            owners: self.owners.into_iter().map(Vec::into_boxed_slice).collect(),
            eager: self.eager,
            others: self.others,
            terms: self.terms,
        })
    }

    fn path(&mut self, selector: &Selector) -> u32 {
        let path = self.trie.add(selector);
        self.paths.resize_with(self.trie.paths(), PathTests::default);
        path
    }

    fn node(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::All(parts) => Node::All(parts.iter().map(|p| self.node(p)).collect()),
            Expr::Any(parts) => self.any(parts),
            Expr::Test(selector, Test::NotExists) => Node::Absent(self.path(selector)),
            Expr::Test(selector, test) => {
                let path = self.path(selector);
                match exact(test) {
                    Some(text) => self.texts(path, &[text]),
                    None => Node::Test(self.test(path, test.to_string(), |tests, id| {
                        tests.add(test.clone(), id);
                    })),
                }
            }
        }
    }

    /// Alternatives, of which those that compare one selector with texts become one test.
    fn any(&mut self, parts: &[Expr]) -> Node {
        let mut texts: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        let mut nodes = Vec::new();
        for part in parts {
            match part {
                Expr::Test(selector, test) if exact(test).is_some() => {
                    let path = self.path(selector);
                    texts.entry(path).or_default().extend(exact(test));
                }
                other => nodes.push(self.node(other)),
            }
        }
        for (path, mut texts) in texts {
            texts.sort_unstable();
            texts.dedup();
            nodes.push(self.texts(path, &texts));
        }
        Node::Any(nodes.into())
    }

    fn texts(&mut self, path: u32, texts: &[&str]) -> Node {
        let quoted: Vec<String> =
            texts.iter().map(|t| crate::base::text::quote(t.as_bytes())).collect();
        Node::Test(self.test(path, quoted.join(" "), |tests, id| {
            for text in texts {
                tests.add_text(text, id);
            }
        }))
    }

    fn test(&mut self, path: u32, spelling: String, add: impl FnOnce(&mut PathTests, u32)) -> u32 {
        let fresh = self.owners.len() as u32;
        let id = *self.tests.entry((path, spelling)).or_insert(fresh);
        if id == fresh {
            self.owners.push(Vec::new());
            if let Some(tests) = self.paths.get_mut(path as usize) {
                add(tests, id);
            }
        }
        id
    }

    fn own(&mut self, node: &Node, filter: u32) {
        match node {
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|p| self.own(p, filter)),
            Node::Test(test) => {
                if let Some(owners) = self.owners.get_mut(*test as usize)
                    && owners.last() != Some(&filter)
                {
                    owners.push(filter);
                }
            }
            Node::Absent(_) => {}
        }
    }
}

/// The one text that a test asks for, if it does. Numbers without quotes are no texts.
fn exact(test: &Test) -> Option<&str> {
    match test {
        Test::Compare(Compare::Equal(Value::Glob(glob))) => glob.exact(),
        _ => None,
    }
}

/// Could it hold for a record for which no test holds?
fn could_hold_without_tests(node: &Node) -> bool {
    match node {
        Node::All(parts) => parts.iter().all(could_hold_without_tests),
        Node::Any(parts) => parts.iter().any(could_hold_without_tests),
        Node::Test(_) => false,
        Node::Absent(_) => true,
    }
}
