//! The recorded requests again, sent to a running daemon.

use super::{Recorded, recorded, texts};
use crate::program::Folder;
use crate::serve::client::{Client, Reply};
use crate::serve::daemon::Daemon;
use tripline::api;
use tripline::wire::{Limits, open};

/// Sends it as it came, but for what belongs to the connection.
fn send(client: &mut Client, sent: &Recorded) -> Reply {
    let own = ["content-length", "connection", "transfer-encoding", "expect"];
    let headers = sent.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let headers = headers.filter(|(name, _)| !own.contains(&name.to_ascii_lowercase().as_str()));
    let named = |(name, value)| (if name == ":authority" { "host" } else { name }, value);
    let headers: Vec<_> = headers.map(named).collect();
    client.ask(&sent.method, &sent.target, &headers, sent.body.as_bytes()).unwrap()
}

/// Does the reply say that there is no such operation?
fn is_unknown(reply: &Reply) -> bool {
    let words = ["UnknownOperationException", "<Code>InvalidAction</Code>"];
    let header = reply.header("x-amzn-errortype") == Some("UnknownOperationException");
    reply.status >= 400 && (header || words.iter().any(|word| reply.text().contains(word)))
}

#[test]
fn requests_of_real_clients_are_answered() {
    let Some(texts) = texts() else { return };
    let folder = Folder::new();
    folder.file("rules/a.yaml", "rules: {r: {pattern: {source: [my.app]}}}\n");
    let daemon = Daemon::start(&folder, &[]);
    let limits = Limits::default();
    let (mut answered, mut unknown) = (0, 0);
    for sent in texts.iter().flat_map(|text| recorded(text)) {
        let offered = match open(&sent.request(), &limits) {
            // Some recordings show the beginning of a long body only.
            Ok(call) if call.input(&limits).is_err() => continue,
            Ok(call) => api::find(call.service.name, call.operation).map(|found| found.name),
            Err(_) => None,
        };
        let mut client = daemon.client();
        let reply = send(&mut client, &sent);
        let (title, text) = (&sent.title, reply.text());
        assert!(reply.status < 500, "{title}: {text}");
        assert!(reply.header("x-amzn-requestid").is_some(), "{title}: {text}");
        match offered {
            None => {
                unknown += 1;
                assert!(is_unknown(&reply) || text.contains("chunks"), "{title}: {text}");
            }
            Some("PutEvents") => {
                answered += 1;
                let answer = reply.is(200).json();
                let entries = answer["Entries"].as_array().unwrap();
                let failed = entries.iter().filter(|entry| entry.get("ErrorCode").is_some());
                assert_eq!(answer["FailedEntryCount"], failed.count(), "{title}: {text}");
                assert!(entries.iter().all(|e| e.as_object().unwrap().len() <= 2), "{title}");
            }
            // The others may miss what they are about; they answer in their protocol all the same.
            Some(_) => {
                answered += 1;
                assert!(!is_unknown(&reply), "{title}: {text}");
                if reply.status >= 400 {
                    let header = reply.header("x-amzn-errortype").is_some();
                    assert!(header || text.contains("<Code>"), "{title}: {text}");
                }
            }
        }
    }
    println!("{answered} answered, {unknown} not offered");
    assert!(answered > 3 && unknown > 20, "{answered} answered, {unknown} not offered");
    daemon.end().code(0);
}
