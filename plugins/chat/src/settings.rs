//! The `config` of a chat, checked.

use serde::Deserialize;
use tripline_plugin::http::check_address;
use tripline_plugin::template::Text;

/// Whose form messages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Slack's incoming webhooks.
    Slack,
    /// Workflows of Teams that are started by a webhook.
    Teams,
    /// Discord's webhooks.
    Discord,
    /// PagerDuty's Events API, version 2.
    Pagerduty,
}

/// The address of a webhook, or PagerDuty's routing key.
#[derive(Debug)]
pub enum Address {
    /// As the config has it.
    Given(String),
    /// The name of the secret that is it.
    Secret(String),
}

/// What PagerDuty does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Opens an incident, or adds to the one with the same key.
    #[default]
    Trigger,
    /// Somebody is at it.
    Acknowledge,
    /// It is over.
    Resolve,
}

/// A line of a message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// What it says.
    pub name: String,
    /// The value.
    pub value: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    form: Form,
    url: Option<String>,
    routing_key: Option<String>,
    secret: Option<String>,
    title: Option<Text>,
    text: Option<Text>,
    severity: Option<Text>,
    #[serde(default)]
    fields: Vec<Field>,
    link: Option<Text>,
    source: Option<Text>,
    dedup_key: Option<Text>,
    #[serde(default)]
    action: Action,
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Settings {
    pub form: Form,
    pub address: Address,
    /// Where PagerDuty takes events.
    pub events_url: String,
    pub title: Text,
    pub text: Option<Text>,
    pub severity: Text,
    pub fields: Vec<Field>,
    pub link: Option<Text>,
    pub source: Text,
    pub dedup_key: Text,
    pub action: Action,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let pager = config.form == Form::Pagerduty;
        let events_url = match &config.url {
            Some(url) if pager => url.clone(),
            _ => "https://events.pagerduty.com/v2/enqueue".into(),
        };
        let key = if pager { "routing-key" } else { "url" };
        if !pager && config.routing_key.is_some() {
            return Err("`routing-key` is PagerDuty's".into());
        }
        let given = if pager { config.routing_key } else { config.url };
        let address = match (given, config.secret) {
            (Some(given), None) => Address::Given(given),
            (None, Some(name)) => Address::Secret(name),
            _ => return Err(format!("one of `{key}` and `secret` is needed")),
        };
        if let (false, Address::Given(url)) = (pager, &address) {
            check_address("url", url.trim())?;
        }
        check_address("url", events_url.trim())?;
        let or = |given: Option<Text>, text| given.map_or_else(|| Text::parse(text), Ok);
        Ok(Self {
            form: config.form,
            address,
            events_url,
            title: or(config.title, "{$.detail-type|or:Event} ({@rule})")?,
            text: config.text,
            severity: or(config.severity, "{$.detail.severity|or:info}")?,
            fields: config.fields,
            link: config.link,
            source: or(config.source, "{$.source|or:tripline}")?,
            dedup_key: or(config.dedup_key, "{@target}/{@rule}/{@id}")?,
            action: config.action,
        })
    }
}
