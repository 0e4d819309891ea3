//! The text of a pattern of a rules file, as DescribeRule shows it: parameters and lists filled in,
//! keys nested as far as they go.

use crate::base::text::quote;
use crate::operators::pattern::{Condition, Field, Pattern};

/// A pattern under construction, keys in their order.
#[derive(Debug, Default)]
struct Node(Vec<(Vec<u8>, Below)>);

#[derive(Debug)]
enum Below {
    Text(String),
    Keys(Node),
}

/// The pattern as JSON.
pub(super) fn text(pattern: &Pattern) -> String {
    below(pattern, 0)
}

/// The pattern as JSON, its paths without so many bytes in front.
fn below(pattern: &Pattern, cut: usize) -> String {
    let mut paths = Vec::new();
    fields(pattern, &mut paths);
    let is_above = |path: &[u8]| paths.iter().any(|p| p.strip_prefix(path).is_some_and(dotted));
    let flat = paths.iter().any(|path| is_above(path));
    let mut root = Node::default();
    for condition in &pattern.all {
        match condition {
            Condition::Field(field) if flat => {
                root.0.push((field.path[cut..].to_vec(), Below::Text(tests(field))));
            }
            Condition::Field(field) => root.add(&field.path[cut..], tests(field)),
            Condition::Any(branches) => {
                let common = if flat { cut } else { common(branches).max(cut) };
                let texts: Vec<String> = branches.iter().map(|one| below(one, common)).collect();
                let list = format!("[{}]", texts.join(","));
                let mut own = Vec::new();
                branches.iter().for_each(|one| fields(one, &mut own));
                let before = own.first().map_or(&[][..], |path| &path[cut..common]);
                root.add(&[before, b"$or"].concat(), list);
            }
        }
    }
    let mut out = String::new();
    root.write(&mut out);
    out
}

fn dotted(rest: &[u8]) -> bool {
    rest.first() == Some(&b'.')
}

/// The paths of all fields.
fn fields<'p>(pattern: &'p Pattern, into: &mut Vec<&'p [u8]>) {
    for condition in &pattern.all {
        match condition {
            Condition::Field(field) => into.push(&field.path),
            Condition::Any(branches) => branches.iter().for_each(|one| fields(one, into)),
        }
    }
}

/// How many bytes all paths of alternatives have in common, up to behind a dot.
fn common(branches: &[Pattern]) -> usize {
    let mut paths = Vec::new();
    branches.iter().for_each(|one| fields(one, &mut paths));
    let Some((first, others)) = paths.split_first() else { return 0 };
    let shared = others.iter().fold(first.len(), |most, path| {
        first.iter().zip(*path).take(most).take_while(|(a, b)| a == b).count()
    });
    first[..shared].iter().rposition(|byte| *byte == b'.').map_or(0, |dot| dot + 1)
}

fn tests(field: &Field) -> String {
    let mut tests: Vec<String> = field.tests.iter().map(ToString::to_string).collect();
    if field.absent {
        tests.push(r#"{"exists":false}"#.to_owned());
    }
    format!("[{}]", tests.join(","))
}

impl Node {
    /// Adds a list below a dotted path; where another list is in the way, the rest stays dotted.
    fn add(&mut self, rest: &[u8], list: String) {
        let dot = rest.iter().position(|byte| *byte == b'.');
        let (first, below) = match dot {
            Some(at) if at > 0 && at + 1 < rest.len() => (&rest[..at], &rest[at + 1..]),
            _ => return self.0.push((rest.to_vec(), Below::Text(list))),
        };
        match self.0.iter_mut().find(|(key, _)| key == first) {
            Some((_, Below::Keys(node))) => node.add(below, list),
            Some(_) => self.0.push((rest.to_vec(), Below::Text(list))),
            None => {
                let mut node = Node::default();
                node.add(below, list);
                self.0.push((first.to_vec(), Below::Keys(node)));
            }
        }
    }

    fn write(&self, out: &mut String) {
        out.push('{');
        for (at, (key, below)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(',');
            }
            out.push_str(&quote(key));
            out.push(':');
            match below {
                Below::Text(text) => out.push_str(text),
                Below::Keys(node) => node.write(out),
            }
        }
        out.push('}');
    }
}

/// Do two patterns ask the same, wherever they were written?
pub(super) fn same(a: &Pattern, b: &Pattern) -> bool {
    let one = |(a, b): (&Condition, &Condition)| match (a, b) {
        (Condition::Field(a), Condition::Field(b)) => {
            a.path == b.path && a.tests == b.tests && a.absent == b.absent
        }
        (Condition::Any(a), Condition::Any(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        _ => false,
    };
    a.all.len() == b.all.len() && a.all.iter().zip(&b.all).all(one)
}

#[cfg(test)]
mod tests {
    use crate::base::limits::Limits;
    use crate::engine::parse_pattern;
    use crate::operators::Compat;

    #[test]
    fn a_pattern_reads_back_as_it_was() {
        let parse = |text: &str| {
            parse_pattern(text.as_bytes(), Compat::Tripline, &Limits::default()).expect("a pattern")
        };
        for (given, want) in [
            (r#"{"source":["a"]}"#, r#"{"source":["a"]}"#),
            (
                r#"{"detail":{"a":[1.50,{"exists":false}],"b":{"c":[null,true]}},"source":[{"prefix":"aws."}]}"#,
                r#"{"detail":{"a":[1.50,{"exists":false}],"b":{"c":[null,true]}},"source":[{"prefix":"aws."}]}"#,
            ),
            (r#"{"a.b":["x"],"a":{"c":["y"]}}"#, r#"{"a":{"b":["x"],"c":["y"]}}"#),
            (r#"{"a":["x"],"a.b":["y"]}"#, r#"{"a":["x"],"a.b":["y"]}"#),
            (
                r#"{"detail":{"$or":[{"a":["x"]},{"b":[{"numeric":[">",1,"<=",5]}]}],"c":["z"]},"$or":[{"a":["1"]},{"b":["2"]}]}"#,
                r#"{"detail":{"$or":[{"a":["x"]},{"b":[{"numeric":[">",1,"<=",5]}]}],"c":["z"]},"$or":[{"a":["1"]},{"b":["2"]}]}"#,
            ),
            (r#"{".a":["x"],"b.":["y"]}"#, r#"{".a":["x"],"b.":["y"]}"#),
        ] {
            let pattern = parse(given);
            let text = super::text(&pattern);
            assert!(super::same(&pattern, &parse(&text)), "{given} became {text}");
            assert_eq!(text.replace("1.5,", "1.50,"), want);
        }
    }
}
