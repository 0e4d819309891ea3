//! The forms, word for word.

use super::*;
use crate::base::codes::Code;
use crate::base::diag::Level;
use crate::base::span::Span;

fn sample() -> (Vec<Diag>, Sources) {
    let mut sources = Sources::default();
    let text = "rules:\n  a:\n    pattern:\n      source: [ { prefx: aws. } ]\n\tb: 漢 x\n";
    let id = sources.add("rules/iam.yaml", text.as_bytes());
    let other = sources.add("rules/b,c.yaml", &b"x: 1\r\ny: 2"[..]);
    let span = |source, word: &str| {
        let at = text.find(word).map_or(0, |n| n as u32);
        Span { source, start: at, end: at + word.len() as u32 }
    };
    let diags = vec![
        Diag::new(Code::TL203, span(id, "prefx"), "unknown operator `prefx`")
            .label("did you mean `prefix`?")
            .also(Span { source: other, start: 6, end: 7 }, "first used here")
            .help("operators of a pattern: cidr, prefix"),
        Diag::new(Code::TL402, span(id, "漢 x\n"), "50% of\u{1b}[2J it"),
        Diag { level: Level::Note, ..Diag::unplaced(Code::TL101, "no such file: `x\ny`") },
    ];
    (diags, sources)
}

fn shown(format: DiagFormat, colour: bool) -> String {
    let (diags, sources) = sample();
    let mut out = Vec::new();
    let style = Style { colour, width: 0 };
    write(format, &diags, &sources, style, &mut out).expect("a Vec takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn text() {
    let expected = r"error[TL203]: unknown operator `prefx`
 --> rules/iam.yaml:4:19
  |
4 |       source: [ { prefx: aws. } ]
  |                   ^^^^^ did you mean `prefix`?
 ::: rules/b,c.yaml:2:1 first used here
  = help: operators of a pattern: cidr, prefix

warning[TL402]: 50% of\u{1b}[2J it
 --> rules/iam.yaml:5:5
  |
5 |     b: 漢 x
  |        ^^^^

note[TL101]: no such file: `x\ny`

error: 1 error, 1 warning and 1 note in 2 files
";
    assert_eq!(shown(DiagFormat::Text, false), expected);
    let colours = shown(DiagFormat::Text, true);
    assert!(colours.starts_with("\u{1b}[1m\u{1b}[31merror[TL203]\u{1b}[0m\u{1b}[1m: unknown"));
    assert!(colours.contains("\u{1b}[1m\u{1b}[33mwarning[TL402]"));
}

#[test]
fn json() {
    let text = shown(DiagFormat::Json, false);
    assert!(text.starts_with(
        "{\"schema\":\"tripline/1\",\"diagnostics\":[\n\
         {\"code\":\"TL203\",\"level\":\"error\",\"message\":\"unknown operator `prefx`\",\
         \"label\":\"did you mean `prefix`?\",\"file\":\"rules/iam.yaml\",\"line\":4,\"column\":19,\
         \"end-line\":4,\"end-column\":24,\"byte-start\":43,\"byte-end\":48,\
         \"help\":[\"operators of a pattern: cidr, prefix\"],\"related\":[{\"message\":\"first used here\","
    ));
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["diagnostics"][1]["end-line"], 6);
    assert_eq!(value["diagnostics"][2]["file"], serde_json::Value::Null);
}

#[test]
fn github() {
    assert_eq!(
        shown(DiagFormat::Github, false),
        "::error file=rules/iam.yaml,line=4,col=19,endColumn=24,title=TL203::unknown operator \
         `prefx`: did you mean `prefix`?%0Ahelp: operators of a pattern: cidr, prefix\n\
         ::warning file=rules/iam.yaml,line=5,endLine=6,title=TL402::50%25 of\\u{1b}[2J it\n\
         ::notice title=TL101::no such file: `x\\ny`\n"
    );
}

#[test]
fn sarif() {
    let value: serde_json::Value =
        serde_json::from_str(&shown(DiagFormat::Sarif, false)).expect("JSON");
    let run = &value["runs"][0];
    let result = &run["results"][0];
    let index = result["ruleIndex"].as_u64().map_or(0, |n| n as usize);
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["endColumn"], 24);
    let related = &result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(related, "rules/b%2Cc.yaml");
    assert_eq!(run["results"][2]["level"], "note");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn nothing_wrong() {
    let empty = |format| {
        let mut out = Vec::new();
        write(format, &[], &Sources::default(), Style::default(), &mut out).expect("a Vec");
        String::from_utf8(out).expect("UTF-8")
    };
    assert_eq!(empty(DiagFormat::Text), "");
    assert_eq!(empty(DiagFormat::Json), "{\"schema\":\"tripline/1\",\"diagnostics\":[]}\n");
    assert_eq!(DiagFormat::parse("github").map(DiagFormat::word), Some("github"));
}
