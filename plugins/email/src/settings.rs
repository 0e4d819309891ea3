//! The `config` of mails, checked.

use serde::{Deserialize, Deserializer, de};
use tripline_plugin::http::check_address;
use tripline_plugin::template::{Html, Text};

/// Whose interface is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// SendGrid's JSON.
    Sendgrid,
    /// Mailgun's form.
    Mailgun,
    /// Postmark's JSON.
    Postmark,
}

/// An address, perhaps with a name: `Ops <ops@example.com>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The name, if there is one.
    pub name: Option<String>,
    /// The address itself.
    pub mail: String,
}

impl Address {
    fn parse(text: &str) -> Result<Self, String> {
        let fault = || format!("`{text}` is not an address such as `Ops <ops@example.com>`");
        let (name, mail) = match text.trim().strip_suffix('>') {
            None => ("", text.trim()),
            Some(rest) => rest.split_once('<').ok_or_else(fault)?,
        };
        let odd =
            |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';');
        let (user, host) = mail.rsplit_once('@').ok_or_else(fault)?;
        if user.is_empty() || host.is_empty() || mail.contains(odd) {
            return Err(fault());
        }
        let name = name.trim().trim_matches('"');
        if name.contains(['<', '>', '"', ',', ';']) || name.chars().any(char::is_control) {
            return Err(fault());
        }
        let name = (!name.is_empty()).then(|| name.to_string());
        Ok(Self { name, mail: mail.to_string() })
    }

    /// As it stands in a header.
    pub fn text(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} <{}>", self.mail),
            None => self.mail.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    form: Form,
    url: Option<String>,
    secret: String,
    from: Address,
    to: Vec<Address>,
    #[serde(default)]
    cc: Vec<Address>,
    reply_to: Option<Address>,
    subject: Option<Text>,
    text: Option<Text>,
    html: Option<Html>,
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Settings {
    pub form: Form,
    pub url: String,
    pub secret: String,
    pub from: Address,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub reply_to: Option<Address>,
    pub subject: Text,
    pub text: Option<Text>,
    pub html: Option<Html>,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let url = match (config.url, config.form) {
            (Some(url), _) => url,
            (None, Form::Sendgrid) => "https://api.sendgrid.com/v3/mail/send".into(),
            (None, Form::Postmark) => "https://api.postmarkapp.com/email".into(),
            (None, Form::Mailgun) => {
                return Err("`url` is missing: with Mailgun it holds the domain".into());
            }
        };
        if config.to.is_empty() {
            return Err("`to` names nobody".into());
        }
        check_address("url", &url)?;
        let subject = "[tripline] {$.detail-type|or:Event} ({@rule})";
        Ok(Self {
            form: config.form,
            url,
            secret: config.secret,
            from: config.from,
            to: config.to,
            cc: config.cc,
            reply_to: config.reply_to,
            subject: config.subject.map_or_else(|| Text::parse(subject), Ok)?,
            text: config.text,
            html: config.html,
        })
    }
}
