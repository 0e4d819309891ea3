//! The whole way from files in a folder to results.

mod alarms;
mod coverage;
mod documents;
#[cfg(feature = "wasm")]
mod followed;
mod invocations;
#[cfg(feature = "wasm")]
mod plugins;
mod running;
mod updates;

use super::{Case, Coverage, Ran, Runner};
use crate::base::limits::Limits;
use crate::report::tests::Outcome;
use crate::rules::{Bundle, Loaded, bundle, load};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that is removed in the end.
pub struct Folder(PathBuf);

impl Folder {
    /// A folder with these files.
    pub fn of(files: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("tripline-testing-{}-{number}", std::process::id());
        let folder = Self(std::env::temp_dir().join(name));
        files.iter().for_each(|(name, text)| folder.put(name, text.as_bytes()));
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    pub fn load(&self) -> (Loaded, Bundle) {
        let limits = Limits::default();
        let loaded = load::load(std::slice::from_ref(&self.0), &limits);
        let (bundle, diags) = bundle(&loaded, &[], &|path| fs::read(path), &limits);
        let errors = loaded.diags.has_errors() || diags.has_errors();
        assert!(!errors, "{:?} {diags:?}", loaded.diags);
        (loaded, bundle)
    }

    /// Runs all cases.
    pub fn run(&self) -> Vec<Ran> {
        let (loaded, bundle) = self.load();
        run(&loaded, &bundle, None)
    }

    /// How each case ended, with the folder's name cut from the messages.
    pub fn outcomes(&self) -> Vec<String> {
        let prefix = format!("{}/", self.0.display());
        let show = |ran: &Ran| {
            let outcome = &ran.result.outcome;
            let words = format!("{} {}", outcome.word(), outcome.messages().join("\n"));
            words.trim_end().replace(&prefix, "")
        };
        self.run().iter().map(show).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs all cases of what was loaded.
pub fn run(loaded: &Loaded, bundle: &Bundle, mut coverage: Option<&mut Coverage>) -> Vec<Ran> {
    let limits = Limits::default();
    let cases: Vec<Case<'_>> = super::read(loaded, bundle);
    let mut runner = on_stage(Runner::new(bundle, &loaded.sources, &limits));
    let ran = cases.iter().map(|c| runner.run(c, coverage.as_deref_mut()).expect("a plan"));
    ran.collect()
}

/// A runner that finds plugins compiled.
fn on_stage(runner: Runner<'_>) -> Runner<'_> {
    #[cfg(feature = "wasm")]
    let runner = {
        use crate::plugins::{Cache, Host};
        let cache = Cache::at(&Path::new(env!("OUT_DIR")).join("cwasm"));
        runner.on(super::Stage::new(Host::new(cache, crate::model::Home::default())))
    };
    runner
}

/// Did all pass?
pub fn passed(ran: &[Ran]) -> bool {
    ran.iter().all(|r| r.result.outcome == Outcome::Passed)
}
