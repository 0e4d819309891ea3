//! `secrets`: values of the names that are granted.

use super::bindings::tripline::target::secrets::{Host, SecretError};
use crate::plugins::session::Session;
use wasmtime::Result;

impl Host for Session {
    fn get(&mut self, name: String) -> Result<Result<String, SecretError>> {
        if self.facts.rights.secrets.is_empty() {
            return Err(Session::ungranted("secrets.get", "secrets: [NAME]"));
        }
        if !self.facts.rights.secrets.contains(&name) {
            let words = format!("the target has no grant for the secret `{name}`");
            return Ok(Err(SecretError::Denied(words)));
        }
        Ok(match self.facts.ports.secrets.get(&name) {
            Ok(Some(value)) => {
                if !self.secrets.iter().any(|known| **known == *value) {
                    self.secrets.push(value.as_str().into());
                }
                Ok(value)
            }
            Ok(None) => Err(SecretError::Missing(format!("the secret `{name}` has no value"))),
            Err(why) => Err(SecretError::Missing(format!("the secret `{name}`: {why}"))),
        })
    }
}
