//! Schedule expressions as texts.

use super::at::At;
use super::cron::Cron;
use super::error::ExpressionError;
use super::piece::Piece;
use super::rate::Rate;
use crate::base::suggest::nearest;
use jiff::tz::TimeZone;

/// Whose expressions are read, and how they count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Those of EventBridge's rules: `cron` and `rate`, in UTC; a rate begins one period after the
    /// rule was made.
    Rule,
    /// Those of EventBridge Scheduler: also `at`, in any time zone; a rate begins at its start, or
    /// when the schedule was made.
    #[default]
    Scheduler,
}

/// The longest expression, in characters, as at AWS.
pub const LONGEST: usize = 256;

/// When a schedule fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// At local times of a pattern.
    Cron(Box<Cron>),
    /// After equal times.
    Rate(Rate),
    /// Once.
    At(At),
}

impl Expression {
    /// Reads `cron(...)`, `rate(...)` and, of Scheduler, `at(...)`.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, ExpressionError> {
        let whole = Piece { text, at: 0 };
        if text.chars().count() > LONGEST {
            return Err(whole.wrong(format!("an expression of more than {LONGEST} characters")));
        }
        let Some((name, rest)) = whole.split_once('(') else {
            return Err(stranger(whole, dialect));
        };
        if !known(dialect).contains(&name.text) {
            return Err(stranger(name, dialect));
        }
        let Some(inside) = rest.strip_letter(')') else {
            let end = Piece { text: "", at: text.len() };
            let (wrong, help) = match rest.text.trim_end().strip_suffix(')') {
                Some(inside) => (rest, format!("write `{}({inside})`", name.text)),
                None => (end, "write `)` at the end".to_owned()),
            };
            return Err(wrong.wrong("the bracket is not closed at the end").help(help));
        };
        match name.text {
            "cron" => Cron::read(inside).map(|cron| Self::Cron(Box::new(cron))),
            "rate" => Rate::read(inside).map(Self::Rate),
            _ => At::read(inside).map(Self::At),
        }
    }

    /// Why it never fires, whenever it begins; `None` if it can.
    #[must_use]
    pub fn never(&self, zone: &TimeZone) -> Option<&'static str> {
        match self {
            Self::Cron(cron) if !cron.is_ever() => Some("no calendar has its days"),
            Self::At(at) if at.moment(zone).is_none() => {
                Some("clocks of its zone leave out this time")
            }
            _ => None,
        }
    }
}

fn known(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Rule => &["cron", "rate"],
        Dialect::Scheduler => &["cron", "rate", "at"],
    }
}

fn stranger(piece: Piece<'_>, dialect: Dialect) -> ExpressionError {
    let text = piece.text;
    if text == "at" {
        let wrong = piece.wrong("rules take no `at`");
        return wrong.help("schedules of EventBridge Scheduler do");
    }
    let fields = piece.words().len();
    let wrong = piece.wrong("no schedule expression");
    if let Some(name) = nearest(text.trim(), known(dialect).iter().copied()) {
        wrong.help(format!("did you mean `{name}(...)`?"))
    } else if fields == 5 || fields == 6 {
        wrong.help(format!("write `cron(...)` around six fields; this has {fields}"))
    } else {
        wrong.help(match dialect {
            Dialect::Rule => "write `cron(...)` or `rate(...)`",
            Dialect::Scheduler => "write `cron(...)`, `rate(...)` or `at(...)`",
        })
    }
}
