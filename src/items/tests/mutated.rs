//! Whatever becomes of an item's text, it is an item or a fault, and normalising is stable.

use super::*;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

const SEED: &str = r#"{"configurationItemDiff":{"changedProperties":{"A":1}},"configurationItem":{"version":"1.3","accountId":"1","relationships":[{"resourceType":"AWS::EC2::VPC","relationshipName":"x","resourceId":"y"}],"configuration":"{\"tags\":[{\"key\":\"a\",\"value\":\"b\"}],\"ipPermissions\":[{\"ipRanges\":[\"0.0.0.0/0\"],\"ipv4Ranges\":[{\"cidrIp\":\"1.1.1.1/32\"}]}],\"state\":{\"value\":1}}","supplementaryConfiguration":{"Tags":"[{\"tagKey\":\"c\"}]","Odd":"\"x\""},"tags":[{"key":"k","value":"v","tag":"k=v"}],"configurationStateId":"12","resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-1","configurationItemCaptureTime":1707722956.288}}"#;

/// Values that make fields something else than they should be.
const VALUES: [&str; 12] = [
    "null",
    "[]",
    "{}",
    "\"\"",
    "\"{}\"",
    "\"[1]\"",
    "0",
    "-1e400",
    "true",
    "[[]]",
    "\"{\\\"a\\\"\"",
    "{\"value\":{}}",
];

#[test]
fn values_of_other_kinds() {
    let seed: Value = serde_json::from_str(SEED).expect("JSON");
    let mut paths = Vec::new();
    collect("", &seed, &mut paths);
    for path in &paths {
        for value in VALUES {
            let mut changed = seed.clone();
            let Ok(new) = serde_json::from_str(value) else { continue };
            *changed.pointer_mut(path).expect("there") = new;
            check(&changed.to_string());
        }
    }
}

fn collect(at: &str, value: &Value, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(k, v)| collect(&format!("{at}/{k}"), v, out)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(n, v)| collect(&format!("{at}/{n}"), v, out));
        }
        _ => {}
    }
}

#[test]
fn bytes_that_are_not_what_they_were() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let alphabet = br#"{}[]",:\/ 01ex=tagsversionkeyvalue"#;
    for _ in 0..20_000 {
        let mut text = SEED.as_bytes().to_vec();
        for _ in 0..=dice.roll(4) {
            let at = dice.roll(text.len());
            match dice.roll(3) {
                0 => text[at] = alphabet[dice.roll(alphabet.len())],
                1 => text.insert(at, alphabet[dice.roll(alphabet.len())]),
                _ => {
                    text.remove(at);
                }
            }
        }
        check(&String::from_utf8_lossy(&text));
    }
}

fn check(text: &str) {
    match content(text) {
        Ok(Content::Item(item)) => {
            let once = text_of(&item.tree);
            serde_json::from_str::<serde::de::IgnoredAny>(&once).expect("JSON");
            relationships(item.tree.root()).for_each(drop);
            // `supplementaryConfiguration` of items without a configuration is decoded by names
            // that the one form no longer has; all else is as it should be the first time.
            let again = normalise(item.tree.root(), 1000).expect("still an item");
            assert_eq!(again.head, item.head, "{text}");
            assert_eq!(text_of(&again.tree), once, "{text}");
        }
        Ok(Content::Other(_)) => {}
        Err(fault) => assert!(fault.at <= text.len(), "{text}: {fault:?}"),
    }
}
