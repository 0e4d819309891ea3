//! scratch
use tripline::base::{diag::Diags, ids::SourceId};
use tripline::operators::{Compat, Context, NoValues, pattern};
fn main() {
    let dir = std::path::Path::new("../shared/vectors");
    for f in ["event_patterns.jsonl", "event_patterns_text.jsonl", "event_patterns_probe.jsonl"] {
        let mut bad = 0;
        let mut n = 0;
        for line in std::fs::read_to_string(dir.join(f)).unwrap().lines() {
            n += 1;
            let v: serde_json::Value = serde_json::from_str(line).unwrap();
            let tree = tripline::read::json::read(SourceId(0), line.as_bytes().into(), 1000);
            let tree = match tree {
                Ok(t) => t,
                Err(e) => {
                    println!("line {e}");
                    continue;
                }
            };
            let get = |k: &str| -> Vec<u8> {
                tree.root()
                    .get(&format!("{k}-text"))
                    .map(|i| i.text().into_owned())
                    .or_else(|| tree.root().get(k).map(|i| i.raw().to_vec()))
                    .unwrap()
            };
            let (p, e) = (get("pattern"), get("event"));
            let got = (|| {
                let t = match tripline::read::json::read(SourceId(0), p.into(), 1000) {
                    Ok(t) => t,
                    Err(_) => return "pattern-error".to_string(),
                };
                let mut d = Diags::default();
                let mut c = Context {
                    compat: Compat::Tripline,
                    references: false,
                    values: &NoValues,
                    diags: &mut d,
                };
                let pat = pattern::parse(&mut c, t.root());
                if d.has_errors() {
                    return "pattern-error".into();
                }
                let ev = match tripline::read::json::read(SourceId(0), e.into(), 1000) {
                    Ok(t) => t,
                    Err(_) => return "event-error".to_string(),
                };
                tripline::engine::reference::matches(&pat, &ev).to_string()
            })();
            let want = match v.get("expect") {
                Some(serde_json::Value::String(s)) => s.clone(),
                Some(b) => b.to_string(),
                None => {
                    let a = v["aws"].as_str().unwrap();
                    if a == "MATCH" {
                        "true".into()
                    } else if a == "no" {
                        "false".into()
                    } else if a.starts_with("RULE") {
                        "pattern-error".into()
                    } else {
                        "event-error".into()
                    }
                }
            };
            if got != want {
                bad += 1;
                println!(
                    "{f} {} want {want} got {got}: {} | {}",
                    v["id"],
                    v.get("pattern-text").or(v.get("pattern")).unwrap(),
                    &v.get("event-text")
                        .or(v.get("event"))
                        .unwrap()
                        .to_string()
                        .chars()
                        .take(200)
                        .collect::<String>()
                );
            }
        }
        println!("{f}: {bad} of {n}");
    }
}
