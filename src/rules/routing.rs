//! The `targets` of an event rule: where a match goes, and in what form.

use super::doc::{Fields, Key, out_of_set, wrong};
use super::json_text::json_text;
use super::retry::{self, Retry};
use super::scope::Scope;
use super::transformer;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::ids::{SourceId, TargetId};
use crate::base::span::Span;
use crate::inputs::{Input, MOST_CHARACTERS, PutError};
use crate::read::json;
use crate::read::tree::{Item, Kind};

/// The keys of an entry of `targets`.
pub static KEYS: &[Key] = &[
    Key::required("target", r##"{"$ref": "#/$defs/name"}"##, "The name of a target."),
    Key::optional(
        "input",
        "{}",
        "What the target gets instead of the event: a value, or a string that holds JSON text.",
    ),
    Key::optional(
        "input-path",
        r#"{"type": "string", "pattern": "^\\$", "examples": ["$.detail"]}"#,
        "The part of the event that the target gets.",
    ),
    Key::optional(
        "input-transformer",
        r##"{"$ref": "#/$defs/input-transformer"}"##,
        "A template for what the target gets.",
    ),
    Key::optional(
        "retry",
        r##"{"$ref": "#/$defs/retry"}"##,
        "How failures are tried again, over the target's own policy, key by key.",
    ),
    Key::optional(
        "dead-letter",
        r##"{"$ref": "#/$defs/name"}"##,
        "The target that gets what could not be delivered.",
    ),
];

/// Where a match goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routing {
    /// The target, an index into `Bundle::targets`.
    pub target: TargetId,
    /// Where the rule names it.
    pub span: Span,
    /// What it gets.
    pub input: Input,
    /// Retries, over the target's own.
    pub retry: Retry,
    /// The target of what could not be delivered, over the target's own.
    pub dead_letter: Option<TargetId>,
}

/// Reads the `targets` of a rule.
pub fn read(diags: &mut Diags, scope: &Scope<'_>, item: Item<'_>) -> Vec<Routing> {
    if item.kind() != Kind::List {
        wrong(diags, "targets", item, "a list of target names and of maps with the key `target`");
        return Vec::new();
    }
    item.items().filter_map(|element| entry(diags, scope, element)).collect()
}

fn entry(diags: &mut Diags, scope: &Scope<'_>, item: Item<'_>) -> Option<Routing> {
    if item.kind() == Kind::Text {
        let target = scope.target(diags, "targets", item)?;
        let (input, retry) = (Input::Event, Retry::default());
        return Some(Routing { target, span: item.span(), input, retry, dead_letter: None });
    }
    let fields = Fields::read(diags, "an entry of `targets`", item.span(), item, KEYS)?;
    let retry = fields.get("retry").map(|i| retry::read(diags, i)).unwrap_or_default();
    let letter = fields.get("dead-letter");
    let dead_letter = letter.and_then(|i| scope.target(diags, "dead-letter", i));
    let input = input(diags, &fields).unwrap_or_default();
    let name = fields.get("target")?;
    let target = scope.target(diags, "target", name)?;
    if let Some(at) = letter.filter(|_| dead_letter == Some(target)) {
        out_of_set(diags, at, "the dead letters of a target cannot go to the target itself");
    }
    Some(Routing { target, span: name.span(), input, retry, dead_letter })
}

fn input(diags: &mut Diags, fields: &Fields<'_>) -> Option<Input> {
    let [constant, path, transformer] =
        ["input", "input-path", "input-transformer"].map(|name| fields.get(name));
    let mut given = [constant, path, transformer].into_iter().flatten();
    if let (Some(first), Some(second)) = (given.next(), given.next()) {
        let words = PutError::Several.to_string();
        diags.push(Diag::new(Code::TL211, second.span(), words).also(first.span(), "first here"));
    }
    if let Some(item) = constant {
        return self::constant(diags, item);
    }
    if let Some(item) = path {
        return transformer::path(diags, "input-path", item).map(Input::Path);
    }
    let read = transformer.and_then(|item| transformer::read(diags, item));
    read.map(|transformer| Input::Transformer(Box::new(transformer)))
}

/// A value is itself; a string is JSON text, as AWS has it.
fn constant(diags: &mut Diags, item: Item<'_>) -> Option<Input> {
    if item.kind() != Kind::Text {
        let text = json_text(diags, item)?;
        transformer::too_long(diags, "input", item.span(), &text, MOST_CHARACTERS);
        return Some(Input::Constant(text));
    }
    let text = item.text();
    if let Err(e) = json::read(SourceId(0), text.as_ref().into(), 1000) {
        diags.push(
            Diag::new(Code::TL209, item.span(), format!("the string is not JSON text: {e}"))
                .help("for a plain string, put it into double quotes within the quotes: '\"...\"'")
                .help("a map or list may be written as it is, without quotes"),
        );
        return None;
    }
    transformer::too_long(diags, "input", item.span(), &item.str(), MOST_CHARACTERS);
    Some(Input::Constant(item.str().into_owned()))
}

#[cfg(test)]
mod tests {
    use super::Input;
    use crate::inputs::Escape;
    use crate::rules::testing::{bundle_with, problems};

    const TARGETS: &str = "targets: {t: {plugin: log}, u: {plugin: queue}}\nrules:\n  r:\n    \
                           pattern: {a: [1]}\n    targets:\n";

    #[test]
    fn inputs_of_every_form() {
        let text = format!(
            "{TARGETS}      - t\n      - {{target: t, input: {{a: [1.50]}}}}\n      \
             - {{target: t, input: '\"text\"', dead-letter: u}}\n      - {{target: t, input-path: $.detail}}\n      \
             - {{target: u, input-transformer: {{input-paths-map: {{a: $.x}}, input-template: '\"<a>\"', escape: json}}, \
             retry: {{maximum-retry-attempts: 0, maximum-event-age: 1h}}}}\n"
        );
        let (bundle, found) = bundle_with(&[("r.yaml", &text)], &[]);
        assert_eq!(found, Vec::<String>::new());
        let routings = &bundle.rules[0].targets;
        let [event, map, text, path, template] = &**routings else { unreachable!("five") };
        assert_eq!(event.input, Input::Event);
        assert_eq!(map.input, Input::Constant("{\"a\":[1.50]}".to_owned()));
        assert_eq!(text.input, Input::Constant("\"text\"".to_owned()));
        assert!(matches!(&path.input, Input::Path(path) if path.value == "$.detail"));
        let Input::Transformer(read) = &template.input else { unreachable!("a template") };
        let (name, path) = &read.paths[0];
        assert_eq!((&*name.value, &*path.value, &*read.template.value), ("a", "$.x", "\"<a>\""));
        assert_eq!(read.escape, Escape::Json);
        assert_eq!(bundle.targets[routings[4].target.index()].name, "u");
        assert_eq!(routings[2].dead_letter, Some(routings[4].target));
        assert_eq!(routings[4].retry.attempts, Some(0));
    }

    #[test]
    fn bad_entries() {
        for (entry, want) in [
            ("5", "TL110 6:9 an entry of `targets` is a map"),
            ("{input: 1}", "TL204 6:9 an entry of `targets` needs the key `target`"),
            (
                "{target: t, input: 1, input-path: $}",
                "TL211 6:43 only one of `input`, `input-path` and `input-transformer` may be given",
            ),
            (
                "{target: t, input: hello}",
                "TL209 6:28 the string is not JSON text: expected a value, found `h`",
            ),
            (
                "{target: t, input: {a: .nan}}",
                "TL307 6:32 `.nan` is not a number that JSON can write",
            ),
            (
                "{target: t, input-path: detail}",
                "TL213 6:33 `detail` is not a path: a path begins at the event, `$`",
            ),
            (
                "{target: t, input-transformer: {}}",
                "TL204 6:40 `input-transformer` needs the key `input-template`",
            ),
            (
                "{target: t, input-transformer: {input-paths-map: {AWSx: $}, input-template: '<AWSx>'}}",
                "TL207 6:59 `AWSx` cannot name a part",
            ),
            (
                "{target: t, dead-letter: t}",
                "TL209 6:34 the dead letters of a target cannot go to the target itself",
            ),
            ("{target: t, dead-letter: dlq}", "TL205 6:34 no target is called `dlq`"),
            (
                "{target: t, retry: {maximum-retry-attempts: 186}}",
                "TL209 6:53 `maximum-retry-attempts` takes a whole number from 0 to 185",
            ),
            (
                "{target: t, retry: {maximum-event-age: 25h}}",
                "TL209 6:48 `maximum-event-age` takes a duration from 1m to 1d",
            ),
            (
                "{target: t, retry: {maximum-event-age: 3600}}",
                "TL110 6:48 `maximum-event-age` takes a duration such as `3s`, `5m`, `24h` or `7d`",
            ),
        ] {
            let got = problems(&format!("{TARGETS}      - {entry}\n      - t\n      - u\n"));
            assert_eq!(got, [want], "{entry}");
        }
    }
}
