//! Conditions: documents to the data that evaluation takes. One [`Reader`] reads all conditions
//! of a rule; what each form means is in `clause`, `block` and `related`.

use super::values::RuleValues;
use super::{block, clause, related};
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::compliance::Condition;
use crate::compliance::condition::DEPTH;
use crate::operators::{Compat, Context};
use crate::read::tree::{Item, Kind};
use crate::rules::names::Registry;
use crate::rules::scope::Scope;
use std::sync::Arc;

/// The named conditions of a bundle.
#[derive(Debug)]
pub struct Conditions<'t> {
    /// Their names, in the order of `documents`.
    pub names: Registry,
    /// What stands under the names.
    pub documents: Vec<Item<'t>>,
}

/// Reads the conditions of one rule.
pub(super) struct Reader<'a, 't> {
    /// What references stand for.
    pub values: &'a RuleValues<'a>,
    /// The named conditions.
    pub conditions: &'a Conditions<'t>,
    /// Those that are being read, outermost first.
    pub path: Vec<usize>,
    /// How deep it is.
    pub depth: usize,
    /// How many conditions there were so far, those of named ones each time they are used.
    pub count: usize,
    /// Where problems go.
    pub diags: &'a mut Diags,
}

/// A key that makes a map a condition of one form.
pub(in crate::rules) struct Form {
    pub name: &'static str,
    pub doc: &'static str,
    /// The JSON Schema of its value.
    pub schema: &'static str,
    read: for<'t> fn(&mut Reader<'_, 't>, &'static str, Item<'t>) -> Option<Condition>,
}

const CONDITIONS: &str =
    r##"{"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}}"##;

/// The forms of conditions besides clauses.
pub(in crate::rules) static FORMS: &[Form] = &[
    Form { name: "all", doc: "All of these.", schema: CONDITIONS, read: several },
    Form { name: "any", doc: "At least one of these.", schema: CONDITIONS, read: several },
    Form { name: "none-of", doc: "None of these.", schema: CONDITIONS, read: several },
    Form { name: "not", doc: "Not this.", schema: r##"{"$ref": "#/$defs/condition"}"##, read: not },
    Form { name: "each", doc: block::EACH, schema: block::REFERENCE, read: block::read },
    Form { name: "some", doc: block::SOME, schema: block::REFERENCE, read: block::read },
    Form { name: "none", doc: block::NONE, schema: block::REFERENCE, read: block::read },
    Form { name: "count", doc: block::COUNT, schema: block::COUNT_REFERENCE, read: block::count },
    Form { name: "related", doc: related::DOC, schema: related::REFERENCE, read: related::read },
    Form {
        name: "use",
        doc: "The named condition of this name.",
        schema: r##"{"$ref": "#/$defs/name"}"##,
        read: named,
    },
];

/// Most conditions of a rule.
const MOST: usize = 10_000;

/// The key that may stand beside any form.
pub(in crate::rules) const IF_PARAM: &str = "if-param";

impl<'t> Reader<'_, 't> {
    /// Reads a condition.
    pub fn condition(&mut self, item: Item<'t>) -> Option<Condition> {
        if self.depth >= DEPTH {
            self.report(Code::TL105, item, format!("conditions are nested more than {DEPTH} deep"));
            return None;
        }
        self.count += 1;
        if self.count > MOST {
            // Told once.
            if self.count == MOST + 1 {
                self.report(Code::TL107, item, format!("a rule of more than {MOST} conditions"));
            }
            return None;
        }
        if item.kind() != Kind::Map || item.entries().next().is_none() {
            let diag = Diag::new(Code::TL311, item.span(), "a condition is a map")
                .label(format!("this is {}", item.kind().noun()));
            self.diags.push(match item.kind() {
                Kind::List => diag.help("write `all:` or `any:` above the conditions"),
                _ => diag.help("such as `{ path: $.configuration.encrypted, equals: true }`"),
            });
            return None;
        }
        self.depth += 1;
        let read = match item.get(IF_PARAM) {
            Some(param) => self.guarded(param, item),
            None => self.form(item),
        };
        self.depth -= 1;
        read
    }

    /// The condition without its `if-param`.
    fn form(&mut self, item: Item<'t>) -> Option<Condition> {
        let known = |key: Item<'_>| FORMS.iter().find(|f| key.reads(f.name.as_bytes()));
        let mut forms = item.entries().filter_map(|(key, value)| Some((key, known(key)?, value)));
        let Some((first, form, value)) = forms.next() else { return clause::read(self, item) };
        for (other, _) in item.entries() {
            if other.reads(IF_PARAM.as_bytes()) || other.span() == first.span() {
                continue;
            }
            let words = format!("`{}` does not go with `{}`", other.str(), form.name);
            let diag = Diag::new(Code::TL311, other.span(), words).also(first.span(), "it is here");
            let both = format!(
                "a condition is one thing; join two by `all` or `any`: [{{{}: ...}}, {{{}: ...}}]",
                form.name,
                other.str()
            );
            self.diags.push(diag.help(both));
            return None;
        }
        (form.read)(self, form.name, value)
    }

    /// A condition that counts only when a parameter was given.
    fn guarded(&mut self, param: Item<'t>, item: Item<'t>) -> Option<Condition> {
        let name = param.str();
        if param.kind() != Kind::Text || !self.values.has(&name) {
            let words = format!("no parameter of the rule is called `{name}`");
            let mut diag = Diag::new(Code::TL205, param.span(), words);
            if let Some(near) = crate::rules::doc::near(&name, self.values.own_names()) {
                diag = diag.label(format!("did you mean `{near}`?"));
            }
            self.diags.push(diag);
            return None;
        }
        self.values.guard(&name);
        let before = std::mem::take(self.diags);
        let read = self.form(item);
        let mut found = std::mem::replace(self.diags, before);
        self.values.release();
        // What stands in for a value that was not given need not fit.
        let fits =
            |d: &Diag| !matches!(d.code, Code::TL302 | Code::TL303 | Code::TL304 | Code::TL305);
        if !self.values.is_given(&name) && !found.as_slice().iter().any(fits) && read.is_none() {
            return Some(Condition::IfParam(
                name.as_ref().into(),
                Box::new(Condition::All([].into())),
            ));
        }
        self.diags.extend(std::mem::take(&mut found));
        read.map(|inner| Condition::IfParam(name.as_ref().into(), Box::new(inner)))
    }

    /// The conditions of a list, of which there has to be one.
    fn list(&mut self, key: &str, item: Item<'t>) -> Option<Vec<Condition>> {
        if item.kind() != Kind::List || item.items().next().is_none() {
            let words = format!("`{key}` takes a list of at least one condition");
            let diag = Diag::new(Code::TL311, item.span(), words);
            self.diags.push(diag.label(format!("this is {}", item.kind().noun())));
            return None;
        }
        let count = item.items().count();
        let read: Vec<Condition> = item.items().filter_map(|i| self.condition(i)).collect();
        (read.len() == count).then_some(read)
    }

    /// Reports a problem at a value.
    pub fn report(&mut self, code: Code, item: Item<'_>, words: impl Into<String>) {
        self.diags.push(Diag::new(code, item.span(), words));
    }

    /// What operators read their operands with.
    pub fn context(&mut self) -> Context<'_> {
        Context {
            compat: Compat::Tripline,
            references: true,
            values: self.values,
            diags: self.diags,
        }
    }
}

fn several<'t>(
    reader: &mut Reader<'_, 't>,
    key: &'static str,
    item: Item<'t>,
) -> Option<Condition> {
    let all = reader.list(key, item)?.into_boxed_slice();
    Some(match key {
        "all" => Condition::All(all),
        "any" => Condition::Any(all),
        _ => Condition::NoneOf(all),
    })
}

fn not<'t>(reader: &mut Reader<'_, 't>, _: &'static str, item: Item<'t>) -> Option<Condition> {
    reader.condition(item).map(|inner| Condition::Not(Box::new(inner)))
}

fn named<'t>(reader: &mut Reader<'_, 't>, key: &'static str, item: Item<'t>) -> Option<Condition> {
    let conditions = reader.conditions;
    let at = conditions.names.resolve(reader.diags, key, item)?;
    let name = item.str();
    if reader.path.contains(&at) {
        reader.report(Code::TL312, item, format!("the condition `{name}` uses itself"));
        return None;
    }
    reader.path.push(at);
    let read = reader.condition(*conditions.documents.get(at)?);
    reader.path.pop();
    Some(Condition::Named(name.as_ref().into(), Arc::new(read?)))
}

/// Reads the named conditions that no rule uses, for what is wrong with them.
pub fn check_unused(diags: &mut Diags, scope: &Scope<'_>, conditions: &Conditions<'_>) {
    let values = RuleValues::new(&[], &[], scope.values);
    for at in conditions.names.unused() {
        let mut reader = Reader {
            values: &values,
            conditions,
            path: vec![at],
            depth: 0,
            count: 0,
            diags: &mut *diags,
        };
        reader.condition(conditions.documents[at]);
    }
}
