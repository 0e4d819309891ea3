//! `input-path`: a part of an event, by the paths that AWS takes.

use crate::read::tree::{Item, Kind};
use crate::rules::json_text;
use std::fmt::Write;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// An element of a list.
    At(usize),
    /// All elements of a list.
    All,
}

/// The steps of a path: AWS's grammar is `\$(\.[\w/_-]+(\[(\d+|\*)\])*)*`.
///
/// # Errors
/// What AWS refuses.
pub fn parts(path: &str) -> Result<Vec<Step>, String> {
    let refused = || format!("`{path}` is not a path that AWS takes, such as `$.detail.items[0]`");
    let mut steps = Vec::new();
    let rest = path.strip_prefix('$').ok_or_else(refused)?;
    if rest.is_empty() {
        return Ok(steps);
    }
    for part in rest.strip_prefix('.').ok_or_else(refused)?.split('.') {
        let (name, mut indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-');
        if name.is_empty() || !name.chars().all(fits) {
            return Err(refused());
        }
        steps.push(Step::Key(name.to_owned()));
        while !indices.is_empty() {
            let (inside, rest) =
                indices.strip_prefix('[').and_then(|i| i.split_once(']')).ok_or_else(refused)?;
            steps.push(match inside {
                "*" => Step::All,
                digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
                    Step::At(digits.parse().map_err(|_| refused())?)
                }
                _ => return Err(refused()),
            });
            indices = rest;
        }
    }
    Ok(steps)
}

/// The JSON text of the part of an event that a path leads to; `null` where it leads nowhere, for
/// which there is no record of what AWS does. `[*]` gives a list.
#[must_use]
pub fn part(event: Item<'_>, steps: &[Step]) -> String {
    let mut out = String::new();
    if !write(event, steps, &mut out) {
        out.push_str("null");
    }
    out
}

/// Writes the part; `false`, and nothing, where there is none.
fn write(item: Item<'_>, steps: &[Step], out: &mut String) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        let text = json_text(&mut crate::base::diag::Diags::default(), item);
        return write!(out, "{}", text.as_deref().unwrap_or("null")).is_ok();
    };
    match step {
        Step::Key(name) => item.get(name).is_some_and(|i| write(i, rest, out)),
        Step::At(index) => item.items().nth(*index).is_some_and(|i| write(i, rest, out)),
        Step::All if item.kind() == Kind::List => {
            out.push('[');
            let mut first = true;
            for element in item.items() {
                let mut one = String::new();
                // Elements without such a part are left out, as in every JSONPath.
                if write(element, rest, &mut one) {
                    out.push_str(if std::mem::take(&mut first) { "" } else { "," });
                    out.push_str(&one);
                }
            }
            out.push(']');
            true
        }
        Step::All => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SourceId;
    use crate::read::json;

    #[test]
    fn paths_lead_to_parts() {
        let text = r#"{"a":{"b-c":[1.10,{"d":"x"},{"e":2},{"d":[3]}]},"n":null}"#;
        let tree = json::read(SourceId(0), text.as_bytes().into(), 9).expect("JSON");
        for (path, want) in [
            ("$", text),
            ("$.a.b-c[0]", "1.10"),
            ("$.a.b-c[1]", r#"{"d":"x"}"#),
            ("$.a.b-c[1].d", r#""x""#),
            ("$.a.b-c[*].d", r#"["x",[3]]"#),
            ("$.a.b-c[3].d[0]", "3"),
            ("$.a.b-c[9]", "null"),
            ("$.x.y", "null"),
            ("$.n", "null"),
            ("$.a[*]", "null"),
        ] {
            let steps = parts(path).expect("a path");
            assert_eq!(part(tree.root(), &steps), want, "{path}");
        }
    }

    #[test]
    fn other_paths_are_refused() {
        for path in ["", "a", "$a", "$.", "$..a", "$['a']", "$.a[-1]", "$.a[", "$.a[0]b", "$.a b"] {
            assert!(parts(path).is_err(), "{path}");
        }
    }
}
