//! Values in place of expressions, as far as they are known before the template is deployed. The
//! result is a tree of its own with the places of the template; an expression that is not known
//! stays in it as it is, and `Stack::left` says why.

use super::super::doc::near;
use super::condition::Truth;
use super::stack::{Referent, Stack, later};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind, Tree, TreeBuilder};
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Levels of nesting of what is resolved, conditions within conditions included.
const MAX_DEPTH: u16 = 200;

/// How deep an expression stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Depth(u16);

impl Depth {
    /// One level deeper; too deep is reported.
    pub fn deeper(self, diags: &mut Diags, item: Item<'_>) -> Option<Self> {
        if self.0 >= MAX_DEPTH {
            let words = format!("a template nested more than {MAX_DEPTH} levels deep");
            diags.push(Diag::new(Code::TL105, item.span().head(), words));
            return None;
        }
        Some(Self(self.0 + 1))
    }
}

/// What an expression comes to.
pub(super) enum Outcome {
    /// A value.
    Value(Tree),
    /// `AWS::NoValue`: what it is the value of is not there.
    Nothing,
    /// Not known, for this reason.
    Later(Box<Diag>),
    /// A problem was reported.
    Broken,
}

/// The name and the argument of a function.
pub(super) fn function(item: Item<'_>) -> Option<(Cow<'_, str>, Item<'_>)> {
    let mut entries = item.entries();
    let (key, argument) = entries.next()?;
    let name = key.str();
    let is_one = name == "Ref" || name == "Condition" || name.starts_with("Fn::");
    (is_one && entries.next().is_none()).then_some((name, argument))
}

/// Is it a function where values stand? A map with the key `Condition` is data there.
fn is_call(item: Item<'_>) -> bool {
    function(item).is_some_and(|(name, _)| name != "Condition")
}

impl<'t> Stack<'t> {
    /// A value of the template with values in place of its expressions.
    pub fn resolved(&self, diags: &mut Diags, item: Item<'t>) -> Option<Tree> {
        match self.evaluate(diags, item, Depth::default()) {
            Outcome::Value(tree) => Some(tree),
            Outcome::Nothing | Outcome::Broken => None,
            Outcome::Later(why) => {
                diags.push(*why);
                None
            }
        }
    }

    /// What a value comes to.
    pub fn evaluate(&self, diags: &mut Diags, item: Item<'t>, depth: Depth) -> Outcome {
        let Some(depth) = depth.deeper(diags, item) else { return Outcome::Broken };
        if is_call(item) {
            return self.call(diags, item, depth);
        }
        let mut into = TreeBuilder::like(self.tree);
        self.put(diags, item, &mut into, depth);
        into.finish().map_or(Outcome::Nothing, Outcome::Value)
    }

    /// Puts a value that is no function into a tree.
    fn put(&self, diags: &mut Diags, item: Item<'t>, into: &mut TreeBuilder, depth: Depth) {
        let span = item.span();
        match item.kind() {
            Kind::Map => {
                let map = into.open(Kind::Map, span.start as usize);
                for (key, value) in item.entries() {
                    self.put_part(diags, Some(key), value, into, depth);
                }
                into.close(map, span.end as usize);
            }
            Kind::List => {
                let list = into.open(Kind::List, span.start as usize);
                for element in item.items() {
                    self.put_part(diags, None, element, into, depth);
                }
                into.close(list, span.end as usize);
            }
            _ => into.graft(item),
        }
    }

    /// Puts an entry or an element into the tree of a map or list, unless it comes to nothing.
    fn put_part(
        &self,
        diags: &mut Diags,
        key: Option<Item<'t>>,
        item: Item<'t>,
        into: &mut TreeBuilder,
        depth: Depth,
    ) {
        let outcome = match depth.deeper(diags, item) {
            Some(depth) if is_call(item) => self.call(diags, item, depth),
            Some(depth) => {
                key.into_iter().for_each(|key| into.graft(key));
                return self.put(diags, item, into, depth);
            }
            None => Outcome::Broken,
        };
        let why = match outcome {
            Outcome::Nothing => return,
            Outcome::Value(tree) => {
                key.into_iter().for_each(|key| into.graft(key));
                return into.graft(tree.root());
            }
            Outcome::Later(why) => Some(*why),
            Outcome::Broken => None,
        };
        self.left.borrow_mut().insert(item.span(), why);
        key.into_iter().for_each(|key| into.graft(key));
        into.graft(item);
    }

    /// Why an expression was left in a resolved value, if it was: the first one in it.
    pub fn why_left(&self, item: Item<'_>) -> Option<Option<Diag>> {
        let left = self.left.borrow();
        let (from, to) = (item.index(), item.end_index());
        (from..to).find_map(|at| {
            let part = item.tree().at(at);
            if part.kind() == Kind::Map { left.get(&part.span()).cloned() } else { None }
        })
    }

    fn call(&self, diags: &mut Diags, item: Item<'t>, depth: Depth) -> Outcome {
        let Some((name, argument)) = function(item) else { return Outcome::Broken };
        let span = item.span();
        match &*name {
            "Ref" if argument.kind() == Kind::Text => {
                let referent = self.referent(diags, &argument.str(), argument.span());
                self.referred(diags, referent, span)
            }
            "Fn::If" => self.choose(diags, argument, depth),
            "Fn::Join" => self.join(diags, argument, span, depth),
            "Fn::Split" => self.split(diags, argument, span, depth),
            "Fn::Select" => self.select(diags, argument, depth),
            "Fn::Sub" => self.substitute(diags, argument, span, depth),
            "Fn::FindInMap" => self.find_in_map(diags, argument, span, depth),
            "Fn::GetAtt" | "Fn::ImportValue" | "Fn::GetAZs" | "Fn::Transform" => {
                Outcome::Later(Box::new(later(span, &format!("the value of `{name}`"))))
            }
            "Fn::Base64" | "Fn::Cidr" | "Fn::Length" | "Fn::ToJsonString" => {
                let words = format!("`{name}` is not computed by this version");
                Outcome::Later(Box::new(Diag::new(Code::TL602, span, words)))
            }
            "Ref" => self.wrong_form(diags, argument, "`Ref` takes a name"),
            _ => {
                let words = format!("`{name}` is no function of values");
                let mut diag = Diag::new(Code::TL605, span, words);
                if let Some(near) = near(&name, FUNCTIONS.iter().copied()) {
                    diag = diag.label(format!("did you mean `{near}`?"));
                }
                diags.push(diag.help(format!("functions: {}", FUNCTIONS.join(", "))));
                Outcome::Broken
            }
        }
    }

    /// The value of a reference that stands at `span`.
    fn referred(&self, diags: &mut Diags, referent: Referent<'_>, span: Span) -> Outcome {
        match referent {
            Referent::Text(text) => self.text_outcome(diags, &text, span),
            Referent::List(texts) => self.list_outcome(diags, texts, span),
            Referent::NoValue => Outcome::Nothing,
            Referent::Later(why) => Outcome::Later(Box::new(why)),
            Referent::Broken => Outcome::Broken,
        }
    }

    /// `Fn::If`; the branch that is not chosen is not looked into.
    fn choose(&self, diags: &mut Diags, argument: Item<'t>, depth: Depth) -> Outcome {
        let Some(parts) = self.parts(diags, "Fn::If", argument, 3..=3) else {
            return Outcome::Broken;
        };
        let name = parts[0];
        if name.kind() != Kind::Text {
            return self.wrong_form(diags, name, "`Fn::If` takes the name of a condition first");
        }
        match self.condition(diags, &name.str(), name.span(), depth) {
            Truth::True => self.evaluate(diags, parts[1], depth),
            Truth::False => self.evaluate(diags, parts[2], depth),
            Truth::Later(why) => Outcome::Later(why),
            Truth::Broken => Outcome::Broken,
        }
    }

    /// The elements of a function's argument, as many as it takes.
    pub fn parts(
        &self,
        diags: &mut Diags,
        name: &str,
        argument: Item<'t>,
        count: RangeInclusive<usize>,
    ) -> Option<Vec<Item<'t>>> {
        let parts: Vec<_> = argument.items().collect();
        if argument.kind() == Kind::List && count.contains(&parts.len()) {
            return Some(parts);
        }
        let (least, most) = (count.start(), count.end());
        let size = if least == most { least.to_string() } else { format!("{least} to {most}") };
        self.wrong_form(diags, argument, &format!("`{name}` takes a list of {size}"));
        None
    }

    /// Reports an argument that a function does not take.
    pub fn wrong_form(&self, diags: &mut Diags, argument: Item<'_>, words: &str) -> Outcome {
        let found = match argument.kind() {
            Kind::List => format!("this is a list of {}", argument.len()),
            kind => format!("this is {}", kind.noun()),
        };
        diags.push(Diag::new(Code::TL605, argument.span(), words).label(found));
        Outcome::Broken
    }
}

/// The functions of values.
const FUNCTIONS: &[&str] = &[
    "Ref",
    "Fn::FindInMap",
    "Fn::GetAtt",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
];
