//! PutResourceConfig, DeleteResourceConfig and ListDiscoveredResources: the resources that there are.

use super::change_rule::entry;
use super::pages::Pages;
use crate::api::accept::Accepting;
use crate::api::constraint::{breach, text, validation};
use crate::api::context::{Context, needed};
use crate::base::ids::SourceId;
use crate::daemon::command::Command;
use crate::read::json;
use crate::read::tree::Kind;
use crate::wire::{Fault, Value};

/// Levels of nesting in a configuration, which stands in an item.
const DEPTH: usize = 500;

/// Resources that are looked at at once.
const BITE: usize = 200;

/// A resource's type and id, as a call gives them.
fn resource(input: &Value) -> Result<(String, String), Fault> {
    let kind = needed(text(input, "ResourceType", 196)?, "ResourceType")?;
    if kind.split("::").count() < 3 || kind.split("::").any(|part| part.is_empty()) {
        let pattern = "[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}";
        let words = format!("satisfy regular expression pattern: {pattern}");
        return Err(breach("ResourceType", kind, &words));
    }
    let id = needed(text(input, "ResourceId", 768)?, "ResourceId")?;
    if id.is_empty() || id.contains('\0') {
        return Err(breach("ResourceId", id, "have length greater than or equal to 1"));
    }
    Ok((kind.to_owned(), id.to_owned()))
}

pub(super) fn put(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    let (resource_type, resource_id) = resource(input)?;
    needed(text(input, "SchemaVersionId", 128)?, "SchemaVersionId")?;
    let configuration = needed(input.text("Configuration")?, "Configuration")?;
    let read = json::read(SourceId::new(0), configuration.as_bytes().into(), DEPTH);
    if !read.is_ok_and(|tree| tree.root().kind() == Kind::Map) {
        return Err(validation("The Configuration must be a JSON object."));
    }
    let mut tags = Vec::new();
    if let Some(Value::Map(fields)) = input.structure("Tags")? {
        for (key, value) in fields {
            let (Value::Text(value) | Value::Untyped(value)) = value else {
                return Err(Fault::serialization("`Tags` must be a map of strings"));
            };
            tags.push((key.clone(), value.clone()));
        }
    }
    let command = Command::PutResource {
        resource_type,
        resource_id,
        resource_name: input.text("ResourceName")?.map(str::to_owned),
        configuration: configuration.to_owned(),
        tags,
    };
    Ok(Accepting { entries: vec![entry(context, &command)], answer: Value::EMPTY })
}

pub(super) fn delete(context: &Context<'_>, input: &Value) -> Result<Accepting, Fault> {
    let (resource_type, resource_id) = resource(input)?;
    let command = Command::DeleteResource { resource_type, resource_id };
    Ok(Accepting { entries: vec![entry(context, &command)], answer: Value::EMPTY })
}

pub(super) fn list(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let kind = needed(input.text("resourceType")?, "resourceType")?;
    let ids = input.texts("resourceIds")?.filter(|ids| !ids.is_empty());
    let name = input.text("resourceName")?;
    if ids.is_some() && name.is_some() {
        return Err(validation(
            "You can specify either resource IDs or a resource name, but not both, in the same \
             request.",
        ));
    }
    if ids.as_ref().is_some_and(|ids| ids.len() > 20) {
        return Err(validation("A call has at most 20 resourceIds."));
    }
    let with_gone = input.bool("includeDeletedResources")?.unwrap_or(false);
    let asked = ids.as_ref().map(|ids| ids.join("\0")).unwrap_or_default();
    let pages = Pages {
        scope: &["ListDiscoveredResources", kind, &asked, name.unwrap_or_default()],
        token: "nextToken",
        limit: Some("limit"),
        usual: 100,
    };
    let most = pages.most(input)?;
    let mut behind: Option<u64> = pages.from_parsed(input)?;
    let state = context.daemon().state();
    let (mut all, mut next) = (Vec::new(), None);
    'bites: loop {
        let found = state.compliance.discovered(Some(kind), with_gone, behind, BITE);
        let ended = found.len() < BITE;
        for own in found {
            let resource = &own.resource;
            let asked = ids.as_ref().is_none_or(|ids| ids.contains(&&*resource.resource_id))
                && name.is_none_or(|name| resource.name.as_deref() == Some(name));
            if !asked {
                behind = Some(own.number);
                continue;
            }
            if all.len() == most {
                next = behind.map(|behind| behind.to_string());
                break 'bites;
            }
            behind = Some(own.number);
            let mut shown = Value::map([
                ("resourceType", resource.resource_type.as_str().into()),
                ("resourceId", resource.resource_id.as_str().into()),
            ]);
            if let Some(name) = &resource.name {
                shown = shown.with("resourceName", name.as_str());
            }
            if let Some(at) = resource.captured.filter(|_| own.gone) {
                shown = shown.with("resourceDeletionTime", at);
            }
            all.push(shown);
        }
        if ended {
            break;
        }
    }
    drop(state);
    Ok(pages.answer("resourceIdentifiers", all, next))
}
