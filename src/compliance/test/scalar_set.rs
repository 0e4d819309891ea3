//! A set of scalars with look-up by value: texts by hash, numbers by their order.

use crate::base::number::Decimal;
use crate::base::text::Text;
use crate::compliance::value::scalar;
use crate::operators::{Literal, Value};
use crate::read::tree::Item;
use std::collections::HashSet;
use std::fmt;

/// Scalars without order or repetition.
#[derive(Debug, Clone, Default)]
pub struct ScalarSet {
    texts: HashSet<Text, foldhash::fast::RandomState>,
    /// Sorted.
    numbers: Box<[Decimal]>,
    /// Has it null, false, true?
    null: bool,
    bools: [bool; 2],
    /// The first few as they were given, for showing.
    shown: Box<[Literal]>,
    len: usize,
}

/// How many values are kept for showing.
const SHOWN: usize = 5;

impl ScalarSet {
    /// The set of some values.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = Literal>) -> Self {
        let mut set = Self::default();
        let (mut numbers, mut shown) = (Vec::new(), Vec::new());
        for value in values {
            if shown.len() < SHOWN && !shown.contains(&value) {
                shown.push(value.clone());
            }
            match value {
                Literal::Null => set.null = true,
                Literal::Bool(b) => set.bools[usize::from(b)] = true,
                Literal::Number(n) => numbers.push(n),
                Literal::Text(text) => {
                    set.texts.insert(text);
                }
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        let bools = set.bools.iter().filter(|b| **b).count();
        set.len = set.texts.len() + numbers.len() + bools + usize::from(set.null);
        set.numbers = numbers.into();
        set.shown = shown.into();
        set
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Is a value among them? Lists and maps never are.
    #[must_use]
    pub fn has(&self, item: Item<'_>) -> bool {
        scalar(item, |v| self.has_value(v)) == Some(true)
    }

    fn has_value(&self, value: &Value<'_>) -> bool {
        match value {
            Value::Null => self.null,
            Value::Bool(b) => self.bools[usize::from(*b)],
            Value::Number(n) => self.numbers.binary_search_by(|d| d.as_num().cmp(n)).is_ok(),
            Value::Text(text) => self.texts.contains(*text),
        }
    }
}

impl fmt::Display for ScalarSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::listed(self.shown.iter(), self.len))
    }
}
