//! `Fn::Sub`: a text with the values of names in it.

use super::function::Stop;
use super::resolve::{Depth, Outcome};
use super::stack::{Referent, Stack, later};
use crate::base::diag::Diags;
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};

impl<'t> Stack<'t> {
    /// `Fn::Sub: text` or `[text, {name: value}]`.
    pub(super) fn substitute(
        &self,
        diags: &mut Diags,
        argument: Item<'t>,
        span: Span,
        depth: Depth,
    ) -> Outcome {
        let (text, own) = match argument.kind() {
            Kind::Text => (argument, None),
            _ => match self.parts(diags, "Fn::Sub", argument, 2..=2) {
                Some(parts) => (parts[0], Some(parts[1])),
                None => return Outcome::Broken,
            },
        };
        if text.kind() != Kind::Text {
            return self.wrong_form(diags, text, "`Fn::Sub` takes a string with `${NAME}`s");
        }
        let text_of = text.str();
        let mut made = String::new();
        let mut rest = &*text_of;
        while let Some(at) = rest.find("${") {
            let Some(length) = rest.get(at..).and_then(|tail| tail.find('}')) else { break };
            made.push_str(rest.get(..at).unwrap_or_default());
            let name = rest.get(at + 2..at + length).unwrap_or_default();
            rest = rest.get(at + length + 1..).unwrap_or_default();
            if let Some(literal) = name.strip_prefix('!') {
                made = made + "${" + literal + "}";
                continue;
            }
            match self.substituted(diags, name.trim(), own, text.span(), depth) {
                Ok(value) if self.has_room(diags, value.len(), span) => made.push_str(&value),
                Ok(_) => return Outcome::Broken,
                Err(stop) => return stop,
            }
        }
        made.push_str(rest);
        self.text_outcome(diags, &made, span)
    }

    /// The text for `${name}`.
    fn substituted(
        &self,
        diags: &mut Diags,
        name: &str,
        own: Option<Item<'t>>,
        span: Span,
        depth: Depth,
    ) -> Result<String, Stop> {
        if let Some(value) = own.and_then(|own| own.get(name)) {
            return self.text(diags, "Fn::Sub", value, depth);
        }
        if name.contains('.') {
            return Err(Outcome::Later(Box::new(later(span, &format!("`{name}`")))));
        }
        match self.referent(diags, name, span) {
            Referent::Text(text) => Ok(text),
            Referent::List(texts) => Ok(texts.join(",")),
            Referent::NoValue => Ok(String::new()),
            Referent::Later(why) => Err(Outcome::Later(Box::new(why))),
            Referent::Broken => Err(Outcome::Broken),
        }
    }
}
