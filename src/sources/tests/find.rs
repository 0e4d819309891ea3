//! From arguments to inputs, in a real directory.

use super::super::{Input, Source, find};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// A directory that goes away with the test.
struct Dir(PathBuf);

impl Dir {
    fn new(name: &str, files: &[&str]) -> Self {
        let path = std::env::temp_dir().join(format!("tripline-{}-{name}", std::process::id()));
        let dir = Self(path);
        for file in files {
            let path = dir.0.join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            fs::write(path, "{}").expect("a file");
        }
        dir
    }

    /// What is found for these arguments, all below the directory.
    fn find(&self, arguments: &[&str]) -> Vec<String> {
        let path = |a: &&str| if *a == "-" { "-".into() } else { self.0.join(a).into() };
        let arguments: Vec<OsString> = arguments.iter().map(path).collect();
        find(&arguments).iter().map(|i| self.show(i)).collect()
    }

    fn show(&self, input: &Input) -> String {
        let name = input.name.replace(&format!("{}/", self.0.display()), "");
        match &input.source {
            Source::File(path) => {
                assert_eq!(path, &self.0.join(&name));
                name
            }
            Source::Fault(message) => format!("{name}: {message}"),
            Source::Note(note) => format!("{name} ({})", note.split('`').next().unwrap_or("")),
            Source::Stdin => format!("<{name}>"),
            Source::Reader(_) => "a reader".into(),
        }
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        // Left over at worst.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn directories_give_sorted_files_of_known_names() {
    let dir = Dir::new(
        "sorted",
        &[
            "b/z.json",
            "b/A.JSON.GZ",
            "a.ndjson",
            "a.jsonl.zst",
            "c.log.gzip",
            "e/000001.gz",
            "notes.txt",
            ".hidden.json",
            ".git/x.json",
            "b.json",
            "gz",
            "x.json.bak",
        ],
    );
    let want = [
        "a.jsonl.zst",
        "a.ndjson",
        "b/A.JSON.GZ",
        "b/z.json",
        "b.json",
        "c.log.gzip",
        "e/000001.gz",
    ];
    assert_eq!(dir.find(&[""]), want);
    assert_eq!(dir.find(&["notes.txt", "-", ".hidden.json"]), ["notes.txt", "<->", ".hidden.json"]);
    fs::create_dir(dir.0.join("empty")).expect("a directory");
    assert_eq!(dir.find(&["empty"]), ["empty (the directory holds no files to read)"]);
}

#[test]
fn globs() {
    let dir = Dir::new("globs", &["a/1.json", "a/2.txt", "b/1.json", "x[1].json", ".c/1.json"]);
    assert_eq!(dir.find(&["*/1.json"]), ["a/1.json", "b/1.json"]);
    assert_eq!(dir.find(&["a/*"]), ["a/1.json", "a/2.txt"]);
    assert_eq!(dir.find(&["[ab]"]), ["a/1.json", "b/1.json"]);
    assert_eq!(dir.find(&["**/1.json"]), ["a/1.json", "b/1.json"]);
    assert_eq!(dir.find(&["x[1].json"]), ["x[1].json"]);
    assert_eq!(dir.find(&["q*"]), ["q*: nothing matches this glob"]);
    assert!(dir.find(&["a/***"])[0].starts_with("a/***: a bad glob"));
}

#[test]
fn what_is_missing_is_told_in_its_turn() {
    let dir = Dir::new("missing", &["a.json"]);
    let want = ["no.json: no such file or directory", "a.json"];
    assert_eq!(dir.find(&["no.json", "a.json"]), want);
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let dir = Dir::new("links", &["a/1.json", "b/2.json"]);
    let link = |to: &Path, at: &str| symlink(to, dir.0.join(at)).expect("a link");
    link(&dir.0, "a/up");
    link(&dir.0.join("b"), "a/b");
    link(Path::new("nowhere"), "b/gone.json");
    let want = ["a/1.json", "a/b/2.json", "a/b/gone.json: no such file or directory"];
    let mut found = dir.find(&[""]);
    let up = found.pop().unwrap_or_default();
    assert!(up.starts_with("a/up: a link back to"), "{up}");
    assert_eq!(found, want);
}

#[test]
fn tables_in_directories_are_taken_if_known() {
    let dir = Dir::new("tables", &["c.csv.gz"]);
    let write = |name: &str, text: &str| fs::write(dir.0.join(name), text).expect("a file");
    write("a.csv", "namespace,metric,timestamp,value\nN,m,60,1\n");
    write("b.csv", "\u{feff}user,arn,user_creation_time,mfa_active\r\n");
    write("d.csv", "timestamp,value\n60,1\n");
    let other = "(passed over: a table of neither metrics nor credentials)";
    let want =
        ["a.csv".to_owned(), "b.csv".into(), format!("c.csv.gz {other}"), format!("d.csv {other}")];
    assert_eq!(dir.find(&[""]), want);
    assert_eq!(dir.find(&["d.csv"]), ["d.csv"]);
}
