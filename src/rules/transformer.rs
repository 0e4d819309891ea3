//! `input-path` and `input-transformer`: read here, checked by the grammars of `inputs`.

use super::doc::{Fields, Key, near, out_of_set, text, word, wrong};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::span::{Span, Spanned};
use crate::inputs::{
    Escape, MOST_CHARACTERS, MOST_NAMES, MOST_PATH, Mode, Path, RESERVED, Template, Transformer,
    check_name, scan,
};
use crate::read::tree::{Item, Kind};

/// The keys of an input transformer.
pub static TRANSFORMER_KEYS: &[Key] = &[
    Key::optional(
        "input-paths-map",
        r#"{"type": "object", "maxProperties": 100,
            "propertyNames": {"pattern": "^(?!AWS)[A-Za-z0-9_-]{1,256}$"},
            "additionalProperties": {"type": "string", "pattern": "^\\$"},
            "examples": [{"who": "$.detail.userIdentity.arn"}]}"#,
        "Names for parts of the event.",
    ),
    Key::required(
        "input-template",
        r#"{"type": "string", "minLength": 1, "examples": ["\"<who> signed in as root\""]}"#,
        "The template: `<name>` stands for a part. One that begins with a quote makes text, any other JSON.",
    ),
    Key::optional(
        "escape",
        r#"{"enum": ["none", "json"], "default": "none"}"#,
        "What happens to values between quotes: `none`, as AWS has it, or `json`, which keeps them strings.",
    ),
];

/// Reads a path, and says what is wrong with it.
pub(super) fn path(diags: &mut Diags, key: &str, item: Item<'_>) -> Option<Spanned<String>> {
    let value = text(diags, key, item)?;
    let span = item.span();
    if let Err(e) = Path::parse(&value) {
        let mut diag = Diag::new(Code::TL213, span, e.message);
        if let Some(meant) = e.meant {
            diag = diag.label(format!("did you mean `{meant}`?"));
        }
        diags.push(diag.help(
            "a path is `$`, then names of letters, digits, `_`, `-` and `/`, each with `[0]` or \
             `[*]` behind it where it is a list: `$.detail.items[0].id`",
        ));
        return None;
    }
    too_long(diags, key, span, &value, MOST_PATH);
    Some(Spanned { value, span })
}

/// Warns of what AWS does not take for its length.
pub(super) fn too_long(diags: &mut Diags, key: &str, span: Span, text: &str, most: usize) {
    let length = text.chars().count();
    if length > most {
        let words = format!("AWS takes at most {most} characters for `{key}`");
        diags.push(Diag::new(Code::TL215, span, words).label(format!("these are {length}")));
    }
}

/// Reads an input transformer.
pub(super) fn read(diags: &mut Diags, item: Item<'_>) -> Option<Transformer> {
    let what = "`input-transformer`";
    let fields = Fields::read(diags, what, item.span(), item, TRANSFORMER_KEYS)?;
    let paths = fields.get("input-paths-map").map(|map| parts(diags, map)).unwrap_or_default();
    let escape = fields.get("escape").and_then(|i| word(diags, "escape", i, &Escape::WORDS));
    let item = fields.get("input-template")?;
    let template = Spanned { value: text(diags, "input-template", item)?, span: item.span() };
    let transformer = Transformer { paths, template, escape: escape.unwrap_or_default() };
    let sound = placeholders(diags, &fields, item, &transformer);
    too_long(diags, "input-template", item.span(), &transformer.template.value, MOST_CHARACTERS);
    if transformer.template.value.trim().is_empty() {
        out_of_set(diags, item, "`input-template` is empty");
    } else if sound {
        can_be_json(diags, item, &transformer);
    }
    Some(transformer)
}

/// Reads the names of parts. One whose path is wrong is known all the same.
fn parts(diags: &mut Diags, map: Item<'_>) -> Vec<(Spanned<String>, Spanned<String>)> {
    let mut paths = Vec::new();
    if map.kind() != Kind::Map {
        wrong(diags, "input-paths-map", map, "a map from names to paths");
    }
    if map.entries().count() > MOST_NAMES {
        out_of_set(diags, map, format!("`input-paths-map` takes at most {MOST_NAMES} names"));
    }
    for (key, value) in map.entries() {
        let name = key.str();
        if let Err(e) = check_name(&name) {
            diags.push(
                Diag::new(Code::TL207, key.span(), e.to_string())
                    .help("such names have letters, digits, `-` and `_`, and no AWS in front"),
            );
        }
        let path = path(diags, &name, value);
        let path = path.unwrap_or(Spanned { value: "$".to_owned(), span: value.span() });
        paths.push((Spanned { value: name.into_owned(), span: key.span() }, path));
    }
    paths
}

/// Does every placeholder stand for something?
fn placeholders(
    diags: &mut Diags,
    fields: &Fields<'_>,
    item: Item<'_>,
    transformer: &Transformer,
) -> bool {
    let map = fields.get("input-paths-map");
    if map.is_some_and(|map| map.kind() != Kind::Map) {
        return false;
    }
    let mut sound = true;
    let mut told: Vec<&str> = Vec::new();
    let known = || {
        let own = transformer.paths.iter().map(|(name, _)| name.value.as_str());
        own.chain(RESERVED.iter().map(|r| r.0))
    };
    for token in scan(&transformer.template.value) {
        if known().any(|name| name == token.name) || told.contains(&token.name) {
            continue;
        }
        sound = false;
        told.push(token.name);
        let place = within(item, &format!("<{}>", token.name));
        let words = format!("`<{}>` in the template stands for nothing", token.name);
        let mut diag = Diag::new(Code::TL212, place, words);
        if let Some(near) = near(token.name, known()) {
            diag = diag.label(format!("did you mean `<{near}>`?"));
        }
        diags.push(match map {
            _ if token.name.starts_with("aws.") => {
                let reserved: Vec<&str> = RESERVED.iter().map(|r| r.0).collect();
                diag.help(format!("reserved names: {}", reserved.join(", ")))
            }
            Some(map) => diag.also(map.span(), "the names that there are"),
            None => diag.help("give it a path in `input-paths-map`"),
        });
    }
    sound
}

/// The place of a text in a value, or of the value where its text is spelled otherwise.
fn within(item: Item<'_>, text: &str) -> Span {
    let span = item.span();
    match memchr::memmem::find(item.raw(), text.as_bytes()) {
        Some(at) => {
            let start = span.start + at as u32;
            Span { start, end: start + text.len() as u32, ..span }
        }
        None => span,
    }
}

/// A template that is no text must become JSON, and some do with no value.
fn can_be_json(diags: &mut Diags, item: Item<'_>, transformer: &Transformer) {
    let Ok(template) = Template::compile(transformer) else { return };
    if template.mode() == Mode::Json && !template.can_be_json() {
        let words = "the template makes no JSON, so that nothing would be delivered";
        diags.push(
            Diag::new(Code::TL214, item.span(), words)
                .help("for text, put all of it into double quotes within the quotes: '\"...\"'")
                .help("in JSON, `<name>` without quotes is a value, \"<name>\" a part of a string"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::problems;

    #[test]
    fn bad_transformers() {
        let line = "targets: {t: {plugin: log}}\nrules:\n  r:\n    pattern: {a: [1]}\n    targets:\n    - target: t\n      \
                    input-transformer:\n        input-paths-map: {who: $.detail.who, n: $.n}\n        ";
        for (rest, want) in [
            (
                "input-template: '\"<woh> <n> <aws.events.event.jsn> <woh>\"'",
                &[
                    "TL212 9:27 `<woh>` in the template stands for nothing",
                    "TL212 9:37 `<aws.events.event.jsn>` in the template stands for nothing",
                ][..],
            ),
            ("input-template: ''", &["TL209 9:25 `input-template` is empty"]),
            (
                "input-template: who is <who>",
                &["TL214 9:25 the template makes no JSON, so that nothing would be delivered"],
            ),
            ("input-template: '{\"a\": -<n>}'", &[]),
            ("input-template: '{<who>: <n>}'", &[]),
            ("input-template: '<who>'", &[]),
            ("input-template: '{<who>: [-<n>, <n><n>]}'", &[]),
            (
                "input-template: '<who>'\n        escape: all",
                &["TL209 10:17 unknown word `all` for `escape`"],
            ),
        ] {
            let got = problems(&format!("{line}{rest}\n"));
            assert_eq!(got, want, "{rest}");
        }
    }
}
