//! `tripline plugin new`: what it writes fits the interface, the rules and the tests, and where
//! this machine has a compiler, builds.

use super::program::Folder;
use std::path::Path;
use std::process::Command;
use tripline::plugins::WIT;

const LANGS: [&str; 4] = ["rust", "javascript", "python", "c"];

/// A component that can stand in for the one that a scaffold will make.
fn answers() -> Vec<u8> {
    let text = r#"(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "tripline:target/handler@1.0.0#handle")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i64) (result i32) (i32.const 64)))"#;
    wat::parse_str(text).unwrap()
}

fn files(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else {
            out.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn every_template_fits_interface_rules_and_tests() {
    for lang in LANGS {
        let folder = Folder::new();
        let ran = folder.run(&["plugin", "new", "my-plug", "--lang", lang]).code(0);
        assert_eq!(ran.out, "made `my-plug`\n");
        for (name, text) in WIT {
            assert_eq!(folder.read(&format!("my-plug/wit/{name}")), text, "{lang}");
        }
        let mut all = Vec::new();
        files(&folder.path().join("my-plug"), &mut all);
        for (path, text) in &all {
            assert!(
                !text.contains("__")
                    || path.ends_with(".py")
                    || path.ends_with(".c")
                    || path.ends_with(".gitignore"),
                "{path}"
            );
            for word in ["NAME", "CRATE", "TITLE", "TIMEOUT", "MEMORY", "ARTIFACT"] {
                assert!(!text.contains(&format!("__{word}__")), "{path}: {word}");
                assert!(!path.contains(word), "{path}");
            }
        }
        let made = all.iter().find(|(path, _)| path.ends_with("plugin.yaml")).unwrap();
        let artifact = made.1.lines().find_map(|l| l.trim().strip_prefix("artifact: ")).unwrap();
        let ran = folder.run(&["plugin", "build", "my-plug"]).code(2);
        assert!(ran.err.contains(&format!("there is no `my-plug/{artifact}`")), "{}", ran.err);
        folder.file(&format!("my-plug/{artifact}"), answers());
        let ran = folder.run(&["plugin", "build", "my-plug"]).code(0);
        assert!(ran.out.contains("my-plug 0.1.0, My plug"), "{}", ran.out);
        assert_eq!(ran.err, "", "{lang}");
        let ran = folder.run(&["check", "my-plug/rules", "--deny-warnings"]).code(0);
        assert_eq!(ran.out, "ok: 1 rule in 2 files\n", "{lang}");
        folder.run(&["test", "my-plug/rules"]).code(0);
        let event = "my-plug/fixtures/event.json";
        folder.run(&["plugin", "invoke", "my-plug", "--event", event]).code(0);
    }
}

#[test]
fn what_is_there_already_stays() {
    let folder = Folder::new();
    folder.file("full/a", "b");
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let ran = folder.run(&["plugin", "new", "full", "--lang", "c"]).code(2);
    assert!(ran.err.contains("is there already, and is not empty"), "{}", ran.err);
    folder.run(&["plugin", "new", "empty", "--lang", "c"]).code(0);
    folder.run(&["plugin", "new", "a", "--lang", "js", "--dir", "deep/er"]).code(0);
    assert!(folder.path().join("deep/er/a/plugin.js").is_file());
    for name in ["../x", "X", "a b", "a/b", ".", ""] {
        folder.run(&["plugin", "new", "--lang", "c", "--", name]).code(2);
    }
}

/// A C compiler for wasm, as make's `CC`; `TRIPLINE_WASM_CC` may name one.
fn compiler() -> Option<String> {
    let named = std::env::var("TRIPLINE_WASM_CC").ok();
    let known = ["clang", "zig cc"].map(str::to_owned);
    named.into_iter().chain(known).find(|compiler| {
        let folder = Folder::new();
        folder.file("a.c", "int a;");
        let mut words = compiler.split(' ');
        let ran = words.next().map(|program| {
            Command::new(program)
                .args(words)
                .args([
                    "--target=wasm32-freestanding",
                    "-nostdlib",
                    "-Wl,--no-entry",
                    "a.c",
                    "-o",
                    "a",
                ])
                .current_dir(folder.path())
                .output()
        });
        matches!(ran, Some(Ok(output)) if output.status.success())
    })
}

#[test]
fn the_scaffold_in_c_builds_and_passes() {
    let Some(compiler) = compiler() else {
        println!("skipped: no C compiler for wasm (clang with wasm-ld, or zig)");
        return;
    };
    let folder = Folder::new();
    folder.run(&["plugin", "new", "hello", "--lang", "c"]).code(0);
    let made = Command::new("make")
        .arg(format!("CC={compiler}"))
        .current_dir(folder.path().join("hello"))
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(String::from_utf8_lossy(&made.stderr), "", "no warnings");
    folder.run(&["plugin", "build", "hello"]).code(0);
    let invoke = |event: &[u8], code| {
        let args = ["plugin", "invoke", "--rules", "hello/rules", "--target", "hello"];
        folder
            .run_with(&[&args[..], &["--event", "-", "--batch", "--times", "50"]].concat(), event)
            .code(code)
    };
    let event = std::fs::read(folder.path().join("hello/fixtures/event.json")).unwrap();
    let ran = invoke(&event, 0);
    let line = "  log info  Hello: EC2 Instance State-change Notification from aws.ec2\n";
    assert!(ran.out.contains(line), "{}", ran.out);
    assert!(ran.out.contains("{\"rule\":\"plugin-invoke\",\"greeted\":1}"), "{}", ran.out);
    // One item fails, the others do not.
    let ran = invoke(&[&event[..], b"{\"a\":{\"source\":\"b\"}}", &event[..]].concat(), 4);
    assert!(ran.err.contains("failed 1 of 3 items"), "{}", ran.err);
    assert!(ran.out.contains("failed    item-2 (permanent): this is not an event"), "{}", ran.out);
}

/// The standard plugins hold to what is asked of others.
#[test]
fn standard_plugins_pass_build_without_a_warning() {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("plugins");
    for entry in std::fs::read_dir(plugins.join("prebuilt")).unwrap() {
        let component = entry.unwrap().path();
        if component.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let name = component.file_stem().unwrap().to_str().unwrap();
        let folder = Folder::new();
        folder.file("dist/any.wasm", std::fs::read(&component).unwrap());
        folder.file("plugin.yaml", std::fs::read(plugins.join(name).join("plugin.yaml")).unwrap());
        let ran = folder.run(&["plugin", "build"]).code(0);
        assert_eq!(ran.err, "", "{name}");
        assert_eq!(ran.out.lines().next().unwrap().split(' ').nth(1), Some(name));
    }
}
