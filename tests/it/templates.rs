//! AWS's own conformance packs, read unchanged, where they are to be had.

use crate::real_data::data;
use std::collections::BTreeSet;
use tripline::base::diag::Diags;
use tripline::base::limits::Limits;
use tripline::rules::template::{self, Deployment, Owner};

#[test]
fn conformance_packs_are_read_unchanged() {
    let Some(folder) = data("conformance-packs") else { return };
    let mut loaded = tripline::rules::load::load(&[folder], &Limits::default());
    assert!(std::mem::take(&mut loaded.diags).is_empty());
    assert!(loaded.files.len() >= 19, "packs are missing");
    let (mut rules, mut identifiers) = (0, BTreeSet::new());
    for file in &loaded.files {
        assert!(template::is_one(file), "{} is no template", file.path.display());
        let mut diags = Diags::default();
        let deployment = Deployment { max_bytes: 1 << 20, ..Deployment::default() };
        let read = template::read(&mut diags, &loaded.sources, file, deployment);
        assert!(diags.is_empty(), "{}: {:?}", file.path.display(), diags.as_slice());
        let own: BTreeSet<_> = read
            .rules
            .iter()
            .filter(|r| r.owner == Owner::Aws)
            .map(|r| r.identifier.clone())
            .collect();
        let name = file.path.file_stem().unwrap_or_default().to_string_lossy();
        println!("{:4} rules, {:3} identifiers  {name}", read.rules.len(), own.len());
        rules += read.rules.len();
        identifiers.extend(own);
    }
    println!("{rules:4} rules, {:3} identifiers", identifiers.len());
    assert!(rules >= 832 && identifiers.len() >= 199);
}
