//! `Conditions` of a template: true, false, or not known before it is deployed. A condition is
//! answered once, however many resources ask for it.

use super::super::doc::near;
use super::resolve::{Depth, Outcome, function};
use super::stack::Stack;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};
use std::cell::RefCell;

/// A named condition.
#[derive(Debug)]
pub(super) struct Condition<'t> {
    item: Item<'t>,
    state: RefCell<State>,
}

#[derive(Debug)]
enum State {
    Unasked,
    /// It is being answered: who asks for it now goes round in a circle.
    Busy,
    Answered(Truth),
}

/// An answer.
#[derive(Debug, Clone)]
pub(super) enum Truth {
    True,
    False,
    /// Not known, for this reason.
    Later(Box<Diag>),
    /// A problem was reported.
    Broken,
}

impl<'t> Condition<'t> {
    pub fn new(item: Item<'t>) -> Self {
        Self { item, state: RefCell::new(State::Unasked) }
    }
}

impl<'t> Stack<'t> {
    /// Answers all conditions, so that all problems in them are reported.
    pub fn check_conditions(&self, diags: &mut Diags) {
        for (name, condition) in &self.conditions {
            self.condition(diags, name, condition.item.span(), Depth::default());
        }
    }

    /// Do its conditions leave a resource in? A condition that is not known is reported.
    pub fn is_deployed(&self, diags: &mut Diags, resource: Item<'_>) -> bool {
        let Some(item) = resource.get("Condition") else { return true };
        let Some(name) = super::super::doc::text(diags, "Condition", item) else { return false };
        match self.condition(diags, &name, item.span(), Depth::default()) {
            Truth::True => true,
            Truth::False | Truth::Broken => false,
            Truth::Later(why) => {
                diags.push(*why);
                false
            }
        }
    }

    /// Answers a condition by its name, which stands at `span`.
    pub fn condition(&self, diags: &mut Diags, name: &str, span: Span, depth: Depth) -> Truth {
        let Some(condition) = self.conditions.get(name) else {
            let words = format!("no condition is called `{name}`");
            let mut diag = Diag::new(Code::TL601, span, words);
            if let Some(near) = near(name, self.conditions.keys().map(String::as_str)) {
                diag = diag.label(format!("did you mean `{near}`?"));
            }
            diags.push(diag);
            return Truth::Broken;
        };
        match &*condition.state.borrow() {
            State::Unasked => {}
            State::Answered(truth) => return truth.clone(),
            State::Busy => {
                let words = format!("the condition `{name}` depends on itself");
                diags.push(Diag::new(Code::TL604, span, words).label("here the circle closes"));
                return Truth::Broken;
            }
        }
        condition.state.replace(State::Busy);
        let truth = self.holds(diags, condition.item, depth);
        condition.state.replace(State::Answered(truth.clone()));
        truth
    }

    /// Answers an expression.
    fn holds(&self, diags: &mut Diags, item: Item<'t>, depth: Depth) -> Truth {
        let Some(depth) = depth.deeper(diags, item) else { return Truth::Broken };
        let Some((name, argument)) = function(item) else {
            diags.push(
                Diag::new(Code::TL605, item.span(), "a condition is one function")
                    .label(format!("this is {}", item.kind().noun()))
                    .help(FUNCTIONS),
            );
            return Truth::Broken;
        };
        match &*name {
            "Condition" if argument.kind() == Kind::Text => {
                self.condition(diags, &argument.str(), argument.span(), depth)
            }
            "Fn::Equals" => self.equals(diags, argument, depth),
            "Fn::Not" => match self.parts(diags, &name, argument, 1..=1) {
                Some(parts) => match self.holds(diags, parts[0], depth) {
                    Truth::True => Truth::False,
                    Truth::False => Truth::True,
                    other => other,
                },
                None => Truth::Broken,
            },
            "Fn::And" | "Fn::Or" => self.several(diags, &name, argument, depth),
            _ => {
                let words = format!("`{name}` is no condition");
                diags.push(Diag::new(Code::TL605, item.span(), words).help(FUNCTIONS));
                Truth::Broken
            }
        }
    }

    /// A false decides `Fn::And`, a true decides `Fn::Or`, whatever is not known.
    fn several(&self, diags: &mut Diags, name: &str, argument: Item<'t>, depth: Depth) -> Truth {
        let Some(parts) = self.parts(diags, name, argument, 2..=10) else { return Truth::Broken };
        let and = name == "Fn::And";
        let mut undecided = None;
        let mut decided = false;
        for part in parts {
            match self.holds(diags, part, depth) {
                Truth::True => decided |= !and,
                Truth::False => decided |= and,
                other if undecided.is_none() => undecided = Some(other),
                Truth::Broken => undecided = Some(Truth::Broken),
                Truth::Later(_) => {}
            }
        }
        match (decided, undecided) {
            (true, _) if and => Truth::False,
            (true, _) => Truth::True,
            (false, Some(other)) => other,
            (false, None) if and => Truth::True,
            (false, None) => Truth::False,
        }
    }

    fn equals(&self, diags: &mut Diags, argument: Item<'t>, depth: Depth) -> Truth {
        let Some(parts) = self.parts(diags, "Fn::Equals", argument, 2..=2) else {
            return Truth::Broken;
        };
        let mut sides = Vec::new();
        for part in parts {
            match self.evaluate(diags, part, depth) {
                Outcome::Value(tree) => {
                    // An expression that was left within the value decides just as little.
                    if let Some(why) = self.why_left(tree.root()) {
                        return why.map_or(Truth::Broken, |diag| Truth::Later(Box::new(diag)));
                    }
                    sides.push(super::function::shown(tree.root()));
                }
                Outcome::Nothing => sides.push(None),
                Outcome::Later(why) => return Truth::Later(why),
                Outcome::Broken => return Truth::Broken,
            }
        }
        if sides.first() == sides.last() { Truth::True } else { Truth::False }
    }
}

const FUNCTIONS: &str =
    "functions of conditions: Fn::And, Fn::Equals, Fn::Not, Fn::Or, and `Condition: NAME`";
