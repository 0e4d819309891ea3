//! Items read in parts answer as whole ones do: made-up and real items, in every spelling, with
//! questions made from what is in them, and with broken bytes.

#[path = "../../benches/items/generate.rs"]
mod made;

use crate::real_data::data;
use made::Dice;
use serde_json::{Value, json};
use std::sync::Arc;
use tripline::compliance::path::{Strict, Work};
use tripline::compliance::{Node, Query, Scope};
use tripline::items::{Choice, Content, Found, Normalised, Reader, Wanted, read};
use tripline::read::write;

const DEPTH: usize = 1000;

/// How many items are made up.
fn rounds() -> u64 {
    std::env::var("TRIPLINE_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(70)
}

/// An item in every spelling that holds it.
fn spellings(item: &Value) -> Vec<String> {
    let mut api = json!({});
    let mut query = item.clone();
    for (key, value) in item.as_object().unwrap() {
        let (key, value) = match key.as_str() {
            "configurationItemVersion" => ("version", value.clone()),
            "awsAccountId" => ("accountId", value.clone()),
            "ARN" => ("arn", value.clone()),
            "configurationStateId" | "configuration" => (key.as_str(), value.to_string().into()),
            "supplementaryConfiguration" if value.is_object() => {
                let map = value.as_object().unwrap().iter();
                (key.as_str(), map.map(|(k, v)| (k.clone(), Value::from(v.to_string()))).collect())
            }
            other => (other, value.clone()),
        };
        api[key] = value;
    }
    let map = query.as_object_mut().unwrap();
    if let Some(Value::Object(tags)) = map.remove("tags") {
        let list =
            tags.iter().map(|(k, v)| json!({"key": k, "value": v, "tag": format!("{k}={v}")}));
        map.insert("tags".into(), list.collect());
    }
    for (own, other) in [("awsAccountId", "accountId"), ("ARN", "arn")] {
        if let Some(value) = map.remove(own) {
            map.insert(other.into(), value);
        }
    }
    let message = json!({"configurationItemDiff": {"changeType": "UPDATE", "changedProperties":
        {"Configuration.State": {}}}, "configurationItem": item, "messageType":
        "ConfigurationItemChangeNotification", "recordVersion": "1.3"});
    let event = json!({"detail-type": "Config Configuration Item Change", "detail": message});
    let spaced = serde_json::to_string_pretty(item).unwrap();
    let all = [item.to_string(), api.to_string(), query.to_string(), message.to_string()];
    let last = json!({"Type": "Notification", "Message": message.to_string()}).to_string();
    all.into_iter().chain([event.to_string(), last, spaced]).collect()
}

/// A path to something that is there, or nearly.
fn question(dice: &mut Dice, item: &Value) -> String {
    let (mut path, mut at) = (String::from("$"), item);
    for depth in 0..1 + dice.roll(6) {
        match at {
            Value::Object(map) if !map.is_empty() => {
                let mut choice = dice.roll(map.len() as u64) as usize;
                if depth == 0 && dice.roll(3) > 0 {
                    let names =
                        ["configuration", "configuration", "supplementaryConfiguration", "tags"];
                    let name = names[dice.roll(4) as usize];
                    choice = map.keys().position(|k| k == name).unwrap_or(choice);
                }
                let (key, value) = map.iter().nth(choice).unwrap();
                path += &match dice.roll(30) {
                    0 => "[*]".to_owned(),
                    1 => format!("..['{}']", key.replace('\'', "\\'")),
                    2 => format!("['{}','absent']", key.replace('\'', "\\'")),
                    _ => format!("['{}']", key.replace('\'', "\\'")),
                };
                at = value;
            }
            Value::Array(list) if !list.is_empty() => {
                let choice = dice.roll(list.len() as u64) as usize;
                path += &match dice.roll(6) {
                    0 => format!("[{choice}]"),
                    1 => "[-1]".to_owned(),
                    2 => "[0:2]".to_owned(),
                    3 => "[?@.name || @.key]".to_owned(),
                    _ => "[*]".to_owned(),
                };
                at = &list[choice];
            }
            _ => {
                if dice.roll(4) == 0 {
                    path += [".absent", "[0]", "[*]"][dice.roll(3) as usize];
                }
                break;
            }
        }
    }
    if dice.roll(12) == 0 {
        path += ".absent.too";
    }
    path
}

/// All that a query says of an item.
fn answers(query: &Query, item: &Normalised) -> String {
    let scope = Scope::of(Node::root(&item.tree));
    let mut said = String::new();
    for strict in [Strict::No, Strict::Lists, Strict::Elements] {
        let flow = query.each(scope, strict, &Work::new(1 << 40), &mut |node| {
            let mut text = Vec::new();
            write::json(node.item, &mut text);
            let text = String::from_utf8(text).unwrap();
            said += &format!("{} {:?} {text}\n", node.path(), node.place());
            Ok(())
        });
        said += &format!("{flow:?}\n");
    }
    if query.is_singular() {
        let (last, path) = query.reach(scope);
        said += &format!("{} {path} {:?} {:?}", last.path(), last.place(), last.kind());
    }
    said
}

fn whole(record: &str) -> Normalised {
    match read(record.as_bytes().into(), DEPTH) {
        Ok(Content::Item(item)) => *item,
        other => panic!("{record}: {other:?}"),
    }
}

fn found(reader: &mut Reader, record: &str, choice: &Choice) -> Option<Normalised> {
    match reader.read(record.as_bytes(), DEPTH, &|_| choice.clone()) {
        Ok(Found::Item(item)) => Some(*item),
        Ok(Found::Passed(_)) => None,
        other => panic!("{record}: {other:?}"),
    }
}

/// Holds an item in parts, in every spelling, against the whole one.
fn hold(reader: &mut Reader, dice: &mut Dice, item: &Value) {
    let normal = {
        let mut text = Vec::new();
        write::json(whole(&item.to_string()).tree.root(), &mut text);
        serde_json::from_slice::<Value>(&text).unwrap()
    };
    for record in spellings(item) {
        let whole = whole(&record);
        let all = found(reader, &record, &Choice::All).expect("an item");
        same(&all, &whole, &record);
        let passed = found(reader, &record, &Choice::Pass).is_none();
        assert_eq!(passed, whole.change.is_none(), "messages are never passed");
        for _ in 0..3 {
            let texts: Vec<String> =
                (0..1 + dice.roll(3)).map(|_| question(dice, &normal)).collect();
            let queries: Vec<Query> =
                texts.iter().map(|t| Query::parse(t, None).expect(t)).collect();
            let mut wanted = Wanted::default();
            queries.iter().for_each(|query| query.wants(&mut wanted));
            let part = found(reader, &record, &Choice::Only(Arc::new(wanted))).expect("an item");
            assert_eq!(part.head, whole.head, "{record}");
            for query in &queries {
                let (ours, want) = (answers(query, &part), answers(query, &whole));
                assert_eq!(ours, want, "{query} of {texts:?} in {record}");
            }
        }
    }
}

fn same(ours: &Normalised, want: &Normalised, record: &str) {
    assert_eq!(ours.head, want.head, "{record}");
    assert_eq!((&ours.change, &ours.oversized), (&want.change, &want.oversized), "{record}");
    let nodes = |item: &Normalised| -> Vec<_> {
        let tree = &item.tree;
        let all = (0..tree.root().end_index()).map(|index| tree.at(index));
        all.map(|n| (n.kind(), n.span(), n.end_index(), n.text().into_owned())).collect()
    };
    assert_eq!(nodes(ours), nodes(want), "{record}");
}

#[test]
fn made_up_items_answer_alike() {
    let (mut dice, mut reader) = (Dice(11), Reader::default());
    for number in 0..rounds() {
        let mut item = made::item(&mut dice, number);
        match dice.roll(8) {
            0 => item["configuration"]["Tags"] = json!([{"key": "Late", "value": "x"}]),
            1 => item["configuration"]["state"] = json!({"value": "x", "code": 1}),
            2 => item["tags"] = json!([{"key": "a", "value": "b"}]),
            3 => item["supplementaryConfiguration"]["tags"] = json!("[{\"key\":\"s\"}]"),
            4 => item["configuration"]["ipPermissions"] = json!([{"ipRanges": ["1.2.3.4/32"]}]),
            5 => item["configurationItemCaptureTime"] = json!(1_772_000_000.5),
            6 => item["resourceCreationTime"] = json!("2026-02-30T00:00:00.000Z"),
            _ => {}
        }
        hold(&mut reader, &mut dice, &item);
    }
}

#[test]
fn real_items_answer_alike() {
    let Some(folder) = data("config-items") else { return };
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let (mut dice, mut reader) = (Dice(13), Reader::default());
    let mut held = 0;
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
        let text = std::fs::read(path).unwrap();
        let Ok(mut item) = serde_json::from_slice::<Value>(&text) else { continue };
        if let Some(inner) = item.get_mut("configurationItem") {
            item = inner.take();
        }
        if !matches!(read(item.to_string().as_bytes().into(), DEPTH), Ok(Content::Item(_))) {
            continue;
        }
        held += 1;
        hold(&mut reader, &mut dice, &item);
    }
    assert!(held > 60, "{held} items");
}

/// What is broken anywhere is broken whatever is wanted, at the same place and in the same words.
#[test]
fn broken_bytes_are_found_wherever_they_are() {
    let (mut dice, mut reader) = (Dice(17), Reader::default());
    let mut wanted = Wanted::default();
    Query::parse("$.configuration.encrypted", None).unwrap().wants(&mut wanted);
    let wanted = Arc::new(wanted);
    let noise = b"\"\\{}[],:01-.eEtfn \n\tx\x01\xC3u/";
    let mut broken = 0;
    for number in 0..rounds() {
        let item = made::item(&mut dice, number);
        for record in spellings(&item) {
            let mut text = record.into_bytes();
            for _ in 0..=dice.roll(2) {
                let at = dice.roll(text.len() as u64) as usize;
                let byte = noise[dice.roll(noise.len() as u64) as usize];
                match dice.roll(4) {
                    0 => text.insert(at, byte),
                    1 => text[at] = byte,
                    2 => drop(text.remove(at)),
                    _ => text.truncate(at + 1),
                }
            }
            let shown = String::from_utf8_lossy(&text).into_owned();
            let want = read(text.as_slice().into(), DEPTH);
            for choice in [Choice::Pass, Choice::Only(Arc::clone(&wanted)), Choice::All] {
                let ours = reader.read(&text, DEPTH, &|_| choice.clone());
                match (ours, &want) {
                    (Err(ours), Err(want)) => {
                        broken += 1;
                        assert_eq!(&ours, want, "{choice:?} {shown}");
                    }
                    (Ok(Found::Item(ours)), Ok(Content::Item(want))) => match choice {
                        Choice::All => same(&ours, want, &shown),
                        _ => assert_eq!(ours.head, want.head, "{shown}"),
                    },
                    (Ok(Found::Passed(account)), Ok(Content::Item(want))) => {
                        assert_eq!(want.change, None);
                        assert_eq!(account.as_deref(), want.head.account.as_deref(), "{shown}");
                    }
                    (Ok(Found::Other(ours)), Ok(Content::Other(want))) => assert_eq!(&ours, want),
                    (ours, want) => panic!("{choice:?} {shown}: {ours:?}, not {want:?}"),
                }
            }
        }
    }
    assert!(broken > rounds(), "{broken} of many");
}
