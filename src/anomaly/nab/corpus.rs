//! A detector over all files of a corpus.

use super::detectors::Scorer;
use super::profile::{PROFILES, Profile};
use super::series::Row;
use super::sweep::{Case, Outcome, optimise};
use super::windows::Window;

/// A file of the corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Its name, for results.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Its labelled windows, in order of time.
    pub windows: Vec<Window>,
}

/// The scores of a detector, begun anew for each file: one list for each, one score a row.
#[must_use]
pub fn run(files: &[File], begin: &dyn Fn() -> Box<dyn Scorer>) -> Vec<Vec<f64>> {
    let one = |file: &File| {
        let mut scorer = begin();
        file.rows.iter().map(|row| scorer.score(row.at, row.value)).collect()
    };
    files.iter().map(one).collect()
}

/// Files beside their scores. A file without scores is left out.
#[must_use]
pub fn cases<'a>(files: &'a [File], scores: &'a [Vec<f64>]) -> Vec<Case<'a>> {
    files
        .iter()
        .zip(scores)
        .map(|(file, scores)| Case { rows: &file.rows, windows: &file.windows, scores })
        .collect()
}

/// NAB's result of scores, for each of its three profiles, at the threshold best for each.
#[must_use]
pub fn judge(files: &[File], scores: &[Vec<f64>]) -> [(Profile, Outcome); 3] {
    let cases = cases(files, scores);
    PROFILES.map(|profile| (profile, optimise(&cases, &profile)))
}
