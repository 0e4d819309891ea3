//! Items that come in as they are: one, and a snapshot that was delivered.

use super::{VOLUME, batch, bench, put_volume};
use crate::api::testing::Bench;
use crate::daemon::intake::{About, read};
use crate::daemon::log::EventLog;
use crate::exports::gzip;
use crate::sources::Options;
use serde_json::json;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Takes bytes as `POST /events` does.
fn take(bench: &Bench, bytes: Vec<u8>) -> u64 {
    let about = About {
        name: "body".into(),
        bus: "default".into(),
        form: None,
        account: "000000000000".to_owned(),
        now: bench.now,
        id: "call".to_owned(),
    };
    let mut all = Vec::new();
    let read = read(Box::new(Cursor::new(bytes)), &about, Options::default(), &mut |_, entries| {
        all.extend(entries);
        ControlFlow::Continue(())
    });
    assert_eq!(read.faults, [""; 0]);
    let receipt = bench.api.daemon.log().append(0, &all, None);
    receipt.blocking_recv().expect("an answer").expect("accepted");
    read.records
}

fn item(id: &str) -> serde_json::Value {
    json!({
        "configurationItemVersion": "1.3", "configurationItemStatus": "OK",
        "configurationItemCaptureTime": "2026-05-01T09:00:00.000Z",
        "awsAccountId": "000000000000", "awsRegion": "us-east-1",
        "resourceType": VOLUME, "resourceId": id, "tags": {}, "relatedEvents": [],
        "relationships": [], "configuration": {"encrypted": true}, "supplementaryConfiguration": {},
    })
}

#[test]
fn items_and_snapshots_are_taken() {
    let bench = bench();
    assert_eq!(take(&bench, item("vol-1").to_string().into_bytes()), 1);
    bench.until("the item is there", || batch(&bench, "vol-1")[0]["resourceId"] == "vol-1");
    let snapshot = json!({"fileVersion": "1.0", "configSnapshotId": "a",
        "configurationItems": [item("vol-2"), item("vol-3")]});
    let packed = gzip(Vec::new(), |out| out.write_all(snapshot.to_string().as_bytes()));
    assert_eq!(take(&bench, packed.expect("memory")), 2);
    bench.until("the last item is there", || batch(&bench, "vol-3")[0]["resourceId"] == "vol-3");
    assert_eq!(batch(&bench, "vol-2")[0]["configuration"], "{\"encrypted\":true}");
}

#[test]
fn a_delivered_snapshot_is_read_again() {
    let name = format!("tripline-snapshots-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    // Left over from a run that was killed.
    let _ = std::fs::remove_dir_all(&folder);
    let mut from = bench();
    put_volume(&from, "vol-1", true);
    put_volume(&from, "vol-2", false);
    let none = "NoSuchDeliveryChannelException: ";
    let channel = json!({"deliveryChannelName": "default"});
    assert!(from.refused("DeliverConfigSnapshot", channel.clone()).starts_with(none));
    from.api.snapshots = Some(folder.clone());
    let other = json!({"deliveryChannelName": "other"});
    assert!(from.refused("DeliverConfigSnapshot", other).starts_with(none));
    let answer = from.ok("DeliverConfigSnapshot", channel);
    let id = answer["configSnapshotId"].as_str().expect("an id");
    let name = format!(
        "AWSLogs/000000000000/Config/us-east-1/2026/5/1/ConfigSnapshot/\
         000000000000_Config_us-east-1_ConfigSnapshot_20260501T100000Z_{id}.json.gz"
    );
    assert_eq!(files(&folder), [folder.join(&name)]);
    let bytes = std::fs::read(folder.join(&name)).expect("a file");

    let to = bench();
    assert_eq!(take(&to, bytes), 2);
    to.until("both are there", || batch(&to, "vol-2")[0]["resourceId"] == "vol-2");
    assert_eq!(batch(&to, "vol-1"), batch(&from, "vol-1"));
    assert_eq!(batch(&to, "vol-2"), batch(&from, "vol-2"));
    std::fs::remove_dir_all(&folder).expect("it is there");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}
