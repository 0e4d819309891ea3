//! What one operation does, another one shows.

mod archives;
mod buses;
mod patterns;
mod rules;
mod scheduled;
mod targets;

use crate::api::testing::Bench;

/// Rules of a file that tests meet.
pub(super) const FILE: &str = "\
targets:
  lake: {plugin: file, config: {folder: out, name: lake}, grants: {files: [out]}}
  spare: {plugin: file, config: {folder: out, name: spare}, grants: {files: [out]}}
  relay: {plugin: put-events, config: {bus: audit, source: relay}, grants: {put-events: [audit]}}
buses: {audit: {description: Audit}}
rules:
  of-file:
    description: D
    pattern: {source: [aws.iam], detail: {n: [1, {exists: false}]}}
    targets:
      - lake
      - target: lake
        input-transformer: {input-paths-map: {n: $.detail.n}, input-template: '\"<n>\"'}
        retry: {maximum-retry-attempts: 3, maximum-event-age: 2m}
        dead-letter: spare
  on-audit: {bus: audit, state: disabled, pattern: {source: [relay]}, targets: [spare]}
";

pub(super) fn bench() -> Bench {
    Bench::new("events", FILE)
}

/// ARNs of the home of tests.
pub(super) fn arn(resource: &str) -> String {
    format!("arn:aws:events:us-east-1:000000000000:{resource}")
}

pub(super) fn lambda(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:000000000000:function:{name}")
}
