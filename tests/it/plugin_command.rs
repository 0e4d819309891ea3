//! `tripline plugin build`, `inspect` and `invoke`, as whoever writes a plugin types them.

use super::program::{Folder, Ran};
use super::server::Server;
use serde_json::Value;

/// A core module: an allocator, and `handle` with this body. The answer at 64 is `done` unless the
/// body writes another one.
fn module(imports: &str, data: &str, body: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
  {imports}
  (memory (export "memory") 1)
  (global $heap (mut i32) (i32.const 4096))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $new i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get $new)))
    (local.get $at))
  {data}
  (func (export "tripline:target/handler@1.0.0#handle")
    (param $batch i32) (param $count i32) (param i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i64)
    (result i32)
    {body}
    (i32.const 64)))"#
    );
    wat::parse_str(text).unwrap()
}

const LOG: &str = r#"(import "tripline:target/log@1.0.0" "write" (func $log (param i32 i32 i32)))"#;

/// Logs every item's body.
fn echo() -> Vec<u8> {
    let body = r#"(local $i i32) (local $item i32)
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $count)) (then
        (local.set $item (i32.add (local.get $batch) (i32.mul (local.get $i) (i32.const 24))))
        (call $log (i32.const 1) (i32.load offset=8 (local.get $item)) (i32.load offset=12 (local.get $item)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next))))"#;
    module(LOG, "", body)
}

/// Refuses for good, with these words.
fn refuses() -> Vec<u8> {
    // The result's case at 64, the error's at 72, the text's place and length at 80.
    let body = "(i32.store8 (i32.const 64) (i32.const 1)) (i32.store8 (i32.const 72) (i32.const 2)) \
                (i32.store (i32.const 80) (i32.const 16)) (i32.store (i32.const 84) (i32.const 5))";
    module("", r#"(data (i32.const 16) "never")"#, body)
}

const YAML: &str = r#"name: echo
version: 1.2.0
title: Echoes
asks: {}
config: {type: object, additionalProperties: false, properties: {greeting: {type: string}}}
recommended: {limits: {timeout: 1s, memory: 1MiB}}
build: {artifact: out/core.wasm}
"#;

/// A folder with a built `echo.wasm`.
fn built() -> Folder {
    let folder = Folder::new();
    folder.file("plugin.yaml", YAML).file("out/core.wasm", echo());
    folder.run(&["plugin", "build"]).code(0);
    folder
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn build_makes_a_component_with_its_manifest() {
    let folder = built();
    let ran = folder.run(&["plugin", "build", "."]).code(0);
    assert!(ran.out.starts_with("echo.wasm: echo 1.2.0, Echoes\n"), "{}", ran.out);
    assert_eq!(ran.err, "");
    let shown = json(&folder.run(&["plugin", "inspect", "echo.wasm", "--format", "json"]).code(0));
    assert_eq!(shown["interface"], "1.0.0");
    assert_eq!(shown["imports"], serde_json::json!(["tripline:target/log@1.0.0"]));
    assert_eq!(shown["exports"], serde_json::json!(["tripline:target/handler@1.0.0"]));
    assert_eq!(shown["limits"]["memory"], "1MiB");
    assert!(shown.get("build").is_none());
    let size = std::fs::metadata(folder.path().join("echo.wasm")).unwrap().len();
    assert_eq!(shown["size"], size);
    let schema = folder.run(&["plugin", "inspect", ".", "--schema"]).code(0);
    assert_eq!(json(&schema)["properties"]["greeting"]["type"], "string");
    let text = folder.run(&["plugin", "inspect", "echo.wasm"]).code(0).out;
    for line in ["  asks for    nothing", "  config      greeting (string)"] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn build_takes_single_files_and_the_usual_places() {
    let folder = Folder::new();
    folder.file("core.wasm", echo());
    let ran = folder.run(&["plugin", "build", "core.wasm"]).code(2);
    assert!(ran.err.contains("`core.wasm` would be overwritten"), "{}", ran.err);
    let ran = folder.run(&["plugin", "build", "core.wasm", "-o", "made.wasm"]).code(0);
    assert!(ran.err.contains("it has no manifest"), "{}", ran.err);
    folder.run(&["plugin", "inspect", "made.wasm"]).code(0);
    // A component stays one.
    folder.run(&["plugin", "build", "made.wasm", "-o", "again.wasm"]).code(0);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("made.wasm"), bytes("again.wasm"));

    let folder = Folder::new();
    folder.file("plugin.yaml", "name: my-echo\n");
    let ran = folder.run(&["plugin", "build"]).code(2);
    assert!(ran.err.contains("nothing to build"), "{}", ran.err);
    folder.file("target/wasm32-unknown-unknown/release/other.wasm", echo());
    folder.file("dist/second.wasm", echo());
    let ran = folder.run(&["plugin", "build"]).code(2);
    assert!(ran.err.contains("name one as `build: { artifact: ... }`"), "{}", ran.err);
    folder.file("target/wasm32-unknown-unknown/release/my_echo.wasm", echo());
    folder.run(&["plugin", "build"]).code(0);
    folder.run(&["plugin", "inspect", "my-echo.wasm"]).code(0);
}

#[test]
fn what_is_no_plugin_says_why() {
    let folder = Folder::new();
    folder.file("core.wasm", echo()).file("text.wasm", "(module)").file("empty.wasm", "");
    folder.file("wasi.wasm", module(r#"(import "wasi:cli/exit" "exit" (func))"#, "", ""));
    for (args, why) in [
        (&["inspect", "core.wasm"][..], "`tripline plugin build` makes a component of it"),
        (&["inspect", "text.wasm"], "it is text"),
        (&["inspect", "empty.wasm"], "the file is empty"),
        (&["inspect", "gone.wasm"], "`gone.wasm` could not be read: no such file"),
        (&["inspect", "lgo"], "no plugin is called `lgo`"),
        (&["invoke", "core.wasm"], "it is a core wasm module"),
        (&["build", "text.wasm", "-o", "a.wasm"], "`text.wasm` makes no plugin"),
        (&["build", "wasi.wasm", "-o", "a.wasm"], "wasi:cli/exit"),
        (&["build"], "holds no plugin.yaml"),
        (&["new", "x"], "--lang"),
        (&["invoke"], "FILE|NAME"),
    ] {
        let mut all = vec!["plugin"];
        all.extend_from_slice(args);
        let ran = folder.run(&all).code(2);
        assert!(ran.err.contains(why), "{args:?}: {}", ran.err);
        assert_eq!(ran.out, "");
    }
}

#[test]
fn problems_of_plugin_yaml_have_their_places() {
    let folder = Folder::new();
    folder.file("out/core.wasm", echo());
    let yaml = "name: a/b\nversion: 1.0\nasks: {htp: x, http: 5, clock: {if-config: y}}\nrecommended: {limits: {memory: 1}}\nconfig: {type: strng}\nbuild: out\n";
    let ran = folder.file("plugin.yaml", yaml).run(&["plugin", "build"]).code(2);
    for (place, words) in [
        ("1:7", "`a/b` is no name for a plugin"),
        ("2:10", "`version` takes a string"),
        ("3:8", "unknown key `htp`"),
        ("3:22", "`http` takes what for"),
        ("3:32", "an ask needs the key `why`"),
        ("4:32", "`memory` takes a size"),
        ("5:9", "`config` is not a JSON Schema"),
        ("6:8", "`build` is a map"),
    ] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
        assert!(ran.err.contains(&format!("plugin.yaml:{place}\n")), "{place}: {}", ran.err);
    }
    assert!(!folder.path().join("a").exists());
}

#[test]
fn build_warns_of_asks_that_do_not_fit() {
    let folder = Folder::new();
    let clock = r#"(import "tripline:target/clock@1.0.0" "now-ms" (func (result i64)))"#;
    folder.file("dist/a.wasm", module(clock, "", ""));
    folder.file("plugin.yaml", "name: a\nasks: {http: calls home}\n");
    let ran = folder.run(&["plugin", "build"]).code(0);
    assert!(ran.err.contains("warning: it imports what takes the grant `clock`"), "{}", ran.err);
    assert!(ran.err.contains("mentions `http`, and it imports nothing"), "{}", ran.err);
    assert!(ran.out.contains("clock (its manifest does not say why)"), "{}", ran.out);
    assert_eq!(folder.run(&["plugin", "build", "-q"]).code(0).err, "");
}

#[test]
fn invoke_shows_what_came_of_it() {
    let folder = built();
    folder.file("one.json", "{\"id\": \"e-1\", \"n\": 1.10}");
    let ran = folder.run(&["plugin", "invoke", "echo.wasm", "--event", "one.json"]).code(0);
    assert!(ran.out.starts_with("echo answered: 1 item, "), "{}", ran.out);
    assert!(ran.out.contains("\n  log info  {\"id\": \"e-1\", \"n\": 1.10}\n"), "{}", ran.out);
    assert_eq!(ran.err, "");
    // Without an event, an empty one; from standard input, one call a line, or one of all.
    let args = |more: &[&'static str]| {
        let all = ["plugin", "invoke", "echo.wasm", "--format", "json"];
        [&all[..], more].concat()
    };
    let empty = json(&folder.run(&args(&[])).code(0));
    assert_eq!(empty["invocations"][0]["log"][0]["message"], "{}");
    let lines = b"{\"id\":\"a\"}\n{\"id\":\"a\"}\n";
    let two = json(&folder.run_with(&args(&["--event", "-"]), lines).code(0));
    assert_eq!(two["invocations"].as_array().unwrap().len(), 2);
    assert_eq!(two["invocations"][0]["warm"], false);
    assert_eq!(two["invocations"][1]["warm"], true);
    let fresh = json(&folder.run_with(&args(&["--event", "-", "--fresh"]), lines).code(0));
    assert_eq!(fresh["invocations"][1]["warm"], false);
    let batch = json(&folder.run_with(&args(&["--event", "-", "--batch"]), lines).code(0));
    assert_eq!(batch["invocations"][0]["items"], serde_json::json!(["a", "item-2"]));
    assert_eq!(batch["invocations"][0]["outcome"]["kind"], "answered");
    let many = json(&folder.run(&args(&["--times", "20"])).code(0));
    assert_eq!(many["times-us"]["calls"], 20);
    assert_eq!(many["invocations"].as_array().unwrap().len(), 1);
    folder.run_with(&args(&["--event", "-"]), b"{").code(3);
    folder.run(&args(&["--event", "gone.json"])).code(3);
}

#[test]
fn invoke_tells_target_rule_and_plugin_of_what_failed() {
    let folder = Folder::new();
    folder.file("core.wasm", refuses()).file("trap.core.wasm", module("", "", "unreachable"));
    folder.run(&["plugin", "build", "core.wasm", "-o", "no.wasm"]).code(0);
    folder.run(&["plugin", "build", "trap.core.wasm", "-o", "trap.wasm"]).code(0);
    let ran = folder.run(&["plugin", "invoke", "no.wasm", "--rule", "r-1"]).code(4);
    let want = "error: target `no` (plugin `no.wasm`, rule `r-1`) refused (permanent): never\n";
    assert_eq!(ran.err, want);
    assert!(ran.out.contains("  why       never (permanent)\n"), "{}", ran.out);
    let ran = folder.run(&["plugin", "invoke", "trap.wasm", "--times", "3"]).code(4);
    assert_eq!(
        ran.err.matches("(plugin `trap.wasm`, rule `plugin-invoke`) broke (TRAP)").count(),
        3
    );
    assert!(ran.out.contains("3 calls: least "), "{}", ran.out);
}

#[test]
fn invoke_takes_a_target_of_the_rules() {
    let folder = built();
    let rules = "targets:\n  t:\n    plugin: ../echo.wasm\n    config: {greeting: hi}\n    limits: {memory: 64KiB}\n";
    folder.file("rules/a.yaml", rules);
    let ran = folder.run(&["plugin", "invoke", "--target", "t"]).code(0);
    assert!(ran.out.starts_with("t answered: 1 item, "), "{}", ran.out);
    // Another plugin with the target's config and rights.
    folder.run(&["plugin", "invoke", "./echo.wasm", "--target", "t", "--rules", "rules"]).code(0);
    let ran = folder.run(&["plugin", "invoke", "--target", "s"]).code(2);
    assert!(ran.err.contains("no target is called `s`; did you mean `t`?"), "{}", ran.err);
    folder.file("rules/a.yaml", rules.replace("greeting", "greting"));
    let ran = folder.run(&["plugin", "invoke", "--target", "t"]).code(2);
    assert!(ran.err.contains("rules/a.yaml:4:14"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `greeting`?"), "{}", ran.err);
    folder.run(&["plugin", "invoke", "--target", "t", "--grant", "clock"]).code(2);
}

#[test]
fn configs_come_from_files_and_arguments() {
    let folder = built();
    let ran = |config: &str| folder.run(&["plugin", "invoke", "echo.wasm", "--config", config]);
    folder.file("a.yaml", "greeting: hi\n").file("a.json", "{\"greeting\": 5}");
    ran("a.yaml").code(0);
    ran("{\"greeting\": \"hi\"}").code(0);
    for (config, why) in [
        ("a.json", "`greeting` does not fit the plugin"),
        ("{\"greting\": \"hi\"}", "did you mean `greeting`?"),
        ("{\"greeting\"}", "<arguments>"),
        ("gone.yaml", "`gone.yaml` could not be read"),
    ] {
        let ran = ran(config).code(2);
        let why = if why == "<arguments>" { "--config:1:12" } else { why };
        assert!(ran.err.contains(why), "{config}: {}", ran.err);
    }
}

#[test]
fn nothing_is_granted_but_what_is_said() {
    let server = Server::new(|_| "200 OK".to_owned());
    let url = format!("http://{}/x", server.address);
    let folder = Folder::new();
    let config = format!("{{\"url\":\"{url}\"}}");
    let call = |more: &[&str]| {
        let all = ["plugin", "invoke", "webhook", "--config", config.as_str()];
        folder.run(&[&all[..], more].concat())
    };
    let ran = call(&[]).code(4);
    assert!(ran.err.contains("NO_PERMISSIONS"), "{}", ran.err);
    let grant = format!("http=http://{}/", server.address);
    let ran = call(&["--grant", &grant, "--dry-run"]).code(0);
    assert!(ran.out.contains(&format!("  would send POST {url}\n")), "{}", ran.out);
    assert!(server.got().is_empty(), "nothing is sent in a dry run");
    call(&["--grant", &grant]).code(0);
    assert_eq!(server.got().len(), 1);
    let ran = call(&["--grant", "htp=x"]).code(2);
    assert!(ran.err.contains("did you mean `http`?"), "{}", ran.err);
    let ran = call(&["--grant", "http=x"]).code(2);
    assert!(ran.err.contains("`x` is not an origin"), "{}", ran.err);
}

#[test]
fn files_and_secrets_of_a_dry_run_are_shown() {
    let folder = Folder::new();
    let ran = folder
        .run(&[
            "plugin",
            "invoke",
            "file",
            "--config",
            "{\"folder\":\"out\"}",
            "--grant",
            "files=out",
            "--dry-run",
        ])
        .code(0);
    assert!(ran.out.contains("would write out/"), "{}", ran.out);
    assert!(!folder.path().join("out").exists());
    let config =
        "{\"url\":\"https://a.example/\",\"secret-headers\":{\"x-key\":{\"secret\":\"k\"}}}";
    let all = [
        "plugin",
        "invoke",
        "webhook",
        "--config",
        config,
        "--grant",
        "http=https://a.example/",
        "--dry-run",
    ];
    let ran = folder.run(&[&all[..], &["--secret", "k=v-1"]].concat()).code(0);
    assert!(ran.out.contains("    x-key: v-1\n"), "{}", ran.out);
    folder.run(&all).code(4);
}
