//! `keys` and `tokens`: who may call, and what they may do.

use super::doc::{Key, Reader};
use super::secret;
use super::values::{AccessKey, Permission, Token};
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::base::span::Span;
use crate::read::tree::{Item, Kind};

/// The keys of an access key.
pub(super) static ACCESS_KEYS: &[Key] = &[
    Key::required(
        "access-key",
        r#"{"type": "string", "pattern": "^[A-Za-z0-9_]{3,128}$"}"#,
        "The id of the access key, which callers send in the clear.",
    ),
    Key::required("secret", r##"{"$ref": "#/$defs/secret"}"##, "The secret access key."),
    Key::optional(
        "session-token",
        r##"{"$ref": "#/$defs/secret"}"##,
        "The session token that has to come along.",
    ),
    Key::required("permissions", r##"{"$ref": "#/$defs/permissions"}"##, "What its holder may do."),
];

/// The keys of a token.
pub(super) static TOKEN_KEYS: &[Key] = &[
    Key::required("token", r##"{"$ref": "#/$defs/secret"}"##, "The token, 16 letters or more."),
    Key::required("permissions", r##"{"$ref": "#/$defs/permissions"}"##, "What its holder may do."),
];

/// Shortest token that is hard enough to guess, in bytes.
const SHORTEST: usize = 16;

/// Reads `keys`.
pub(super) fn keys(reader: &mut Reader<'_>, item: Item<'_>) -> Vec<AccessKey> {
    let mut all: Vec<AccessKey> = Vec::new();
    let mut seen: Vec<(String, Span)> = Vec::new();
    for (name, item) in named(reader, "keys", item) {
        let Some(fields) = reader.fields("a key", name.span(), item, ACCESS_KEYS) else { continue };
        let id = fields.get("access-key").and_then(|i| id(reader, i).map(|id| (id, i.span())));
        if let Some((id, span)) = &id {
            if let Some((_, first)) = seen.iter().find(|(other, _)| other == id) {
                let words = format!("two keys have the id `{id}`");
                reader.push(Diag::new(Code::TL206, *span, words).also(*first, "the first"));
            }
            seen.push((id.clone(), *span));
        }
        let secret = fields.get("secret").and_then(|i| secret::read(reader, "secret", i, 1));
        let token = fields.get("session-token");
        let session = token.and_then(|i| secret::read(reader, "session-token", i, 1));
        let permissions = fields.get("permissions").map(|i| permissions(reader, i));
        // A token that is asked for and was not found must not make a key that needs none.
        let whole = session.is_some() || token.is_none();
        if let (Some((access_key, _)), Some(secret), Some(permissions), true) =
            (id, secret, permissions, whole)
        {
            let name = name.str().into_owned();
            all.push(AccessKey { name, access_key, secret, session_token: session, permissions });
        }
    }
    all
}

/// Reads `tokens`.
pub(super) fn tokens(reader: &mut Reader<'_>, item: Item<'_>) -> Vec<Token> {
    let mut all: Vec<Token> = Vec::new();
    for (name, item) in named(reader, "tokens", item) {
        let Some(fields) = reader.fields("a token", name.span(), item, TOKEN_KEYS) else {
            continue;
        };
        let token = fields.get("token").and_then(|i| secret::read(reader, "token", i, SHORTEST));
        let permissions = fields.get("permissions").map(|i| permissions(reader, i));
        if let (Some(token), Some(permissions)) = (token, permissions) {
            if let Some(other) = all.iter().find(|other| other.token == token) {
                let words =
                    format!("the tokens `{}` and `{}` are the same", other.name, name.str());
                reader.push(Diag::new(Code::TL206, name.span(), words));
            }
            all.push(Token { name: name.str().into_owned(), token, permissions });
        }
    }
    all
}

/// The documents of a map with their names, which must be good ones.
fn named<'t>(reader: &mut Reader<'_>, key: &str, item: Item<'t>) -> Vec<(Item<'t>, Item<'t>)> {
    if item.kind() != Kind::Map {
        reader.wrong(key, item, "a map from names to documents");
    }
    for (name, _) in item.entries() {
        let text = name.str();
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if text.is_empty() || text.len() > 64 || !text.chars().all(good) {
            let help = "names have 1 to 64 letters, digits, dots, hyphens and underscores";
            let words = format!("bad name `{text}`");
            reader.push(Diag::new(Code::TL207, name.span(), words).help(help));
        }
    }
    item.entries().collect()
}

fn id(reader: &mut Reader<'_>, item: Item<'_>) -> Option<String> {
    let id = reader.text("access-key", item)?;
    let good = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if (3..=128).contains(&id.len()) && id.chars().all(good) {
        return Some(id);
    }
    // Somebody may have swapped the two, so it is not repeated.
    reader.out_of_set(item, "`access-key` takes 3 to 128 letters, digits and underscores");
    None
}

fn permissions(reader: &mut Reader<'_>, item: Item<'_>) -> Vec<Permission> {
    if item.kind() != Kind::List {
        reader.wrong("permissions", item, "a list of put-events, read and admin");
        return Vec::new();
    }
    let words = item.items().filter_map(|i| reader.word("permissions", i, &Permission::WORDS));
    let all: Vec<Permission> = words.collect();
    if item.items().next().is_none() {
        reader.out_of_set(item, "`permissions` is empty: nothing would be allowed");
    }
    all
}
