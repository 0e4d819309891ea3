//! Where an item goes: folder, prefix by the event's time, name.

use tripline_plugin::date::parse_rfc3339;
use tripline_plugin::date_pattern::Dated;
use tripline_plugin::path::Path;
use tripline_plugin::{Context, Item, json};

/// A folder and how names in it are made.
#[derive(Debug)]
pub struct Place {
    folder: String,
    prefix: Dated,
    name: Dated,
    /// Where an event has its time; `$.time` when nothing is said.
    time: Option<Path>,
}

impl Place {
    /// A place; refused when a name in it could lead out of the folder.
    pub fn new(
        folder: &str,
        prefix: Dated,
        name: Option<Dated>,
        time: Option<Path>,
    ) -> Result<Self, String> {
        let name = match name {
            Some(name) => name,
            None => Dated::parse("events")?,
        };
        if folder.trim_end_matches('/').is_empty() {
            return Err("`folder` is empty".into());
        }
        for (key, dated) in [("prefix", &prefix), ("name", &name)] {
            let sample = dated.at(0);
            if sample.starts_with('/') || sample.split('/').any(|part| part == "..") {
                return Err(format!("`{key}` leads out of the folder"));
            }
        }
        Ok(Self { folder: folder.trim_end_matches('/').to_string(), prefix, name, time })
    }

    /// The file that the item is a line of, without its extension.
    pub fn of_lines(&self, item: &Item, cx: &Context) -> String {
        let ms = self.moment(item, cx);
        format!("{}/{}{}", self.folder, self.prefix.at(ms), self.name.at(ms))
    }

    /// The file that is the item, without its extension.
    pub fn of_item(&self, item: &Item, cx: &Context) -> String {
        let mut path = format!("{}/{}", self.folder, self.prefix.at(self.moment(item, cx)));
        json::url_encode_into(&mut path, &item.id);
        path
    }

    /// The event's time; of what has none, the time that the invocation began.
    fn moment(&self, item: &Item, cx: &Context) -> i64 {
        let began = i64::try_from(cx.began_ms()).unwrap_or(0);
        if !self.prefix.needs_time() && !self.name.needs_time() {
            return began;
        }
        let body = item.value();
        let time = match &self.time {
            Some(path) => path.text_in(&body),
            None => body.get("time").and_then(|time| time.as_str()),
        };
        time.and_then(parse_rfc3339).unwrap_or(began)
    }
}
