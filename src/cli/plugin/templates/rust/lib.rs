//! __TITLE__: a target of tripline. It greets every event in its log.

use exports::tripline::target::handler::{Context, Error, Failure, Guest, Item, Response};
use serde::Deserialize;
use tripline::target::{config, log};

wit_bindgen::generate!({ world: "target", path: "wit" });

/// The target's `config`; its JSON Schema is in plugin.yaml.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default = "hello")]
    greeting: String,
}

fn hello() -> String {
    "Hello".to_owned()
}

/// The part of an event that the plugin reads.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Event {
    source: String,
    detail_type: String,
}

/// The line for one event.
fn line(config: &Config, body: &str) -> Result<String, Error> {
    // What is not an event now will not be one when it is tried again.
    let event: Event = serde_json::from_str(body)
        .map_err(|why| Error::Permanent(format!("this is not an event: {why}")))?;
    Ok(format!("{}: {} from {}", config.greeting, event.detail_type, event.source))
}

struct Plugin;

impl Guest for Plugin {
    fn handle(batch: Vec<Item>, context: Context) -> Result<Response, Error> {
        // The message of a panic is the last that is heard of an invocation.
        std::panic::set_hook(Box::new(|panic| log::write(log::Level::Error, &panic.to_string())));
        let config: Config = serde_json::from_str(&config::get())
            .map_err(|why| Error::Permanent(format!("config: {why}")))?;
        let mut failures = Vec::new();
        for item in &batch {
            match line(&config, &item.body) {
                Ok(line) => log::write(log::Level::Info, &line),
                Err(reason) => failures.push(Failure { id: item.id.clone(), reason }),
            }
        }
        let output = serde_json::json!({ "rule": context.rule, "greeted": batch.len() - failures.len() });
        Ok(Response { output: Some(output.to_string()), failures })
    }
}

export!(Plugin);

#[cfg(test)]
mod tests {
    use super::{Config, Error, line};

    #[test]
    fn a_line_names_type_and_source() {
        let config = Config { greeting: "Hi".to_owned() };
        let body = r#"{"source": "aws.ec2", "detail-type": "Stopped", "detail": {}}"#;
        assert!(line(&config, body).is_ok_and(|line| line == "Hi: Stopped from aws.ec2"));
        assert!(matches!(line(&config, "{}"), Err(Error::Permanent(_))));
    }
}
