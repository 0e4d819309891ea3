//! `--update`.

use super::{Folder, passed, run};
use crate::testing::{Correction, Ran, Update, update};
use std::fs;

const RULES: &str = "rules: {a: {pattern: {x: [1]}}, b: {pattern: {x: [{exists: true}]}}}\n";

const YAML: &str = "# Ours.\ntests:\n  - name: é   # keep me\n    given: { events: [ {x: 1}, {x: 2} ] }\n    \
                    expect:\n      matches: { a: 5,  b: 2 }   # and me\n  - name: two\n    \
                    given: {events: [{x: 1}]}\n    expect: {matches: {\"b\": 0}, invocations: []}\n";

fn corrections(ran: &[Ran]) -> Vec<Correction> {
    ran.iter().flat_map(|r| r.corrections.clone()).collect()
}

#[test]
fn wrong_counts_are_rewritten_and_nothing_else() {
    let json = "{ \"tests\" : [ {\"name\":\"j\",\n \"given\":{\"events\":[{\"x\":1}]}, \"expect\":{\"matches\":{\"a\": 12 ,\"b\":1}}}]}\n";
    let folder = Folder::of(&[("r.yaml", RULES), ("y.test.yaml", YAML), ("z.test.json", json)]);
    let (loaded, bundle) = folder.load();
    let mut ran = run(&loaded, &bundle, None);
    assert!(!passed(&ran));
    let done = update(&loaded, &corrections(&ran));
    let names: Vec<_> = done.changed.iter().map(|(f, n)| (f.rsplit('/').next(), *n)).collect();
    assert_eq!(names, [(Some("y.test.yaml"), 2), (Some("z.test.json"), 1)]);
    assert!(done.failed.is_empty());
    let yaml = YAML.replace("a: 5,", "a: 1,").replace("\"b\": 0", "\"b\": 1");
    assert_eq!(folder.text("y.test.yaml"), yaml);
    assert_eq!(folder.text("z.test.json"), json.replace("\"a\": 12 ", "\"a\": 1 "));
    assert_eq!(fs::read_dir(folder.path("")).expect("a folder").count(), 3, "no leftovers");
    ran.iter_mut().for_each(Ran::corrected);
    assert!(passed(&ran));
    assert!(passed(&folder.run()));
    let (loaded, bundle) = folder.load();
    let again = update(&loaded, &corrections(&run(&loaded, &bundle, None)));
    assert_eq!(again, Update::default());
}

#[test]
fn other_differences_stay() {
    let rules = "rules: {a: {pattern: {x: [1]}, targets: [t]}}\ntargets: {t: {plugin: log}}\n";
    let tests = "tests: [{name: n, given: {events: [{x: 1}]}, expect: {matches: {a: 0}, invocations: []}}]\n";
    let folder = Folder::of(&[("r.yaml", rules), ("r.test.yaml", tests)]);
    let mut ran = folder.run();
    assert_eq!(ran[0].result.outcome.messages().len(), 2);
    ran[0].corrected();
    assert_eq!(ran[0].result.outcome.word(), "failed");
    assert_eq!(ran[0].result.outcome.messages().len(), 1);
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let folder = Folder::of(&[("r.yaml", RULES), ("y.test.yaml", YAML)]);
    let (loaded, bundle) = folder.load();
    let ran = run(&loaded, &bundle, None);
    folder.put("y.test.yaml", b"tests: []\n");
    let done = update(&loaded, &corrections(&ran));
    assert!(done.changed.is_empty());
    assert!(done.failed[0].ends_with("`: it has changed since it was read"), "{:?}", done.failed);
    assert_eq!(folder.text("y.test.yaml"), "tests: []\n");
}

#[test]
fn shared_counts_agree_or_stay() {
    let shared = |event: &str| {
        format!(
            "tests:\n- {{name: n, given: {{events: [{{x: 1}}]}}, expect: &e {{matches: {{a: 7}}}}}}\n\
             - {{name: o, given: {{events: [{event}]}}, expect: *e}}\n"
        )
    };
    let folder = Folder::of(&[("r.yaml", RULES), ("y.test.yaml", &shared("{x: 1}"))]);
    let (loaded, bundle) = folder.load();
    let done = update(&loaded, &corrections(&run(&loaded, &bundle, None)));
    assert_eq!(done.changed.len(), 1);
    assert!(passed(&folder.run()));
    folder.put("y.test.yaml", shared("{x: 2}").as_bytes());
    let (loaded, bundle) = folder.load();
    let done = update(&loaded, &corrections(&run(&loaded, &bundle, None)));
    assert_eq!((done.changed.len(), done.failed.len()), (0, 1));
    assert!(folder.text("y.test.yaml").contains("a: 7"));
}
