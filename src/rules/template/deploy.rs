//! What becomes of the rules of all templates of a bundle: which compliance rule stands in for
//! which managed rule, what each is called, and why some are not evaluated.

use super::config_rule::{Owner, TemplateRule};
use super::elsewhere::asks;
use super::event_rule::TemplateEventRule;
use super::library::{Library, StandIn};
use super::{Deployment, Template};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::limits::Limits;
use crate::read::tree::Item;
use crate::rules::section::Section;
use crate::rules::texts::{File, Loaded, Role};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The rules of all templates.
#[derive(Debug, Default)]
pub struct Deployed<'t> {
    /// Rules of AWS Config, in the order of files, then of places.
    pub rules: Vec<DeployedRule<'t>>,
    /// Rules of EventBridge, likewise, each with its name in the bundle.
    pub event_rules: Vec<(String, TemplateEventRule)>,
    /// What `--param` may name because of templates.
    pub flags: Vec<String>,
}

/// A rule of AWS Config and what stands in for it.
#[derive(Debug)]
pub struct DeployedRule<'t> {
    /// The rule.
    pub rule: TemplateRule,
    /// Its name in the bundle: its own, with the pack's name behind it where that is taken.
    pub name: String,
    /// The name of the pack: that of the file without its ending.
    pub pack: Arc<str>,
    /// The compliance rule that stands in for it, or why it is not evaluated.
    pub stand_in: Result<StandIn<'t>, String>,
}

impl<'t> Deployed<'t> {
    /// Reads all templates and finds the rules that stand in for theirs.
    pub(in crate::rules) fn read(
        diags: &mut Diags,
        loaded: &'t Loaded,
        sections: &[Section<'t>],
        given: &[(String, String)],
        limits: &Limits,
    ) -> Self {
        let templates: Vec<&File> = loaded.files.iter().filter(|f| super::is_one(f)).collect();
        let mut deployed = Self::default();
        if templates.is_empty() {
            return deployed;
        }
        let deployment = Deployment {
            given,
            account: loaded.account.as_deref(),
            region: loaded.region.as_deref(),
            max_bytes: limits.input_bytes,
        };
        let library = Library::new(sections);
        let mut names = Taken::of(sections, "compliance");
        let mut event_names = Taken::of(sections, "rules");
        for file in templates {
            let template = super::read(diags, &loaded.sources, file, deployment);
            let pack: Arc<str> = pack_name(&file.path).into();
            others(diags, file, &template);
            deployed.flags.extend(template.parameters);
            for rule in template.rules {
                let Some(name) = names.admit(diags, &rule.name, &pack, &rule.origin) else {
                    continue;
                };
                let stand_in = stand_in(&library, &rule);
                if let Ok(stand_in) = stand_in {
                    let flag = |(key, _): (Item<'_>, _)| format!("{name}.{}", key.str());
                    deployed.flags.extend(stand_in.params().map(flag));
                }
                let pack = Arc::clone(&pack);
                deployed.rules.push(DeployedRule { rule, name, pack, stand_in });
            }
            for rule in template.event_rules {
                let name = event_names.admit(diags, &rule.name, &pack, &rule.origin);
                deployed.event_rules.extend(name.map(|name| (name, rule)));
            }
        }
        deployed
    }
}

/// `Operational-Best-Practices-for-EC2` of a file of that name, whatever its ending.
fn pack_name(path: &Path) -> String {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    stem.strip_suffix(".template").map_or(stem.clone(), str::to_owned)
}

/// The names of a section that are taken.
struct Taken {
    names: BTreeSet<String>,
}

impl Taken {
    fn of(sections: &[Section<'_>], name: &str) -> Self {
        let own = sections.iter().filter(|s| s.info.name == name && s.file.role != Role::Library);
        let names = own.flat_map(|s| s.documents()).map(|(key, _)| key.str().into_owned());
        Self { names: names.collect() }
    }

    /// The name that a rule gets in the bundle. Several packs may deploy rules of one name, as they
    /// may in AWS; one template may not.
    fn admit(
        &mut self,
        diags: &mut Diags,
        name: &str,
        pack: &str,
        origin: &super::Origin,
    ) -> Option<String> {
        let full = format!("{name}.{pack}");
        for name in [name, &full] {
            if self.names.insert(name.to_owned()) {
                return Some(name.to_owned());
            }
        }
        let words = format!("the rule `{name}` is defined twice");
        let diag = Diag::new(Code::TL206, origin.span, words);
        diags.push(diag.help("a template deploys one rule of a name"));
        None
    }
}

/// The rule that stands in for a rule, or why it is not evaluated.
fn stand_in<'t>(library: &Library<'t>, rule: &TemplateRule) -> Result<StandIn<'t>, String> {
    match rule.owner {
        Owner::Aws => {}
        Owner::CustomLambda => return Err("a Lambda function answers it".to_owned()),
        Owner::CustomPolicy => return Err("it is written in the language of Guard".to_owned()),
    }
    let identifier = &rule.identifier;
    let found = library.find(identifier).ok_or_else(|| match asks(identifier) {
        Some(asks) => format!("items do not hold what {identifier} asks for: {asks}"),
        None => format!("no rule stands in for {identifier}"),
    })?;
    match rule.parameters.iter().find(|p| p.value.is_none()) {
        Some(later) => {
            let name = &later.name;
            Err(format!("its parameter `{name}` is known only once the template is deployed"))
        }
        None => Ok(found),
    }
}

/// Notes what else of AWS Config and EventBridge the template has.
fn others(diags: &mut Diags, file: &File, template: &Template) {
    let kinds = template.others.iter().filter(|(kind, _)| {
        let related = kind.starts_with("AWS::Config::") || kind.starts_with("AWS::Events::");
        related && **kind != super::event_rule::BUS_TYPE
    });
    let all: Vec<String> = kinds.map(|(kind, count)| format!("{kind} ({count})")).collect();
    if !all.is_empty() {
        let place = file.tree.root().span().head();
        let words = format!("resources of these types are not read: {}", all.join(", "));
        diags.push(Diag::new(Code::TL608, place, words));
    }
}
