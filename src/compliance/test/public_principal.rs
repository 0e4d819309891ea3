//! `public-principal`: whether a policy statement speaks of everyone. It looks at the principal
//! alone, not at the effect or the conditions: `Principal: "*"`, a `*` among its AWS principals,
//! or a `NotPrincipal`, which is everyone but some.

use super::{ClauseOperator, Held, Test, operand, wrong};
use crate::operators::Context;
use crate::read::tree::{Item, Kind};
use std::fmt;

/// `public-principal`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicPrincipal {
    /// Is it to be public?
    pub wanted: bool,
}

impl PublicPrincipal {
    pub(super) fn holds(self, item: Item<'_>) -> Held {
        if item.kind() != Kind::Map {
            return Err(wrong("public-principal", "a policy statement", item));
        }
        let there = |name: &str| item.get(name).filter(|v| v.kind() != Kind::Null);
        let public = match (there("Principal"), there("NotPrincipal")) {
            (_, Some(_)) => true,
            // A policy of an identity names no principal.
            (None, None) => false,
            (Some(principal), None) => match principal.kind() {
                Kind::Text | Kind::List => everyone(principal),
                Kind::Map => principal
                    .entries()
                    .any(|(kind, who)| (kind.reads(b"AWS") || kind.reads(b"*")) && everyone(who)),
                kind => return Err(format!("the principal is {}", kind.noun()).into()),
            },
        };
        Ok(public == self.wanted)
    }
}

fn everyone(who: Item<'_>) -> bool {
    who.reads(b"*") || who.items().any(|one| one.reads(b"*"))
}

impl fmt::Display for PublicPrincipal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "public-principal: {}", self.wanted)
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "public-principal",
    summary: "whether a policy statement speaks of everyone (principal `*`, or a `NotPrincipal`), \
              whatever its effect and conditions",
    takes: "a policy statement, as the pipe `statements` gives",
    example: r#"{"public-principal": true}"#,
    schema: r##"{"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/reference"}]}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    operand::boolean(context, name, item)
        .map(|wanted| Test::PublicPrincipal(PublicPrincipal { wanted }))
}
