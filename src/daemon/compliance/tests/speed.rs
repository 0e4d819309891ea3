//! How long a start takes: `cargo test --release --lib daemon::compliance::tests::speed -- --ignored
//! --nocapture`.

use super::testing::*;
use crate::store::Memory;
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;

#[test]
#[ignore = "a measurement"]
fn of_a_start_with_many_items() {
    let count =
        std::env::var("TRIPLINE_ITEMS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let (auditor, kv) = (auditor(RULES), Arc::new(Memory::default()));
    let (mut compliance, _) = begin(&kv, &auditor, start());
    let begun = Instant::now();
    for n in 0..count {
        let kind = ["AWS::T::A", "AWS::T::B"][n % 2];
        let configuration =
            json!({"a": n, "made": "2026-06-30T22:50:00Z", "text": "x".repeat(500)});
        let record = item(kind, &format!("r{n}"), "2026-06-30T22:00:00.000Z", &configuration);
        compliance.take(record.to_string().as_bytes(), start()).expect("taken");
        // Rules on accounts look at all of an account: they are asked once a batch.
        if n % 1000 == 0 {
            compliance.evaluate(start());
        }
    }
    compliance.evaluate(start());
    write(&kv, &mut compliance);
    let taken = begun.elapsed();
    let begun = Instant::now();
    let (_, changed) = begin(&kv, &auditor, start());
    assert_eq!(changed, []);
    #[expect(clippy::print_stdout, reason = "a measurement is for reading")]
    {
        println!("{count} items: taken in {taken:?}, started in {:?}", begun.elapsed());
    }
}
