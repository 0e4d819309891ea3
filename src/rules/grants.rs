//! `grants`: what a target's plugin may do. Nothing that is not listed.

use super::doc::{Fields, Key, flag, out_of_set, text, texts, wrong};
use super::scope::Scope;
use crate::base::diag::Diags;
use crate::base::span::Spanned;
use crate::read::tree::{Item, Kind};

const NAMES: &str = r#"{"type": "array", "items": {"type": "string"}}"#;
const SWITCH: &str = r#"{"type": "boolean", "default": false}"#;

/// The keys of grants.
pub static KEYS: &[Key] = &[
    Key::optional(
        "http",
        r#"{"type": "array", "items": {"type": "string", "pattern": "^https?://[^/]+"},
            "examples": [["https://hooks.example.com/"]]}"#,
        "Origins it may call over HTTP, with a path to narrow them.",
    ),
    Key::optional(
        "private-network",
        SWITCH,
        "May names in `http` lead to private addresses? Addresses that are spelled out and `localhost` may.",
    ),
    Key::optional(
        "put-events",
        r##"{"type": "array", "items": {"$ref": "#/$defs/name"}}"##,
        "Buses it may put events on.",
    ),
    Key::optional("secrets", NAMES, "Secrets it may read, by name."),
    Key::optional("files", NAMES, "Folders it may write into."),
    Key::optional("state", SWITCH, "May it keep a small key-value state?"),
    Key::optional("clock", SWITCH, "May it read the clock?"),
    Key::optional("random", SWITCH, "May it get random numbers?"),
];

/// What a plugin may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grants {
    /// Origins it may call over HTTP.
    pub http: Vec<Spanned<String>>,
    /// May names in `http` lead to private addresses?
    pub private_network: bool,
    /// Buses it may put events on.
    pub put_events: Vec<String>,
    /// Secrets it may read.
    pub secrets: Vec<String>,
    /// Folders it may write into.
    pub files: Vec<String>,
    /// May it keep a state?
    pub state: bool,
    /// May it read the clock?
    pub clock: bool,
    /// May it get random numbers?
    pub random: bool,
}

impl Grants {
    /// What is granted: the name of each grant and what it is for.
    #[must_use]
    pub fn list(&self) -> Vec<(&'static str, String)> {
        let http: Vec<&str> = self.http.iter().map(|o| o.value.as_str()).collect();
        let private = if self.private_network { " (private addresses too)" } else { "" };
        let lists = [
            ("http", http.join(", ") + private),
            ("put-events", self.put_events.join(", ")),
            ("secrets", self.secrets.join(", ")),
            ("files", self.files.join(", ")),
        ];
        let given = [
            !http.is_empty(),
            !self.put_events.is_empty(),
            !self.secrets.is_empty(),
            !self.files.is_empty(),
        ];
        let switches = [("state", self.state), ("clock", self.clock), ("random", self.random)];
        let lists = lists.into_iter().zip(given).filter(|(_, given)| *given).map(|(list, _)| list);
        let switches = switches.into_iter().filter(|(_, on)| *on);
        lists.chain(switches.map(|(name, _)| (name, "yes".to_owned()))).collect()
    }
}

/// Reads grants.
pub fn read(diags: &mut Diags, scope: &Scope<'_>, item: Item<'_>) -> Grants {
    let mut grants = Grants::default();
    let Some(fields) = Fields::read(diags, "`grants`", item.span(), item, KEYS) else {
        return grants;
    };
    for origin in list(diags, &fields, "http", "a list of origins") {
        if let Some(value) = text(diags, "http", origin) {
            check_origin(diags, origin, &value);
            grants.http.push(Spanned { value, span: origin.span() });
        }
    }
    for bus in list(diags, &fields, "put-events", "a list of bus names") {
        grants.put_events.extend(scope.bus(diags, "put-events", bus));
    }
    grants.secrets = fields.get("secrets").map(|i| texts(diags, "secrets", i)).unwrap_or_default();
    grants.files = fields.get("files").map(|i| texts(diags, "files", i)).unwrap_or_default();
    for folder in list(diags, &fields, "files", "a list of folders") {
        if folder.kind() == Kind::Text && folder.str().trim_matches(['.', '/']).is_empty() {
            let words = format!("`{}` is no folder of its own to write into", folder.str());
            out_of_set(diags, folder, words);
        }
    }
    let mut switch = |name| fields.get(name).and_then(|i| flag(diags, name, i)).unwrap_or(false);
    grants.private_network = switch("private-network");
    grants.state = switch("state");
    grants.clock = switch("clock");
    grants.random = switch("random");
    grants
}

fn list<'t>(diags: &mut Diags, fields: &Fields<'t>, name: &str, takes: &str) -> Vec<Item<'t>> {
    let Some(item) = fields.get(name) else { return Vec::new() };
    if item.kind() != Kind::List {
        wrong(diags, name, item, takes);
    }
    item.items().collect()
}

/// `http://` or `https://`, a host, perhaps a port and a path; nothing that a reader could take
/// for another host.
fn check_origin(diags: &mut Diags, item: Item<'_>, origin: &str) {
    let rest = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let host = rest.and_then(|r| r.split('/').next()).unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || matches!(c, '@' | '\\' | '?' | '#' | '*');
    if host.is_empty() || host.starts_with(':') || origin.contains(odd) {
        let words = format!("`{origin}` is not an origin such as `https://hooks.example.com/`");
        out_of_set(diags, item, words);
    }
}
