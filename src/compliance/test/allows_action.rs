//! `allows-action`: a policy statement that allows one of some actions. The statement's own values
//! are the globs; an asked action with a star in it (`s3:*`) stands for all that it describes, and
//! a statement allows it when it allows all of those.

use super::globs::{describes, meet};
use super::{ClauseOperator, Held, Test, listed, operand, wrong};
use crate::base::text::{Text, quote};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// `allows-action`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowsAction {
    /// The actions; one is enough.
    pub actions: Box<[Text]>,
}

impl AllowsAction {
    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        if item.kind() != Kind::Map {
            return Err(wrong("allows-action", "a policy statement", item));
        }
        match item.get("Effect") {
            Some(effect) if effect.kind() == Kind::Text => {
                if !effect.reads(b"Allow") {
                    return Ok(false);
                }
            }
            _ => {
                return Err(
                    "`allows-action` takes a policy statement, which has an `Effect`".into()
                );
            }
        }
        let (globs, but) = match (item.get("Action"), item.get("NotAction")) {
            (Some(globs), None) => (globs, false),
            (None, Some(globs)) => (globs, true),
            _ => {
                return Err(
                    "`allows-action` takes a policy statement, which has an `Action` or a \
                            `NotAction`"
                        .into(),
                );
            }
        };
        let each: Vec<Item<'_>> = match globs.kind() {
            Kind::Text => vec![globs],
            Kind::List => globs.items().collect(),
            kind => return Err(format!("the actions of the statement are {}", kind.noun()).into()),
        };
        Ok(self.actions.iter().any(|action| {
            if but {
                !each.iter().any(|glob| meet(&glob.text(), action))
            } else {
                each.iter().any(|glob| describes(&glob.text(), action))
            }
        }))
    }
}

impl fmt::Display for AllowsAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.actions {
            [only] => write!(f, "allows-action: {}", quote(only)),
            all => {
                write!(f, "allows-action: {}", listed(all.iter().map(|a| quote(a)), all.len()))
            }
        }
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "allows-action",
    summary: "a policy statement with effect Allow whose `Action` globs cover one of these \
              actions, or whose `NotAction` globs leave it out",
    takes: "a policy statement, as the pipe `statements` gives",
    example: r#"{"allows-action": ["iam:PassRole", "*"]}"#,
    schema: r##"{"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1,
        "items": {"type": "string"}}, {"$ref": "#/$defs/reference"}]}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let actions = operand::texts(context, name, item)?;
    let actions = actions.iter().map(|o| o.text.as_ref().into()).collect();
    Some(Test::AllowsAction(AllowsAction { actions }))
}
