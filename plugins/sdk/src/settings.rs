//! A target's `config` as a type. Faults name the key they are at.

use crate::Error;
use crate::host;
use serde::de::DeserializeOwned;

/// Reads the target's `config`.
pub fn current<T: DeserializeOwned>() -> Result<T, Error> {
    read(&host::config())
}

/// Reads settings from JSON text.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        // A fault without a place is one of the whole, and so is a member that is not there.
        match (error.line(), place(text, error.line(), error.column())) {
            (1.., (key, inside))
                if inside || !key.is_empty() && !message.starts_with("missing") =>
            {
                Error::config(&key, message)
            }
            _ => Error::permanent(format!("config: {message}")),
        }
    })
}

/// Where in a JSON text its readers are after so many lines and bytes: `deep[1].n`. Found again by
/// counting brackets, since readers that know their place make plugins a fifth larger. Behind the
/// end it is the last member, for a reader that finds fault with it looks for the end first; the
/// flag then is false.
fn place(text: &str, line: usize, column: usize) -> (String, bool) {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut open: Vec<Level> = Vec::new();
    let mut string: Option<String> = None;
    let (mut last, mut escaped, mut ended) = (String::new(), false, false);
    for byte in text.bytes().take(before + column) {
        if let Some(inside) = &mut string {
            match byte {
                b'"' if !escaped => last = string.take().unwrap_or_default(),
                _ => inside.push(char::from(byte)),
            }
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        let inner = open.len() > 1;
        match (byte, open.last_mut()) {
            (b'"', _) => string = Some(String::new()),
            (b'{', _) => open.push(Level::Map(None)),
            (b'[', _) => open.push(Level::List(0)),
            (b'}' | b']', _) if inner => drop(open.pop()),
            (b'}' | b']', _) => ended = true,
            (b':', Some(Level::Map(key))) => *key = Some(std::mem::take(&mut last)),
            (b',', Some(Level::Map(key))) => *key = None,
            (b',', Some(Level::List(n))) => *n += 1,
            _ => {}
        }
    }
    let mut place = String::new();
    for level in open {
        match level {
            Level::Map(Some(key)) if place.is_empty() => place = key,
            Level::Map(Some(key)) => place = format!("{place}.{key}"),
            Level::Map(None) => {}
            Level::List(n) => place = format!("{place}[{n}]"),
        }
    }
    let inside = !ended && !place.is_empty();
    (place, inside)
}

/// A bracket that is open.
enum Level {
    /// An object, with the name of the member that is being read.
    Map(Option<String>),
    /// An array, with the number of the element that is being read.
    List(usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        url: String,
        #[serde(default)]
        deep: Vec<Deep>,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Deep {
        n: u8,
    }

    #[test]
    fn faults_name_their_key() {
        let fault = |text| read::<Settings>(text).unwrap_err().message().to_string();
        assert_eq!(fault("{}"), "config: missing field `url`");
        assert!(fault(r#"{"url":3}"#).starts_with("config.url: invalid type: "));
        assert!(
            fault(r#"{"url":"x","deep":[{"n":1},{"n":256}]}"#).starts_with("config.deep[1].n: ")
        );
        let unknown = fault(r#"{"url":"x","oops":1}"#);
        assert!(unknown.starts_with("config: unknown field `oops`"), "{unknown}");
        assert!(fault(r#"{"url":3}"#).starts_with("config.url: "));
        assert_eq!(
            fault("{\n\"url\":\"\\\"}x\",\n\"deep\":[{}]}"),
            "config.deep[0]: missing field `n`"
        );
        let settings = read::<Settings>(r#"{"url":"x","deep":[{"n":1}]}"#).unwrap();
        assert_eq!((settings.url.as_str(), settings.deep[0].n), ("x", 1));
    }
}
