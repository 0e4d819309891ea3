//! Deliveries that failed for good, as they are kept: nothing that was accepted disappears.

use super::row::Row;
use crate::base::hex::{hex, unhex};
use crate::deliver::{Exhausted, Loss};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What is known of a delivery that failed for good.
pub(super) fn document(
    row: &Row,
    target: &str,
    loss: &Loss,
    to: Option<&str>,
    at: Timestamp,
) -> Value {
    json!({
        "time": at.to_string(),
        "rule": &*row.rule,
        "target": target,
        "role": row.role.word(),
        "event-id": row.event_id.as_deref(),
        "item-id": &*row.item.id,
        "born": row.born.to_string(),
        "attributes": {
            "ERROR_CODE": &*loss.fault.code,
            "ERROR_MESSAGE": &*loss.fault.message,
            "EXHAUSTED_RETRY_CONDITION": loss.exhausted.map(Exhausted::word),
            "RETRY_ATTEMPTS": loss.calls.saturating_sub(1).to_string(),
            "RULE_ARN": &*row.rule_arn,
        },
        "sent-to": to,
        "event": &*row.event,
        "row": hex(&row.encode()),
    })
}

/// The row in a document, to be delivered again.
pub(super) fn row(document: &Value) -> Option<Row> {
    let bytes = unhex(document.get("row")?.as_str()?)?;
    let row = Row::decode(&bytes)?;
    Some(Row { attempts: 0, ..row })
}

#[cfg(test)]
mod tests {
    use super::row;
    use crate::daemon::log::Entry;
    use crate::daemon::testing::{Texts, start, until};
    use crate::store::{Kv, Memory, Space};
    use std::sync::Arc;

    /// Nothing is granted to the target, so that what is for it fails at once.
    const RULES: &str = "rules:\n  orders: {pattern: {source: [shop]}, targets: [t]}\ntargets:\n  t: \
                         {plugin: file, config: {folder: out, name: x}}\n";

    #[test]
    fn what_is_part_of_a_trace_is_part_of_it_for_targets() {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(2).enable_time().build().expect("a runtime");
        let kv: Arc<dyn Kv> = Arc::new(Memory::default());
        let texts = Texts::new(&[("rules.yaml", RULES)]);
        runtime.block_on(async {
            let daemon = start(&kv, &texts);
            let now = daemon.started().as_millisecond();
            let body = br#"{"id":"e","source":"shop","detail":{}}"#.to_vec();
            let event = Entry::event("default".into(), now, body);
            let traced = Entry { trace: Some("Root=1-2-3".into()), ..event };
            daemon.accept(&[traced], None).await.expect("accepted");
            let dead = || kv.scan(Space::DEAD, &[], None, 9).expect("memory");
            until("a dead letter", || !dead().is_empty()).await;
            let document = serde_json::from_slice(&dead()[0].1).expect("JSON");
            let row = row(&document).expect("a row");
            let trace = ("AWSTraceHeader".to_owned(), "Root=1-2-3".to_owned());
            assert_eq!(row.item.attributes, [trace]);
            daemon.drain().await;
        });
    }
}
