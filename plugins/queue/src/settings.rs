//! The `config` of a queue, checked.

use serde::Deserialize;
use tripline_plugin::path::Path;
use tripline_plugin::span::Span;

/// The longest time that a message may be in flight: SQS's twelve hours.
pub const LONGEST_FLIGHT: Span = Span::seconds(43_200);

/// What becomes of messages that nobody acknowledges.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Redrive {
    /// How often a message is received before it is a dead letter.
    pub max_receive_count: u32,
    /// The bus that dead letters are put on; without it they are kept beside the queue.
    pub bus: Option<String>,
}

/// Order within groups.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fifo {
    /// Where an item has its group's name. What has none is in the group with the empty name.
    pub group: Path,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    #[serde(default = "half_minute")]
    visibility_timeout: Span,
    #[serde(default = "nothing")]
    delay: Span,
    #[serde(default = "four_days")]
    retention: Span,
    redrive: Option<Redrive>,
    fifo: Option<Fifo>,
}

fn half_minute() -> Span {
    Span::seconds(30)
}

fn nothing() -> Span {
    Span(0)
}

fn four_days() -> Span {
    Span::seconds(345_600)
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
#[allow(missing_docs, reason = "they are the keys of the config, which README.md explains")]
pub struct Settings {
    pub visibility_timeout: Span,
    pub delay: Span,
    pub retention: Span,
    pub redrive: Option<Redrive>,
    pub fifo: Option<Fifo>,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let Config { visibility_timeout, delay, retention, redrive, fifo } = config;
        if visibility_timeout > LONGEST_FLIGHT {
            return Err("`visibility-timeout` is more than 12h".into());
        }
        if delay > Span::seconds(900) {
            return Err("`delay` is more than 15m".into());
        }
        if !(Span::seconds(60)..=Span::seconds(1_209_600)).contains(&retention) {
            return Err("`retention` is not between 1m and 14d".into());
        }
        if redrive.as_ref().is_some_and(|r| !(1..=1000).contains(&r.max_receive_count)) {
            return Err("`redrive.max-receive-count` is not between 1 and 1000".into());
        }
        Ok(Self { visibility_timeout, delay, retention, redrive, fifo })
    }
}
