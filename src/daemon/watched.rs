//! Watched folders: deliveries of CloudTrail and AWS Config are taken as they appear, each object once.
//!
//! How far an object was taken is written in the same batch as its entries, so that after a crash it
//! is gone on with where it was left.

use super::intake::{self, About};
use super::log::{Change, EventLog};
use crate::settings::{Form, Watch};
use crate::sources::{InputFormat, Options};
use crate::store::{Kv, Space, StoreError, Write};
use jiff::Timestamp;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// An object that was written to within this time may not be whole yet.
const QUIET: Duration = Duration::from_secs(2);

/// What came of a look at a folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Objects that were taken whole.
    pub objects: u64,
    /// Their records.
    pub records: u64,
    /// What could not be read, with the object.
    pub faults: Vec<String>,
}

/// Takes what is new in a folder and below it.
///
/// # Errors
/// The store.
pub fn look(
    watch: &Watch,
    kv: &dyn Kv,
    log: &dyn EventLog,
    account: &str,
    now: SystemTime,
) -> Result<Looked, StoreError> {
    let mut looked = Looked::default();
    let mut folders = vec![watch.folder.clone()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                looked.faults.push(format!("`{}`: {error}", folder.display()));
                continue;
            }
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            // Links may lead anywhere: what counts is what lies in the folder.
            let Ok(facts) = std::fs::symlink_metadata(&path) else { continue };
            if facts.is_dir() {
                folders.push(path);
            } else if facts.is_file() {
                let quiet = facts
                    .modified()
                    .is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age >= QUIET));
                if quiet {
                    take(watch, &path, facts.len(), kv, log, account, &mut looked)?;
                }
            }
        }
    }
    Ok(looked)
}

/// An object's key: its name and size. One that grew is another one, and was not whole before.
fn key(path: &Path, size: u64) -> Vec<u8> {
    [path.as_os_str().as_encoded_bytes(), &[0], &size.to_be_bytes()].concat()
}

/// The mark of an object that was taken whole.
const WHOLE: u64 = u64::MAX;

fn take(
    watch: &Watch,
    path: &Path,
    size: u64,
    kv: &dyn Kv,
    log: &dyn EventLog,
    account: &str,
    looked: &mut Looked,
) -> Result<(), StoreError> {
    let key = key(path, size);
    let taken = kv.get(Space::TAKEN, &key)?;
    let taken = taken.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
    if taken == Some(WHOLE) {
        return Ok(());
    }
    let taken = taken.unwrap_or(0);
    let name = path.display().to_string();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => {
            looked.faults.push(format!("`{name}`: {error}"));
            return Ok(());
        }
    };
    let form = match watch.form {
        Form::Auto => None,
        Form::CloudTrail => Some(InputFormat::CloudTrail),
        Form::Config => Some(InputFormat::Config),
    };
    let about = About {
        name: Arc::from(name.as_str()),
        bus: Arc::from(crate::rules::DEFAULT_BUS),
        form,
        account: account.to_owned(),
        now: Timestamp::now(),
        id: name.clone(),
    };
    let mut failed = None;
    let read = intake::read(Box::new(file), &about, Options::default(), &mut |before, entries| {
        let skip = usize::try_from(taken.saturating_sub(before)).unwrap_or(usize::MAX);
        let after = before + entries.len() as u64;
        let entries: Vec<_> = entries.into_iter().skip(skip).collect();
        if entries.is_empty() {
            return ControlFlow::Continue(());
        }
        let writes = vec![Write::put(Space::TAKEN, key.clone(), after.to_be_bytes())];
        let change = Change { position: None, writes, entries };
        match log.checkpoint(0, change).blocking_recv() {
            Ok(Ok(_)) => ControlFlow::Continue(()),
            Ok(Err(refused)) => {
                failed = Some(refused.to_string());
                ControlFlow::Break(())
            }
            Err(_) => {
                failed = Some("the log is closed".to_owned());
                ControlFlow::Break(())
            }
        }
    });
    looked.faults.extend(read.faults.iter().map(|fault| format!("`{name}`: {fault}")));
    if let Some(why) = failed {
        looked.faults.push(format!("`{name}`: {why}"));
        return Ok(());
    }
    let writes = vec![Write::put(Space::TAKEN, key, WHOLE.to_be_bytes())];
    let done = log.checkpoint(0, Change { writes, ..Change::default() }).blocking_recv();
    if let Ok(Ok(_)) = done {
        looked.objects += 1;
        looked.records += read.records;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Looked, look};
    use crate::daemon::log::{EventLog, Local, Options};
    use crate::settings::{Form, Watch};
    use crate::store::{Kv, Memory};
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    #[test]
    fn each_object_is_taken_once() {
        let folder = std::env::temp_dir().join(format!("tripline-watched-{}", std::process::id()));
        let inside = folder.join("AWSLogs");
        std::fs::create_dir_all(&inside).expect("a folder");
        let record = |n: u32| format!("{{\"eventVersion\":\"1.08\",\"eventID\":\"{n}\"}}");
        let file = format!("{{\"Records\":[{},{}]}}", record(1), record(2));
        std::fs::write(inside.join("a.json"), file).expect("a file");
        let kv: Arc<dyn Kv> = Arc::new(Memory::default());
        let log = Local::open(Arc::clone(&kv), Options::default()).expect("it opens");
        let watch = Watch { folder: folder.clone(), form: Form::CloudTrail };
        let later = SystemTime::now() + Duration::from_secs(60);
        let fresh = look(&watch, &*kv, &log, "111122223333", SystemTime::now());
        assert_eq!(fresh, Ok(Looked::default()), "it may be written to still");
        let first = look(&watch, &*kv, &log, "111122223333", later).expect("it works");
        assert_eq!((first.objects, first.records, first.faults.len()), (1, 2, 0));
        assert_eq!(look(&watch, &*kv, &log, "111122223333", later), Ok(Looked::default()));
        assert_eq!(log.next(0), 3);
        std::fs::remove_dir_all(&folder).expect("it was there");
    }
}
