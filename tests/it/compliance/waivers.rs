//! What was accepted: waivers, and findings that are known.

use super::{disk, disks, eval, results, snapshot};
use crate::program::Folder;
use serde_json::Value;

/// Three disks that are not encrypted, under a waiver that holds, one that is over and one that has
/// nothing to accept.
fn waived() -> Folder {
    let folder = disks("");
    let waiver = |name: &str, disk: &str, expires: &str| {
        format!(
            "  {name}:\n    rule: encrypted\n    resources: [\"{disk}\"]\n    reason: moved in spring\n    \
             owner: storage\n    ticket: OPS-7\n    expires: {expires}\n"
        )
    };
    let all = [
        waiver("holds", "arn:aws:test:*:vol-1", "2026-03-02"),
        waiver("past", "vol-2", "2026-03-01"),
        waiver("idle", "vol-9", "2030-01-01"),
    ];
    folder.file("rules/waivers.yaml", format!("waivers:\n{}", all.concat()));
    let items = [disk("vol-1", 1, false), disk("vol-2", 1, false), disk("vol-3", 1, false)];
    folder.file("items.json", snapshot(&items));
    folder
}

#[test]
fn waivers_mark_results_and_hide_none() {
    let folder = waived();
    let ran = eval(&folder, &["items.json"]).code(1);
    let lines = ran.lines("compliance");
    assert!(lines.iter().all(|line| line["status"] == "NON_COMPLIANT"));
    let by = |at: usize| lines[at]["waived"]["waiver"].as_str();
    assert_eq!((by(0), by(1), by(2)), (Some("holds"), None, None));
    assert_eq!(lines[0]["waived"]["expires"], "2026-03-02");
    assert_eq!(lines[0]["waived"]["ticket"], "OPS-7");
    let counts = &ran.lines("rollup")[0]["counts"];
    assert_eq!((&counts["non-compliant"], &counts["waived"]), (&3.into(), &1.into()));
    assert_eq!(ran.lines("summary")[0]["findings"], 2);
    let notices: Vec<String> = ran
        .lines("notice")
        .iter()
        .map(|n| format!("{} {}: {}", n["notice"], n["subject"], n["message"]).replace('"', ""))
        .collect();
    let want = [
        "waiver-expired past: it ended on 2026-03-01: 1 result counts again",
        "waiver-unused idle: there is nothing for it to accept",
    ];
    assert_eq!(notices, want);
    assert_eq!(ran.lines("notice")[0]["file"], "rules/waivers.yaml");
    assert_eq!(ran.lines("notice")[0]["line"], 9);
}

#[test]
fn a_waiver_holds_to_the_end_of_its_last_day_in_utc() {
    let folder = waived();
    folder.file("one.json", snapshot(&[disk("vol-1", 1, false)]));
    for (now, code) in [
        ("2026-03-02T00:00:00Z", 0),
        ("2026-03-02T23:59:59Z", 0),
        ("2026-03-02T23:59:59-01:00", 1),
        ("2026-03-03T00:00:00Z", 1),
        ("2026-03-03T00:30:00+01:00", 0),
    ] {
        folder.run(&["eval", "--format", "ndjson", "--now", now, "one.json"]).code(code);
    }
}

#[test]
fn check_warns_of_waivers_that_are_over() {
    let folder = waived();
    let check = |now: &str, more: &[&str]| {
        folder.run(&[&["check", "--format", "json", "--now", now], more].concat())
    };
    let codes = |out: &str| -> Vec<(String, u64)> {
        let json: Value = serde_json::from_str(out).unwrap();
        let all = json["diagnostics"].as_array().unwrap();
        all.iter()
            .map(|d| (d["code"].as_str().unwrap().to_owned(), d["line"].as_u64().unwrap()))
            .collect()
    };
    assert_eq!(codes(&check("2026-03-01T23:59:59Z", &[]).code(0).out), []);
    assert_eq!(codes(&check("2026-03-02T00:00:00Z", &[]).code(0).out), [("TL218".to_owned(), 15)]);
    assert_eq!(codes(&check("2026-03-03T00:00:00Z", &[]).code(0).out).len(), 2);
    check("2026-03-03T00:00:00Z", &["--deny-warnings"]).code(2);
    // Rules that are evaluated are not stopped by it.
    eval(&folder, &["items.json"]).code(1);
}

#[test]
fn every_form_shows_what_is_waived() {
    let folder = waived();
    let forms = ["sarif=o.sarif", "junit=o.xml", "json=o.json", "csv=o.csv", "markdown=o.md"];
    let mut args = vec!["items.json", "-o", "github=o.github", "-o", "text=o.txt"];
    forms.iter().for_each(|form| args.extend(["-o", form]));
    eval(&folder, &args).code(1);
    let sarif: Value = serde_json::from_str(&folder.read("o.sarif")).unwrap();
    let found = sarif["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<bool> = found.iter().map(|r| r["suppressions"].is_array()).collect();
    assert_eq!(suppressed, [true, false, false]);
    assert_eq!(found[0]["suppressions"][0]["justification"], "moved in spring");
    let junit = folder.read("o.xml");
    assert!(junit.contains("failures=\"2\"") && junit.contains("skipped=\"1\""), "{junit}");
    assert!(junit.contains("waived: moved in spring"), "{junit}");
    let json: Value = serde_json::from_str(&folder.read("o.json")).unwrap();
    assert_eq!(json["effects"][0]["waived"]["waiver"], "holds");
    assert!(folder.read("o.csv").lines().nth(1).unwrap().contains(",holds,"));
    for name in ["o.md", "o.txt", "o.github"] {
        let text = folder.read(name);
        assert!(text.contains("moved in spring"), "{name}: {text}");
        assert!(text.contains("waiver-expired") && text.contains("past"), "{name}: {text}");
        assert!(text.contains("waiver-unused") && text.contains("idle"), "{name}: {text}");
    }
}

#[test]
fn a_baseline_leaves_new_findings() {
    let folder = disks("");
    folder.file("old.json", snapshot(&[disk("vol-1", 1, false), disk("vol-2", 1, true)]));
    eval(&folder, &["old.json", "--write-baseline", "known.json"]).code(1);
    let ran = eval(&folder, &["old.json", "--baseline", "known.json"]).code(0);
    assert_eq!(results(&ran), ["encrypted vol-1 NON_COMPLIANT"]);
    let summary = &ran.lines("summary")[0];
    assert_eq!((&summary["findings"], &summary["known"]), (&1.into(), &1.into()));
    // The same disk in another capture is known; another disk is new.
    folder.file("new.json", snapshot(&[disk("vol-1", 5, false), disk("vol-2", 5, false)]));
    let ran = eval(&folder, &["new.json", "--baseline", "known.json"]).code(1);
    let summary = &ran.lines("summary")[0];
    assert_eq!((&summary["findings"], &summary["failing"]), (&2.into(), &1.into()));
    folder.file("bad.json", "{}");
    eval(&folder, &["new.json", "--baseline", "bad.json"]).code(2);
}
