//! `expect`: what plugins should do outside of them. Requests, files and events.

use super::case::{Names, unknown};
use super::outside::strings;
use crate::base::diag::Diags;
use crate::base::ids::TargetId;
use crate::read::tree::{Item, Kind};
use crate::rules::plugin_test_keys::{FILE, PUT, REQUEST};
use crate::rules::{Fields, json_text, text, wrong};

/// What plugins should do outside.
#[derive(Debug, Default)]
pub struct Effects<'t> {
    /// Their requests; an empty list wants none.
    pub http: Option<Requests<'t>>,
    /// Files they write; an empty list wants none.
    pub files: Option<Vec<WrittenFile>>,
    /// Events they put; an empty list wants none.
    pub puts: Option<Vec<PutExpected<'t>>>,
}

/// Requests that should be sent.
#[derive(Debug)]
pub struct Requests<'t> {
    /// Where they are listed.
    pub at: Item<'t>,
    /// The requests, in order.
    pub list: Vec<SentRequest<'t>>,
}

/// A request that should be sent.
#[derive(Debug)]
pub struct SentRequest<'t> {
    /// The target that sends it, if that matters.
    pub target: Option<TargetId>,
    /// The method, if that matters.
    pub method: Option<String>,
    /// The whole address, if that matters.
    pub url: Option<String>,
    /// Headers that matter.
    pub headers: Vec<(String, String)>,
    /// The body, if that matters.
    pub body: Option<Item<'t>>,
}

/// A file that should be written, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// Its path, with the folder as the grant spells it.
    pub path: String,
    /// What it holds.
    pub content: Content,
}

/// What a file should hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// This text.
    Is(String),
    /// These parts.
    Contains(Vec<String>),
    /// There should be no such file.
    Absent,
}

/// An event that should be put.
#[derive(Debug)]
pub struct PutExpected<'t> {
    /// The target that puts it, if that matters.
    pub target: Option<TargetId>,
    /// The bus, if that matters.
    pub bus: Option<String>,
    /// `source`, if that matters.
    pub source: Option<String>,
    /// `detail-type`, if that matters.
    pub detail_type: Option<String>,
    /// `detail`, if that matters.
    pub detail: Option<Item<'t>>,
}

impl Effects<'_> {
    /// Is anything expected of plugins?
    #[must_use]
    pub fn any(&self) -> bool {
        self.http.is_some() || self.files.is_some() || self.puts.is_some()
    }
}

/// Reads what the keys of `expect` say of it.
pub(super) fn read<'t>(diags: &mut Diags, names: &Names<'_>, fields: &Fields<'t>) -> Effects<'t> {
    let http = list(diags, fields, "http", "a list of requests");
    let http = http.map(|at| {
        let list = at.items().filter_map(|item| request(diags, names, item)).collect();
        Requests { at, list }
    });
    let puts = list(diags, fields, "puts", "a list of events");
    let puts = puts.map(|at| at.items().filter_map(|item| put(diags, names, item)).collect());
    let files = fields.get("files").map(|item| {
        if item.kind() != Kind::Map {
            wrong(diags, "files", item, "a map from paths to texts");
        }
        item.entries().filter_map(|(path, item)| file(diags, path, item)).collect()
    });
    Effects { http, files, puts }
}

fn list<'t>(diags: &mut Diags, fields: &Fields<'t>, key: &str, takes: &str) -> Option<Item<'t>> {
    let item = fields.get(key)?;
    if item.kind() != Kind::List {
        wrong(diags, key, item, takes);
    }
    Some(item)
}

fn request<'t>(diags: &mut Diags, names: &Names<'_>, item: Item<'t>) -> Option<SentRequest<'t>> {
    let what = "an expected request";
    let fields = Fields::read(diags, what, item.span().head(), item, REQUEST)?;
    let body = fields.get("body");
    if let Some(body) = body {
        json_text(diags, body)?;
    }
    Some(SentRequest {
        target: fields.get("target").and_then(|i| target(diags, names, i)),
        method: fields.get("method").and_then(|i| text(diags, "method", i)),
        url: fields.get("url").and_then(|i| text(diags, "url", i)),
        headers: fields.get("headers").map(|i| strings(diags, "headers", i)).unwrap_or_default(),
        body,
    })
}

fn put<'t>(diags: &mut Diags, names: &Names<'_>, item: Item<'t>) -> Option<PutExpected<'t>> {
    let fields = Fields::read(diags, "an expected event", item.span().head(), item, PUT)?;
    let detail = fields.get("detail");
    if let Some(detail) = detail {
        json_text(diags, detail)?;
    }
    let bus = fields.get("bus").and_then(|item| Some((item, text(diags, "bus", item)?)));
    if let Some((item, name)) = bus.as_ref().filter(|(_, b)| !names.buses.contains(&b.as_str())) {
        diags.push(unknown("bus", name, item.span(), names.buses.iter().copied()));
    }
    Some(PutExpected {
        target: fields.get("target").and_then(|i| target(diags, names, i)),
        bus: bus.map(|(_, name)| name),
        source: fields.get("source").and_then(|i| text(diags, "source", i)),
        detail_type: fields.get("detail-type").and_then(|i| text(diags, "detail-type", i)),
        detail,
    })
}

fn file(diags: &mut Diags, path: Item<'_>, item: Item<'_>) -> Option<WrittenFile> {
    let path = path.str().into_owned();
    let content = match item.kind() {
        Kind::Null => Content::Absent,
        Kind::Map => {
            let what = "an expected file";
            let fields = Fields::read(diags, what, item.span().head(), item, FILE)?;
            let parts = fields.get("contains")?;
            let texts = if parts.kind() == Kind::List {
                parts.items().filter_map(|part| text(diags, "contains", part)).collect()
            } else {
                vec![text(diags, "contains", parts)?]
            };
            Content::Contains(texts)
        }
        _ => Content::Is(text(diags, &path, item)?),
    };
    Some(WrittenFile { path, content })
}

/// The target that an item names.
pub(super) fn target(diags: &mut Diags, names: &Names<'_>, item: Item<'_>) -> Option<TargetId> {
    let name = text(diags, "target", item)?;
    let found = names.targets.get(name.as_str()).copied();
    if found.is_none() {
        diags.push(unknown("target", &name, item.span(), names.targets.keys().copied()));
    }
    found
}
