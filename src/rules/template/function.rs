//! The functions of templates that make values of values: `Fn::Join`, `Fn::Split`, `Fn::Select`,
//! `Fn::FindInMap`.

use super::super::doc::near;
use super::parameter::scalar_text;
use super::resolve::{Depth, Outcome};
use super::stack::Stack;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::base::units::show_size;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};

/// Why there is no value: what is to be answered instead.
pub(super) type Stop = Outcome;

impl<'t> Stack<'t> {
    /// A text that a function made, at the place of the function.
    pub(super) fn text_outcome(&self, diags: &mut Diags, text: &str, span: Span) -> Outcome {
        if !self.has_room(diags, text.len(), span) {
            return Outcome::Broken;
        }
        let mut into = TreeBuilder::like(self.tree);
        into.stored(Kind::Text, span.start as usize, span.end as usize, text.as_bytes());
        into.finish().map_or(Outcome::Nothing, Outcome::Value)
    }

    /// A list of texts that a function made.
    pub(super) fn list_outcome(&self, diags: &mut Diags, texts: &[String], span: Span) -> Outcome {
        if !self.has_room(diags, texts.iter().map(|t| t.len() + 1).sum(), span) {
            return Outcome::Broken;
        }
        let (start, end) = (span.start as usize, span.end as usize);
        let mut into = TreeBuilder::like(self.tree);
        let list = into.open(Kind::List, start);
        for text in texts {
            into.stored(Kind::Text, start, end, text.as_bytes());
        }
        into.close(list, end);
        into.finish().map_or(Outcome::Nothing, Outcome::Value)
    }

    /// Counts what functions make, so that no template fills the memory with copies of a value.
    pub(super) fn has_room(&self, diags: &mut Diags, bytes: usize, span: Span) -> bool {
        let most = self.deployment.max_bytes;
        let before = self.made.get();
        self.made.set(before.saturating_add(bytes));
        if self.made.get() <= most {
            return true;
        }
        if before <= most {
            let size = show_size(most as u64);
            let words = format!("the functions of this template make more than {size} of text");
            diags.push(Diag::new(Code::TL605, span, words));
        }
        false
    }

    /// The text of a part of an argument.
    pub(super) fn text(
        &self,
        diags: &mut Diags,
        name: &str,
        item: Item<'t>,
        depth: Depth,
    ) -> Result<String, Stop> {
        let tree = match self.evaluate(diags, item, depth) {
            Outcome::Value(tree) => tree,
            stop => return Err(stop),
        };
        scalar_text(tree.root())
            .ok_or_else(|| self.wrong_form(diags, item, &format!("`{name}` takes a string here")))
    }

    /// The elements of a list that is a part of an argument.
    fn list(
        &self,
        diags: &mut Diags,
        name: &str,
        item: Item<'t>,
        depth: Depth,
    ) -> Result<Tree, Stop> {
        let tree = match self.evaluate(diags, item, depth) {
            Outcome::Value(tree) => tree,
            stop => return Err(stop),
        };
        if tree.root().kind() == Kind::List {
            return Ok(tree);
        }
        Err(self.wrong_form(diags, item, &format!("`{name}` takes a list here")))
    }

    /// `Fn::Join: [delimiter, list]`.
    pub(super) fn join(
        &self,
        diags: &mut Diags,
        argument: Item<'t>,
        span: Span,
        depth: Depth,
    ) -> Outcome {
        let joined = |diags: &mut Diags| -> Result<String, Stop> {
            let Some(parts) = self.parts(diags, "Fn::Join", argument, 2..=2) else {
                return Err(Outcome::Broken);
            };
            let delimiter = self.text(diags, "Fn::Join", parts[0], depth)?;
            let list = self.list(diags, "Fn::Join", parts[1], depth)?;
            let texts: Vec<String> = list
                .root()
                .items()
                .map(|item| {
                    scalar_text(item).ok_or_else(|| match self.why_left(item) {
                        Some(why) => why.map_or(Outcome::Broken, |d| Outcome::Later(Box::new(d))),
                        None => self.wrong_form(diags, item, "`Fn::Join` joins strings"),
                    })
                })
                .collect::<Result<_, _>>()?;
            Ok(texts.join(&delimiter))
        };
        match joined(diags) {
            Ok(text) => self.text_outcome(diags, &text, span),
            Err(stop) => stop,
        }
    }

    /// `Fn::Split: [delimiter, text]`.
    pub(super) fn split(
        &self,
        diags: &mut Diags,
        argument: Item<'t>,
        span: Span,
        depth: Depth,
    ) -> Outcome {
        let Some(parts) = self.parts(diags, "Fn::Split", argument, 2..=2) else {
            return Outcome::Broken;
        };
        let texts = self
            .text(diags, "Fn::Split", parts[0], depth)
            .and_then(|delimiter| Ok((delimiter, self.text(diags, "Fn::Split", parts[1], depth)?)));
        match texts {
            Ok((delimiter, _)) if delimiter.is_empty() => {
                self.wrong_form(diags, parts[0], "`Fn::Split` takes a delimiter that is not empty")
            }
            Ok((delimiter, text)) => {
                let pieces: Vec<String> = text.split(&*delimiter).map(str::to_owned).collect();
                self.list_outcome(diags, &pieces, span)
            }
            Err(stop) => stop,
        }
    }

    /// `Fn::Select: [index, list]`, the index from 0.
    pub(super) fn select(&self, diags: &mut Diags, argument: Item<'t>, depth: Depth) -> Outcome {
        let Some(parts) = self.parts(diags, "Fn::Select", argument, 2..=2) else {
            return Outcome::Broken;
        };
        let both = self
            .text(diags, "Fn::Select", parts[0], depth)
            .and_then(|index| Ok((index, self.list(diags, "Fn::Select", parts[1], depth)?)));
        let (index, list) = match both {
            Ok(both) => both,
            Err(stop) => return stop,
        };
        let found = index.trim().parse().ok().and_then(|at: usize| list.root().items().nth(at));
        let Some(found) = found else {
            let words = format!("`Fn::Select` has no element `{index}`");
            return self.wrong_form(diags, parts[1], &words);
        };
        if let Some(why) = self.why_left(found) {
            return why.map_or(Outcome::Broken, |diag| Outcome::Later(Box::new(diag)));
        }
        let mut into = TreeBuilder::like(self.tree);
        into.graft(found);
        into.finish().map_or(Outcome::Nothing, Outcome::Value)
    }

    /// `Fn::FindInMap: [map, key, key]`.
    pub(super) fn find_in_map(
        &self,
        diags: &mut Diags,
        argument: Item<'t>,
        span: Span,
        depth: Depth,
    ) -> Outcome {
        let Some(parts) = self.parts(diags, "Fn::FindInMap", argument, 3..=4) else {
            return Outcome::Broken;
        };
        let mut found = self.mappings;
        for (level, part) in parts.iter().take(3).enumerate() {
            let word = match self.text(diags, "Fn::FindInMap", *part, depth) {
                Ok(word) => word,
                Err(stop) => return stop,
            };
            let next = found.and_then(|item| item.get(&word));
            if next.is_none() {
                if let Some(default) = parts.get(3).and_then(|last| last.get("DefaultValue")) {
                    return self.evaluate(diags, default, depth);
                }
                let what = if level == 0 { "mapping is called" } else { "key of the mapping is" };
                let words = format!("no {what} `{word}`");
                let mut diag = Diag::new(Code::TL601, part.span(), words);
                let names: Vec<_> = found.into_iter().flat_map(Item::entries).collect();
                let names: Vec<_> = names.iter().map(|(key, _)| key.str()).collect();
                if let Some(near) = near(&word, names.iter().map(|n| &**n)) {
                    diag = diag.label(format!("did you mean `{near}`?"));
                }
                diags.push(diag);
                return Outcome::Broken;
            }
            found = next;
        }
        let Some(found) = found else { return Outcome::Broken };
        if !self.has_room(diags, found.raw().len(), span) {
            return Outcome::Broken;
        }
        self.evaluate(diags, found, depth)
    }
}

/// A value in one spelling, for comparison: scalars by their text, lists and maps by their parts.
pub(super) fn shown(item: Item<'_>) -> Option<String> {
    match item.kind() {
        Kind::List => {
            let parts: Vec<_> = item.items().map(|i| format!("{:?}", shown(i))).collect();
            Some(format!("[{}]", parts.join(",")))
        }
        Kind::Map => {
            let mut parts: Vec<_> = item
                .entries()
                .map(|(key, value)| format!("{:?}:{:?}", key.str(), shown(value)))
                .collect();
            parts.sort_unstable();
            Some(format!("{{{}}}", parts.join(",")))
        }
        _ => scalar_text(item),
    }
}
