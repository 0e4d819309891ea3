//! Messages in each of the forms.

use super::{Settings, discord, handle, message};
use serde_json::{Value, json};
use tripline_plugin::fake::{self, Host};
use tripline_plugin::{Error, Item, Response, settings};

const EVENT: &str = r#"{"detail-type":"Finding","source":"aws.guardduty","time":"2026-01-02T03:04:05Z",
    "detail":{"severity":8,"who":"<!channel> root","empty":""}}"#;

fn sent(config: &str) -> (String, Value) {
    let settings: Settings = settings::read(config).unwrap();
    let host = Host::new().status(200).secret("hook", "https://h.example/s3cret\n");
    let batch = [Item::new("i", EVENT)];
    let (answer, host) = host.run(|| handle(&settings, &batch, &fake::context()));
    assert_eq!(answer, Ok(Response::default()));
    let request = &host.requests[0];
    (request.url.clone(), serde_json::from_slice(request.body.as_deref().unwrap()).unwrap())
}

const MORE: &str = r#""text":"by {$.detail.who}","link":"https://c.example/{@id}",
    "fields":[{"name":"Who","value":"{$.detail.who}"},{"name":"None","value":"{$.detail.empty}"}]"#;

#[test]
fn slack_gets_blocks() {
    let (url, body) = sent(&format!(r#"{{"form":"slack","secret":"hook",{MORE}}}"#));
    assert_eq!(url, "https://h.example/s3cret");
    assert_eq!(body["text"], "Finding (r)");
    let attachment = &body["attachments"][0];
    assert_eq!(attachment["color"], "#d93025");
    assert_eq!(attachment["blocks"][0]["text"]["text"], "Finding (r)");
    assert_eq!(attachment["blocks"][1]["text"]["text"], "by &lt;!channel&gt; root");
    assert_eq!(attachment["blocks"][2]["fields"][0]["text"], "*Who*\n&lt;!channel&gt; root");
    assert_eq!(attachment["blocks"][2]["fields"][1]["text"], "*None*\n-");
    assert_eq!(attachment["blocks"][3]["elements"][0]["url"], "https://c.example/i");
    let words = "high · aws.guardduty · 2026-01-02T03:04:05Z";
    assert_eq!(attachment["blocks"][4]["elements"][0]["text"], words);
}

#[test]
fn teams_gets_a_card() {
    let (_, body) = sent(&format!(r#"{{"form":"teams","url":"https://t.example/x",{MORE}}}"#));
    let attachment = &body["attachments"][0];
    assert_eq!(attachment["contentType"], "application/vnd.microsoft.card.adaptive");
    let card = &attachment["content"];
    assert_eq!((&card["type"], &card["version"]), (&json!("AdaptiveCard"), &json!("1.4")));
    assert_eq!(card["body"][0]["color"], "Attention");
    assert_eq!(card["body"][2]["facts"][3], json!({"title": "Who", "value": "<!channel> root"}));
    assert_eq!(card["actions"][0]["url"], "https://c.example/i");
}

#[test]
fn discord_gets_an_embed() {
    let (_, body) = sent(&format!(r#"{{"form":"discord","url":"https://d.example/x",{MORE}}}"#));
    let embed = &body["embeds"][0];
    assert_eq!((&embed["title"], &embed["color"]), (&json!("Finding (r)"), &json!(0xd9_3025)));
    assert_eq!(embed["fields"][1], json!({"name": "None", "value": "-", "inline": true}));
    assert_eq!(embed["fields"][0]["value"], r"\<!channel\> root");
    assert_eq!(body["allowed_mentions"], json!({"parse": []}));
}

#[test]
fn discord_shows_what_stands_there() {
    let cases = [
        ("[log in](https://x.example)", r"\[log in\](https\://x.example)"),
        ("**a** __b__ ~~c~~ ||d|| `e`", r"\*\*a\*\* \_\_b\_\_ \~\~c\~\~ \|\|d\|\| \`e\`"),
        (r"<@1> @everyone a\b", r"\<@1\> @everyone a\\b"),
        ("# a\n  -# b\n- c\n+ d\n1. e-f", "\\# a\n  \\-# b\n\\- c\n\\+ d\n1. e-f"),
        ("arn:aws:iam::1:root", "arn:aws:iam::1:root"),
        (" ", "-"),
    ];
    for (text, wanted) in cases {
        assert_eq!(discord::shown(text, 100), wanted, "{text}");
    }
    // Escapes count, and none is cut in two.
    assert_eq!(discord::shown("a***", 8), r"a\*\*\*");
    assert_eq!(discord::shown("a****", 8), r"a\*\*\*…");
    assert_eq!(discord::shown("a****", 7), r"a\*\*…");
}

#[test]
fn pagerduty_gets_an_event() {
    let (url, body) = sent(r#"{"form":"pagerduty","routing-key":"R0"}"#);
    assert_eq!(url, "https://events.pagerduty.com/v2/enqueue");
    assert_eq!((&body["routing_key"], &body["event_action"]), (&json!("R0"), &json!("trigger")));
    assert_eq!(body["dedup_key"], "t/r/i");
    assert_eq!(body["payload"]["severity"], "error");
    assert_eq!(body["payload"]["custom_details"]["detail"]["severity"], json!(8));
    let (_, body) =
        sent(r#"{"form":"pagerduty","routing-key":"R0","action":"resolve","dedup-key":"k"}"#);
    assert_eq!(body, json!({"routing_key": "R0", "event_action": "resolve", "dedup_key": "k"}));
}

#[test]
fn severities_are_words_or_numbers() {
    use message::Severity::{Critical, High, Info, Low, Medium};
    let cases = [
        ("9.5", Critical),
        ("7", High),
        ("4.0", Medium),
        ("1", Low),
        ("0", Info),
        ("HIGH", High),
        (" warning", Medium),
        ("", Info),
        ("odd", Info),
    ];
    for (text, severity) in cases {
        assert_eq!(message::Severity::read(text), severity, "{text}");
    }
    assert_eq!((message::cut(" ", 3), message::cut("abcd", 3)), ("-".into(), "ab…".into()));
}

#[test]
fn the_address_stays_secret() {
    let settings: Settings =
        settings::read(r#"{"form":"slack","url":"https://h.example/s3cret"}"#).unwrap();
    let host = Host::new().status(404);
    let answer = host.enter(|| handle(&settings, &[Item::new("i", EVENT)], &fake::context()));
    let wanted = Error::permanent("https://h.example: status 404");
    assert_eq!(answer.unwrap().failures[0].reason, wanted);
}

#[test]
fn faults_of_the_config_are_said() {
    let fault = |text| settings::read::<Settings>(text).unwrap_err().message().to_string();
    assert!(fault(r#"{"form":"irc"}"#).starts_with("config.form: "));
    assert!(fault(r#"{"form":"slack","url":"xoxb-1"}"#).contains("`url`: an address begins"));
    assert!(fault(r#"{"form":"pagerduty","secret":"s","url":"x"}"#).contains("`url`"));
    assert!(fault(r#"{"form":"slack"}"#).contains("one of `url` and `secret`"));
    assert!(fault(r#"{"form":"pagerduty","url":"x"}"#).contains("`routing-key`"));
    assert!(fault(r#"{"form":"slack","url":"x","routing-key":"y"}"#).contains("PagerDuty"));
    assert!(fault(r#"{"form":"slack","url":"x","fields":[{"name":"a"}]}"#).contains("value"));
}
