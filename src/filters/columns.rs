//! Patterns for lines of columns: `[ip, user, ..., status >= 400 && status < 500, bytes]`.

use super::compare::Compare;
use super::cursor::Cursor;
use super::error::PatternError;
use std::fmt;

/// A column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// Its name; unnamed ones are known by their place.
    pub name: Option<Box<str>>,
    /// One of these, of which all comparisons hold; none at all takes any value.
    pub condition: Vec<Vec<Compare>>,
}

/// A pattern of columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Columns {
    /// The columns, the ellipsis left out.
    pub columns: Vec<Column>,
    /// How many columns come before the ellipsis `...`, which takes any number of words. Without
    /// one the last column takes the rest of the line.
    pub ellipsis: Option<usize>,
}

impl Columns {
    /// Reads a pattern in brackets; the cursor stands at the bracket.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, PatternError> {
        let open = cursor.here();
        cursor.bump();
        cursor.blanks();
        let mut read = Self::default();
        if cursor.eat("]") {
            cursor.end(']')?;
            return Ok(Self { columns: Vec::new(), ellipsis: Some(0) });
        }
        loop {
            cursor.blanks();
            let start = cursor.at();
            if cursor.eat("...") {
                if read.ellipsis.is_some() {
                    return Err(PatternError::new(start..cursor.at(), "more than one `...`"));
                }
                read.ellipsis = Some(read.columns.len());
            } else {
                let column = column(cursor)?;
                if let Some(name) = &column.name
                    && read.columns.iter().any(|c| c.name.as_ref() == Some(name))
                {
                    let at = start..start + name.len();
                    return Err(PatternError::new(at, format!("two columns are called `{name}`")));
                }
                read.columns.push(column);
            }
            cursor.blanks();
            if cursor.eat(",") {
                continue;
            }
            if cursor.eat("]") {
                break;
            }
            return Err(joint(cursor, &open));
        }
        cursor.end(']')?;
        Ok(read)
    }

    /// The column of this name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name.as_deref() == Some(name))
    }
}

/// The fault of what stands where a comma could.
fn joint(cursor: &Cursor<'_>, open: &std::ops::Range<usize>) -> PatternError {
    let rest = cursor.rest();
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    let at = cursor.at()..cursor.at() + word.len();
    let sign = match &*word.to_ascii_lowercase() {
        "or" => "||",
        "and" => "&&",
        _ => match rest.chars().next() {
            None => return PatternError::new(open.clone(), "a bracket that is not closed"),
            Some('(' | ')') => {
                return cursor
                    .fault("parentheses are not supported in a column")
                    .help("`&&` binds tighter than `||`; spell the alternatives out");
            }
            Some(_) => {
                return cursor
                    .fault(format!("expected `,`, `&&`, `||` or `]`, {}", cursor.found()))
                    .help("values with blanks or such signs go in double quotes");
            }
        },
    };
    PatternError::new(at, format!("`{word}` is not an operator")).help(format!("write `{sign}`"))
}

fn column(cursor: &mut Cursor<'_>) -> Result<Column, PatternError> {
    if cursor.eat("*") {
        return Ok(Column::default());
    }
    if matches!(cursor.peek(), Some(',' | ']')) {
        return Ok(Column::default());
    }
    let mut column = Column::default();
    let mut all = Vec::new();
    loop {
        cursor.blanks();
        let start = cursor.at();
        let name = name(cursor)?;
        let at = start..cursor.at();
        match &column.name {
            None => column.name = Some(name.into()),
            Some(own) if **own != *name => {
                let words = format!("the column `{own}` has a condition on `{name}`");
                return Err(PatternError::new(at, words)
                    .help("all comparisons of a column are of that column"));
            }
            Some(_) => {}
        }
        cursor.blanks();
        let first = all.is_empty() && column.condition.is_empty();
        match Compare::read(cursor, name, bare)? {
            Some(compare) => all.push(compare),
            None if first => return Ok(column),
            None => {
                let words = format!("expected an operator after `{name}`, {}", cursor.found());
                return Err(cursor.fault(words).help("one of = != < <= > >="));
            }
        }
        cursor.blanks();
        if cursor.eat("||") {
            column.condition.push(std::mem::take(&mut all));
        } else if !cursor.eat("&&") {
            column.condition.push(all);
            return Ok(column);
        }
    }
}

fn name<'p>(cursor: &mut Cursor<'p>) -> Result<&'p str, PatternError> {
    let start = cursor.at();
    let name = cursor.run(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return Ok(name);
    }
    if matches!(cursor.peek(), Some('(' | ')')) && name.is_empty() {
        return Err(cursor
            .fault("parentheses are not supported in a column")
            .help("`&&` binds tighter than `||`; spell the alternatives out"));
    }
    if name.is_empty() {
        return Err(cursor.fault(format!("expected the name of a column, {}", cursor.found())));
    }
    Err(PatternError::new(start..cursor.at(), format!("a column cannot be called `{name}`"))
        .help("names begin with a letter or `_`"))
}

/// How long a value without quotes is: up to a blank, a comma, a bracket or a joint.
fn bare(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        let joint = matches!((c, next), ('&', Some('&')) | ('|', Some('|')));
        if c.is_whitespace() || ",]\"()%".contains(c) || joint {
            return at;
        }
    }
    text.len()
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = &self.name else { return f.write_str("*") };
        if self.condition.is_empty() {
            return f.write_str(name);
        }
        for (at, all) in self.condition.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { " || " })?;
            for (at, compare) in all.iter().enumerate() {
                f.write_str(if at == 0 { "" } else { " && " })?;
                write!(f, "{name} {compare}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut texts: Vec<String> = self.columns.iter().map(Column::to_string).collect();
        if let Some(at) = self.ellipsis {
            texts.insert(at.min(texts.len()), "...".to_owned());
        }
        write!(f, "[{}]", texts.join(", "))
    }
}
