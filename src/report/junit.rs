//! What all JUnit files of tripline share. The form has no standard; this is the subset that
//! Jenkins, GitLab and GitHub's viewers agree on.

use std::io::{self, Write};

/// How a case ended.
#[derive(Debug)]
pub(super) enum Verdict {
    Passed,
    /// With one line and the rest.
    Failure(String, String),
    /// With one line and the rest.
    Error(String, String),
    /// With one line.
    Skipped(String),
}

/// One test case.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) name: String,
    pub(super) class: String,
    pub(super) file: String,
    pub(super) line: Option<u64>,
    pub(super) seconds: Option<f64>,
    pub(super) verdict: Verdict,
}

/// A named list of cases.
#[derive(Debug)]
pub(super) struct Suite {
    pub(super) name: String,
    pub(super) cases: Vec<Case>,
}

/// Writes the whole file.
pub(super) fn write<W: Write + ?Sized>(out: &mut W, suites: &[Suite]) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tripline\"")?;
    totals(out, suites.iter().flat_map(|s| &s.cases))?;
    out.write_all(b">\n")?;
    for suite in suites {
        write!(out, "  <testsuite name=\"{}\"", attribute(&suite.name))?;
        totals(out, suite.cases.iter())?;
        let skipped = suite.cases.iter().filter(|c| matches!(c.verdict, Verdict::Skipped(_)));
        writeln!(out, " skipped=\"{}\">", skipped.count())?;
        for case in &suite.cases {
            write_case(out, case)?;
        }
        out.write_all(b"  </testsuite>\n")?;
    }
    out.write_all(b"</testsuites>\n")
}

fn totals<'c, W: Write + ?Sized>(
    out: &mut W,
    cases: impl Iterator<Item = &'c Case>,
) -> io::Result<()> {
    let (mut tests, mut failures, mut errors, mut seconds) = (0u64, 0u64, 0u64, None);
    for case in cases {
        tests += 1;
        failures += u64::from(matches!(case.verdict, Verdict::Failure(..)));
        errors += u64::from(matches!(case.verdict, Verdict::Error(..)));
        if let Some(s) = case.seconds {
            *seconds.get_or_insert(0.0) += s;
        }
    }
    write!(out, " tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")?;
    seconds.map_or(Ok(()), |s| write!(out, " time=\"{s:.3}\""))
}

fn write_case<W: Write + ?Sized>(out: &mut W, case: &Case) -> io::Result<()> {
    let (name, class) = (attribute(&case.name), attribute(&case.class));
    write!(out, "    <testcase name=\"{name}\" classname=\"{class}\"")?;
    if !case.file.is_empty() {
        write!(out, " file=\"{}\"", attribute(&case.file))?;
    }
    if let Some(line) = case.line {
        write!(out, " line=\"{line}\"")?;
    }
    if let Some(seconds) = case.seconds {
        write!(out, " time=\"{seconds:.3}\"")?;
    }
    let (tag, message, body) = match &case.verdict {
        Verdict::Passed => return out.write_all(b"/>\n"),
        Verdict::Skipped(message) => {
            let message = attribute(message);
            writeln!(out, ">\n      <skipped message=\"{message}\"/>\n    </testcase>")?;
            return Ok(());
        }
        Verdict::Failure(message, body) => ("failure", message, body),
        Verdict::Error(message, body) => ("error", message, body),
    };
    let (message, body) = (attribute(message), text(body));
    write!(out, ">\n      <{tag} type=\"{tag}\" message=\"{message}\">{body}</{tag}>\n")?;
    out.write_all(b"    </testcase>\n")
}

/// The value of an attribute between double quotes.
fn attribute(value: &str) -> String {
    escape(value, true)
}

/// Text between tags.
fn text(value: &str) -> String {
    escape(value, false)
}

fn escape(value: &str, attribute: bool) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            // Readers turn these into spaces, or drop them, unless they are references.
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            // XML 1.0 has no way to write these, not even as references.
            '\0'..' ' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// A tiny checker of well-formedness, for tests: tags nest, attributes are quoted, references and
/// characters are legal.
#[cfg(test)]
pub(super) fn check(xml: &str) -> Result<(), String> {
    let mut rest =
        xml.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").ok_or("no prolog")?;
    if xml.contains(|c: char| (c < ' ' && !"\n\r\t".contains(c)) || "\u{FFFE}\u{FFFF}".contains(c))
    {
        return Err("an illegal character".into());
    }
    for (at, _) in xml.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#10;", "&#13;", "&#9;"];
        if !known.iter().any(|k| xml[at..].starts_with(k)) {
            return Err(format!("a bad reference at {at}"));
        }
    }
    let mut open = Vec::new();
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').ok_or("a tag without an end")? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}> closes nothing"));
            }
            continue;
        }
        let (tag, single) = tag.strip_suffix('/').map_or((tag, false), |t| (t, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if tag.contains('<') || !attributes.matches('"').count().is_multiple_of(2) {
            return Err(format!("a broken tag <{tag}>"));
        }
        if !single {
            open.push(name);
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("open at the end: {open:?}")) }
}
