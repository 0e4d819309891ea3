//! The few operators that regular expressions of log groups have, read one by one and spelled for
//! the engine: what the engine knows beyond them does not get through, and classes are ASCII's.

use super::error::PatternError;

/// The engine's spelling of an expression that begins at `start` of its pattern.
pub(super) fn translate(text: &str, start: usize) -> Result<String, PatternError> {
    Translation { text, at: 0, start, out: String::new() }.whole()
}

struct Translation<'t> {
    text: &'t str,
    at: usize,
    start: usize,
    out: String,
}

impl Translation<'_> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn fault(&self, from: usize, message: impl Into<String>) -> PatternError {
        PatternError::new(self.start + from..self.start + self.at, message)
    }

    fn whole(mut self) -> Result<String, PatternError> {
        if self.text.is_empty() {
            let around = self.start.saturating_sub(1)..self.start + 1;
            return Err(PatternError::new(around, "an empty regular expression"));
        }
        // Is there something that a quantifier can repeat?
        let mut repeatable = false;
        while let Some(c) = self.peek() {
            let from = self.at;
            self.at += c.len_utf8();
            match c {
                '*' | '+' | '?' | '{' => {
                    if !repeatable {
                        return Err(self
                            .fault(from, format!("nothing for `{c}` to repeat"))
                            .help(format!("`\\{c}` is the character itself")));
                    }
                    if c == '{' {
                        self.counted(from)?
                    } else {
                        self.out.push(c)
                    }
                    // Repeating as rarely as possible finds the same texts.
                    if self.peek() == Some('?') {
                        self.bump();
                    }
                    repeatable = false;
                }
                '^' | '$' | '|' => {
                    self.out.push(c);
                    repeatable = false;
                }
                '[' => {
                    self.class(from)?;
                    repeatable = true;
                }
                '.' => {
                    self.out.push('.');
                    repeatable = true;
                }
                '\\' => {
                    let one = self.escape(from)?;
                    self.out += &one.text;
                    repeatable = true;
                }
                other => {
                    self.letter(other, from)?;
                    self.out += &literal(other);
                    repeatable = true;
                }
            }
        }
        Ok(self.out)
    }

    /// Is the character one that expressions may have?
    fn letter(&self, c: char, from: usize) -> Result<(), PatternError> {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Ok(()),
            ' ' | ':' | '_' | '#' | '=' | '@' | '/' | ';' | ',' | '-' | ']' | '}' => Ok(()),
            '(' | ')' => Err(self
                .fault(from, "groups are not supported in regular expressions")
                .help("a parenthesis itself is `\\x28` or `\\x29`")),
            c if c.is_ascii_graphic() => Err(self
                .fault(from, format!("`{c}` is not supported in regular expressions"))
                .help(format!("write `\\x{:02X}`", c as u32))),
            c => Err(self
                .fault(
                    from,
                    format!("`{}` is not supported in regular expressions", c.escape_debug()),
                )
                .help("only ASCII is; `.` stands for any one character")),
        }
    }

    /// `{n}`, `{n,}`, `{,n}` or `{m,n}`, after its brace.
    fn counted(&mut self, from: usize) -> Result<(), PatternError> {
        let inside = self.at;
        while self.peek().is_some_and(|c| c != '}') {
            self.bump();
        }
        let text = self.text.get(inside..self.at).unwrap_or_default();
        let closed = self.bump().is_some();
        let count = |text: &str| {
            text.parse::<u32>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
        };
        let counts = match text.split_once(',') {
            None => count(text).map(|n| (n, Some(n))),
            Some(("", most)) => count(most).map(|n| (0, Some(n))),
            Some((least, "")) => count(least).map(|n| (n, None)),
            Some((least, most)) => count(least).zip(count(most)).map(|(a, b)| (a, Some(b))),
        };
        match counts.filter(|_| closed) {
            Some((least, None)) => self.repeat(&least.to_string(), ""),
            Some((least, Some(most))) if least <= most => {
                self.repeat(&least.to_string(), &most.to_string());
            }
            Some(_) => return Err(self.fault(from, "the smaller count comes first")),
            None => {
                return Err(self
                    .fault(from, "expected `{n}`, `{n,}`, `{,n}` or `{m,n}`")
                    .help("`\\{` is a brace itself"));
            }
        }
        Ok(())
    }

    fn repeat(&mut self, least: &str, most: &str) {
        for part in ["{", least, ",", most, "}"] {
            self.out += part;
        }
    }

    /// What a backslash stands for, after it.
    fn escape(&mut self, from: usize) -> Result<One, PatternError> {
        let set = |text: &str| Ok(One { text: text.to_owned(), letter: None });
        match self.bump() {
            Some('d') => set("[0-9]"),
            Some('D') => set("[^0-9]"),
            Some('s') => set("[ \\t\\n]"),
            Some('S') => set("[^ \\t\\n]"),
            Some('w') => set("[A-Za-z0-9_]"),
            Some('W') => set("[^A-Za-z0-9_]"),
            Some('x') => {
                let digits = self.text.get(self.at..self.at + 2).unwrap_or_default();
                let code = u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'));
                match code.map(char::from) {
                    Some(c) => {
                        self.at += 2;
                        Ok(One { text: literal(c), letter: Some(c) })
                    }
                    None => Err(self.fault(from, "`\\x` takes two hexadecimal digits")),
                }
            }
            Some(c) if "^$?[]{}|\\*+.-/%:_#=@;, ".contains(c) => {
                Ok(One { text: literal(c), letter: Some(c) })
            }
            Some(c) => Err(self
                .fault(from, format!("`\\{c}` is not supported in regular expressions"))
                .help("the escapes are `\\d \\D \\s \\S \\w \\W \\xhh` and those of operators")),
            None => Err(self.fault(from, "a lone `\\` at the end")),
        }
    }

    /// `[...]`, after its bracket.
    fn class(&mut self, from: usize) -> Result<(), PatternError> {
        self.out.push('[');
        if self.peek() == Some('^') {
            self.bump();
            self.out.push('^');
        }
        let mut empty = true;
        loop {
            if self.peek() == Some(']') {
                self.bump();
                if empty {
                    return Err(self
                        .fault(from, "an empty class")
                        .help("`\\]` is a bracket itself"));
                }
                self.out.push(']');
                return Ok(());
            }
            let Some(low) = self.member(from)? else {
                return Err(self
                    .fault(from, "a class without end")
                    .help("`\\[` is a bracket itself"));
            };
            empty = false;
            let range = self.text.get(self.at..).unwrap_or_default();
            let range = range.starts_with('-') && !range.starts_with("-]");
            match low.letter.filter(|_| range) {
                None => self.out += &low.text,
                Some(first) => {
                    self.bump();
                    let high = self.member(from)?.and_then(|m| m.letter);
                    match high.filter(|last| first <= *last) {
                        Some(last) => {
                            self.out += &literal(first);
                            self.out.push('-');
                            self.out += &literal(last);
                        }
                        None => return Err(self.fault(from, "a range that is none")),
                    }
                }
            }
        }
    }

    /// One member of a class.
    fn member(&mut self, class: usize) -> Result<Option<One>, PatternError> {
        let from = self.at;
        match self.bump() {
            None => Ok(None),
            Some('\\') => self.escape(from).map(Some),
            Some(c @ ('^' | '$' | '?' | '[' | '{' | '|' | '*' | '+' | '.')) => {
                Ok(Some(One { text: literal(c), letter: Some(c) }))
            }
            Some(c) => {
                self.letter(c, from.max(class))?;
                Ok(Some(One { text: literal(c), letter: Some(c) }))
            }
        }
    }
}

/// A character or a class of them.
struct One {
    text: String,
    letter: Option<char>,
}

/// The spelling of a character that nothing takes for an operator.
fn literal(c: char) -> String {
    if c.is_ascii_alphanumeric() { c.to_string() } else { format!("\\x{{{:X}}}", c as u32) }
}
