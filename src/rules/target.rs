//! `targets`: named plugin instances. Their plugins and configs are looked into elsewhere.

use super::doc::{Fields, Key, out_of_set, text, whole, word, wrong};
use super::grants::{self, Grants};
use super::json_text::subtree;
use super::limits::{self, Batch, InvocationLimits};
use super::retry::{self, Retry};
use super::scope::Scope;
use super::texts::File;
use crate::base::diag::Diags;
use crate::base::ids::TargetId;
use crate::base::span::{Span, Spanned};
use crate::read::tree::{Item, Kind, Tree};
use std::path::{Path, PathBuf};

/// The keys of a target.
pub static KEYS: &[Key] = &[
    Key::required(
        "plugin",
        r#"{"type": "string", "minLength": 1, "examples": ["webhook", "chat", "file", "./my-plugin.wasm"]}"#,
        "The plugin: a name, or the path of a .wasm component relative to this file.",
    ),
    Key::optional("config", r#"{"type": "object"}"#, "What the plugin is told; see its README."),
    Key::optional(
        "grants",
        r##"{"$ref": "#/$defs/grants"}"##,
        "What the plugin may do; nothing that is not granted.",
    ),
    Key::optional(
        "limits",
        r##"{"$ref": "#/$defs/limits"}"##,
        "How much time and memory an invocation may take.",
    ),
    Key::optional("retry", r##"{"$ref": "#/$defs/retry"}"##, "How failures are tried again."),
    Key::optional(
        "dead-letter",
        r##"{"$ref": "#/$defs/name"}"##,
        "The target that gets what could not be delivered.",
    ),
    Key::optional(
        "sha256",
        r#"{"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}"#,
        "The SHA-256 of the component, which must not be another one.",
    ),
    Key::optional(
        "isolation",
        r#"{"enum": ["reuse", "fresh"], "default": "reuse"}"#,
        "`reuse` keeps instances warm, `fresh` makes a new one for every invocation.",
    ),
    Key::optional(
        "batch",
        r##"{"$ref": "#/$defs/batch"}"##,
        "How many events go into one invocation; one without it.",
    ),
    Key::optional(
        "rate",
        r#"{"type": "integer", "minimum": 1, "maximum": 1000000}"#,
        "How many invocations a second at most.",
    ),
    Key::optional(
        "ordered-by",
        r#"{"type": "string", "pattern": "^\\$", "examples": ["$.detail.orderId"]}"#,
        "A path into the event: events with one value there are delivered in order.",
    ),
    Key::optional(
        "on-success",
        r##"{"$ref": "#/$defs/name"}"##,
        "The target that gets the response of an invocation.",
    ),
    Key::optional(
        "on-failure",
        r##"{"$ref": "#/$defs/name"}"##,
        "The target that gets the record of an invocation that failed for good.",
    ),
    Key::optional("description", r#"{"type": "string"}"#, "What it is for."),
];

/// Whether instances of a plugin are used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Isolation {
    /// They are kept warm, one invocation at a time.
    #[default]
    Reuse,
    /// Every invocation gets a new one.
    Fresh,
}

/// A named plugin instance.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The file that defines it; paths in it are relative to this.
    pub file: PathBuf,
    /// What it is for.
    pub description: String,
    /// The plugin's name, or the path of a component.
    pub plugin: Spanned<String>,
    /// What the plugin is told, with places.
    pub config: Option<Tree>,
    /// What the plugin may do.
    pub grants: Grants,
    /// What an invocation may take.
    pub limits: InvocationLimits,
    /// How failures are tried again.
    pub retry: Retry,
    /// The target of what could not be delivered.
    pub dead_letter: Option<TargetId>,
    /// The SHA-256 that the component must have, in lower-case hex.
    pub sha256: Option<Spanned<String>>,
    /// Whether instances are used again.
    pub isolation: Isolation,
    /// How events are put together; one at a time without.
    pub batch: Option<Batch>,
    /// Invocations a second at most.
    pub rate: Option<u32>,
    /// The path whose value keeps events in order.
    pub ordered_by: Option<Spanned<String>>,
    /// The target of responses.
    pub on_success: Option<TargetId>,
    /// The target of failures.
    pub on_failure: Option<TargetId>,
}

/// Reads a target. A broken one comes back all the same, so that `TargetId`s stay what they are.
pub fn read(
    diags: &mut Diags,
    scope: &Scope<'_>,
    file: &File,
    key: Item<'_>,
    item: Item<'_>,
) -> Target {
    let mut target = Target {
        name: key.str().into_owned(),
        span: key.span(),
        file: file.path.clone(),
        description: String::new(),
        plugin: Spanned { value: String::new(), span: key.span() },
        config: None,
        grants: Grants::default(),
        limits: InvocationLimits::default(),
        retry: Retry::default(),
        dead_letter: None,
        sha256: None,
        isolation: Isolation::default(),
        batch: None,
        rate: None,
        ordered_by: None,
        on_success: None,
        on_failure: None,
    };
    if let Some(fields) = Fields::read(diags, "a target", key.span(), item, KEYS) {
        document(diags, scope, &fields, &mut target);
    }
    target
}

fn document(diags: &mut Diags, scope: &Scope<'_>, fields: &Fields<'_>, target: &mut Target) {
    let mut string = |name| {
        let item = fields.get(name)?;
        Some(Spanned { value: text(diags, name, item)?, span: item.span() })
    };
    if let Some(description) = string("description") {
        target.description = description.value;
    }
    if let Some(plugin) = string("plugin") {
        target.plugin = plugin;
    }
    target.sha256 = string("sha256");
    target.ordered_by = string("ordered-by");
    if let Some(item) = fields.get("plugin").filter(|i| i.text().is_empty()) {
        out_of_set(diags, item, "`plugin` is empty");
    }
    if let (Some(pin), Some(item)) = (&mut target.sha256, fields.get("sha256")) {
        pin.value.make_ascii_lowercase();
        if pin.value.len() != 64 || !pin.value.bytes().all(|b| b.is_ascii_hexdigit()) {
            out_of_set(diags, item, "`sha256` takes 64 hexadecimal digits");
        }
    }
    if let (Some(path), Some(item)) = (&target.ordered_by, fields.get("ordered-by"))
        && !path.value.starts_with('$')
    {
        out_of_set(diags, item, "`ordered-by` takes a path that begins with `$`");
    }
    if let Some(item) = fields.get("config") {
        if item.kind() == Kind::Map {
            target.config = subtree(scope.sources, item);
        } else {
            wrong(diags, "config", item, "a map");
        }
    }
    if let Some(item) = fields.get("grants") {
        target.grants = grants::read(diags, scope, item);
    }
    if let Some(item) = fields.get("limits") {
        target.limits = limits::read(diags, item);
    }
    if let Some(item) = fields.get("retry") {
        target.retry = retry::read(diags, item);
    }
    let words = [("reuse", Isolation::Reuse), ("fresh", Isolation::Fresh)];
    if let Some(isolation) =
        fields.get("isolation").and_then(|i| word(diags, "isolation", i, &words))
    {
        target.isolation = isolation;
    }
    target.batch = fields.get("batch").map(|i| limits::read_batch(diags, i));
    target.rate = fields
        .get("rate")
        .and_then(|i| whole(diags, "rate", i, 1..=1_000_000))
        .and_then(|n| u32::try_from(n).ok());
    let mut other = |name| {
        let item = fields.get(name)?;
        let id = scope.target(diags, name, item)?;
        if *item.text() == *target.name.as_bytes() {
            out_of_set(diags, item, format!("`{name}` of a target cannot be the target itself"));
        }
        Some(id)
    };
    target.dead_letter = other("dead-letter");
    target.on_success = other("on-success");
    target.on_failure = other("on-failure");
}

impl Target {
    /// The path of its component, when its plugin is given by path.
    #[must_use]
    pub fn component(&self) -> Option<PathBuf> {
        let plugin = &self.plugin.value;
        let by_path = plugin.ends_with(".wasm") || plugin.contains('/');
        by_path.then(|| self.file.parent().unwrap_or(Path::new("")).join(plugin))
    }
}

#[cfg(test)]
mod tests {
    use super::Isolation;
    use crate::rules::testing::{bundle_with, problems};
    use std::time::Duration;

    #[test]
    fn a_whole_target() {
        let text = "targets:\n  t:\n    plugin: ./my.wasm\n    config: {url: \"https://x\", n: 1.50}\n    \
                    grants: {http: [\"https://x:8443/hook\"], put-events: [default, b], secrets: [s], files: [out], \
                    state: true, clock: true, random: true}\n    \
                    limits: {timeout: 3s, memory: 64MiB, concurrency: 4}\n    retry: {maximum-retry-attempts: 2}\n    \
                    dead-letter: u\n    isolation: fresh\n    batch: {count: 10, bytes: 1MiB, time: 5s}\n    \
                    rate: 50\n    ordered-by: $.detail.id\n    on-success: u\n    on-failure: u\n    \
                    sha256: ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789\n  \
                    u: {plugin: queue}\nbuses: {b: {}}\nrules: {r: {pattern: {a: [1]}, targets: [t]}}\n";
        let (bundle, found) = bundle_with(&[("dir/r.yaml", text)], &[]);
        assert_eq!(found, Vec::<String>::new());
        let target = &bundle.targets[0];
        assert_eq!(target.component(), Some(std::path::PathBuf::from("dir/./my.wasm")));
        let config = target.config.as_ref().expect("a config");
        assert_eq!(config.root().get("n").map(|n| n.str().into_owned()).as_deref(), Some("1.50"));
        assert_eq!(target.grants.put_events, ["default", "b"]);
        assert!(target.grants.state && target.grants.clock && target.grants.random);
        assert_eq!(target.limits.memory, Some(64 << 20));
        assert_eq!(target.batch.and_then(|b| b.time), Some(Duration::from_secs(5)));
        assert_eq!(target.isolation, Isolation::Fresh);
        assert_eq!(
            [target.dead_letter, target.on_success, target.on_failure].map(|t| t.map(|t| t.0)),
            [Some(1); 3]
        );
        assert!(target.sha256.as_ref().is_some_and(|s| s.value.starts_with("abcdef")));
    }

    #[test]
    fn bad_targets() {
        for (document, want) in [
            ("{}", &["TL204 1:11 a target needs the key `plugin`"][..]),
            ("log", &["TL110 1:14 a target is a map"]),
            ("{plugin: ''}", &["TL209 1:23 `plugin` is empty"]),
            ("{plugin: log, config: 5}", &["TL110 1:36 `config` takes a map"]),
            ("{plugin: log, sha256: abc}", &["TL209 1:36 `sha256` takes 64 hexadecimal digits"]),
            (
                "{plugin: log, ordered-by: x}",
                &["TL209 1:40 `ordered-by` takes a path that begins with `$`"],
            ),
            ("{plugin: log, isolation: none}", &["TL209 1:39 unknown word `none` for `isolation`"]),
            (
                "{plugin: log, rate: 0}",
                &["TL209 1:34 `rate` takes a whole number from 1 to 1000000"],
            ),
            (
                "{plugin: log, on-failure: t}",
                &["TL209 1:40 `on-failure` of a target cannot be the target itself"],
            ),
            (
                "{plugin: log, limits: {timeout: 16m, memory: 5GiB, concurrency: 1.5}}",
                &[
                    "TL209 1:46 `timeout` takes a duration from 1ms to 15m",
                    "TL209 1:59 `memory` takes a size from 64KiB to 4GiB",
                    "TL209 1:78 `concurrency` takes a whole number from 1 to 10000",
                ],
            ),
            ("{plugin: log, batch: {size: 5}}", &["TL202 1:36 unknown key `size`"]),
            (
                "{plugin: log, grants: {http: [x.com, 'https://', 'https://a@b/', 'https://*.x/'], put-events: [zz], state: yes}}",
                &[
                    "TL209 1:44 `x.com` is not an origin such as `https://hooks.example.com/`",
                    "TL209 1:51 `https://` is not an origin such as `https://hooks.example.com/`",
                    "TL209 1:63 `https://a@b/` is not an origin such as `https://hooks.example.com/`",
                    "TL209 1:79 `https://*.x/` is not an origin such as `https://hooks.example.com/`",
                    "TL205 1:109 no bus is called `zz`",
                    "TL110 1:121 `state` takes true or false",
                ],
            ),
        ] {
            let text = format!(
                "targets: {{t: {document}}}\nrules: {{r: {{pattern: {{a: [1]}}, targets: [t]}}}}\n"
            );
            assert_eq!(problems(&text), want, "{document}");
        }
    }
}
