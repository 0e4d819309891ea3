//! `listen` and `hosts`, and who may listen where.

use super::doc::Reader;
use super::values::Settings;
use crate::base::codes::Code;
use crate::base::diag::Diag;
use crate::read::tree::{Item, Kind};
use std::net::{Ipv4Addr, SocketAddr};

/// Reads an address with its port.
pub(super) fn read(reader: &mut Reader<'_>, item: Item<'_>) -> Option<SocketAddr> {
    let takes = "an address and a port such as \"127.0.0.1:7070\"";
    if item.kind() != Kind::Text {
        reader.wrong("listen", item, takes);
        return None;
    }
    let text = item.str();
    let address = address(&text);
    if address.is_none() {
        reader.out_of_set(item, format!("`{text}` is not {takes}"));
    }
    address
}

/// The address that a text such as `127.0.0.1:7070`, `[::1]:7070` or `localhost:7070` spells. Names
/// are not looked up.
fn address(text: &str) -> Option<SocketAddr> {
    let port = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    let local = port.map(|port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    local.or_else(|| text.parse().ok())
}

/// Reads names of hosts.
pub(super) fn hosts(reader: &mut Reader<'_>, item: Item<'_>) -> Vec<String> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let all: Vec<String> =
        reader.texts("hosts", item).into_iter().map(|name| name.to_ascii_lowercase()).collect();
    if let Some(bad) = all.iter().find(|name| !name.chars().all(good)) {
        reader.out_of_set(item, format!("`{bad}` is not the name of a host, without a port"));
    }
    all
}

impl Settings {
    /// May the server listen where the settings say? An address that others can reach needs callers
    /// that can be told apart.
    ///
    /// # Errors
    /// TL903, with what to add.
    pub fn check_listen(&self) -> Result<(), Box<Diag>> {
        if self.listen.ip().is_loopback() || !self.keys.is_empty() || !self.tokens.is_empty() {
            return Ok(());
        }
        let words =
            format!("others can reach `{}`, and nobody would be asked who calls", self.listen);
        Err(Box::new(
            Diag::unplaced(Code::TL903, words)
                .help("add `tokens: { ci: { token: { env: TRIPLINE_TOKEN }, permissions: [admin] } }`, or `keys`")
                .help(format!("or listen on \"127.0.0.1:{}\"", self.listen.port())),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, shown) in [
            ("127.0.0.1:7070", "127.0.0.1:7070"),
            ("localhost:0", "127.0.0.1:0"),
            ("[::1]:7070", "[::1]:7070"),
            ("0.0.0.0:80", "0.0.0.0:80"),
        ] {
            assert_eq!(address(text).map(|a| a.to_string()).as_deref(), Some(shown));
        }
        for text in ["", "7070", ":7070", "127.0.0.1", "example.com:80", "localhost:99999"] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
