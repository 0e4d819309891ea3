//! The examples are what a newcomer copies: they run.

use crate::program::Folder;
use std::path::Path;

#[test]
fn the_policy_repository_runs() {
    let folder = Folder::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/policy-repo");
    let rules = root.join("rules");
    let rules = rules.to_str().unwrap();
    folder.run(&["check", "--deny-warnings", rules]).code(0);
    folder.run(&["test", rules]).code(0);
    let fixtures = root.join("rules/fixtures");
    let fixtures = if fixtures.exists() { fixtures } else { root.join("fixtures") };
    let ran =
        folder.run(&["eval", "--rules", rules, fixtures.to_str().unwrap(), "-o", "sarif=o.sarif"]);
    assert!(ran.code == 0 || ran.code == 1, "{}", ran.err);
    assert!(folder.read("o.sarif").contains("2.1.0"));
}
