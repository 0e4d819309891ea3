//! What bad plugins do, and that the host and their neighbours live on.

use super::testing::{ANSWERS, call, function, guest, plugin, recorded, runtime, target};
use super::{Cache, Host, NotAPlugin, Overrides, Plugin, inspect};
use crate::model::{BreakKind, Home, Outcome};
use std::time::Duration;

fn broken(outcome: &Outcome) -> (BreakKind, &str) {
    match outcome {
        Outcome::Broken { kind, message } => (*kind, message),
        other => panic!("it lives: {other:?}"),
    }
}

const DONE: Outcome = Outcome::Answered { output: None, failures: Vec::new() };

#[test]
fn answers_and_is_warm_the_second_time() {
    let recorded = recorded();
    let module = wat::parse_str(ANSWERS).expect("wat");
    let function = function(&module, &target(), &recorded.ports);
    let first = call(&function);
    assert_eq!((first.outcome, first.warm), (DONE, false));
    let second = call(&function);
    assert_eq!((second.outcome, second.warm), (DONE, true));
    assert_eq!(second.memory, 65536);
}

#[test]
fn an_infinite_loop_ends_with_its_timeout() {
    let module = guest("", "", "(loop $on (br $on))");
    let mut target = target();
    target.limits.timeout = Some(Duration::from_millis(40));
    let function = function(&module, &target, &recorded().ports);
    let invoked = call(&function);
    assert_eq!(broken(&invoked.outcome), (BreakKind::Timeout, "it took longer than 40ms"));
    assert_eq!(function.warm(), 0, "its instance is gone");
}

#[test]
fn a_memory_bomb_ends_at_its_limit() {
    let module = guest("", "", "(loop $on (drop (memory.grow (i32.const 16))) (br $on))");
    let invoked = call(&function(&module, &target(), &recorded().ports));
    let want = "it asked for more than 64MiB of memory";
    assert_eq!(broken(&invoked.outcome), (BreakKind::OutOfMemory, want));
    assert!(invoked.memory <= 64 << 20);
}

#[test]
fn a_stack_overflow() {
    let module = guest("", "(func $deep (call $deep) (drop (i32.const 1)))", "(call $deep)");
    let invoked = call(&function(&module, &target(), &recorded().ports));
    let want = (BreakKind::StackOverflow, "it recursed too deep");
    assert_eq!(broken(&invoked.outcome), want);
}

#[test]
fn a_trap_in_the_start_function() {
    let module = guest("", "(func $bang unreachable) (start $bang)", "");
    let invoked = call(&function(&module, &target(), &recorded().ports));
    let want = "while starting, it panicked or aborted (`unreachable`)";
    assert_eq!(broken(&invoked.outcome), (BreakKind::Trap, want));
}

#[test]
fn an_output_of_100_mb() {
    // output = some(text at 1 MiB, 100 MB long)
    let body = "(drop (memory.grow (i32.const 1700)))
        (i32.store8 (i32.const 72) (i32.const 1))
        (i32.store (i32.const 76) (i32.const 1048576))
        (i32.store (i32.const 80) (i32.const 100000000))";
    let mut target = target();
    target.limits.memory = Some(256 << 20);
    let invoked = call(&function(&guest("", "", body), &target, &recorded().ports));
    let want = "it handed over more than 16MiB in one call";
    assert_eq!(broken(&invoked.outcome), (BreakKind::OutputTooLarge, want));
}

#[test]
fn an_output_over_the_limit() {
    let body = "(drop (memory.grow (i32.const 200)))
        (i32.store8 (i32.const 72) (i32.const 1))
        (i32.store (i32.const 76) (i32.const 1048576))
        (i32.store (i32.const 80) (i32.const 7000000))";
    let invoked = call(&function(&guest("", "", body), &target(), &recorded().ports));
    let want = "its output of 7000000 bytes is over 6MiB";
    assert_eq!(broken(&invoked.outcome), (BreakKind::OutputTooLarge, want));
}

const LOG: &str = r#"(import "tripline:target/log@1.0.0" "write" (func $log (param i32 i32 i32)))"#;

#[test]
fn a_million_log_lines() {
    let body = "(loop $on
        (call $log (i32.const 1) (i32.const 0) (i32.const 8))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br_if $on (i32.lt_u (local.get $i) (i32.const 1000000))))";
    let invoked = call(&function(&guest(LOG, "", body), &target(), &recorded().ports));
    assert_eq!(invoked.outcome, DONE);
    assert_eq!(invoked.log.len(), 1001);
    assert_eq!(invoked.log.last().map(|l| l.message.as_str()), Some("999000 more lines were cut"));
}

#[test]
fn last_words_are_told() {
    let more = r#"(data (i32.const 0) "no such user")"#;
    let body = "(call $log (i32.const 3) (i32.const 0) (i32.const 12)) unreachable";
    let invoked = call(&function(&guest(LOG, more, body), &target(), &recorded().ports));
    let want = "it panicked or aborted (`unreachable`); its last words: no such user";
    assert_eq!(broken(&invoked.outcome), (BreakKind::Trap, want));
}

#[test]
fn every_call_without_its_grant_names_the_grant() {
    for (interface, function_name, params, grant) in [
        ("secrets", "get", "i32 i32 i32", "secrets: [NAME]"),
        ("events", "put", "i32 i32 i32", "put-events: [BUS]"),
        ("state", "delete", "i32 i32 i32", "state: true"),
        ("files", "append", "i32 i32 i32 i32 i32", "files: [FOLDER]"),
        ("random", "bytes", "i32 i32", "random: true"),
    ] {
        let import = format!(
            "(import \"tripline:target/{interface}@1.0.0\" \"{function_name}\" (func $f (param {params})))"
        );
        let zeros = "(i32.const 0) ".repeat(params.split(' ').count());
        let module = guest(&import, "", &format!("(call $f {zeros})"));
        let invoked = call(&function(&module, &target(), &recorded().ports));
        let want = format!(
            "it called `{interface}.{function_name}`, for which the target has no grant (add `grants: {{{grant}}}`)"
        );
        assert_eq!(broken(&invoked.outcome), (BreakKind::MissingGrant, want.as_str()));
    }
}

#[test]
fn a_function_with_fuel_ends_when_it_is_used_up() {
    let module = guest("", "", "(loop $on (br $on))");
    let mut target = target();
    target.limits.fuel = Some(100_000);
    let invoked = call(&function(&module, &target, &recorded().ports));
    let want = "it took more instructions than its `fuel`";
    assert_eq!(broken(&invoked.outcome), (BreakKind::Timeout, want));
}

#[test]
fn neighbours_run_on_while_one_loops() {
    let recorded = recorded();
    let mut slow = target();
    slow.limits.timeout = Some(Duration::from_millis(60));
    let looping = function(&guest("", "", "(loop $on (br $on))"), &slow, &recorded.ports);
    let module = wat::parse_str(ANSWERS).expect("wat");
    let honest = function(&module, &target(), &recorded.ports);
    let invocation = super::testing::invocation();
    // One thread for both: the loop lets others in at every tick.
    let (bad, good) = runtime().block_on(async {
        let bad = looping.invoke(&invocation);
        let mut bad = std::pin::pin!(bad);
        let mut good = 0;
        loop {
            tokio::select! {
                biased;
                bad = &mut bad => return (bad, good),
                invoked = honest.invoke(&invocation) => {
                    assert_eq!(invoked.outcome, DONE);
                    good += 1;
                }
            }
        }
    });
    assert_eq!(broken(&bad.outcome).0, BreakKind::Timeout);
    assert!(good > 0, "no call went through");
}

#[test]
fn what_is_no_plugin_says_what_it_is() {
    let why = |bytes: &[u8]| inspect(bytes).expect_err("no plugin").to_string();
    assert_eq!(why(b""), "it is not a wasm component: the file is empty");
    assert_eq!(why(b"(module)"), "it is not a wasm component: it is text (compile it first)");
    assert_eq!(
        why(b"\x7fELF"),
        "it is not a wasm component: it does not begin with wasm's magic number"
    );
    let module = wat::parse_str(ANSWERS).expect("wat");
    assert!(matches!(inspect(&module), Err(NotAPlugin::CoreModule { .. })));
    assert!(why(&module).contains("`tripline:target/handler@1.0.0#handle`"), "{}", why(&module));
    let component = plugin(&module).bytes;
    for cut in [9, 20, component.len() / 2, component.len() - 1] {
        let truncated = component.get(..cut).expect("shorter");
        let found = inspect(truncated);
        assert!(matches!(found, Err(NotAPlugin::Invalid { .. })), "{cut}: {found:?}");
    }
    let other = wat::parse_str("(component)").expect("wat");
    assert_eq!(
        why(&other),
        "it does not export `tripline:target/handler@1.0.0`; it exports nothing"
    );
}

#[test]
fn another_version_of_the_interface() {
    let component = plugin(&wat::parse_str(ANSWERS).expect("wat")).bytes;
    let mut renamed = component.to_vec();
    let (from, to) = (b"handler@1.0.0", b"handler@2.0.0");
    for at in 0..renamed.len() - from.len() {
        if renamed[at..].starts_with(from) {
            renamed[at..at + from.len()].copy_from_slice(to);
        }
    }
    let why = inspect(&renamed).expect_err("unknown").to_string();
    let want = "it is built for version 2.0.0 of the interface; this tripline speaks 1.0";
    assert_eq!(why, want);
}

#[test]
fn compiled_code_is_found_again() {
    let folder = std::env::temp_dir().join(format!("tripline-cwasm-{}", std::process::id()));
    let plugin: Plugin = plugin(&wat::parse_str(ANSWERS).expect("wat"));
    for _ in 0..2 {
        let host = Host::new(Cache::at(&folder), Home::default());
        let ports = recorded().ports;
        let function = host.function(&target(), &plugin, &ports, Overrides { fresh: true });
        let function = function.expect("a function");
        assert_eq!(call(&function).outcome, DONE);
        assert_eq!(function.warm(), 0, "fresh instances are not kept");
    }
    let files: Vec<_> = std::fs::read_dir(&folder).expect("read").flatten().collect();
    assert_eq!(files.len(), 1);
    // What is no compiled code is compiled anew and replaced.
    std::fs::write(files[0].path(), b"garbage").expect("written");
    let host = Host::new(Cache::at(&folder), Home::default());
    host.compile(&plugin).expect("compiled");
    assert!(files[0].metadata().expect("there").len() > 100);
    std::fs::remove_dir_all(&folder).expect("removed");
}
