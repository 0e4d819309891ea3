//! The `config` of a fan-out, checked.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use tripline_plugin::filter::Policy;
use tripline_plugin::http::check_address;
use tripline_plugin::template::Text;

/// What a filter looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Scope {
    /// The item.
    #[default]
    #[serde(rename = "MessageBody")]
    Body,
    /// The message's attributes.
    #[serde(rename = "MessageAttributes")]
    Attributes,
}

/// What the value of an attribute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub enum Kind {
    /// A text.
    #[default]
    String,
    /// A number.
    Number,
    /// A JSON array of texts, numbers and truths.
    #[serde(rename = "String.Array")]
    List,
}

/// An attribute that every message gets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its value; a message whose value is empty has no such attribute.
    pub value: Text,
    /// What it is.
    #[serde(default, rename = "type")]
    pub kind: Kind,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    name: String,
    bus: Option<String>,
    source: Option<String>,
    detail_type: Option<String>,
    url: Option<String>,
    filter: Option<Policy>,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    raw: bool,
}

/// Where a subscriber is.
#[derive(Debug)]
pub enum To {
    /// A bus.
    Bus {
        /// Its name.
        bus: String,
        /// The source of the events.
        source: String,
        /// Their detail type; the item's own when there is none.
        detail_type: Option<String>,
    },
    /// An address.
    Url(String),
}

/// Somebody who wants messages.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Entry")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Subscriber {
    pub name: String,
    pub to: To,
    pub filter: Option<Policy>,
    pub scope: Scope,
    pub raw: bool,
}

impl TryFrom<Entry> for Subscriber {
    type Error = String;

    fn try_from(entry: Entry) -> Result<Self, String> {
        let name = entry.name;
        let to = match (entry.bus, entry.url) {
            (Some(_), None) if entry.source.as_deref().is_some_and(|s| s.starts_with("aws.")) => {
                return Err(format!("`{name}`: `source` begins with `aws.`, which is AWS's"));
            }
            (Some(bus), None) => To::Bus {
                bus,
                source: entry.source.unwrap_or_else(|| "tripline.fan-out".into()),
                detail_type: entry.detail_type,
            },
            (None, Some(url)) => {
                check_address("url", &url).map_err(|why| format!("`{name}`: {why}"))?;
                To::Url(url)
            }
            _ => return Err(format!("`{name}` needs one of `bus` and `url`")),
        };
        Ok(Self { name, to, filter: entry.filter, scope: entry.scope, raw: entry.raw })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    topic: Option<String>,
    subject: Option<Text>,
    #[serde(default)]
    attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    remember: bool,
    subscribers: Vec<Subscriber>,
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Settings {
    pub topic: Option<String>,
    pub subject: Option<Text>,
    pub attributes: BTreeMap<String, Attribute>,
    pub remember: bool,
    pub subscribers: Vec<Subscriber>,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let mut names = BTreeSet::new();
        if let Some(twice) = config.subscribers.iter().find(|s| !names.insert(&s.name)) {
            return Err(format!("`subscribers`: two have the name `{}`", twice.name));
        }
        let Config { topic, subject, attributes, remember, subscribers } = config;
        Ok(Self { topic, subject, attributes, remember, subscribers })
    }
}
