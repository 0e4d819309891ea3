//! The fields of a cron expression: what they are called, what they range over, and their plain
//! items, which are values, ranges, steps and `*`.

use super::error::ExpressionError;
use super::piece::Piece;
use super::values::Values;
use crate::base::suggest::nearest;

/// One of the six fields.
#[derive(Debug)]
pub(super) struct Field {
    /// What its values are called together.
    pub noun: &'static str,
    pub low: i16,
    pub high: i16,
    /// Names of the values from `low` on.
    names: &'static [&'static str],
    /// May a range run over the end?
    wraps: bool,
    /// Is `/` taken?
    steps: bool,
}

pub(super) const MINUTES: Field =
    Field { noun: "minutes", low: 0, high: 59, names: &[], wraps: true, steps: true };
pub(super) const HOURS: Field =
    Field { noun: "hours", low: 0, high: 23, names: &[], wraps: true, steps: true };
pub(super) const MONTH_DAYS: Field =
    Field { noun: "days of the month", low: 1, high: 31, names: &[], wraps: true, steps: true };
pub(super) const MONTHS: Field = Field {
    noun: "months",
    low: 1,
    high: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    wraps: true,
    steps: true,
};
pub(super) const WEEK_DAYS: Field = Field {
    noun: "days of the week",
    low: 1,
    high: 7,
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    wraps: true,
    steps: false,
};
pub(super) const YEARS: Field =
    Field { noun: "years", low: 1970, high: 2199, names: &[], wraps: false, steps: true };

impl Field {
    /// Reads a field that has plain items only.
    pub fn values(&self, piece: Piece<'_>) -> Result<Values, ExpressionError> {
        let mut values = Values::none(self.low);
        piece.split(',').try_for_each(|item| self.add(item, &mut values))?;
        Ok(values)
    }

    /// Adds a plain item: `*`, `a`, `a-b`, and each with `/n`.
    pub fn add(&self, item: Piece<'_>, values: &mut Values) -> Result<(), ExpressionError> {
        let (range, step) = match item.split_once('/') {
            None => (item, None),
            Some((_, step)) if !self.steps => {
                let sign = Piece { text: "/", at: step.at - 1 };
                let wrong = sign.wrong(format!("the {} take no steps", self.noun));
                return Err(wrong.help("write a list, such as `MON,WED,FRI`"));
            }
            Some((range, step)) => (range, Some((self.step(step)?, step))),
        };
        let (from, to) = if range.text == "*" {
            (self.low, self.high)
        } else if let Some((from, to)) = range.split_once('-') {
            let (from, to) = (self.value(from)?, self.value(to)?);
            if from > to && !self.wraps {
                let wrong = range.wrong(format!("a range of {} that runs backwards", self.noun));
                return Err(wrong.help(format!("write `{to}-{from}`")));
            }
            (from, to)
        } else {
            let from = self.value(range)?;
            // A start with a step runs to the end of the field.
            (from, if step.is_some() { self.high } else { from })
        };
        let count = self.high - self.low + 1;
        let last = if from <= to { to - from } else { to + count - from };
        let step = step.map_or(1, |(step, _)| step);
        for offset in (0..=last).step_by(step) {
            values.add(self.low + (from - self.low + offset) % count);
        }
        Ok(())
    }

    /// One value, as a number or a name.
    pub fn value(&self, piece: Piece<'_>) -> Result<i16, ExpressionError> {
        if let Some(index) = self.names.iter().position(|name| piece.is(name)) {
            return Ok(self.low + index as i16);
        }
        let Some(number) = piece.number() else { return Err(self.stranger(piece)) };
        match i16::try_from(number) {
            Ok(number) if (self.low..=self.high).contains(&number) => Ok(number),
            _ => {
                let words =
                    format!("`{}` is not among the {}, {}", piece.text, self.noun, self.bounds());
                let wrong = piece.wrong(words);
                Err(if self.names.first() == Some(&"SUN") && number == 0 {
                    wrong.help("Sunday is `1` or `SUN`")
                } else {
                    wrong
                })
            }
        }
    }

    fn step(&self, piece: Piece<'_>) -> Result<usize, ExpressionError> {
        match piece.number() {
            Some(step @ 1..=9999) => Ok(step as usize),
            _ => {
                let words = format!("`{}` is no step; a step is a number from 1 on", piece.text);
                Err(piece.wrong(words))
            }
        }
    }

    /// What is neither number nor name.
    fn stranger(&self, piece: Piece<'_>) -> ExpressionError {
        let text = piece.text;
        if text.is_empty() {
            return piece.wrong(format!("a value of the {} is missing", self.noun));
        }
        let wrong = piece.wrong(format!("`{text}` is none of the {}", self.noun));
        let special = |sign: char| text.contains([sign, sign.to_ascii_lowercase()]);
        let short: String = text.chars().take(3).collect();
        let whole =
            self.names.iter().find(|name| text.len() > 3 && short.eq_ignore_ascii_case(name));
        if let Some(name) = whole.copied().or_else(|| nearest(text, self.names.iter().copied())) {
            wrong.help(format!("did you mean `{name}`?"))
        } else if text == "?" {
            wrong.help("`?` stands alone in the days of the month or of the week; else write `*`")
        } else if special('#') {
            wrong.help("`#` belongs to the days of the week: `3#2` is the second Tuesday")
        } else if special('W') && text.len() <= 3 {
            wrong.help("`W` belongs to the days of the month: `15W`, the working day nearest to it")
        } else if special('L') && text.len() <= 3 {
            wrong.help("`L` belongs to the days of the month and of the week")
        } else {
            wrong.help(format!("they are {}", self.bounds()))
        }
    }

    /// `0 to 23`, `1 to 12 or JAN to DEC`.
    pub fn bounds(&self) -> String {
        let numbers = format!("{} to {}", self.low, self.high);
        match (self.names.first(), self.names.last()) {
            (Some(first), Some(last)) => format!("{numbers} or {first} to {last}"),
            _ => numbers,
        }
    }
}
