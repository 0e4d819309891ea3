//! Guests for tests, in the text form of core modules, and ways to call them.

use super::ports::recorded::{RecordedFiles, RecordedHttp};
use super::ports::{Ports, Randomness, clocks, secrets, states};
use super::{Cache, Function, Host, Overrides, Plugin, componentize};
use crate::base::ids::TargetId;
use crate::base::span::Spanned;
use crate::model::{Home, Invocation, Invoked, Item};
use crate::rules::{Grants, InvocationLimits, Isolation, Retry, Target};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The frame of every guest: an allocator that never frees, and `handle`, whose body follows. The
/// answer at 64 is `ok(response { output: none, failures: [] })` unless the body writes another.
const FRAME: &str = r#"(module
  IMPORTS
  (memory (export "memory") 1)
  (global $heap (mut i32) (i32.const 4096))
  (func (export "cabi_realloc") (param $old i32) (param $size i32) (param $align i32) (param $new i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get $new)))
    (block $fits
      (br_if $fits (i32.le_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536))))
      (drop (memory.grow (i32.add (i32.const 1) (i32.div_u (local.get $new) (i32.const 65536))))))
    (local.get $at))
  MORE
  (func (export "tripline:target/handler@1.0.0#handle")
    (param $batch i32) (param $count i32)
    (param i32 i32) (param i32 i32) (param i32 i32) (param $attempt i32) (param $deadline i64)
    (param i32 i32) (param i32) (param i64)
    (result i32)
    (local $i i32)
    BODY
    (i32.const 64)))"#;

/// A guest that answers at once.
pub(super) const ANSWERS: &str = r#"(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "tripline:target/handler@1.0.0#handle")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i64) (result i32) (i32.const 64)))"#;

/// A core module of a guest with these imports, other definitions and body of `handle`.
pub(super) fn guest(imports: &str, more: &str, body: &str) -> Vec<u8> {
    let text = FRAME.replace("IMPORTS", imports).replace("MORE", more).replace("BODY", body);
    wat::parse_str(text).expect("a guest in good form")
}

/// A plugin of a core module.
pub(super) fn plugin(module: &[u8]) -> Plugin {
    let component = componentize(module).expect("a component");
    Plugin::new("guest", component.into()).expect("a plugin")
}

/// A target without grants, config or limits of its own.
pub(super) fn target() -> Target {
    let span = crate::base::span::Span { source: crate::base::ids::SourceId(0), start: 0, end: 0 };
    Target {
        name: "t".to_owned(),
        span,
        file: PathBuf::from("rules/a.yaml"),
        description: String::new(),
        plugin: Spanned { value: "./guest.wasm".to_owned(), span },
        config: None,
        grants: Grants::default(),
        limits: InvocationLimits {
            timeout: Some(Duration::from_secs(5)),
            ..InvocationLimits::default()
        },
        retry: Retry::default(),
        dead_letter: None,
        sha256: None,
        isolation: Isolation::Reuse,
        batch: None,
        rate: None,
        ordered_by: None,
        on_success: None,
        on_failure: None,
    }
}

/// Ports that record.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) http: Arc<RecordedHttp>,
    pub(crate) files: Arc<RecordedFiles>,
    pub(crate) ports: Arc<Ports>,
}

pub(crate) fn recorded() -> Recorded {
    let (http, files) = (Arc::new(RecordedHttp::default()), Arc::new(RecordedFiles::default()));
    let ports = Arc::new(Ports {
        http: Arc::clone(&http) as _,
        files: Arc::clone(&files) as _,
        states: Arc::new(states::InMemory::default()),
        secrets: Arc::new(secrets::Sources::default()),
        clock: Arc::new(clocks::Fixed(jiff::Timestamp::UNIX_EPOCH)),
        randomness: Randomness::ByInvocation,
    });
    Recorded { http, files, ports }
}

/// A function of a core module and a target.
pub(super) fn function(module: &[u8], target: &Target, ports: &Arc<Ports>) -> Function {
    let host = Host::new(Cache::none(), Home::default());
    host.function(target, &plugin(module), ports, Overrides::default()).expect("a function")
}

/// One call with one item.
pub(super) fn call(function: &Function) -> Invoked {
    runtime().block_on(function.invoke(&invocation()))
}

/// An invocation with one item.
pub(super) fn invocation() -> Invocation {
    let item = Item { id: "i-1".into(), body: "{}".into(), attributes: Vec::new() };
    Invocation {
        id: "v-1".into(),
        target: TargetId(0),
        rule: "r".into(),
        attempt: 1,
        items: vec![item],
    }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime")
}
