//! All pages of a made-up daemon: they are there, hold together, and escape what is in them. With
//! `TRIPLINE_PAGES=FOLDER` they are written there, to be looked at.

use super::testing::{HARM, Made, daemon, look};
use super::{Page, Pages, Request, answer, is_page, prometheus};
use crate::base::limits::Limits;
use jiff::Timestamp;
use std::path::Path;

/// Pages by the names of files for them: path, query and form.
const ALL: &[(&str, &str, &str, &str)] = &[
    ("overview", "/", "", ""),
    ("rules", "/rules", "", ""),
    ("rule", "/rules/call-refused", "", ""),
    ("alarms", "/alarms", "", ""),
    ("alarm", "/alarms/cpu-high", "", ""),
    ("compliance", "/compliance", "", ""),
    ("resources", "/compliance", "by=resource&page=2", ""),
    ("results", "/compliance/rules/ec2-imdsv2", "", ""),
    ("resource", "/compliance/resources/AWS%3A%3AEC2%3A%3AInstance/i-3", "", ""),
    ("insights", "/insights", "", ""),
    ("targets", "/targets", "", ""),
    ("target", "/targets/pager", "", ""),
    ("letters", "/letters", "target=pager", ""),
    ("schedules", "/schedules", "", ""),
    ("tail", "/tail", "", ""),
    (
        "explain",
        "/explain",
        "",
        "bus=default&event=%7B%22source%22%3A%22aws.signin%22%2C%22detail%22\
      %3A%7B%22eventName%22%3A%22consoleLogin%22%2C%22userIdentity%22%3A%7B%22type%22%3A%22Root%22\
      %7D%7D%7D",
    ),
    ("graph", "/graph", "", ""),
    ("audit", "/audit", "", ""),
    ("nothing", "/rules/none", "", ""),
];

fn with(run: impl FnOnce(&Pages<'_>)) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime");
    let now = Timestamp::now();
    let daemon = runtime.block_on(daemon(now));
    let (look, facts, limits) = (look(now), Made(now), Limits::default());
    run(&Pages { daemon: &daemon, look: &look, facts: &facts, now, limits: &limits });
    runtime.block_on(daemon.drain());
}

fn asked(pages: &Pages<'_>, path: &str, query: &str, form: &str) -> Page {
    let method = if form.is_empty() { "GET" } else { "POST" };
    let request = Request::read(method, path, query, form.as_bytes()).expect("well formed");
    answer(pages, &request).expect(path)
}

fn text(page: Page) -> String {
    String::from_utf8(page.body).expect("text")
}

#[test]
fn every_page_holds_together() {
    with(|pages| {
        let mut links = Vec::new();
        for (name, path, query, form) in ALL {
            let page = asked(pages, path, query, form);
            assert_eq!(page.status, if *name == "nothing" { 404 } else { 200 }, "{name}");
            let html = text(page);
            sound(name, &html);
            for part in html.split("href=\"").skip(1).chain(html.split("src=\"").skip(1)) {
                let to = part.split('"').next().unwrap_or_default().replace("&amp;", "&");
                assert!(to.starts_with(['/', '#']), "{name}: {to} is not ours");
                links.push(to);
            }
            if let Some(folder) = std::env::var_os("TRIPLINE_PAGES") {
                dump(pages, Path::new(&folder), name, &html);
            }
        }
        links.sort();
        links.dedup();
        for link in links.iter().filter(|link| link.starts_with('/')) {
            let link = link.split('#').next().unwrap_or_default();
            let (path, query) = link.split_once('?').unwrap_or((link, ""));
            let page = asked(pages, path, query, "");
            assert!(page.status == 200, "{link} leads nowhere");
        }
        assert!(links.len() > 60, "{}", links.len());
    });
}

/// Tags are closed, no two elements have one id, and nothing harmful is in it as it is.
fn sound(name: &str, html: &str) {
    assert!(!html.contains(HARM) && !html.contains("<script>"), "{name} can be broken into");
    assert!(
        !html.contains("style=\"") && !html.contains("<style"),
        "{name} has a style of its own"
    );
    let mut open: Vec<&str> = Vec::new();
    let mut ids = Vec::new();
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect(tag);
        let word = tag.split_whitespace().next().unwrap_or_default();
        if let Some((_, id)) = tag.split_once(" id=\"") {
            ids.push(id.split('"').next());
        }
        if let Some(word) = word.strip_prefix('/') {
            assert_eq!(open.pop(), Some(word), "{name}");
        } else if !tag.ends_with('/') && !VOID.contains(&word) {
            open.push(word);
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} is not closed");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{name} has an id twice");
}

const VOID: &[&str] = &["!doctype", "meta", "link", "input", "img", "br"];

/// Writes a page with its pictures, so that a browser shows it from files.
fn dump(pages: &Pages<'_>, folder: &Path, name: &str, html: &str) {
    std::fs::create_dir_all(folder.join("assets")).expect("a folder");
    for asset in ["page.css", "page.js", "icon.svg"] {
        let page = asked(pages, &format!("/assets/{asset}"), "", "");
        std::fs::write(folder.join("assets").join(asset), page.body).expect("a file");
    }
    let mut out = html.replace("\"/assets/", "\"assets/");
    for (at, part) in html.split("src=\"/pictures/").skip(1).enumerate() {
        let link = format!("/pictures/{}", part.split('"').next().unwrap_or_default());
        let (path, query) = link.split_once('?').unwrap_or((&link, ""));
        let picture = asked(pages, path, &query.replace("&amp;", "&"), "");
        let file = format!("{name}-{at}.svg");
        std::fs::write(folder.join(&file), picture.body).expect("a file");
        out = out.replace(&format!("src=\"{link}\""), &format!("src=\"{file}\""));
    }
    std::fs::write(folder.join(format!("{name}.html")), out).expect("a file");
}

#[test]
fn filters_and_what_is_not_there() {
    with(|pages| {
        let rules = text(asked(pages, "/rules", "q=ROOT+critical", ""));
        assert!(rules.contains("root-login") && !rules.contains("large-order"));
        let request = |method: &str, path: &str| Request::read(method, path, "", b"").expect("ok");
        for (method, path) in
            [("GET", "/events"), ("POST", "/rules"), ("GET", "/tail/stream"), ("DELETE", "/")]
        {
            let request = request(method, path);
            assert!(!is_page(&request) && answer(pages, &request).is_none(), "{method} {path}");
        }
        for path in ["/rules/x/y", "/alarms/none", "/compliance/x", "/assets/none"] {
            assert_eq!(asked(pages, path, "", "").status, 404, "{path}");
        }
        assert!(answer(pages, &request("GET", "/pictures/rule")).is_none());
    });
}

#[test]
fn events_are_explained() {
    with(|pages| {
        let ask = |event: &str, more: &str| {
            let event = crate::wire::percent::encode(event.as_bytes(), false);
            asked(pages, "/explain", "", &format!("event={event}{more}"))
        };
        let page =
            text(ask(r#"{"source":"aws.signin","detail":{"eventName":"consolelogin"}}"#, ""));
        assert!(page.contains("0 matches of 6 rules"), "{page}");
        assert!(page.contains("a value differs in letter case only"));
        assert!(page.contains("disabled, would match"));
        let record = r#"{"eventVersion":"1.08","eventSource":"signin.amazonaws.com",
            "eventName":"ConsoleLogin","eventType":"AwsConsoleSignIn","eventTime":"2026-05-01T10:00:00Z",
            "awsRegion":"us-east-1","recipientAccountId":"111122223333","eventID":"e",
            "userIdentity":{"type":"Root"},"eventCategory":"Management"}"#;
        let page = text(ask(record, "&q=root-login"));
        assert!(page.contains("1 match of 1 rule"), "{page}");
        let page = text(ask(r#"{"detail":{"total":5000}}"#, "&bus=orders"));
        assert!(page.contains("1 match of 1 rule") && page.contains("$or"), "{page}");
        for (event, more, why) in [
            ("{", "", "byte"),
            ("[1]", "", "an event is a JSON object"),
            ("{}", "&bus=none", "there is no bus `none`"),
        ] {
            let page = ask(event, more);
            assert_eq!(page.status, 400, "{event}");
            assert!(text(page).contains(why), "{event}");
        }
    });
}

#[test]
fn the_tail_has_the_last_matches() {
    with(|pages| {
        let all = text(asked(pages, "/tail", "", ""));
        assert_eq!(all.matches("<li><details>").count(), 100);
        let some = text(asked(pages, "/tail", "rule=large-order", ""));
        assert!(some.contains("large-order") && !some.contains(">root-login</a>"));
        assert!(text(asked(pages, "/tail", "q=nothing-like-it", "")).contains("No match is kept"));
    });
}

#[test]
fn metrics_are_well_formed() {
    with(|pages| {
        let text = prometheus::text(pages);
        let mut known = std::collections::BTreeSet::new();
        let mut now = "";
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                now = rest.split(' ').next().unwrap_or_default();
                assert!(known.insert(now), "{now} begins twice");
            } else if !line.starts_with('#') {
                assert!(line.starts_with(now), "{line} is not of {now}");
                let value = line.rsplit(' ').next().unwrap_or_default();
                assert!(value.parse::<f64>().is_ok(), "{line}");
            }
        }
        for line in [
            "tripline_invocations_total{rule=\"root-login\",target=\"pager\",role=\"event\",\
             outcome=\"failure\"} 30",
            "tripline_queue_oldest_seconds{target=\"pager\"} 540",
            "tripline_alarm_state{alarm=\"cpu-high\",state=\"ALARM\"} 1",
            "tripline_matched_events_total{rule=\"<script>alert(1)</script>\\\"'&\"}",
            "tripline_log_lag ",
            "tripline_rules_loaded 1",
        ] {
            assert!(text.contains(line), "{line} is not in {text}");
        }
    });
}
