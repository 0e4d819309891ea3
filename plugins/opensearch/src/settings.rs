//! The `config` of an index, checked.

use serde::Deserialize;
use tripline_plugin::date_pattern::Dated;
use tripline_plugin::http::check_address;
use tripline_plugin::path::Path;
use tripline_plugin::template::{Document, Json};

/// What is done with a document whose id is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// It is replaced.
    #[default]
    Index,
    /// It stays.
    Create,
}

/// Who writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Auth {
    /// A user with a password.
    Basic {
        /// The user's name.
        user: String,
        /// The name of the secret that is the password.
        secret: String,
    },
    /// A key.
    ApiKey {
        /// The name of the secret that is the key.
        secret: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    url: String,
    index: Dated,
    #[serde(default)]
    op: Op,
    document: Option<Document>,
    auth: Option<Auth>,
    #[serde(default)]
    gzip: bool,
    time: Option<Path>,
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Settings {
    /// Without a slash at its end.
    pub url: String,
    pub index: Dated,
    pub op: Op,
    pub document: Option<Json>,
    pub auth: Option<Auth>,
    pub gzip: bool,
    pub time: Path,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let name = config.index.at(0);
        let odd = |c: char| c.is_uppercase() || c.is_control() || r#"\/*?"<>| ,#:"#.contains(c);
        if name.is_empty() || name.starts_with(['-', '_', '+', '.']) || name.contains(odd) {
            return Err(format!("`index`: OpenSearch takes no index with the name `{name}`"));
        }
        check_address("url", &config.url)?;
        Ok(Self {
            url: config.url.trim_end_matches('/').to_string(),
            index: config.index,
            op: config.op,
            document: config.document.map(|document| document.0),
            auth: config.auth,
            gzip: config.gzip,
            time: config.time.map_or_else(|| Path::parse("$.time"), Ok)?,
        })
    }
}
