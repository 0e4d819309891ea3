//! `file`: writes items as lines of a file, or as one file an item, into a granted folder.

mod place;

use place::Place;
use serde::Deserialize;
use tripline_plugin::date_pattern::Dated;
use tripline_plugin::path::Path;
use tripline_plugin::{Context, Error, Item, Response, each, files, gzip::gzip, json};

/// How items become files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    /// Lines at the end of a file.
    #[default]
    Append,
    /// A file an item.
    Put,
}

/// How files are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Compress {
    /// Not at all.
    #[default]
    None,
    /// As gzip; what is appended is a member of its own.
    Gzip,
}

/// The target's `config`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    folder: String,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    prefix: Dated,
    name: Option<Dated>,
    #[serde(default)]
    compress: Compress,
    time: Option<Path>,
}

/// The target's `config`, checked.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Config")]
pub struct Settings {
    place: Place,
    mode: Mode,
    compress: Compress,
}

impl TryFrom<Config> for Settings {
    type Error = String;

    fn try_from(config: Config) -> Result<Self, String> {
        let Config { folder, mode, prefix, name, compress, time } = config;
        if mode == Mode::Put && name.is_some() {
            return Err("`name` is for `mode: append`: a file an item is named by the item".into());
        }
        let place = Place::new(&folder, prefix, name, time)?;
        Ok(Self { place, mode, compress })
    }
}

impl Settings {
    fn extension(&self) -> &'static str {
        match (self.mode, self.compress) {
            (Mode::Append, Compress::None) => ".ndjson",
            (Mode::Append, Compress::Gzip) => ".ndjson.gz",
            (Mode::Put, Compress::None) => ".json",
            (Mode::Put, Compress::Gzip) => ".json.gz",
        }
    }

    fn pack(&self, text: String) -> Vec<u8> {
        match self.compress {
            Compress::None => text.into_bytes(),
            Compress::Gzip => gzip(text.as_bytes()),
        }
    }
}

/// Writes the items.
pub fn handle(settings: &Settings, batch: &[Item], cx: &Context) -> Result<Response, Error> {
    match settings.mode {
        Mode::Append => Ok(append(settings, batch, cx)),
        Mode::Put => Ok(each(batch, cx, |item| {
            let path = settings.place.of_item(item, cx) + settings.extension();
            files::put(&path, &settings.pack(line(item)))
        })),
    }
}

/// Items of one file are written at once, so that they are there together or not at all.
fn append(settings: &Settings, batch: &[Item], cx: &Context) -> Response {
    let mut parts: Vec<(String, String, Vec<&str>)> = Vec::new();
    for item in batch {
        let path = settings.place.of_lines(item, cx) + settings.extension();
        match parts.iter_mut().find(|(known, ..)| *known == path) {
            Some((_, text, ids)) => {
                text.push_str(&line(item));
                ids.push(&item.id);
            }
            None => parts.push((path, line(item), vec![&item.id])),
        }
    }
    let mut response = Response::default();
    for (path, text, ids) in parts {
        if let Err(error) = files::append(&path, &settings.pack(text)) {
            for id in ids {
                response.fail(id, error.clone());
            }
        }
    }
    response
}

/// An event as it is; what has attributes, such as a dead letter, together with them.
fn line(item: &Item) -> String {
    let body = json::line(&item.body);
    if item.attributes.is_empty() {
        return body + "\n";
    }
    let mut line = format!("{{\"body\":{body},\"attributes\":{{");
    for (n, (name, value)) in item.attributes.iter().enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&json::quote(name));
        line.push(':');
        line.push_str(&json::quote(value));
    }
    line + "}}\n"
}

tripline_plugin::target!(Settings, handle);

#[cfg(test)]
mod tests;
