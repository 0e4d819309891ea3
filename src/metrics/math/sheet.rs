//! Entries that use each other: metrics and expressions with ids, checked once, evaluated often.

use super::ast::Expression;
use super::check::check;
use super::evaluate::{Around, evaluate};
use super::fault::MathFault;
use super::outside::Outside;
use super::parse::parse;
use super::types::{Range, Series, Type, Value};
use crate::base::suggest::nearest;

/// One entry of a request or an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// A small letter, then letters, digits and `_`.
    pub id: String,
    /// What it is.
    pub what: EntryKind,
    /// Is it a result, or only used by others?
    pub returns: bool,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryKind {
    /// A metric, whose series the caller brings.
    Metric {
        /// Its period, in seconds.
        period: u32,
    },
    /// An expression, as written.
    Expression(String),
}

/// Entries that were checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    entries: Vec<Entry>,
    /// One for each entry; `None` for metrics.
    expressions: Vec<Option<Expression>>,
    types: Vec<Type>,
    /// Expressions, each after those that it uses.
    order: Vec<usize>,
}

impl Sheet {
    /// Checks entries: ids, expressions, types, and that nothing uses itself.
    ///
    /// # Errors
    /// Every mistake, in the order of the entries.
    pub fn new(entries: Vec<Entry>) -> Result<Self, Vec<MathFault>> {
        let mut faults = Vec::new();
        let mut expressions = Vec::with_capacity(entries.len());
        for (at, entry) in entries.iter().enumerate() {
            let mut fault = |f: MathFault| faults.push(MathFault { entry: at, ..f });
            if let Err(f) = id(&entry.id) {
                fault(f);
            } else if entries.iter().take(at).any(|e| e.id == entry.id) {
                fault(MathFault::new(0..0, format!("two entries have the id `{}`", entry.id)));
            }
            expressions.push(match &entry.what {
                EntryKind::Metric { .. } => None,
                EntryKind::Expression(text) => match parse(text) {
                    Ok(expression) => Some(expression),
                    Err(f) => {
                        fault(f);
                        None
                    }
                },
            });
        }
        let mut sheet = Self { entries, expressions, types: Vec::new(), order: Vec::new() };
        if faults.is_empty() {
            faults.extend(sheet.arrange());
        }
        if faults.is_empty() {
            faults.extend(sheet.find_types());
        }
        if faults.is_empty() { Ok(sheet) } else { Err(faults) }
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What an entry gives.
    #[must_use]
    pub fn type_of(&self, entry: usize) -> Option<Type> {
        self.types.get(entry).copied()
    }

    /// The expression of an entry, for questions about what it calls.
    #[must_use]
    pub fn expression(&self, entry: usize) -> Option<&Expression> {
        self.expressions.get(entry)?.as_ref()
    }

    /// Evaluates all entries. `metrics` are the series of the metrics, in the order of the entries;
    /// one that is not given is empty.
    ///
    /// # Errors
    /// What `outside` did not answer, at its place.
    pub fn evaluate(
        &self,
        metrics: &[Series],
        range: Range,
        outside: &mut dyn Outside,
    ) -> Result<Vec<Value>, MathFault> {
        let mut given = metrics.iter();
        let mut named = Vec::new();
        let mut values = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            values.push(Value::Number(f64::NAN));
            if let EntryKind::Metric { period } = entry.what {
                let series = given.next().cloned().unwrap_or_default();
                let series = Series { id: entry.id.clone(), period, ..series };
                named.push(series.clone());
                if let Some(last) = values.last_mut() {
                    *last = Value::Series(series);
                }
            }
        }
        for at in &self.order {
            let Some(Some(expression)) = self.expressions.get(*at) else { continue };
            let value_of = |id: &str| values.get(self.find(id)?).cloned();
            let mut around = Around { value_of: &value_of, metrics: &named, range, outside };
            let value =
                evaluate(expression, &mut around).map_err(|f| MathFault { entry: *at, ..f })?;
            if let Some(place) = values.get_mut(*at) {
                *place = value;
            }
        }
        Ok(values)
    }

    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.entries.iter().position(|e| e.id == id)
    }

    /// Finds the order of evaluation.
    fn arrange(&mut self) -> Vec<MathFault> {
        let mut faults = Vec::new();
        let mut uses: Vec<Vec<usize>> = Vec::new();
        for (at, expression) in self.expressions.iter().enumerate() {
            let mut own = Vec::new();
            for (id, span) in expression.iter().flat_map(Expression::ids) {
                match self.find(id) {
                    Some(other) => own.push(other),
                    None => {
                        let known = self.entries.iter().map(|e| e.id.as_str());
                        let fault = MathFault::new(span, format!("there is no entry `{id}`"));
                        let meant = nearest(id, known);
                        faults.push(MathFault { entry: at, ..fault.meant(meant) });
                    }
                }
            }
            uses.push(own);
        }
        let mut placed: Vec<bool> = self.expressions.iter().map(Option::is_none).collect();
        loop {
            let before = self.order.len();
            for (at, own) in uses.iter().enumerate() {
                let ready = own.iter().all(|o| placed.get(*o).copied().unwrap_or(true));
                if let Some(placed) = placed.get_mut(at).filter(|p| !**p && ready) {
                    *placed = true;
                    self.order.push(at);
                }
            }
            if self.order.len() == before {
                break;
            }
        }
        if let Some(first) = placed.iter().position(|p| !p).filter(|_| faults.is_empty()) {
            faults.push(self.round(first, &uses, &placed));
        }
        faults
    }

    /// Names the entries of a circle that begins somewhere among those not placed.
    fn round(&self, first: usize, uses: &[Vec<usize>], placed: &[bool]) -> MathFault {
        let mut path = vec![first];
        loop {
            let last = path.last().copied().unwrap_or(first);
            let open = |o: &&usize| !placed.get(**o).copied().unwrap_or(true);
            let next = uses.get(last).and_then(|u| u.iter().find(open)).copied().unwrap_or(first);
            let seen = path.iter().position(|p| *p == next);
            path.push(next);
            if let Some(seen) = seen {
                let named: Vec<&str> =
                    path[seen..].iter().map(|p| self.entries[*p].id.as_str()).collect();
                let message = format!("expressions in a circle: {}", named.join(" → "));
                return MathFault { entry: next, ..MathFault::new(0..0, message) };
            }
        }
    }

    fn find_types(&mut self) -> Vec<MathFault> {
        let mut faults = Vec::new();
        self.types = vec![Type::Series; self.entries.len()];
        for at in self.order.clone() {
            let Some(Some(expression)) = self.expressions.get(at) else { continue };
            let type_of = |id: &str, span: std::ops::Range<usize>| {
                let found = self.find(id).and_then(|o| self.types.get(o)).copied();
                found.ok_or_else(|| MathFault::new(span, format!("there is no entry `{id}`")))
            };
            let found = check(expression, &type_of).and_then(|kind| {
                let returns = self.entries.get(at).is_some_and(|e| e.returns);
                if !returns || kind != Type::Number {
                    return Ok(kind);
                }
                let span = expression.nodes.last().map_or(0..0, |n| n.span.clone());
                let fault = MathFault::new(span, "a result has to be a time series, not a number");
                Err(fault.help("`TIME_SERIES(...)` makes a time series of a number"))
            });
            match found {
                Ok(kind) => self.types[at] = kind,
                Err(f) => faults.push(MathFault { entry: at, ..f }),
            }
        }
        faults.sort_by_key(|f| f.entry);
        faults
    }
}

fn id(id: &str) -> Result<(), MathFault> {
    let fits = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if fits && id.len() <= 255 && id.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Ok(());
    }
    let fault = MathFault::new(0..0, format!("`{id}` is no id"));
    Err(fault.help("a small letter, then letters, digits and `_`, 255 characters at most"))
}
