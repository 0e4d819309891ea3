//! Rule files from disk. The only file of `rules` that touches files.

use super::texts::Loaded;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::limits::Limits;
use crate::base::text::reason;
use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The rule files that some paths stand for.
#[derive(Debug, Default)]
pub struct Found {
    /// The files, each once, folders in the order of their sorted names.
    pub files: Vec<PathBuf>,
    /// What could not be looked into.
    pub diags: Diags,
}

/// Finds rule files: files that are named, whatever they are called, and below folders all
/// `*.yaml`, `*.yml` and `*.json` files, without hidden files and folders and without folders
/// called `fixtures`, which hold test data.
#[must_use]
pub fn find(paths: &[PathBuf]) -> Found {
    let mut finder = Finder::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(data) if data.is_dir() => finder.folder(path, &mut Vec::new()),
            Ok(_) => finder.file(path.clone()),
            Err(e) => finder.found.diags.push(unreadable(path, &e)),
        }
    }
    finder.found
}

/// Loads all rule files that some paths stand for. A bad file does not hide the problems of the
/// others: all are in `diags`.
#[must_use]
pub fn load(paths: &[PathBuf], limits: &Limits) -> Loaded {
    let mut loaded = Loaded::default();
    add(&mut loaded, paths, limits);
    loaded
}

/// Adds all rule files that some paths stand for to those loaded already.
pub fn add(loaded: &mut Loaded, paths: &[PathBuf], limits: &Limits) {
    let found = find(paths);
    loaded.diags.extend(found.diags);
    for path in found.files {
        let json = path.extension().is_some_and(|e| e == "json");
        let limit = if json { limits.json_bytes } else { limits.yaml_bytes };
        match read_file(&path, limit) {
            Ok(Some(text)) => loaded.add_file(&path.to_string_lossy(), &path, &text, limits),
            Ok(None) => loaded.diags.push(too_large(&path, json, limit)),
            Err(e) => loaded.diags.push(unreadable(&path, &e)),
        }
    }
}

/// A file's bytes, `None` when it has more than `limit`.
fn read_file(path: &Path, limit: u64) -> io::Result<Option<Arc<[u8]>>> {
    let mut file = fs::File::open(path)?;
    let data = file.metadata()?;
    if data.len() > limit {
        return Ok(None);
    }
    if data.is_file() && data.len() > 0 {
        // Straight to where the text stays: a copy of a gigabyte would show.
        let mut text: Arc<[u8]> = std::iter::repeat_n(0, data.len() as usize).collect();
        if let Some(room) = Arc::get_mut(&mut text)
            && file.read_exact(room).is_ok()
            && file.read(&mut [0])? == 0
        {
            return Ok(Some(text));
        }
        // It grows or shrinks while it is read, or does not know its size.
        file = fs::File::open(path)?;
    }
    // Never reads on beyond the limit: the "file" may be a device without end.
    let mut text = Vec::new();
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut text)?;
    Ok((read as u64 <= limit).then(|| text.into()))
}

fn unreadable(path: &Path, e: &io::Error) -> Diag {
    Diag::unplaced(Code::TL101, format!("cannot read `{}`: {}", path.display(), reason(e)))
}

fn too_large(path: &Path, json: bool, limit: u64) -> Diag {
    let (form, option) =
        if json { ("JSON", "--max-json-size") } else { ("YAML", "--max-yaml-size") };
    let size = crate::base::units::show_size(limit);
    let mut diag = Diag::unplaced(
        Code::TL106,
        format!("`{}` is larger than the limit for {form} files, {size}", path.display()),
    )
    .help(format!("`{option}` changes the limit"));
    if !json {
        diag = diag.help("generated rules load much faster as JSON, with a limit of its own");
    }
    diag
}

#[derive(Debug, Default)]
struct Finder {
    found: Found,
    /// Real paths of what was seen, so that links do not bring a file in twice.
    seen: HashSet<PathBuf>,
}

impl Finder {
    fn file(&mut self, path: PathBuf) {
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.seen.insert(real) {
            self.found.files.push(path);
        }
    }

    /// `above` are the real paths of the folders that led here.
    fn folder(&mut self, path: &Path, above: &mut Vec<PathBuf>) {
        let real = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(e) => return self.found.diags.push(unreadable(path, &e)),
        };
        if above.contains(&real) {
            let words = format!("the folder `{}` leads back to a folder above it", path.display());
            let diag = Diag::unplaced(Code::TL101, words).help("remove the link");
            return self.found.diags.push(diag);
        }
        if !self.seen.insert(real.clone()) {
            return;
        }
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries: Vec<PathBuf> = match entries {
            Ok(entries) => entries.iter().map(fs::DirEntry::path).collect(),
            Err(e) => return self.found.diags.push(unreadable(path, &e)),
        };
        entries.sort();
        above.push(real);
        for entry in entries {
            self.entry(entry, above);
        }
        above.pop();
    }

    fn entry(&mut self, path: PathBuf, above: &mut Vec<PathBuf>) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') {
            return;
        }
        let rules = path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json");
        match fs::metadata(&path) {
            Ok(data) if data.is_dir() => {
                if name != "fixtures" {
                    self.folder(&path, above);
                }
            }
            // A pipe or socket with such a name would block for ever.
            Ok(data) if rules && data.is_file() => self.file(path),
            Ok(_) => {}
            // A broken link to what is no rule file is nobody's problem here.
            Err(e) if rules => self.found.diags.push(unreadable(&path, &e)),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::shown;

    /// A folder of its own for one test.
    fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
        let root =
            std::env::temp_dir().join(format!("tripline-load-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        for (file, text) in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        root
    }

    fn run(root: &Path, limits: &Limits) -> (Loaded, Vec<String>) {
        let mut loaded = load(&[root.to_owned()], limits);
        let diags = std::mem::take(&mut loaded.diags);
        let prefix = format!("{}/", root.display());
        let shown = shown(&loaded.sources, diags);
        let shown = shown.iter().map(|s| s.replace(&prefix, "")).collect();
        (loaded, shown)
    }

    #[test]
    fn folders_are_searched_in_order() {
        let rules = &b"rules: {}"[..];
        let root = folder(
            "find",
            &[
                ("b.yml", rules),
                ("a.yaml", rules),
                ("a.test.yaml", rules),
                ("c.json", b"{}"),
                ("d.txt", rules),
                (".hidden.yaml", rules),
                (".git/x.yaml", rules),
                ("sub/z.yaml", rules),
                ("sub/fixtures/e.json", rules),
                ("fixtures/e.yaml", rules),
            ],
        );
        let (loaded, found) = run(&root, &Limits::default());
        assert_eq!(found, Vec::<String>::new());
        let names: Vec<_> = loaded
            .files
            .iter()
            .map(|f| (f.path.strip_prefix(&root).expect("below").display().to_string(), f.is_test))
            .collect();
        let want = [
            ("a.test.yaml", true),
            ("a.yaml", false),
            ("b.yml", false),
            ("c.json", false),
            ("sub/z.yaml", false),
        ];
        assert_eq!(names, want.map(|(n, t)| (n.to_owned(), t)));
        // What is named is read, whatever it is called, and once.
        let named = [
            root.join("d.txt"),
            root.join("fixtures"),
            root.join("d.txt"),
            root.join("fixtures/e.yaml"),
        ];
        assert_eq!(find(&named).files, [root.join("d.txt"), root.join("fixtures/e.yaml")]);
        let _ = fs::remove_dir_all(root);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_circles_end() {
        let root = folder("loop", &[("a/x.yaml", b"rules: {}"), ("b/y.yaml", b"rules: {}")]);
        std::os::unix::fs::symlink(&root, root.join("a/up")).expect("a link");
        std::os::unix::fs::symlink(root.join("b"), root.join("a/b")).expect("a link");
        std::os::unix::fs::symlink("nowhere", root.join("b/gone.yaml")).expect("a link");
        let (loaded, found) = run(&root, &Limits::default());
        assert_eq!(loaded.files.len(), 2, "each file once");
        assert_eq!(
            found,
            [
                "TL101 - cannot read `a/b/gone.yaml`: no such file or directory",
                "TL101 - the folder `a/up` leads back to a folder above it",
            ]
        );
        let _ = fs::remove_dir_all(root);
    }

    #[test]
    fn bad_files_are_all_reported() {
        let deep = format!("{}1{}", "[".repeat(2000), "]".repeat(2000));
        let mut keys: Vec<String> = (0..100).map(|i| format!("\"k{i}\":1")).collect();
        keys.push("\"k\\u0037\":2".to_owned());
        let keys = format!("{{{}}}", keys.join(","));
        // Aliases of aliases: no line is deep, the whole is.
        let nest = |inner: &str| format!("{}{inner}{}", "[".repeat(200), "]".repeat(200));
        let mut chain = format!("a0: &a0 {}\n", nest("x"));
        for i in 1..8 {
            let inner = nest(&format!("*a{}", i - 1));
            chain = format!("{chain}a{i}: &a{i} {inner}\n");
        }
        let root = folder(
            "bad",
            &[
                ("bytes.yaml", b"rules: \xff"),
                ("chain.yaml", chain.as_bytes()),
                ("comma.json", b"{\"rules\": {},}"),
                ("deep.json", deep.as_bytes()),
                ("deep.yaml", deep.as_bytes()),
                ("empty.json", b" \n"),
                ("empty.yaml", b"# nothing\n"),
                ("flow.yaml", b"{rules: {}, buses: {}}"),
                ("good.yaml", b"rules: {}"),
                ("keys.json", keys.as_bytes()),
                ("open.yaml", b"rules: [\n"),
                ("tab.yaml", b"rules:\n\ta: 1\n"),
                ("twice.yaml", b"rules:\n  a: 1\n  \"a\": 2\n"),
                ("two.yaml", b"rules: {}\n---\nrules: {}\n"),
                ("what.yaml", b"? [a]\n: 1\n"),
                ("big.yaml", &[b' '; 20_000]),
                ("bigger.json", &[b' '; 50_000]),
            ],
        );
        let limits = Limits { yaml_bytes: 16_384, json_bytes: 40_000, ..Limits::default() };
        let (loaded, found) = run(&root, &limits);
        assert_eq!(loaded.files.len(), 5, "flow, good, keys, twice, what");
        let want = [
            "TL106 - `big.yaml` is larger than the limit for YAML files, 16KiB",
            "TL106 - `bigger.json` is larger than the limit for JSON files, 40000B",
            "TL109 - `empty.json` holds no document",
            "TL109 - `empty.yaml` holds no document",
            "TL102 bytes.yaml:1:8 the file is not UTF-8",
            "TL105 chain.yaml:4:",
            "TL104 comma.json:1:14 expected a key in double quotes, found `}`",
            "TL105 deep.json:1:1001 nested more than 1000 levels deep",
            "TL105 deep.yaml:1:1001 nested more than 1000 levels deep",
            "TL108 keys.json:1:792 the key `k7` stands twice",
            "TL103 open.yaml:",
            "TL103 tab.yaml:",
            "TL108 twice.yaml:3:3 the key `a` stands twice",
            "TL111 two.yaml:2:1 a second document in the file",
            "TL110 what.yaml:1:3 a key is a string",
        ];
        assert_eq!(found.len(), want.len(), "{found:#?}");
        for (found, want) in found.iter().zip(want) {
            assert!(found.starts_with(want), "{found}, not {want}");
        }
        let _ = fs::remove_dir_all(root);
    }

    /// `cargo test --release --lib rules::load -- --ignored --nocapture`
    #[test]
    #[ignore = "takes a while, and only tells anything in a release build"]
    fn a_million_rules_load_quickly() {
        use std::io::Write;
        let mut text = Vec::from(&b"{\"rules\":{"[..]);
        for i in 0..1_000_000 {
            let comma = if i > 0 { "," } else { "" };
            write!(
                text,
                "{comma}\"rule-{i}\":{{\"severity\":\"low\",\"pattern\":{{\"source\":[\"aws.s{}\"],\
                 \"detail\":{{\"eventName\":[\"Event{i}\"]}}}}}}",
                i % 300
            )
            .expect("memory");
        }
        text.extend(b"}}");
        let root = folder("million", &[("r.json", &text)]);
        let limits = Limits::default();
        let start = std::time::Instant::now();
        let loaded = load(std::slice::from_ref(&root), &limits);
        let read = start.elapsed();
        let (bundle, diags) =
            crate::rules::bundle(&loaded, &[], &|_| Err(io::Error::other("no")), &limits);
        let all = start.elapsed();
        std::io::stderr().write_fmt(format_args!("read {read:?}, all {all:?}\n")).expect("stderr");
        assert!(diags.is_empty() && loaded.diags.is_empty());
        assert_eq!(bundle.rules.len(), 1_000_000);
        let _ = fs::remove_dir_all(root);
    }
}
