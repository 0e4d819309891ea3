//! `log`: writes each item to the log of the invocation. The smallest target there is, and the one
//! to try rules with.

use serde::Deserialize;
use tripline_plugin::log::{self, Level};
use tripline_plugin::template::{Filling, Text};
use tripline_plugin::{Context, Error, Item, Response, json};

/// The target's `config`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How much the lines matter.
    #[serde(default)]
    level: Level,
    /// The line; the item on one line when there is none.
    template: Option<Text>,
}

/// Writes the items.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    for item in batch {
        let line = match &settings.template {
            Some(template) => template.fill(Filling { item, body: &item.value(), cx }),
            None => json::compact(&item.body).unwrap_or_else(|| item.body.clone()),
        };
        log::write(settings.level, &line);
    }
    Ok(Response::default())
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests {
    use super::*;
    use tripline_plugin::{fake, settings};

    fn lines(config: &str, body: &str) -> Vec<(Level, String)> {
        let settings: Settings = settings::read(config).unwrap();
        let batch = [Item::new("i", body)];
        let ((), host) = fake::Host::new().run(|| {
            assert_eq!(handle(&settings, &batch, &fake::context()), Ok(Response::default()));
        });
        host.lines
    }

    #[test]
    fn items_are_lines() {
        let line = |text: &str| vec![(Level::Info, text.to_string())];
        assert_eq!(lines("{}", "{ \"a\": 1.10 }\n"), line("{\"a\":1.10}"));
        assert_eq!(lines("{}", "two words"), line("two words"));
    }

    #[test]
    fn a_template_chooses_the_words() {
        let config = r#"{"level":"warn","template":"{@rule}: {$.detail.who}"}"#;
        let made = lines(config, r#"{"detail":{"who":"root"}}"#);
        assert_eq!(made, [(Level::Warn, "r: root".to_string())]);
    }

    #[test]
    fn faults_of_the_config_name_the_key() {
        let fault = |text| settings::read::<Settings>(text).unwrap_err().message().to_string();
        assert!(fault(r#"{"level":"loud"}"#).starts_with("config.level: "));
        assert!(fault(r#"{"template":"{$.a"}"#).starts_with("config.template: "));
    }
}
