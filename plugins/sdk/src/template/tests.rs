//! Templates filled from an item with awkward values.

use super::*;

const BODY: &str = r#"{"a":"x \"y\"\n","n":1.10,"o":{"p":[true]},"it's":1}"#;

fn filled<T>(parsed: Result<T, String>, fill: fn(&T, Filling<'_>) -> String) -> String {
    let mut item = Item::new("i-1", BODY);
    item.attributes.push(("ERROR_CODE".into(), "TIMEOUT".into()));
    let (body, cx) = (item.value(), crate::fake::context());
    fill(&parsed.unwrap(), Filling { item: &item, body: &body, cx: &cx })
}

fn text(template: &str) -> String {
    filled(Text::parse(template), Text::fill)
}

fn json(template: &str) -> String {
    filled(Json::parse(template), Json::fill)
}

#[test]
fn texts_are_filled() {
    assert_eq!(text("{$.n} {$.o} {$.none}."), "1.10 {\"p\":[true]} .");
    assert_eq!(text("{@id} {@rule} {@target} {@invocation} {@attempt}"), "i-1 r t inv-1 1");
    assert_eq!(text("{@attribute.ERROR_CODE} {@attribute.X|or:-}"), "TIMEOUT -");
    assert_eq!(text("{} {a} {{$.n}} {$.a|json}"), "{} {a} {1.10} \"x \\\"y\\\"\\n\"");
    assert_eq!(text("{$['it}|s']|or:it's not} {$['it's']|or:no}"), "it's not 1");
}

#[test]
fn json_cannot_be_broken() {
    let made =
        json(r#"{"all":{$},"a":{$.a},"q":"<{$.a}>","o":"{$.o}","m":{$.m},"w":"{$.m|or:w}"}"#);
    let value: Value = serde_json::from_str(&made).unwrap();
    assert_eq!(value["q"], "<x \"y\"\n>");
    assert_eq!(value["o"], "{\"p\":[true]}");
    assert_eq!((value["m"].is_null(), value["w"].as_str()), (true, Some("w")));
    assert_eq!(value["all"]["n"].to_string(), "1.10");
    assert_eq!(json(r#""\" {$.a|text}""#), r#""\" x \"y\"\n""#);
}

#[test]
fn documents_are_json() {
    for good in ["{$}", r#"{"a":{$.x},"b":"{$.y} \" {@id}"}"#, "[1,{$.x|or:w}]", "\"{$.x}\""] {
        assert!(Json::document(good).is_ok(), "{good}");
    }
    for bad in ["", "{$}{$}", r#"{"a":{$.x}"#, r#"{a:{$.x}}"#, "text {$.x}"] {
        assert!(Json::document(bad).unwrap_err().contains("makes no JSON"), "{bad}");
    }
    assert_eq!(Text::parse("my.{@id}").unwrap().beginning(), "my.");
}

#[test]
fn addresses_are_encoded() {
    let url = filled(Url::parse("https://h/{$.a}?{$.n}"), Url::fill);
    assert_eq!(url, "https://h/x%20%22y%22%0A?1.10");
}

#[test]
fn html_cannot_be_broken() {
    let html = filled(Html::parse("<b>{$.a}</b>{$.o|text}"), Html::fill);
    assert_eq!(html, "<b>x &quot;y&quot;\n</b>{&quot;p&quot;:[true]}");
}

#[test]
fn faults_are_said() {
    assert!(Text::parse("{$.a").unwrap_err().contains("has no end"));
    assert!(Text::parse("{@nobody}").unwrap_err().contains("@nobody"));
    assert!(Text::parse("{$.a|up}").unwrap_err().contains("|up"));
    assert!(Json::parse("[{$.a|text}]").unwrap_err().contains("inside quotes"));
    assert!(Text::parse("{$a}").unwrap_err().contains("not a path"));
}
