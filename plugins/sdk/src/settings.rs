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
    let mut reader = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        match path.as_str() {
            "." => Error::permanent(format!("config: {message}")),
            key => Error::config(key, message),
        }
    })
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
        assert!(fault(r#"{"url":"x","deep":[{"n":1},{"n":256}]}"#).starts_with("config.deep[1].n: "));
        assert!(fault(r#"{"url":"x","oops":1}"#).contains("unknown field `oops`"));
        let settings = read::<Settings>(r#"{"url":"x","deep":[{"n":1}]}"#).unwrap();
        assert_eq!((settings.url.as_str(), settings.deep[0].n), ("x", 1));
    }
}
