//! Inline allowances: `# tripline: allow TL412 because REASON` silences warnings and notes of that
//! code whose place begins on the line of the comment, or on the next line when the comment has a
//! line of its own.
//!
//! Lints report long after reading, so this is two steps: [`find`] the comments, and
//! [`Allowances::apply`] them to all diagnostics of a run.

use super::doc::near;
use super::texts::{File, Loaded};
use crate::base::codes::{self, Code};
use crate::base::diag::{Diag, Diags, Level};
use crate::base::ids::SourceId;
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};
use memchr::memmem;
use std::collections::BTreeMap;
use std::ops::Range;

const MARK: &[u8] = b"tripline:";

/// One code that one comment allows.
#[derive(Debug, Clone)]
struct Allowance {
    code: Code,
    /// Where the comment names the code.
    span: Span,
    /// The bytes of the line it speaks of.
    line: Range<u32>,
}

/// All allowances of the loaded files.
#[derive(Debug, Default)]
pub struct Allowances {
    by_source: BTreeMap<SourceId, Vec<Allowance>>,
    /// What is wrong with the comments themselves.
    faults: Diags,
}

/// Finds the allowances in the loaded files.
#[must_use]
pub fn find(loaded: &Loaded) -> Allowances {
    let mut all = Allowances::default();
    for file in &loaded.files {
        for comment in comments(file) {
            all.read(file, &comment);
        }
    }
    all
}

impl Allowances {
    /// Takes out of `diags` what is allowed. With `complete`, also reports allowances that silence
    /// nothing: only a caller that ran all checks can tell.
    pub fn apply(&self, diags: &mut Diags, complete: bool) {
        let mut used = Vec::new();
        diags.retain(|diag| {
            let Some(span) = diag.span.filter(|_| diag.level < Level::Error) else { return true };
            let here = self.by_source.get(&span.source).map(Vec::as_slice).unwrap_or_default();
            let mut fits =
                here.iter().filter(|a| a.code == diag.code && a.line.contains(&span.start));
            let allowance = fits.next();
            used.extend(allowance.map(|a| a.span));
            allowance.is_none()
        });
        diags.extend(self.faults.clone());
        if !complete {
            return;
        }
        for allowance in self.by_source.values().flatten() {
            if !used.contains(&allowance.span) {
                diags.push(idle(allowance));
            }
        }
    }

    fn read(&mut self, file: &File, comment: &Comment) {
        let (codes, reason) = match comment.words.split_once("because") {
            Some((codes, reason)) => (codes, reason.trim()),
            None => (&*comment.words, ""),
        };
        let span = |at: usize, len: usize| {
            let start = (comment.at + at) as u32;
            Span { source: file.source, start, end: start + len as u32 }
        };
        let mut fault = |span, message: String| {
            let diag = Diag::new(Code::TL413, span, message);
            self.faults.push(diag.help("write `# tripline: allow CODE because REASON`"));
        };
        let mut at = 0;
        let mut read = Vec::new();
        for word in codes.split(',') {
            let trimmed = word.trim();
            let place = span(at + (word.len() - word.trim_start().len()), trimmed.len());
            at += word.len() + 1;
            match codes::find(trimmed) {
                Some(info) => read.push((info.code, place)),
                None if trimmed.is_empty() => fault(place, "a code is missing".to_owned()),
                None => fault(place, format!("there is no code `{trimmed}`")),
            }
        }
        if reason.is_empty() {
            let whole = span(0, comment.words.trim_end().len());
            return fault(whole, "the allowance gives no reason, so it allows nothing".to_owned());
        }
        let line = comment.line.start as u32..comment.line.end as u32 + 1;
        let allowances = self.by_source.entry(file.source).or_default();
        allowances.extend(read.into_iter().map(|(code, span)| Allowance {
            code,
            span,
            line: line.clone(),
        }));
    }
}

fn idle(allowance: &Allowance) -> Diag {
    let info = allowance.code.info();
    let words = format!("there is no {} here to allow", info.name);
    let diag = Diag::new(Code::TL413, allowance.span, words);
    if info.level == Level::Error {
        diag.help("errors cannot be allowed")
    } else {
        diag.help("remove the comment, or put it on the line that the warning points at")
    }
}

/// A comment that is addressed to tripline and begins with `allow`.
struct Comment {
    /// What follows `allow`.
    words: String,
    /// The offset of that in the file.
    at: usize,
    /// The line that it speaks of, without its end.
    line: Range<usize>,
}

fn comments(file: &File) -> Vec<Comment> {
    let text = file.tree.input();
    let mut found = Vec::new();
    for mark in memmem::find_iter(text, MARK) {
        let line = line_at(text, mark);
        let before = text[line.start..mark].trim_ascii_end();
        let Some(before) = before.strip_suffix(b"#") else { continue };
        // In YAML `#` begins a comment only at the start of a line or after a blank.
        if !before.last().is_none_or(u8::is_ascii_whitespace) {
            continue;
        }
        let hash = line.start + before.len();
        let words = String::from_utf8_lossy(&text[mark + MARK.len()..line.end]);
        let trimmed = words.trim_start();
        let verb = trimmed.split_whitespace().next().unwrap_or_default();
        if near(verb, ["allow"]).is_none() {
            continue;
        }
        let at = mark + MARK.len() + (words.len() - trimmed.len()) + verb.len();
        let own_line = before.trim_ascii().is_empty();
        let line = if own_line { next_line(text, line.end) } else { line };
        let words = trimmed[verb.len()..].to_owned();
        found.push((hash, Comment { words, at, line }));
    }
    if found.is_empty() {
        return Vec::new();
    }
    // What stands in a quoted string or a block of text is no comment.
    let mut texts = Vec::new();
    places(file.tree.root(), &mut texts);
    texts.sort_unstable();
    let inside = |at: usize| {
        let next = texts.partition_point(|(start, _)| *start as usize <= at);
        next > 0 && texts[..next].iter().rev().take(1).any(|(_, end)| (*end as usize) > at)
    };
    found.into_iter().filter(|(hash, _)| !inside(*hash)).map(|(_, comment)| comment).collect()
}

/// The places of all strings of a document. They do not overlap, but an alias repeats some.
fn places(item: Item<'_>, into: &mut Vec<(u32, u32)>) {
    match item.kind() {
        Kind::Text => into.push((item.span().start, item.span().end)),
        Kind::List => item.items().for_each(|element| places(element, into)),
        Kind::Map => {
            for (key, value) in item.entries() {
                places(key, into);
                places(value, into);
            }
        }
        Kind::Null | Kind::Bool | Kind::Number | Kind::OddNumber => {}
    }
}

fn line_at(text: &[u8], at: usize) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |n| n + 1);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
    start..end
}

/// The first line after `end` that is not a comment itself.
fn next_line(text: &[u8], mut end: usize) -> Range<usize> {
    loop {
        let line = line_at(text, (end + 1).min(text.len()));
        if line.end >= text.len() || !text[line.clone()].trim_ascii_start().starts_with(b"#") {
            return line;
        }
        end = line.end;
    }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::base::limits::Limits;
    use crate::rules::testing::{loaded, shown};

    fn problems(text: &str) -> Vec<String> {
        let loaded = loaded(&[("r.yaml", text)]);
        let none = |_: &std::path::Path| Err(std::io::Error::other("no files"));
        let (_, mut diags) = crate::rules::bundle(&loaded, &[], &none, &Limits::default());
        find(&loaded).apply(&mut diags, true);
        shown(&loaded.sources, diags)
    }

    #[test]
    fn a_comment_silences_its_line_or_the_next() {
        let got = problems(
            "rules:\n  r:\n    pattern:\n      account: [123456789012] # tripline: allow TL412 because test\n\
             \x20     # tripline: allow TL411, TL412 because both are meant\n      # more words\n\
             \x20     account-b: [123456789012, 123456789012]\n      account-c: [123456789012]\n",
        );
        assert_eq!(got, ["TL412 8:19 an account id without quotes is a number"]);
    }

    #[test]
    fn errors_are_never_silenced() {
        let got =
            problems("rules:\n  r: {patern: {}} # tripline: allow TL202, TL204 because why not\n");
        assert_eq!(
            got,
            [
                "TL204 2:3 an event rule needs the key `pattern`",
                "TL202 2:7 unknown key `patern`",
                "TL413 2:37 there is no TL202 here to allow",
                "TL413 2:44 there is no TL204 here to allow",
            ]
        );
    }

    #[test]
    fn allowances_that_allow_nothing_are_reported() {
        let rule = "rules:\n  r: {pattern: {account: [123456789012]}}";
        for (comment, want) in [
            (
                "allow TL412",
                &["TL412", "TL413 2:60 the allowance gives no reason, so it allows nothing"][..],
            ),
            (
                "allow TL412 because",
                &["TL412", "TL413 2:60 the allowance gives no reason, so it allows nothing"],
            ),
            ("allow TL999 because x", &["TL412", "TL413 2:61 there is no code `TL999`"]),
            ("allow because x", &["TL412", "TL413 2:61 a code is missing"]),
            ("alow TL412 because x", &[]),
            ("allow TL411 because x", &["TL412", "TL413 2:61 there is no TL411 here to allow"]),
            ("is great", &["TL412"]),
        ] {
            let got = problems(&format!("{rule} # tripline: {comment}\n"));
            assert_eq!(got.len(), want.len(), "{comment}: {got:?}");
            for (got, want) in got.iter().zip(want) {
                assert!(got.starts_with(want), "{comment}: {got}, not {want}");
            }
        }
    }

    #[test]
    fn what_stands_in_a_string_is_no_comment() {
        let words = "# tripline: allow TL412 because x";
        for text in [
            format!("rules: {{r: {{title: 'a {words}', pattern: {{account: [123456789012]}}}}}}\n"),
            format!(
                "rules: {{r: {{title: \"a\n {words}\", pattern: {{account: [123456789012]}}}}}}\n"
            ),
            format!(
                "rules:\n  r:\n    fix: |\n      {words}\n    pattern: {{account: [123456789012]}}\n"
            ),
            "rules:\n  r:\n    fix: a#tripline:allow TL412 because x\n    pattern: {account: [123456789012]}\n".to_owned(),
        ] {
            let got = problems(&text);
            assert_eq!(got.len(), 1, "{text}: {got:?}");
            assert!(got[0].starts_with("TL412"), "{got:?}");
        }
    }
}
