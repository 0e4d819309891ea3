//! `cidr-within`: an address or block that lies within one of some blocks.

use super::{CidrSet, ClauseOperator, Held, Test, listed, operand, wrong};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::operators::{Block, Context, Ip, parse_ip};
use crate::read::tree::{Item, Kind};
use std::fmt;
use std::sync::Arc;

/// `cidr-within`
#[derive(Debug, Clone)]
pub struct CidrWithin {
    /// The blocks; shared by all clauses that use the same list.
    pub of: Arc<CidrSet>,
}

/// The block that a text spells; an address is a block of one.
///
/// # Errors
/// Words for what is neither.
pub(super) fn block(text: &str) -> Result<Block, String> {
    match parse_ip(text.as_bytes()) {
        Some(Ip::V4(a)) => Ok(Block::V4(a, 32)),
        Some(Ip::V6(a)) => Ok(Block::V6(a, 128)),
        None => Block::parse(text),
    }
}

impl CidrWithin {
    /// Reads the blocks.
    ///
    /// # Errors
    /// The index of the first text that is neither an address nor a block, and why.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, (usize, String)> {
        let blocks: Result<Vec<Block>, _> =
            texts.into_iter().enumerate().map(|(i, t)| block(t).map_err(|e| (i, e))).collect();
        Ok(Self { of: Arc::new(CidrSet::new(blocks?)) })
    }

    pub(super) fn holds(&self, item: Item<'_>) -> Held {
        if item.kind() != Kind::Text {
            return Err(wrong("cidr-within", "a string", item));
        }
        match block(&item.str()) {
            Ok(block) => Ok(self.of.holds(block)),
            Err(why) => {
                let shown = crate::compliance::value::shown(item, 60);
                Err(format!("{shown} is neither an address nor a block: {why}").into())
            }
        }
    }
}

impl fmt::Display for CidrWithin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let blocks = self.of.blocks();
        write!(f, "cidr-within: {}", listed(blocks, blocks.len()))
    }
}

pub(super) const OPERATOR: ClauseOperator = ClauseOperator {
    name: "cidr-within",
    summary: "an address or CIDR block that lies within one of these blocks",
    takes: "a string that is an address or a block",
    example: r#"{"cidr-within": ["10.0.0.0/8", "fd00::/8"]}"#,
    schema: r##"{"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1,
        "items": {"type": "string"}}, {"$ref": "#/$defs/reference"}]}"##,
    read,
};

fn read(context: &mut Context<'_>, name: &'static str, item: Item<'_>) -> Option<Test> {
    let read = operand::texts(context, name, item)?;
    let texts: Vec<_> = read.iter().map(|o| crate::base::text::show(&o.text)).collect();
    match CidrWithin::new(texts.iter().map(|t| &**t)) {
        Ok(test) => Some(Test::CidrWithin(test)),
        Err((index, why)) => {
            let span = read.get(index).map_or(item.span(), |o| o.span);
            let diag = Diag::new(Code::TL304, span, format!("not a CIDR block: {why}"));
            context.diags.push(diag.help("blocks look like 10.0.0.0/8 or 2001:db8::/32"));
            None
        }
    }
}
