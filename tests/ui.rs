//! Bad bundles and what is said of them: each `tests/ui/NAME.yaml` (or `.json`) beside its
//! `NAME.txt` (text form) and `NAME.diag.json` (machine form). `UPDATE=1` writes them anew.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails says where")]
#![allow(clippy::format_push_string, reason = "texts of tests are built as they read")]

use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn diagnostics_are_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| {
            let name = p.file_name().unwrap().to_string_lossy().into_owned();
            name.ends_with(".yaml") || (name.ends_with(".json") && !name.ends_with(".diag.json"))
        })
        .collect();
    cases.sort();
    assert!(cases.len() > 15, "the goldens are missing");
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in cases {
        let name = case.file_name().unwrap().to_str().unwrap();
        let stem = name.rsplit_once('.').unwrap().0;
        for (form, ending) in [("text", "txt"), ("json", "diag.json")] {
            let output = Command::new(env!("CARGO_BIN_EXE_tripline"))
                .args(["check", name, "--format", form, "--color", "never"])
                .current_dir(&folder)
                .output()
                .unwrap();
            assert!(
                output.stderr.is_empty(),
                "{name}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            let code = output.status.code().unwrap();
            let mut got = String::from_utf8(output.stdout).unwrap();
            if form == "text" {
                got.push_str(&format!("exit {code}\n"));
            }
            let golden = folder.join(format!("{stem}.{ending}"));
            if update {
                std::fs::write(&golden, &got).unwrap();
            } else if std::fs::read_to_string(&golden).unwrap_or_default() != got {
                wrong.push(format!("{name} ({form}) says now:\n{got}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 accepts this", wrong.join("\n"));
}

/// Settings of the daemon: `tests/ui/settings/NAME.yaml` beside its `NAME.txt`.
#[cfg(feature = "serve")]
#[test]
fn settings_are_golden() {
    use tripline::settings::{FileText, World, read};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/settings");
    let variable = |name: &str| (name == "SHORT").then(|| "abc".to_owned());
    // What may be read by whom would depend on the machine.
    let file = |path: &Path| match path.to_str() {
        Some("open") => Ok(FileText { bytes: vec![b'x'; 32], open_to_all: true }),
        _ => Err(std::io::Error::from(std::io::ErrorKind::NotFound)),
    };
    for stem in ["keys", "open"] {
        let name = format!("{stem}.yaml");
        let text = std::fs::read(folder.join(&name)).unwrap();
        let found = read(&name, &text, Path::new(""), World { variable: &variable, file: &file });
        let mut diags = found.diags.into_sorted();
        diags.extend(found.settings.check_listen().err().map(|d| *d));
        let mut got = Vec::new();
        let style = tripline::report::Style { colour: false, width: 0 };
        let form = tripline::report::diag::DiagFormat::Text;
        tripline::report::diag::write(form, &diags, &found.sources, style, &mut got).unwrap();
        let golden = folder.join(format!("{stem}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&golden, &got).unwrap();
        }
        let got = String::from_utf8(got).unwrap();
        assert!(std::fs::read_to_string(&golden).unwrap_or_default() == got, "{stem}:\n{got}");
    }
}

/// Every code that `check` can give by itself has a golden.
#[test]
fn every_code_has_a_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let all: String = [folder.clone(), folder.join("settings")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .map(|p| std::fs::read_to_string(p).unwrap())
        .collect();
    // Not given any more, or not to be had from one small file: see tests/it and the unit tests of the
    // reader.
    let elsewhere = [
        "TL101", "TL102", "TL105", "TL106", "TL107", "TL206", "TL210", "TL407", "TL408", "TL409",
        "TL501", "TL504", "TL506", "TL508", "TL801", "TL802", "TL803",
    ];
    let missing: Vec<&str> = tripline::base::codes::CODES
        .iter()
        .map(|c| c.name)
        .filter(|name| !elsewhere.contains(name) && !all.contains(name))
        .collect();
    assert!(missing.is_empty(), "no golden has {missing:?}");
}
