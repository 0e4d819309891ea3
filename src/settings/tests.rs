//! What is read, what is refused, and that nothing secret is shown.

use super::*;
use crate::base::span::Sources;
use std::io;
use std::path::Path;
use std::time::Duration;

fn variable(name: &str) -> Option<String> {
    match name {
        "SECRET" => Some("wJalrXUtnFEMI".to_owned()),
        "TOKEN" => Some("0123456789abcdef".to_owned()),
        "SHORT" => Some("abc".to_owned()),
        _ => None,
    }
}

fn file(path: &Path) -> io::Result<FileText> {
    match path.to_str() {
        Some("etc/token") => {
            Ok(FileText { bytes: b"fedcba9876543210\n".into(), open_to_all: true })
        }
        Some("etc/ops-token") => {
            Ok(FileText { bytes: b"abcdef9876543210".into(), open_to_all: false })
        }
        Some("etc/binary") => Ok(FileText { bytes: vec![0xFF; 20], open_to_all: false }),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    }
}

fn found(text: &str) -> Found {
    let world = World { variable: &variable, file: &file };
    read("tripline.yaml", text.as_bytes(), Path::new("etc"), world)
}

fn problems(text: &str) -> Vec<String> {
    let Found { sources, diags, .. } = found(text);
    let place = |sources: &Sources, span: Option<crate::base::span::Span>| {
        span.map_or("-".to_owned(), |s| {
            let p = sources.position(s.source, s.start);
            format!("{}:{}", p.line, p.column)
        })
    };
    let all = diags.into_sorted();
    all.iter()
        .map(|d| format!("{} {} {}", d.code.name(), place(&sources, d.span), d.message))
        .collect()
}

/// The page's example holds every key, and what it calls defaults are the defaults.
#[test]
fn the_page_tells_the_truth() {
    let page = include_str!("../../docs/settings.md");
    let example = page.split("```yaml\n").nth(1).and_then(|t| t.split("```").next());
    let example = example.expect("an example");
    assert_eq!(problems(example), Vec::<String>::new());
    let settings = found(example).settings;
    let plain = Settings::default();
    assert_eq!(settings.limits, plain.limits);
    assert_eq!(settings.retention, plain.retention);
    assert_eq!((settings.quota, settings.queue), (plain.quota, plain.queue));
    assert_eq!((settings.listen, &settings.log), (plain.listen, &plain.log));
    assert_eq!(settings.data, Path::new("etc/tripline-data"));
    assert_eq!(settings.keys[0].secret, Secret::new("wJalrXUtnFEMI"));
    assert_eq!(settings.tokens[0].permissions, [Permission::Admin]);
    let parts = schema::PARTS.iter().flat_map(|(_, keys, _)| keys.iter());
    for key in read::KEYS.iter().chain(parts) {
        let written = format!("{}:", key.name);
        assert!(example.contains(&written), "the example lacks `{written}`");
    }
}

#[test]
fn nothing_said_is_all_defaults() {
    let settings = found("# nothing\n").settings;
    let data = "etc/tripline-data".into();
    assert_eq!(settings, Settings { data, ..Settings::default() });
    assert_eq!(problems("listen:\nkeys:\n"), Vec::<String>::new());
}

#[test]
fn every_problem_at_once() {
    let got = problems(
        "listn: x\nlisten: 7070\nlimits: {body: 8MB, idle: 0s, connections: many, decompressed: 2KiB}\n\
         account: 123456789012\nregion: Ireland\ncompat: amazon\nwatch: [{form: cloudtrial}]\nquota: 1MiB\n\
         log: [info]\nheartbeat: {every: 2d}\nhosts: ['a b']\ntls: {certificate: a.pem}\nretention: {event: 7d}\n",
    );
    assert_eq!(
        got,
        [
            "TL202 1:1 unknown key `listn`",
            "TL110 2:9 `listen` takes an address and a port such as \"127.0.0.1:7070\"",
            "TL209 3:16 `8MB` is not a size such as `512KiB` or `64MiB`",
            "TL209 3:27 `idle` takes a duration from 1s to 1h",
            "TL110 3:44 `connections` takes a whole number",
            "TL209 3:64 `decompressed` is less than `body`",
            "TL110 4:10 `account` takes a string",
            "TL209 5:9 `region` takes the name of a region such as `eu-west-1`",
            "TL209 6:9 unknown word `amazon` for `compat`",
            "TL204 7:9 a watched folder needs the key `folder`",
            "TL209 7:16 unknown word `cloudtrial` for `form`",
            "TL209 8:8 `quota` takes a size from 64MiB to 1048576GiB",
            "TL110 9:6 `log` is a map",
            "TL204 10:12 `heartbeat` needs the key `target`",
            "TL209 10:20 `every` takes a duration from 1s to 1d",
            "TL209 11:8 `a b` is not the name of a host, without a port",
            "TL204 12:6 `tls` needs the key `key`",
            "TL202 13:13 unknown key `event`",
        ]
    );
}

#[test]
fn secrets_are_found_or_missed() {
    let got = problems(
        "keys:\n  a: {access-key: AKID, secret: {env: NONE}, permissions: [read]}\n  \
         b: {access-key: AKID, secret: {file: none}, permissions: []}\n  \
         c: {access-key: AKIDC, secret: {env: SECRET, file: x}, permissions: [write]}\n  \
         'a b': {}\ntokens:\n  d: {token: {env: SHORT}, permissions: [read]}\n  \
         e: {token: {file: token}, permissions: [read]}\n  \
         f: {token: {file: token}, permissions: [read]}\n  \
         g: {token: {file: binary}, permissions: read}\n",
    );
    assert_eq!(
        got,
        [
            "TL902 2:39 the environment has no variable `NONE`",
            "TL206 3:19 two keys have the id `AKID`",
            "TL902 3:40 cannot read `etc/none`: entity not found",
            "TL209 3:60 `permissions` is empty: nothing would be allowed",
            "TL211 4:34 `secret` takes either `env` or `file`",
            "TL209 4:72 unknown word `write` for `permissions`",
            "TL204 5:3 a key needs the key `access-key`",
            "TL204 5:3 a key needs the key `permissions`",
            "TL204 5:3 a key needs the key `secret`",
            "TL207 5:3 bad name `a b`",
            "TL902 7:20 `token` has to be 16 or more letters without blanks",
            "TL904 8:21 anybody can read `etc/token`",
            "TL206 9:3 the tokens `e` and `f` are the same",
            "TL904 9:21 anybody can read `etc/token`",
            "TL902 10:21 `etc/binary` is not UTF-8",
            "TL110 10:43 `permissions` takes a list of put-events, read and admin",
        ]
    );
}

#[test]
fn nothing_secret_is_shown() {
    let texts = [
        "keys: {a: {access-key: AKID, secret: hunter2, permissions: [read]}}",
        "keys: {a: {access-key: AKID, secret: 'hunter2', permissions: [read]}}",
        "keys: {a: {access-key: AKID, secrets: hunter2, permissions: [read]}}",
        "keys: {a: {access-key: AKID, secret: {value: hunter2}, permissions: [read]}}",
        "tokens: {a: hunter2}",
        "tokens: [hunter2]",
        "tokens:\n  a:\n    token: |\n      hunter2\n    permissions: [read]\n",
    ];
    for text in texts {
        let found = found(text);
        assert!(found.diags.has_errors(), "{text}");
        let source = &found.sources.get(crate::base::ids::SourceId::new(0)).text;
        let shown = String::from_utf8_lossy(source);
        assert_eq!(shown.len(), text.len());
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!format!("{:?}", found.diags).contains("hunter2"), "{text}");
    }
    let got = problems(texts[0]);
    assert_eq!(got, ["TL901 1:38 `secret` is written in the settings"]);
    let good = found("tokens: {a: {token: {env: TOKEN}, permissions: [read]}}").settings;
    let shown = format!("{good:?}");
    assert!(shown.contains("***") && !shown.contains("0123456789abcdef"));
}

#[test]
fn an_open_server_stays_at_home() {
    let check = |text: &str| found(text).settings.check_listen().map_err(|d| d.message);
    assert_eq!(check("listen: '127.0.0.9:1'"), Ok(()));
    assert_eq!(check("listen: '[::1]:1'"), Ok(()));
    let words = "others can reach `0.0.0.0:7070`, and nobody would be asked who calls";
    assert_eq!(check("listen: 0.0.0.0:7070"), Err(words.to_owned()));
    let token = "tokens: {a: {token: {env: TOKEN}, permissions: [read]}}";
    assert_eq!(check(&format!("listen: 0.0.0.0:7070\n{token}")), Ok(()));
}

/// `UPDATE=1 cargo test --lib settings` rewrites the file.
#[test]
fn the_schema_is_fresh() {
    let schema = schema();
    let text = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
    assert!(!text.contains("null"), "a table holds what is no JSON");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/settings.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).expect("schemas/ is writable");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == text, "{} is stale: run with UPDATE=1", path.display());
    for to in text.split("\"$ref\": \"#").skip(1) {
        let to = to.split('"').next().unwrap_or_default();
        assert!(schema.pointer(to).is_some(), "{to}");
    }
}

#[test]
fn settings_from_disk() {
    let folder = std::env::temp_dir().join(format!("tripline-settings-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("tripline.yaml");
    std::fs::write(folder.join("secret"), "0123456789abcdef0123\n").expect("a file");
    let text =
        "tokens: {ci: {token: {file: secret}, permissions: [put-events]}}\nlimits: {request: 5s}\n";
    std::fs::write(&path, text).expect("a file");
    let found = load(&path);
    assert!(!found.diags.has_errors(), "{:?}", found.diags);
    assert_eq!(found.settings.tokens[0].token.reveal(), "0123456789abcdef0123");
    assert_eq!(found.settings.limits.request, Duration::from_secs(5));
    assert!(load(&folder.join("none.yaml")).diags.has_errors());
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}
