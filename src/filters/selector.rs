//! Selectors: `$.user.id`, `$.list[0]`, `$.list[*].name`, `$.*`, `$.['cluster.name']`.

use super::cursor::Cursor;
use super::error::PatternError;
use std::fmt;

/// A step from a value to one inside it, or to all of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object.
    Key(Box<str>),
    /// An element of a list, counted from 0.
    Index(u32),
    /// Every member of an object.
    EveryKey,
    /// Every element of a list.
    EveryIndex,
}

/// A path from the record to values in it; at most one step is a wildcard.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Selector {
    /// The steps; at least one.
    pub steps: Box<[Step]>,
}

impl Selector {
    /// Reads a selector that is a whole text.
    ///
    /// # Errors
    /// What is none, and where.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut cursor = Cursor::new(text);
        let selector = Self::read(&mut cursor)?;
        if !cursor.rest().is_empty() {
            return Err(odd(&cursor));
        }
        Ok(selector)
    }

    /// Does it stand for several values?
    #[must_use]
    pub fn has_wildcard(&self) -> bool {
        self.steps.iter().any(|s| matches!(s, Step::EveryKey | Step::EveryIndex))
    }

    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        let start = cursor.at();
        if !cursor.eat("$") {
            let word = cursor.run(|c| !c.is_whitespace() && !"=!<>()&|{}".contains(c));
            if word.is_empty() {
                let words = format!("expected a selector such as `$.name`, {}", cursor.found());
                return Err(cursor.fault(words));
            }
            let at = start..cursor.at();
            return Err(PatternError::new(
                at,
                format!("the selector `{word}` does not begin with `$`"),
            )
            .help(format!("write `$.{}`", word.trim_start_matches('.'))));
        }
        let mut steps = Vec::new();
        loop {
            let step = cursor.at();
            let dot = cursor.eat(".");
            match cursor.peek() {
                Some('*') if dot => {
                    cursor.bump();
                    steps.push(Step::EveryKey);
                }
                Some('[') => steps.push(bracket(cursor, dot)?),
                _ if dot => {
                    let name = cursor.run(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
                    if name.is_empty() {
                        return Err(PatternError::new(
                            step..cursor.here().end,
                            "expected a name after `.`",
                        )
                        .help("a name with other characters is `['...']`"));
                    }
                    steps.push(Step::Key(name.into()));
                }
                _ => break,
            }
        }
        if steps.is_empty() {
            return Err(PatternError::new(start..cursor.at(), "`$` alone selects nothing")
                .help("write `$.name`"));
        }
        let wild = |s: &&Step| matches!(s, Step::EveryKey | Step::EveryIndex);
        match steps.iter().filter(wild).count() {
            0 => {}
            1 => cursor.wildcard(start..cursor.at())?,
            _ => {
                let at = start..cursor.at();
                return Err(PatternError::new(at, "more than one wildcard in a selector"));
            }
        }
        Ok(Self { steps: steps.into() })
    }
}

/// A step in brackets; the cursor stands at the bracket.
fn bracket(cursor: &mut Cursor<'_>, dot: bool) -> Result<Step, PatternError> {
    let start = cursor.at();
    cursor.bump();
    let step = match cursor.peek() {
        Some('\'') => {
            cursor.bump();
            let name = cursor.run(|c| c != '\'');
            let step = Step::Key(name.into());
            if name.is_empty() || !cursor.eat("'") {
                return Err(PatternError::new(start..cursor.at(), "expected a name and `'`"));
            }
            step
        }
        Some('*') if !dot => {
            cursor.bump();
            Step::EveryIndex
        }
        Some('0'..='9') if !dot => {
            let digits = cursor.run(|c| c.is_ascii_digit());
            match digits.parse() {
                Ok(index) => Step::Index(index),
                Err(_) => {
                    return Err(PatternError::new(
                        start..cursor.at(),
                        "an index that is too large",
                    ));
                }
            }
        }
        _ => {
            let at = start..cursor.here().end;
            let expected = if dot { "`'name'`" } else { "an index, `*` or `'name'`" };
            return Err(PatternError::new(at, format!("expected {expected} in brackets"))
                .help("such as `$.list[0]`, `$.list[*]` or `$.['a name']`"));
        }
    };
    if !cursor.eat("]") {
        return Err(PatternError::new(start..cursor.here().end, "expected `]`"));
    }
    Ok(step)
}

/// The fault of a character right behind a selector.
pub(super) fn odd(cursor: &Cursor<'_>) -> PatternError {
    let found = cursor.found();
    cursor
        .fault(format!("not part of a selector: {found}"))
        .help("a name with other characters than letters, digits, `_` and `-` is `['...']`")
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in &self.steps {
            match step {
                Step::Key(name)
                    if name.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) =>
                {
                    write!(f, ".{name}")?;
                }
                Step::Key(name) => write!(f, ".['{name}']")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::EveryKey => f.write_str(".*")?,
                Step::EveryIndex => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Selector;

    #[test]
    fn selectors_read_and_print() {
        for text in ["$.a", "$.a.b-c_d", "$.a[0][12].b", "$.a[*].b", "$.*", "$.['a.b'].c", "$[0].a"]
        {
            assert_eq!(Selector::parse(text).expect(text).to_string(), text);
        }
        assert_eq!(Selector::parse("$['a b']").expect("bracket").to_string(), "$.['a b']");
        for text in [
            "",
            "$",
            "a",
            "$.",
            "$..a",
            "$.a[",
            "$.a[x]",
            "$.a[1",
            "$.['a",
            "$.['']",
            "$.a[*].b[*]",
            "$.a/b",
            "$.a[99999999999]",
            "$.[0]",
            "$.a[-1]",
        ] {
            assert!(Selector::parse(text).is_err(), "{text}");
        }
    }
}
