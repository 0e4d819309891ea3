//! `put-events`: puts items on an event bus, as PutEvents does.

use serde::Deserialize;
use tripline_plugin::events::{self, Entry};
use tripline_plugin::path::Path;
use tripline_plugin::template::{Document, Filling, Json, Text};
use tripline_plugin::{Context, Error, Item, Response, each};

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
pub struct Settings {
    bus: Option<String>,
    source: Text,
    detail_type: Text,
    detail: Option<Json>,
    resources: Path,
    time: Path,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Config {
    bus: Option<String>,
    source: Option<Text>,
    detail_type: Option<Text>,
    detail: Option<Document>,
    resources: Option<Path>,
    time: Option<Path>,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        fn or<T>(
            given: Option<T>,
            text: &str,
            parse: fn(&str) -> Result<T, String>,
        ) -> Result<T, String> {
            given.map_or_else(|| parse(text), Ok)
        }
        let source = or(config.source, "tripline", Text::parse)?;
        if source.beginning().starts_with("aws.") {
            return Err("`source` begins with `aws.`, which is AWS's".into());
        }
        Ok(Self {
            bus: config.bus,
            source,
            detail_type: or(config.detail_type, "{$.detail-type|or:Event}", Text::parse)?,
            detail: config.detail.map(|detail| detail.0),
            resources: or(config.resources, "$.resources", Path::parse)?,
            time: or(config.time, "$.time", Path::parse)?,
        })
    }
}

/// Puts the items.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    Ok(each(batch, cx, |item| events::put(entry(settings, item, cx)?).map(drop)))
}

fn entry(settings: &Settings, item: &Item, cx: &Context) -> Result<Entry, Error> {
    let body = item.value();
    let filling = Filling { item, body: &body, cx };
    let detail = match &settings.detail {
        Some(template) => template.fill(filling),
        None if body.is_object() => item.body.clone(),
        None => {
            return Err(Error::permanent(
                "the item is not an object; `config.detail` can make one",
            ));
        }
    };
    let listed = settings.resources.get(&body).and_then(|list| list.as_array());
    let texts = listed.into_iter().flatten().filter_map(|entry| entry.as_str());
    Ok(Entry {
        bus: settings.bus.clone(),
        source: settings.source.fill(filling),
        detail_type: settings.detail_type.fill(filling),
        detail,
        resources: texts.map(String::from).collect(),
        time: settings.time.text_in(&body).map(String::from),
    })
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests {
    use super::*;
    use tripline_plugin::fake::{self, Host};
    use tripline_plugin::settings;

    fn run(host: Host, config: &str, body: &str) -> (Response, Host) {
        let settings: Settings = settings::read(config).unwrap();
        let batch = [Item::new("i", body)];
        let (answer, host) = host.run(|| handle(&settings, &batch, &fake::context()));
        (answer.unwrap(), host)
    }

    const EVENT: &str = r#"{"detail-type":"T","time":"2026-01-02T03:04:05Z",
        "resources":["arn:x"],"detail":{"n":1.10}}"#;

    #[test]
    fn an_item_is_the_detail() {
        let (response, host) = run(Host::new(), "{}", EVENT);
        assert_eq!(response, Response::default());
        let wanted = Entry {
            bus: None,
            source: "tripline".into(),
            detail_type: "T".into(),
            detail: EVENT.into(),
            resources: vec!["arn:x".into()],
            time: Some("2026-01-02T03:04:05Z".into()),
        };
        assert_eq!(host.entries, [wanted]);
    }

    #[test]
    fn templates_choose_the_words() {
        let config = r#"{"bus":"b","source":"my.{@rule}","detail-type":"x {$.detail.n}",
            "detail":"{\"d\":{$.detail}}","time":"$.none"}"#;
        let (_, host) = run(Host::new(), config, EVENT);
        let entry = &host.entries[0];
        assert_eq!((entry.bus.as_deref(), entry.source.as_str()), (Some("b"), "my.r"));
        assert_eq!(
            (entry.detail_type.as_str(), entry.detail.as_str()),
            ("x 1.10", r#"{"d":{"n":1.10}}"#)
        );
        assert_eq!(entry.time, None);
    }

    #[test]
    fn faults_of_the_config_are_said() {
        let fault = |text| settings::read::<Settings>(text).unwrap_err().message().to_string();
        assert!(fault(r#"{"source":"aws.ec2"}"#).contains("`source`"));
        assert!(fault(r#"{"detail":"{\"d\":{$.x}"}"#).starts_with("config.detail: "));
    }

    #[test]
    fn failures_say_whether_to_try_again() {
        let reason = |host, body| run(host, "{}", body).0.failures.pop().unwrap().reason;
        assert!(matches!(reason(Host::new(), "text"), Error::Permanent(_)));
        let refused = Host::new().refuse("MalformedDetail");
        assert_eq!(reason(refused, "{}"), Error::permanent("MalformedDetail: refused"));
        assert!(matches!(reason(Host::new().refuse("InternalFailure"), "{}"), Error::Retryable(_)));
        let throttled = Host::new().refuse("ThrottlingException");
        assert!(matches!(reason(throttled, "{}"), Error::Throttled { .. }));
    }
}
