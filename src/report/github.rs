//! GitHub's workflow commands: one line an annotation.

use std::borrow::Cow;
use std::io::{self, Write};

/// What an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    Warning,
    Notice,
}

/// One annotation. Empty and absent properties are left out.
#[derive(Debug)]
pub(super) struct Annotation<'a> {
    pub(super) kind: Kind,
    pub(super) file: &'a str,
    pub(super) properties: &'a [(&'a str, Option<u64>)],
    pub(super) title: &'a str,
    pub(super) message: &'a str,
}

impl Annotation<'_> {
    /// Writes the command.
    pub(super) fn write<W: Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(match self.kind {
            Kind::Error => b"::error",
            Kind::Warning => b"::warning",
            Kind::Notice => b"::notice",
        })?;
        let mut between = ' ';
        // Standard input and patterns on the command line are no files that could be annotated.
        if !matches!(self.file, "" | "-") && !self.file.starts_with('<') {
            write!(out, "{between}file={}", property(self.file))?;
            between = ',';
            for (name, value) in self.properties {
                if let Some(value) = value {
                    write!(out, ",{name}={value}")?;
                }
            }
        }
        if !self.title.is_empty() {
            write!(out, "{between}title={}", property(self.title))?;
        }
        writeln!(out, "::{}", data(self.message))
    }
}

/// The text of a command, in which lines may break.
fn data(text: &str) -> Cow<'_, str> {
    escape(text, &['%', '\r', '\n'])
}

/// The value of a property.
fn property(text: &str) -> Cow<'_, str> {
    escape(text, &['%', '\r', '\n', ':', ','])
}

fn escape<'t>(text: &'t str, special: &[char]) -> Cow<'t, str> {
    use std::fmt::Write;
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if special.contains(&c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_github_s() {
        let mut out = Vec::new();
        let properties = [("line", Some(3)), ("col", None)];
        let annotation = Annotation {
            kind: Kind::Warning,
            file: "a,b:c%.yaml",
            properties: &properties,
            title: "T: x",
            message: "50%: a,\r\nb",
        };
        annotation.write(&mut out).expect("a Vec takes all");
        Annotation { file: "-", ..annotation }.write(&mut out).expect("a Vec takes all");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "::warning file=a%2Cb%3Ac%25.yaml,line=3,title=T%3A x::50%25: a,%0D%0Ab\n\
             ::warning title=T%3A x::50%25: a,%0D%0Ab\n"
        );
    }
}
