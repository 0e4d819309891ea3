//! A message before it has anybody's form.

use crate::settings::{Action, Settings};
use serde_json::Value;
use tripline_plugin::date;
use tripline_plugin::template::Filling;
use tripline_plugin::{Context, Item};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// Reads a word, as tripline, Security Hub and others have it, or a number of GuardDuty's.
    pub fn read(text: &str) -> Self {
        let text = text.trim().to_ascii_lowercase();
        if let Ok(number) = text.parse::<f64>() {
            return match number {
                n if n >= 9.0 => Self::Critical,
                n if n >= 7.0 => Self::High,
                n if n >= 4.0 => Self::Medium,
                n if n >= 1.0 => Self::Low,
                _ => Self::Info,
            };
        }
        match text.as_str() {
            "critical" | "fatal" | "emergency" => Self::Critical,
            "high" | "error" | "alarm" => Self::High,
            "medium" | "warning" | "warn" => Self::Medium,
            "low" | "notice" => Self::Low,
            _ => Self::Info,
        }
    }

    /// A colour as 0xRRGGBB.
    pub fn colour(self) -> u32 {
        match self {
            Self::Critical => 0x8b_0000,
            Self::High => 0xd9_3025,
            Self::Medium => 0xf2_9900,
            Self::Low => 0x1a_73e8,
            Self::Info => 0x5f_6368,
        }
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

/// A message.
#[derive(Debug)]
pub struct Message {
    pub title: String,
    pub text: String,
    pub severity: Severity,
    /// Names and values, in the order of the config.
    pub fields: Vec<(String, String)>,
    /// An http address.
    pub link: Option<String>,
    /// When it happened, as RFC 3339.
    pub time: String,
    pub source: String,
    pub dedup_key: String,
    pub action: Action,
    /// The item.
    pub body: Value,
}

impl Message {
    /// The message for an item.
    pub fn of(settings: &Settings, item: &Item, cx: &Context) -> Self {
        let body = item.value();
        let filling = Filling { item, body: &body, cx };
        let fields = settings.fields.iter().map(|f| (f.name.clone(), f.value.fill(filling)));
        let fields = fields.collect();
        let time = body.get("time").and_then(Value::as_str).and_then(date::parse_rfc3339);
        let time = time.unwrap_or_else(|| i64::try_from(cx.began_ms()).unwrap_or(0));
        let link = settings.link.as_ref().map(|link| link.fill(filling));
        Self {
            title: settings.title.fill(filling),
            text: settings.text.as_ref().map(|text| text.fill(filling)).unwrap_or_default(),
            severity: Severity::read(&settings.severity.fill(filling)),
            fields,
            link: link.filter(|l| l.starts_with("https://") || l.starts_with("http://")),
            time: date::rfc3339(time),
            source: settings.source.fill(filling),
            dedup_key: settings.dedup_key.fill(filling),
            action: settings.action,
            body,
        }
    }
}

/// A text of at most so many characters, never empty: receivers refuse empty fields.
pub fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.is_empty() {
        return "-".into();
    }
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
