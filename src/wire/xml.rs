//! Values as the XML of Query replies. Nothing here reads XML, so there are no entities to fear.

use super::base64;
use super::json::word;
use super::times;
use super::value::Value;
use std::fmt::Write;

/// Appends what stands inside an element: text, fields, or the members of a list.
pub fn inside(value: &Value, out: &mut String) {
    match value {
        Value::Null => {}
        Value::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Value::Integer(number) => out.push_str(&number.to_string()),
        Value::Float(number) => match word(*number) {
            Some(word) => out.push_str(word),
            None => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{number:?}");
            }
        },
        Value::Text(text) | Value::Untyped(text) => escape(text, out),
        Value::Bytes(bytes) => out.push_str(&base64::encode(bytes)),
        Value::Time(at) => out.push_str(&times::as_text(*at)),
        Value::List(values) => values.iter().for_each(|v| element("member", v, out)),
        Value::Map(fields) => {
            for (name, value) in fields.iter().filter(|(_, v)| *v != Value::Null) {
                element(name, value, out);
            }
        }
    }
}

/// Appends one element with what is inside.
pub fn element(name: &str, value: &Value, out: &mut String) {
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    out.push('<');
    out.push_str(&name);
    out.push('>');
    inside(value, out);
    out.push_str("</");
    out.push_str(&name);
    out.push('>');
}

/// Appends text so that every character comes back, those that XML cannot hold excepted.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            '\t' | '\r' | '\u{80}'..='\u{9F}' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "&#{};", c as u32);
            }
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_elements() {
        let value = Value::map([
            ("Name", "a<b>&\r\n\u{0}".into()),
            ("List", vec![Value::map([("V", 1.5.into())]), Value::EMPTY].into()),
            ("None", Value::Null),
            ("At", Value::Time(jiff::Timestamp::UNIX_EPOCH)),
        ]);
        let mut out = String::new();
        element("R", &value, &mut out);
        assert_eq!(
            out,
            "<R><Name>a&lt;b&gt;&amp;&#13;\n\u{FFFD}</Name><List><member><V>1.5</V></member>\
             <member></member></List><At>1970-01-01T00:00:00Z</At></R>"
        );
    }
}
