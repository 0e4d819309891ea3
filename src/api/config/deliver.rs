//! DeliverConfigSnapshot: everything that is there as a file, where AWS Config puts it in a bucket.
//! There is one delivery channel, `default`: a folder.

use crate::api::context::{Context, needed};
use crate::exports::gzip;
use crate::wire::{Fault, Value};
use jiff::tz::TimeZone;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The name of the channel.
const CHANNEL: &str = "default";

/// The namespace of the ids of snapshots.
const IDS: Uuid = Uuid::from_u128(0x77e1_0f52_3c9d_4a86_b9f4_1d20_95e3_6c4b);

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let channel = needed(input.text("deliveryChannelName")?, "deliveryChannelName")?;
    let folder = context.api.snapshots.as_ref().filter(|_| channel == CHANNEL);
    let Some(folder) = folder else {
        let words = format!("Cannot find delivery channel with the specified name '{channel}'.");
        return Err(Fault::sender("NoSuchDeliveryChannelException", words));
    };
    let id = Uuid::new_v5(&IDS, format!("{} {}", context.now, context.call_id).as_bytes());
    let path = folder.join(name(context, id));
    deliver(context, &id.to_string(), &path).map_err(|error| {
        let words = format!("the snapshot cannot be written to {}: {error}", path.display());
        Fault::receiver("InternalException", words)
    })?;
    Ok(Value::map([("configSnapshotId", id.to_string().into())]))
}

/// The path of a snapshot, as AWS Config names its objects.
fn name(context: &Context<'_>, id: Uuid) -> PathBuf {
    let (home, at) = (context.home(), context.now.to_zoned(TimeZone::UTC));
    let (account, region) = (&home.account, &home.region);
    let folder = format!(
        "AWSLogs/{account}/Config/{region}/{}/{}/{}/ConfigSnapshot",
        at.year(),
        at.month(),
        at.day()
    );
    let time = at.strftime("%Y%m%dT%H%M%SZ");
    let file = format!("{account}_Config_{region}_ConfigSnapshot_{time}_{id}.json.gz");
    Path::new(&folder).join(file)
}

/// Writes the snapshot; a file with its name is whole.
fn deliver(context: &Context<'_>, id: &str, path: &Path) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    fs::create_dir_all(folder)?;
    let part = path.with_extension("part");
    let state = context.daemon().state();
    let out = BufWriter::new(File::create(&part)?);
    let written = gzip(out, |mut out| state.compliance.snapshot(id, &mut out));
    drop(state);
    let placed = written.and_then(|mut out| {
        out.flush()?;
        out.get_ref().sync_all()?;
        fs::rename(&part, path)
    });
    if placed.is_err() {
        // It is of no use; that it stays does no harm.
        let _ = fs::remove_file(&part);
    }
    placed
}
