//! Helpers of the tests of `rules`.

use super::texts::{Loaded, load_texts};
use super::{Bundle, ReadFile, bundle};
use crate::base::diag::{Diag, Diags};
use crate::base::limits::Limits;
use crate::base::span::Sources;
use std::io;

/// Loads texts.
pub fn loaded(texts: &[(&str, &str)]) -> Loaded {
    load_texts(texts, &Limits::default())
}

/// Code, place and message of every problem of one YAML text, in order of places.
pub fn problems(text: &str) -> Vec<String> {
    problems_of(&[("r.yaml", text)], &Limits::default())
}

/// The same for several texts, with the name of the file when there are several.
pub fn problems_of(texts: &[(&str, &str)], limits: &Limits) -> Vec<String> {
    run(texts, &[], &no_files, limits).1
}

/// The bundle of some texts, and the problems.
pub fn bundle_with(texts: &[(&str, &str)], given: &[(&str, &str)]) -> (Bundle, Vec<String>) {
    run(texts, given, &no_files, &Limits::default())
}

/// The bundle of texts that name files.
pub fn bundle_of_files(texts: &[(&str, &str)], read_file: ReadFile<'_>) -> (Bundle, Vec<String>) {
    run(texts, &[], read_file, &Limits::default())
}

fn no_files(_: &std::path::Path) -> io::Result<Vec<u8>> {
    Err(io::Error::other("no files"))
}

fn run(
    texts: &[(&str, &str)],
    given: &[(&str, &str)],
    read_file: ReadFile<'_>,
    limits: &Limits,
) -> (Bundle, Vec<String>) {
    let mut loaded = load_texts(texts, limits);
    let own = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
    let given: Vec<(String, String)> = given.iter().map(own).collect();
    let (bundle, diags) = bundle(&loaded, &given, read_file, limits);
    let mut all = std::mem::take(&mut loaded.diags);
    all.extend(diags);
    (bundle, shown(&loaded.sources, all))
}

/// Code, place and message of every diagnostic.
pub fn shown(sources: &Sources, diags: Diags) -> Vec<String> {
    let several = sources.iter().count() > 1;
    let show = |d: &Diag| {
        let place = d.span.map_or_else(
            || "-".to_owned(),
            |s| {
                let p = sources.position(s.source, s.start);
                let name = &sources.get(s.source).name;
                let file = if several { format!("{name}:") } else { String::new() };
                format!("{file}{}:{}", p.line, p.column)
            },
        );
        format!("{} {place} {}", d.code.name(), d.message)
    };
    diags.into_sorted().iter().map(show).collect()
}
