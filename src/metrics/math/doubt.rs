//! What an alarm may have in its expressions and hardly wants: see the lints of alarms.

use super::ast::{Expression, What};
use super::check::reductions;
use super::fault::MathFault;
use super::function::Which;
use super::sheet::Sheet;
use std::ops::Range;

/// A part of an expression that answers otherwise than it looks while data are missing or late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The entry, by its place.
    pub entry: usize,
    /// The bytes of the call in its expression.
    pub span: Range<usize>,
    /// What is doubtful.
    pub kind: DoubtKind,
}

/// What is doubtful of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoubtKind {
    /// `FILL` gives the newest period a value before its data have come.
    FillsNewest,
    /// This function makes one number of all periods that are read.
    Reduces(&'static str),
}

impl Sheet {
    /// The doubtful calls that an entry's values come of, in the order of the entries.
    #[must_use]
    pub fn doubts(&self, entry: usize) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        for at in self.behind(entry) {
            let Some(expression) = self.expression(at) else { continue };
            let mut doubt = |span, kind| doubts.push(Doubt { entry: at, span, kind });
            for span in fills(expression) {
                doubt(span, DoubtKind::FillsNewest);
            }
            let type_of = |id: &str, span: Range<usize>| {
                let found = self.find(id).and_then(|other| self.type_of(other));
                found.ok_or_else(|| MathFault::new(span, format!("there is no entry `{id}`")))
            };
            for (function, span) in reductions(expression, &type_of).unwrap_or_default() {
                doubt(span, DoubtKind::Reduces(function.name));
            }
        }
        doubts
    }

    /// An entry and those that it uses, directly or over others, in order.
    fn behind(&self, entry: usize) -> Vec<usize> {
        let mut found = vec![entry];
        let mut next = 0;
        while let Some(at) = found.get(next).copied() {
            next += 1;
            for (id, _) in self.expression(at).iter().flat_map(|e| e.ids()) {
                found.extend(self.find(id).filter(|other| !found.contains(other)));
            }
        }
        found.sort_unstable();
        found
    }
}

/// The calls of `FILL` that fill gaps at the end: all but those along a line.
fn fills(expression: &Expression) -> impl Iterator<Item = Range<usize>> {
    expression.nodes.iter().filter_map(|node| match &node.what {
        What::Call(function, arguments) if function.which == Which::Fill => {
            let filling = arguments.get(1).and_then(|at| expression.nodes.get(*at));
            let line = filling.is_some_and(|filling| filling.what == What::Word("LINEAR"));
            (!line).then(|| node.span.clone())
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::DoubtKind;
    use crate::metrics::math::{Entry, EntryKind, Sheet};

    fn doubts(expressions: &[&str]) -> Vec<(usize, std::ops::Range<usize>, DoubtKind)> {
        let entry = |id: String, what| Entry { id, what, returns: false };
        let metrics = ["m1", "m2"].map(|id| entry(id.into(), EntryKind::Metric { period: 60 }));
        let expressions = expressions.iter().enumerate();
        let expressions = expressions
            .map(|(i, text)| entry(format!("e{i}"), EntryKind::Expression((*text).into())));
        let sheet = Sheet::new(metrics.into_iter().chain(expressions).collect()).expect("a sheet");
        let last = sheet.entries().len() - 1;
        sheet.doubts(last).into_iter().map(|d| (d.entry, d.span, d.kind)).collect()
    }

    #[test]
    fn fillings() {
        assert_eq!(doubts(&["1+FILL(m1, 0)"]), [(2, 2..13, DoubtKind::FillsNewest)]);
        assert_eq!(doubts(&["FILL(m1, REPEAT)"]).len(), 1);
        assert!(doubts(&["FILL(m1, LINEAR)"]).is_empty());
        assert_eq!(doubts(&["FILL(m1, 0)", "m2", "e0/m2"]), [(2, 0..11, DoubtKind::FillsNewest)]);
        assert!(doubts(&["FILL(m1, 0)", "m2+m1"]).is_empty(), "it is not used");
    }

    #[test]
    fn numbers_of_one_series() {
        assert_eq!(doubts(&["m1-AVG(m1)"]), [(2, 3..10, DoubtKind::Reduces("AVG"))]);
        assert!(doubts(&["SUM([m1, m2])"]).is_empty());
        assert!(doubts(&["MAX(METRICS())"]).is_empty());
        assert_eq!(doubts(&["SUM([m1, m2])", "m1/MAX(e0)"]).len(), 1);
    }
}
