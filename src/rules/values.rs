//! What `{ param: NAME }` and `{ list: NAME }` stand for.

use super::list::List;
use super::names::Registry;
use super::parameter::Parameter;
use crate::operators::{Operand, Values};
use crate::read::tree::Kind;
use std::borrow::Cow;

/// The parameters and lists of a bundle, which count as used once they are looked up.
#[derive(Debug)]
pub struct Known<'a> {
    /// The names of the parameters, in the order of `parameters`.
    pub parameter_names: &'a Registry,
    /// The parameters.
    pub parameters: &'a [Parameter],
    /// The names of the lists, in the order of `lists`.
    pub list_names: &'a Registry,
    /// The lists.
    pub lists: &'a [List],
}

impl Values for Known<'_> {
    fn values(&self, kind: &str, name: &str) -> Option<Vec<Operand<'static>>> {
        if kind == "param" {
            let parameter = self.parameters.get(self.parameter_names.use_name(name)?)?;
            // One mistake, one report: a broken definition does not break its uses too.
            if parameter.broken {
                return Some(vec![match parameter.kind {
                    Some(kind) => kind.stand_in(parameter.span),
                    None => stand_in(parameter.span),
                }]);
            }
            return Some(parameter.value.clone().unwrap_or_default());
        }
        let list = self.lists.get(self.list_names.use_name(name)?)?;
        if list.broken && list.values.is_empty() {
            return Some(vec![stand_in(list.span)]);
        }
        Some(list.values.clone())
    }

    fn names(&self, kind: &str) -> Vec<String> {
        let names = if kind == "param" { self.parameter_names } else { self.list_names };
        names.names().take(1000).map(str::to_owned).collect()
    }
}

/// A text that most operators take.
fn stand_in(span: crate::base::span::Span) -> Operand<'static> {
    Operand { kind: Kind::Text, text: Cow::Borrowed(b"0.0.0.0/0"), span }
}
