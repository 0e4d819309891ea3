//! `Tree` → YAML text, for people: blocks, with short lists and maps in one line. What is read of
//! the text is what was written; numbers keep their spelling, comments and anchors are gone.

use super::tree::{Item, Kind};
use crate::base::text::quote;
use std::fmt::Write;

/// Longest list or map that stands in one line, in bytes.
const LINE: usize = 76;

/// Appends a value that follows its key, with the end of the line; lines of its own are indented
/// by so many blanks.
pub fn value(item: Item<'_>, indent: usize, out: &mut String) {
    if let Some(line) = one_line(item, LINE.saturating_sub(indent)) {
        let _ = writeln!(out, " {line}");
        return;
    }
    out.push('\n');
    block(item, indent, "", out);
}

/// Appends a value as an element of a list, indented by so many blanks.
pub fn element(item: Item<'_>, indent: usize, out: &mut String) {
    part(item, indent, &" ".repeat(indent), out);
}

/// Appends an element; `margin` is what stands before its dash.
fn part(item: Item<'_>, indent: usize, margin: &str, out: &mut String) {
    match one_line(item, LINE.saturating_sub(indent)) {
        Some(line) => {
            let _ = writeln!(out, "{margin}- {line}");
        }
        None => block(item, indent + 2, &format!("{margin}- "), out),
    }
}

/// Appends a list or map as lines; `first` is what stands in place of the blanks of the first one.
fn block(item: Item<'_>, indent: usize, first: &str, out: &mut String) {
    let blanks = " ".repeat(indent);
    let mut margin = if first.is_empty() { &*blanks } else { first };
    if item.kind() == Kind::Map {
        for (key, entry) in item.entries() {
            let _ = write!(out, "{margin}{}:", text(&key.text(), true));
            value(entry, indent + 2, out);
            margin = &blanks;
        }
        return;
    }
    for element in item.items() {
        part(element, indent, margin, out);
        margin = &blanks;
    }
}

/// A value in one line, if it fits. Scalars always do.
fn one_line(item: Item<'_>, room: usize) -> Option<String> {
    match item.kind() {
        Kind::List | Kind::Map => {
            let mut line = String::new();
            flow(item, room, &mut line).then_some(line)
        }
        _ => Some(scalar(item, false)),
    }
}

/// Appends a value in the style of JSON; `false` when there is no room for it.
fn flow(item: Item<'_>, room: usize, out: &mut String) -> bool {
    if out.len() > room {
        return false;
    }
    match item.kind() {
        Kind::List => {
            out.push('[');
            for (at, element) in item.items().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                if !flow(element, room, out) {
                    return false;
                }
            }
            out.push(']');
        }
        Kind::Map if item.is_empty() => out.push_str("{}"),
        Kind::Map => {
            for (at, (key, entry)) in item.entries().enumerate() {
                out.push_str(if at > 0 { ", " } else { "{ " });
                out.push_str(&text(&key.text(), true));
                out.push_str(": ");
                if !flow(entry, room, out) {
                    return false;
                }
            }
            out.push_str(" }");
        }
        _ => out.push_str(&scalar(item, true)),
    }
    out.len() <= room
}

/// A scalar; `within` a list or map of one line fewer texts go without quotes.
fn scalar(item: Item<'_>, within: bool) -> String {
    match item.kind() {
        Kind::Text => text(&item.text(), within),
        Kind::Bool => item.as_bool().unwrap_or(false).to_string(),
        Kind::Null => "null".to_owned(),
        _ => item.str().into_owned(),
    }
}

/// A string, in quotes unless it surely is read as the same string without.
#[must_use]
pub fn text(bytes: &[u8], within: bool) -> String {
    match std::str::from_utf8(bytes) {
        Ok(word) if is_plain(word, within) => word.to_owned(),
        _ => quote(bytes),
    }
}

fn is_plain(word: &str, within: bool) -> bool {
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '$' | '_' | '/');
    let inside = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, ' ' | '$' | '_' | '/' | '.' | '-' | '+' | '(' | ')' | ';' | '=' | '~')
            || matches!(c, ':' | '*' | '@' | '<' | '>')
            || (!within && matches!(c, ',' | '\'' | '"' | '[' | ']' | '{' | '}' | '?' | '!'))
    };
    let lower = word.to_ascii_lowercase();
    word.starts_with(begins)
        && word.chars().all(inside)
        && !word.ends_with([' ', ':'])
        && !word.contains(": ")
        && !matches!(&*lower, "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;
    use crate::base::limits::Limits;
    use crate::read::{json, write, yaml};

    fn written(json_text: &str) -> String {
        let tree = json::read(SourceId::new(0), json_text.as_bytes().into(), 2000).expect("JSON");
        let mut out = "v:".to_owned();
        value(tree.root(), 2, &mut out);
        let read = yaml::read(SourceId::new(0), &out.as_bytes().into(), &Limits::default());
        let read = read.expect(&out).expect("a document");
        let mut again = Vec::new();
        write::json(read.root().get("v").expect("v"), &mut again);
        assert_eq!(String::from_utf8_lossy(&again), json_text, "{out}");
        out
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        for text in [
            r#""a""#,
            r#""""#,
            r#""true""#,
            r#""5""#,
            r#"" a: b #c""#,
            r#""x: y""#,
            r#""a #b""#,
            r#""line\nline\té\u0007""#,
            r#""$.a['b'][*]""#,
            r#""AWS::EC2::Instance""#,
            r#""- a""#,
            r#""~""#,
            r#""2020-01-01""#,
            r#""0x1F""#,
            "[1.50,1e400,true,null,{}]",
            "[]",
            "{}",
            r#"[[],[[]],{"a":[]},[{"b":{"c: d":[1]}}]]"#,
            r#"{"a":{"b":["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy",[{"c":"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz","d":[1,2],"e,":"[f]"}]]}}"#,
        ] {
            written(text);
        }
    }

    #[test]
    fn short_values_stand_in_one_line() {
        let rule = r#"{"require":{"path":"$.configuration.encrypted","equals":true},"all":[{"path":"@.cidrIp[*].aLongNameOfSomething","quantifier":"some","in":["0.0.0.0/0","::/0"]},{"use":"x"}]}"#;
        assert_eq!(
            written(rule),
            "v:\n  require: { path: $.configuration.encrypted, equals: true }\n  all:\n    \
             - path: \"@.cidrIp[*].aLongNameOfSomething\"\n      quantifier: some\n      \
             in: [\"0.0.0.0/0\", \"::/0\"]\n    - { use: x }\n"
        );
    }
}
