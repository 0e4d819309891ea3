//! The events of `tripline plugin invoke`: a file of JSON values, each the body of an item, as it
//! is written.

use super::super::args::InvokeArgs;
use crate::cli::exit::{Code, Failure};
use crate::model::Item;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// The batches to call with: one item each, or with `--batch` one of all items.
pub(super) fn read(args: &InvokeArgs) -> Result<Vec<Vec<Item>>, Failure> {
    let bodies = match &args.event {
        None => vec!["{}".to_owned()],
        Some(path) => {
            let name = path.display().to_string();
            let text = text(path).map_err(|e| Failure::input(&name, &e))?;
            bodies(&text, args.batch)
                .map_err(|why| Failure::Say(Code::BadInput, format!("`{name}` {why}")))?
        }
    };
    let mut ids = BTreeSet::new();
    let items = bodies.into_iter().enumerate().map(|(at, body)| Item {
        id: id(&body, at, &mut ids),
        body: body.into(),
        attributes: Vec::new(),
    });
    Ok(if args.batch { vec![items.collect()] } else { items.map(|item| vec![item]).collect() })
}

fn text(path: &Path) -> io::Result<String> {
    if path.as_os_str() != "-" {
        return std::fs::read_to_string(path);
    }
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text)?;
    Ok(text)
}

/// The values of a text; of an array, with `elements`, its elements.
fn bodies(text: &str, elements: bool) -> Result<Vec<String>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut bodies = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
        let value = value.map_err(|e| format!("is not JSON: {e}"))?.get();
        if elements && value.starts_with('[') {
            let list: Vec<&RawValue> =
                serde_json::from_str(value).map_err(|e| format!("is not JSON: {e}"))?;
            bodies.extend(list.into_iter().map(|element| element.get().to_owned()));
        } else {
            bodies.push(value.to_owned());
        }
    }
    if bodies.is_empty() { Err("holds no event".to_owned()) } else { Ok(bodies) }
}

/// The event's own id, where it has one that no item before it has.
fn id(body: &str, at: usize, ids: &mut BTreeSet<Arc<str>>) -> Arc<str> {
    #[derive(serde::Deserialize)]
    struct Event {
        id: String,
    }
    let own = serde_json::from_str::<Event>(body).ok().map(|event| event.id);
    let own = own.filter(|id| !id.is_empty() && !ids.contains(id.as_str()));
    let id: Arc<str> = own.unwrap_or_else(|| format!("item-{}", at + 1)).into();
    ids.insert(Arc::clone(&id));
    id
}

#[cfg(test)]
mod tests {
    use super::{bodies, id};
    use std::collections::BTreeSet;

    #[test]
    fn bodies_keep_their_text() {
        let got = |text: &str, elements| bodies(text, elements).expect("JSON");
        assert_eq!(got("{\"a\": 1.10}\n", false), ["{\"a\": 1.10}"]);
        assert_eq!(got("{}\n{}\n[1, 2]", false), ["{}", "{}", "[1, 2]"]);
        assert_eq!(got("[{\"a\": 1e400}, {}]", true), ["{\"a\": 1e400}", "{}"]);
        assert_eq!(got("{}\n{}", true), ["{}", "{}"]);
        for text in ["", " \n", "[]"] {
            assert_eq!(bodies(text, true), Err("holds no event".to_owned()), "{text:?}");
        }
        assert!(bodies("{", false).is_err_and(|why| why.starts_with("is not JSON: ")));
    }

    #[test]
    fn ids_are_unique() {
        let mut ids = BTreeSet::new();
        let mut next = |body, at| id(body, at, &mut ids).to_string();
        assert_eq!(next(r#"{"id": "a"}"#, 0), "a");
        assert_eq!(next(r#"{"id": "a"}"#, 1), "item-2");
        assert_eq!(next(r#"{"id": 5}"#, 2), "item-3");
        assert_eq!(next("null", 3), "item-4");
    }
}
