//! `tripline plugin new`: a folder that builds, and passes `tripline plugin invoke` at once.

use super::args::NewArgs;
use super::templates;
use crate::base::text::reason;
use crate::cli::args::Global;
use crate::cli::exit::{Code, Done, Failure};
use crate::cli::terminal;
use crate::plugins::WIT;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

pub(super) fn run(args: &NewArgs, global: &Global) -> Done {
    let name = args.name.as_str();
    if !fits(name) {
        return Err(Failure::usage(format!(
            "`{name}` is no name for a plugin: it takes 1 to 64 lower-case letters, digits and \
             single hyphens, and begins with a letter, such as `my-target`"
        )));
    }
    let folder = args.dir.join(name);
    refuse_full(&folder)?;
    let template = templates::of(args.lang);
    for (path, text) in template.files {
        write(&folder.join(template.fill(path, name)), &template.fill(text, name))?;
    }
    for (path, text) in WIT {
        write(&folder.join("wit").join(path), text)?;
    }
    let mut out = io::stdout().lock();
    let shown = folder.strip_prefix(".").unwrap_or(&folder).display().to_string();
    writeln!(out, "made `{shown}`")?;
    if !global.quiet {
        let build = template.build.iter().map(|command| template.fill(command, name));
        let call = format!("tripline plugin invoke {name}.wasm --event fixtures/event.json");
        terminal::note(global, "next:");
        let first = [format!("cd {shown}")].into_iter();
        for command in first.chain(build).chain(["tripline plugin build".to_owned(), call]) {
            let _ = writeln!(io::stderr(), "  {command}");
        }
    }
    Ok(Code::Clean)
}

/// Is this a name in every language that there is a template for?
fn fits(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(plain)
        && !name.ends_with('-')
        && !name.contains("--")
}

/// What is there already stays as it is.
fn refuse_full(folder: &Path) -> Result<(), Failure> {
    let words = |why: &str| Failure::usage(format!("`{}` {why}", folder.display()));
    match fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(words("is there already, and is not empty")),
        },
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(words(&format!("cannot be used: {}", reason(&e)))),
    }
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, text)).map_err(|e| {
        Failure::usage(format!("`{}` could not be written: {}", path.display(), reason(&e)))
    })
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn names() {
        for name in ["a", "my-target", "s3-copy", &"a".repeat(64)] {
            assert!(fits(name), "{name}");
        }
        for name in ["", "A", "1a", "-a", "a-", "a--b", "a_b", "a.b", "../a", "ä", &"a".repeat(65)]
        {
            assert!(!fits(name), "{name}");
        }
    }
}
