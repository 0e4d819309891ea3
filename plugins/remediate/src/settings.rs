//! The `config` of a remediation, checked.

use serde::Deserialize;
use tripline_plugin::http::check_address;
use tripline_plugin::span::Span;
use tripline_plugin::template::Text;
use tripline_plugin::tree::Tree;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    action: String,
    parameters: Option<Tree>,
    resource: Option<Text>,
    reason: Option<Text>,
    #[serde(default = "yes")]
    dry_run: bool,
    url: Option<String>,
    folder: Option<String>,
    secret: Option<String>,
    #[serde(default = "hour")]
    expires: Span,
}

fn yes() -> bool {
    true
}

fn hour() -> Span {
    Span::seconds(3600)
}

/// Where requests go.
#[derive(Debug)]
pub enum To {
    /// Nowhere: a dry run.
    Nobody,
    /// To an executor, signed.
    Url {
        /// Its address.
        url: String,
        /// The name of the key.
        secret: String,
    },
    /// Into a folder, signed.
    Folder {
        /// A granted folder.
        folder: String,
        /// The name of the key.
        secret: String,
    },
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Settings {
    pub action: String,
    pub parameters: Option<Tree>,
    pub resource: Text,
    pub reason: Text,
    pub to: To,
    pub expires: Span,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let to = match (config.dry_run, config.url, config.folder, config.secret) {
            (true, ..) => To::Nobody,
            (false, _, _, None) => return Err("`secret` is missing: requests are signed".into()),
            (false, Some(url), None, Some(secret)) => {
                check_address("url", &url)?;
                To::Url { url, secret }
            }
            (false, None, Some(folder), Some(secret)) => {
                let folder = folder.trim_end_matches('/').to_string();
                if folder.is_empty() {
                    return Err("`folder` is empty".into());
                }
                To::Folder { folder, secret }
            }
            _ => return Err("one of `url` and `folder` is needed when `dry-run` is false".into()),
        };
        let or = |given: Option<Text>, text| given.map_or_else(|| Text::parse(text), Ok);
        Ok(Self {
            action: config.action,
            parameters: config.parameters,
            resource: or(config.resource, "{$.resources[0]}")?,
            reason: or(config.reason, "{@rule}")?,
            to,
            expires: config.expires,
        })
    }
}
