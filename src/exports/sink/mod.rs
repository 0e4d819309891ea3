//! Where objects go: a folder, or a bucket that speaks S3's language.
//!
//! In a folder, an object is written beside its name (`NAME#1`), synced, and then renamed, with the
//! folder synced after it. In a bucket, small objects are one request; of large ones nobody sees
//! anything before the last request.

mod bucket;
mod http;
mod upload;

pub use upload::Upload;

use super::{Access, Destination, ExportError};
use crate::rules::export::check_name;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// An open destination.
#[derive(Debug)]
pub struct Sink {
    store: Arc<dyn ObjectStore>,
    place: Place,
    /// Taken when the sink goes.
    runtime: Option<Runtime>,
}

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Bucket { bucket: String, prefix: String },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::Bucket { bucket, prefix } => write!(f, "s3://{bucket}/{prefix}"),
        }
    }
}

impl Sink {
    /// Opens a destination. A folder is made if it is not there; of a bucket nothing is asked yet.
    ///
    /// # Errors
    /// The folder cannot be made, or the settings do not fit.
    pub fn open(to: &Destination, access: &Access) -> Result<Self, ExportError> {
        let (place, store) = match to {
            Destination::Folder(folder) => {
                (Place::Folder(folder.clone()), local(folder).map_err(|e| e.to_string()))
            }
            Destination::S3 { bucket, prefix } => {
                let place = Place::Bucket { bucket: bucket.clone(), prefix: prefix.clone() };
                (place, bucket::open(bucket, access))
            }
        };
        let failed = |why| ExportError::Open { place: place.to_string(), why };
        let store = store.map_err(failed)?;
        let runtime = Builder::new_current_thread().enable_time().build();
        let runtime = runtime.map_err(|error| failed(error.to_string()))?;
        Ok(Self { store, place, runtime: Some(runtime) })
    }

    /// Where an object of this name is: a path, or a URL.
    #[must_use]
    pub fn location(&self, name: &str) -> String {
        match &self.place {
            Place::Folder(folder) => folder.join(name).display().to_string(),
            Place::Bucket { .. } => format!("{}{name}", self.place),
        }
    }

    /// Begins an object. It is there once [`Upload::finish`] says so, in place of one of the same
    /// name. No two uploads of one name go at the same time.
    ///
    /// # Errors
    /// The name is none of an object.
    pub fn upload(&self, name: &str) -> std::io::Result<Upload<'_>> {
        let prefix = match &self.place {
            Place::Folder(_) => "",
            Place::Bucket { prefix, .. } => prefix,
        };
        check_name(name).map_err(std::io::Error::other)?;
        if name.is_empty() || name.ends_with('/') {
            return Err(std::io::Error::other("an object needs a name"));
        }
        let key = Key::parse(format!("{prefix}{name}")).map_err(std::io::Error::other)?;
        self.sweep(name);
        Ok(Upload::new(self, key))
    }

    /// Takes away what writes of this object have left behind that a crash cut short.
    fn sweep(&self, name: &str) {
        if let Place::Folder(folder) = &self.place {
            let left = |n: u32| folder.join(format!("{name}#{n}"));
            // Ends at the first that is not there, or cannot be taken away.
            let _ = (1..=u32::MAX).find(|n| std::fs::remove_file(left(*n)).is_err());
        }
    }

    fn store(&self) -> &dyn ObjectStore {
        &*self.store
    }

    fn wait<T>(
        &self,
        work: impl Future<Output = Result<T, object_store::Error>>,
    ) -> std::io::Result<T> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(work).map_err(std::io::Error::other),
            None => Err(std::io::Error::other("the sink is closed")),
        }
    }
}

impl Drop for Sink {
    /// Without waiting, so that it may also go where nobody may block.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn local(folder: &std::path::Path) -> std::io::Result<Arc<dyn ObjectStore>> {
    std::fs::create_dir_all(folder)?;
    let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
    Ok(Arc::new(store.with_fsync(true)))
}
