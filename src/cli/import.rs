//! `tripline import`: one of AWS's templates as a rule file of tripline.

use super::args::{Global, ImportArgs};
use super::bundle::{self, Checked};
use super::exit::{Code, Done, Failure};
use crate::rules::{Loaded, Role, template};
use std::io::Write;
use std::path::Path;

pub(super) fn run(args: &ImportArgs, global: &Global) -> Done {
    // Both kinds are read alike: a conformance pack is a template of rules of AWS Config alone.
    let ImportArgs { kind: _, file, rules } = args;
    let limits = global.limits();
    let mut loaded = Loaded {
        account: global.account.clone(),
        region: global.region.clone(),
        ..Loaded::default()
    };
    if Path::new(file).is_dir() {
        return Err(Failure::usage(format!("`{}` is a folder", file.display())));
    }
    crate::rules::load::add(&mut loaded, std::slice::from_ref(file), &limits);
    if loaded.files.iter().any(|file| !template::is_one(file)) {
        let words = "is no template of AWS: it has no `Resources` with types of AWS";
        return Err(Failure::usage(format!("`{}` {words}", file.display())));
    }
    let own = loaded.files.len();
    crate::rules::load::add(&mut loaded, rules, &limits);
    for file in loaded.files.iter_mut().skip(own) {
        file.role = Role::Library;
        loaded.sources.set_aside(file.source);
    }
    bundle::managed(&mut loaded, &limits);
    let (bundle, found) = bundle::of(&loaded, &global.params, &limits);
    let mut diags = std::mem::take(&mut loaded.diags);
    diags.extend(found);
    let checked = Checked { loaded, bundle, diags, limits }.sound(global)?;
    let Checked { loaded, bundle, limits, .. } = &checked;
    let text = template::rule_file(loaded, bundle, &global.params, limits);
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Code::Clean)
}
