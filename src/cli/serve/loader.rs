//! Rules as the daemon loads them: files and packs as they are now, with what came over the API.

use super::super::args::Global;
use super::super::ask;
use super::super::bundle::{self, Checked};
use super::super::compile::{Purpose, auditor, compile, listening};
use super::super::exit::Failure;
use super::super::terminal::PLAIN;
use super::heartbeat;
use crate::audit::Tell;
use crate::base::diag::Level;
use crate::daemon::ruleset::{
    API, CONFIG_TEMPLATE, Definition, Loader, NotLoaded, RuleSet, hidden, template, text,
};
use crate::eval::Gate;
use crate::plugins::ports::Ports;
use crate::plugins::{Function, Host, Overrides, check};
use crate::report::diag::{self, DiagFormat};
use crate::rules::{DEFAULT_BUS, Role};
use crate::settings::Heartbeat;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Loads rules of files and packs.
#[derive(Debug)]
pub(super) struct Files {
    pub paths: Vec<PathBuf>,
    pub packs: Vec<String>,
    pub global: Global,
    pub ports: Arc<Ports>,
    pub host: Host,
    pub gate: Gate,
    /// The rule of the signs of life is one of the rules.
    pub heartbeat: Option<Heartbeat>,
}

/// Files and packs together with what came over the API and `more` texts by name; with the names of definitions that files
/// hide, and the text of the others.
pub(in crate::cli) fn read_with(
    paths: &[PathBuf],
    packs: &[String],
    defined: &[Definition],
    more: &[(&str, &str)],
    global: &Global,
) -> Result<(Checked, Vec<String>, String), Failure> {
    // Without a word about rules, those that come over the API are enough.
    let nothing = paths.is_empty() && packs.is_empty();
    let mut checked = if nothing && !Path::new("rules").exists() {
        bundle::none(global)
    } else {
        bundle::read(paths, packs, global)?
    };
    let hidden = hidden(&checked.bundle, defined);
    let definitions = text(defined, &hidden);
    let texts = [(API, definitions.as_str())].into_iter().chain(more.iter().copied());
    let texts: Vec<_> = texts.filter(|(_, text)| !matches!(*text, "" | "{}")).collect();
    let template = template(defined, &hidden);
    if !texts.is_empty() || template.is_some() {
        let limits = checked.limits.clone();
        checked.loaded.add_texts(&texts, Role::Own, &limits);
        if let Some(template) = &template {
            checked.loaded.add_texts(&[(CONFIG_TEMPLATE, template)], Role::Own, &limits);
            bundle::add_managed(&mut checked.loaded, packs, &limits);
        }
        let diags = std::mem::take(&mut checked.loaded.diags);
        let (bundle, more) = bundle::of(&checked.loaded, &global.params, &limits);
        (checked.bundle, checked.diags) = (bundle, diags);
        checked.diags.extend(more);
    }
    let definitions = [definitions, template.unwrap_or_default()].concat();
    Ok((checked, hidden, definitions))
}

impl Loader for Files {
    fn load(&self, defined: &[Definition]) -> Result<RuleSet, NotLoaded> {
        let heartbeat = self.heartbeat.as_ref().map(heartbeat::rules).unwrap_or_default();
        let more = [(heartbeat::FILE, heartbeat.as_str())];
        let read = read_with(&self.paths, &self.packs, defined, &more, &self.global);
        let (checked, hidden, definitions) = read.map_err(words)?;
        self.made(checked, hidden, &definitions)
    }

    fn stamp(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        let mut folders: Vec<PathBuf> = self.paths.clone();
        if folders.is_empty() && self.packs.is_empty() {
            folders.push(PathBuf::from("rules"));
        }
        while let Some(path) = folders.pop() {
            stamp(&path, &mut folders).hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// The endings of files that rules are made of: what targets write beside them is none.
const ENDINGS: [&str; 6] = ["yaml", "yml", "json", "csv", "txt", "wasm"];

/// Name, size and time of a file; of a folder, what is in it goes to `more`.
fn stamp(path: &Path, more: &mut Vec<PathBuf>) -> (PathBuf, u64, Option<std::time::SystemTime>) {
    let Ok(facts) = std::fs::metadata(path) else { return (path.to_owned(), 0, None) };
    if facts.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let counts = |path: &PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str());
            path.is_dir() || ending.is_some_and(|ending| ENDINGS.contains(&ending))
        };
        let mut inside: Vec<_> = entries.map(|entry| entry.path()).filter(counts).collect();
        inside.sort();
        more.extend(inside);
        return (path.to_owned(), 0, None);
    }
    (path.to_owned(), facts.len(), facts.modified().ok())
}

impl Files {
    fn made(
        &self,
        mut checked: Checked,
        hidden: Vec<String>,
        definitions: &str,
    ) -> Result<RuleSet, NotLoaded> {
        sound(&mut checked)?;
        let home = self.global.home();
        let plugins = check(&self.host, &checked.bundle.targets, &mut checked.diags);
        sound(&mut checked)?;
        let asker = ask::asker(&mut checked, &self.global).map_err(words)?;
        let function = |(target, plugin): (&_, &Option<_>)| {
            // INVARIANT (checked): a target without a plugin is an error of `check`.
            let plugin = plugin.as_ref().ok_or_else(|| NotLoaded("a plugin is missing".into()))?;
            let made = self.host.function(target, plugin, &self.ports, Overrides::default());
            made.map(|made| Some(Arc::new(made))).map_err(NotLoaded)
        };
        let targets = checked.bundle.targets.iter().zip(&plugins);
        let functions: Vec<Option<Arc<Function>>> =
            targets.map(function).collect::<Result<_, NotLoaded>>()?;
        let mut names: Vec<String> = checked.bundle.buses.iter().map(|b| b.name.clone()).collect();
        names.push(DEFAULT_BUS.to_owned());
        let mut buses = HashMap::new();
        for bus in names {
            let purpose = Purpose {
                bus: &bus,
                gate: self.gate,
                sending: true,
                watching: true,
                archiving: true,
                tell: Tell::default(),
                threads: 1,
                plugins: asker.clone(),
            };
            let mut rules = compile(&checked, purpose, &self.global).map_err(words)?;
            // Items are judged by the daemon's state, over restarts.
            rules.auditor = None;
            buses.insert(Arc::from(bus), Arc::new(rules));
        }
        let purpose = Purpose {
            bus: DEFAULT_BUS,
            gate: self.gate,
            sending: false,
            watching: true,
            archiving: false,
            tell: Tell { events: true, ..Tell::default() },
            threads: super::super::compile::cores(),
            plugins: asker,
        };
        let auditor = Arc::new(auditor(
            &checked,
            purpose,
            &Global {
                account: Some(home.account.clone()),
                region: Some(home.region.clone()),
                ..self.global.clone()
            },
        ));
        let listening = listening(&checked, true).map_err(words)?;
        let listening = listening.ok_or_else(|| NotLoaded("no metric filters".to_owned()))?;
        let warnings = shown(&checked);
        let digest = digest(&checked, definitions);
        let bundle = checked.bundle;
        Ok(RuleSet { bundle, buses, auditor, listening, functions, home, digest, warnings, hidden })
    }
}

/// Refuses errors, all at once.
fn sound(checked: &mut Checked) -> Result<(), NotLoaded> {
    if !checked.diags.has_errors() {
        return Ok(());
    }
    checked.diags.retain(|diag| diag.level == Level::Error);
    Err(NotLoaded(shown(checked)))
}

/// The diagnostics as text.
fn shown(checked: &Checked) -> String {
    let mut out = Vec::new();
    let diags = checked.diags.clone().into_sorted();
    // Writing to memory cannot fail.
    let _ = diag::write(DiagFormat::Text, &diags, &checked.loaded.sources, PLAIN, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn words(failure: Failure) -> NotLoaded {
    match failure {
        Failure::Say(_, message) => NotLoaded(message),
        Failure::Said(_) | Failure::Closed => NotLoaded("the rules cannot be used".to_owned()),
    }
}

/// A fingerprint of all texts.
fn digest(checked: &Checked, definitions: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for file in &checked.loaded.files {
        let source = checked.loaded.sources.get(file.source);
        for part in [source.name.as_bytes(), &source.text[..]] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    hash.update(definitions);
    let bytes = hash.finalize();
    bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
