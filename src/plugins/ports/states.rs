//! States of targets: in memory, or in one file that survives.

use super::{Changes, States};
use redb::{Database, ReadableDatabase, TableDefinition};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// States that live as long as the program.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<BTreeMap<(String, String), Vec<u8>>>);

impl States for InMemory {
    fn get(&self, target: &str, key: &str) -> Result<Option<Vec<u8>>, String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(all.get(&(target.to_owned(), key.to_owned())).cloned())
    }

    fn keys(
        &self,
        target: &str,
        prefix: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<String>, String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = after.unwrap_or_default().max(prefix);
        let keys = all
            .range((target.to_owned(), from.to_owned())..)
            .map(|((owner, key), _)| (owner, key))
            .take_while(|(owner, key)| *owner == target && key.starts_with(prefix))
            .filter(|(_, key)| after.is_none_or(|after| key.as_str() > after));
        Ok(keys.take(most).map(|(_, key)| key.clone()).collect())
    }

    fn apply(&self, target: &str, changes: Changes) -> Result<(), String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in changes {
            match value {
                Some(value) => all.insert((target.to_owned(), key), value),
                None => all.remove(&(target.to_owned(), key)),
            };
        }
        Ok(())
    }
}

/// The one table: target and key to value.
const TABLE: TableDefinition<'_, (&str, &str), &[u8]> = TableDefinition::new("plugin-state");

/// States in a file, which one process has at a time. A change is on the disk when `apply` returns.
#[derive(Debug)]
pub struct OnDisk(Database);

impl OnDisk {
    /// Opens the file, and makes it if need be.
    ///
    /// # Errors
    /// What the system or the store says.
    pub fn open(path: &Path) -> Result<Self, String> {
        let words =
            |e: &dyn std::fmt::Display| format!("`{}` could not be opened: {e}", path.display());
        // Events are nobody else's business.
        let mut options = std::fs::OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(|e| words(&e))?;
        let database = Database::create(path).map_err(|e| words(&e))?;
        let made = database.begin_write().map_err(|e| words(&e))?;
        made.open_table(TABLE).map_err(|e| words(&e))?;
        made.commit().map_err(|e| words(&e))?;
        Ok(Self(database))
    }

    /// Copies all states as they are now into a file that is made; changes go on meanwhile and are not
    /// in it.
    ///
    /// # Errors
    /// What the system or the store says.
    pub fn copy_to(&self, path: &Path) -> Result<(), String> {
        let read = self.0.begin_read().map_err(words)?;
        let from = read.open_table(TABLE).map_err(words)?;
        let other = Self::open(path)?;
        let write = other.0.begin_write().map_err(words)?;
        {
            let mut to = write.open_table(TABLE).map_err(words)?;
            for entry in from.range::<(&str, &str)>(..).map_err(words)? {
                let (key, value) = entry.map_err(words)?;
                to.insert(key.value(), value.value()).map_err(words)?;
            }
        }
        write.commit().map_err(words)
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl States for OnDisk {
    fn get(&self, target: &str, key: &str) -> Result<Option<Vec<u8>>, String> {
        let read = self.0.begin_read().map_err(words)?;
        let table = read.open_table(TABLE).map_err(words)?;
        Ok(table.get((target, key)).map_err(words)?.map(|value| value.value().to_vec()))
    }

    fn keys(
        &self,
        target: &str,
        prefix: &str,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<String>, String> {
        let read = self.0.begin_read().map_err(words)?;
        let table = read.open_table(TABLE).map_err(words)?;
        let from = after.unwrap_or_default().max(prefix);
        let mut keys = Vec::new();
        for entry in table.range((target, from)..).map_err(words)? {
            let (key, _) = entry.map_err(words)?;
            let (owner, key) = key.value();
            if owner != target || !key.starts_with(prefix) || keys.len() >= most {
                break;
            }
            if after.is_none_or(|after| key > after) {
                keys.push(key.to_owned());
            }
        }
        Ok(keys)
    }

    fn apply(&self, target: &str, changes: Changes) -> Result<(), String> {
        let write = self.0.begin_write().map_err(words)?;
        {
            let mut table = write.open_table(TABLE).map_err(words)?;
            for (key, value) in &changes {
                match value {
                    Some(value) => table.insert((target, key.as_str()), value.as_slice()),
                    None => table.remove((target, key.as_str())),
                }
                .map_err(words)?;
            }
        }
        write.commit().map_err(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(states: &dyn States) {
        let change = |pairs: &[(&str, Option<&str>)]| -> Changes {
            let pair =
                |(k, v): &(&str, Option<&str>)| ((*k).to_owned(), v.map(|v| v.as_bytes().to_vec()));
            pairs.iter().map(pair).collect()
        };
        let set = [("m/1", Some("a")), ("m/2", Some("b")), ("m/3", Some("c")), ("z", Some("d"))];
        states.apply("q", change(&set)).expect("applied");
        states.apply("other", change(&[("m/9", Some("x"))])).expect("applied");
        states.apply("q", change(&[("m/2", None), ("nothing", None)])).expect("applied");
        assert_eq!(states.get("q", "m/1").expect("read"), Some(b"a".to_vec()));
        assert_eq!(states.get("q", "m/2").expect("read"), None);
        assert_eq!(states.get("q", "m/9").expect("read"), None, "another target's");
        assert_eq!(states.keys("q", "m/", None, 10).expect("read"), ["m/1", "m/3"]);
        assert_eq!(states.keys("q", "m/", Some("m/1"), 10).expect("read"), ["m/3"]);
        assert_eq!(states.keys("q", "", None, 2).expect("read"), ["m/1", "m/3"]);
        assert_eq!(states.keys("q", "m/", Some("a"), 1).expect("read"), ["m/1"]);
        assert_eq!(states.keys("q", "m/", Some("n"), 9).expect("read"), Vec::<String>::new());
    }

    #[test]
    fn in_memory() {
        check(&InMemory::default());
    }

    #[test]
    fn on_disk_and_there_again() {
        let path = std::env::temp_dir().join(format!("tripline-state-{}", std::process::id()));
        check(&OnDisk::open(&path).expect("opened"));
        let again = OnDisk::open(&path).expect("opened");
        assert_eq!(again.keys("q", "", None, 9).expect("read"), ["m/1", "m/3", "z"]);
        let copy = path.with_extension("copy");
        again.copy_to(&copy).expect("copied");
        let copied = OnDisk::open(&copy).expect("opened");
        assert_eq!(copied.keys("q", "", None, 9).expect("read"), ["m/1", "m/3", "z"]);
        assert_eq!(copied.get("other", "m/9").expect("read"), Some(b"x".to_vec()));
        drop((again, copied));
        std::fs::remove_file(&copy).expect("removed");
        std::fs::remove_file(&path).expect("removed");
    }
}
