//! What reading a pattern needs besides the pattern.

use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};
use std::borrow::Cow;

/// Whose reading of doubtful patterns to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compat {
    /// tripline's: what surely means nothing is an error.
    #[default]
    Tripline,
    /// AWS's: what it accepts silently is accepted.
    Aws,
}

/// A scalar operand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand<'a> {
    /// Its type; never a list or map.
    pub kind: Kind,
    /// A string's content, a number's spelling.
    pub text: Cow<'a, [u8]>,
    /// Where it is written.
    pub span: Span,
}

/// Values by reference: `{ param: NAME }` and `{ list: NAME }`.
pub trait Values {
    /// The values behind a name; `kind` is `param` or `list`. `None` if nothing defines it.
    fn values(&self, kind: &str, name: &str) -> Option<Vec<Operand<'static>>>;
    /// The names that exist, for suggestions.
    fn names(&self, kind: &str) -> Vec<String>;
}

/// No references: plain EventBridge patterns.
#[derive(Debug, Clone, Copy)]
pub struct NoValues;

impl Values for NoValues {
    fn values(&self, _: &str, _: &str) -> Option<Vec<Operand<'static>>> {
        None
    }
    fn names(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The state of reading a pattern.
pub struct Context<'a> {
    /// Whose reading to follow.
    pub compat: Compat,
    /// Are `{ param: }` and `{ list: }` part of the language here?
    pub references: bool,
    /// What they stand for.
    pub values: &'a dyn Values,
    /// Where problems go.
    pub diags: &'a mut Diags,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context").field("compat", &self.compat).finish_non_exhaustive()
    }
}

impl Context<'_> {
    /// Reports a problem at a value.
    pub fn report(&mut self, code: Code, at: Item<'_>, message: impl Into<String>) {
        self.diags.push(Diag::new(code, at.span(), message));
    }

    /// Reports that an operator got something that it does not take.
    pub fn wrong(&mut self, operator: &str, at: Item<'_>, takes: &str) {
        let found = at.kind().noun();
        self.diags.push(
            Diag::new(Code::TL302, at.span(), format!("`{operator}` takes {takes}"))
                .label(format!("this is {found}")),
        );
    }

    /// The operands an item stands for: itself, or the values of the `{ param: NAME }` or
    /// `{ list: NAME }` that it is. `None` when it is neither a scalar nor a reference; a
    /// reference that leads nowhere is reported and gives no values.
    pub fn operands<'t>(&mut self, item: Item<'t>) -> Option<Vec<Operand<'t>>> {
        match item.kind() {
            Kind::List => None,
            Kind::Map => self.reference(item),
            Kind::OddNumber => {
                self.odd_number(item);
                Some(Vec::new())
            }
            kind => Some(vec![Operand { kind, text: item.text(), span: item.span() }]),
        }
    }

    /// Reports a number that JSON cannot write.
    pub fn odd_number(&mut self, item: Item<'_>) {
        self.diags.push(
            Diag::new(
                Code::TL307,
                item.span(),
                format!("`{}` is not a number that JSON can write", item.str()),
            )
            .help("quote it if it is meant as text"),
        );
    }

    fn reference<'t>(&mut self, item: Item<'t>) -> Option<Vec<Operand<'t>>> {
        if !self.references {
            return None;
        }
        let (key, name) = item.entries().next()?;
        let kind = match &*key.text() {
            b"param" => "param",
            b"list" => "list",
            _ => return None,
        };
        if item.entries().nth(1).is_some() || name.kind() != Kind::Text {
            self.report(Code::TL302, item, format!("`{kind}` takes one name"));
            return Some(Vec::new());
        }
        let known = self.values.values(kind, &name.str());
        match known {
            None => {
                let names = self.values.names(kind);
                let mut diag = Diag::new(
                    Code::TL205,
                    name.span(),
                    format!("no {} is called `{}`", long_name(kind), name.str()),
                );
                let near =
                    crate::base::suggest::nearest(&name.str(), names.iter().map(String::as_str));
                if let Some(near) = near {
                    diag = diag.label(format!("did you mean `{near}`?"));
                }
                self.diags.push(diag);
            }
            Some(values) if values.is_empty() => {
                let words = format!("{} `{}` has no values", long_name(kind), name.str());
                self.report(Code::TL308, name, words);
            }
            Some(values) => {
                let span = item.span();
                return Some(values.into_iter().map(|v| Operand { span, ..v }).collect());
            }
        }
        Some(Vec::new())
    }

    /// The strings an item stands for (see `operands`); `allow_list` reads a list of them too.
    /// `None`, with a report, when it is something else.
    pub fn strings<'t>(
        &mut self,
        operator: &str,
        item: Item<'t>,
        allow_list: bool,
        takes: &str,
    ) -> Option<Vec<Operand<'t>>> {
        let operands = if allow_list && item.kind() == Kind::List {
            let mut all = Vec::new();
            for element in item.items() {
                all.extend(self.strings(operator, element, false, takes)?);
            }
            if all.is_empty() && item.items().next().is_none() {
                self.wrong(operator, item, &format!("{takes}, not an empty list"));
                return None;
            }
            all
        } else {
            match self.operands(item) {
                Some(operands) if operands.iter().all(|o| o.kind == Kind::Text) => operands,
                _ => {
                    self.wrong(operator, item, takes);
                    return None;
                }
            }
        };
        Some(operands)
    }
}

fn long_name(kind: &str) -> &str {
    if kind == "param" { "parameter" } else { kind }
}
