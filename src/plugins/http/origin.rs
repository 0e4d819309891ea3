//! Origins that a grant names: scheme, host and port exactly, and the path from its beginning.

use ureq::http::Uri;

/// A granted origin, perhaps narrowed by a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
    path: String,
}

/// What a plugin wants to call, as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plugins) struct Address {
    scheme: String,
    host: String,
    port: u16,
    path: String,
}

impl Origin {
    /// Reads `https://host:port/path`.
    ///
    /// # Errors
    /// Why it is no origin.
    pub fn read(text: &str) -> Result<Self, String> {
        let Address { scheme, host, port, path } = Address::parse(text)?;
        Ok(Self { scheme, host, port, path })
    }

    /// Is an address in it? A path covers itself and what is below it: `/hooks` covers `/hooks`
    /// and `/hooks/a`, not `/hooks-b`.
    pub(in crate::plugins) fn covers(&self, address: &Address) -> bool {
        let below = |rest: &str| {
            self.path.ends_with('/') || rest.is_empty() || rest.starts_with(['/', '?'])
        };
        self.scheme == address.scheme
            && self.host == address.host
            && self.port == address.port
            && address.path.strip_prefix(self.path.as_str()).is_some_and(below)
    }
}

impl Address {
    /// Scheme, host and port: what may be said of it, since the rest can be a secret.
    pub(in crate::plugins) fn origin(&self) -> String {
        format!("{}://{}:{}", self.scheme, self.host, self.port)
    }

    /// Reads an address with the parser that the client uses to send it, so that what is checked
    /// and what is sent cannot differ. Ways to hide a host or a path are refused.
    pub(in crate::plugins) fn parse(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|e| format!("not an address: {e}"))?;
        let scheme = uri.scheme_str().unwrap_or_default().to_ascii_lowercase();
        let port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err("not an http or https address".to_owned()),
        };
        let Some(authority) = uri.authority() else {
            return Err("an address without a host".to_owned());
        };
        if authority.as_str().contains('@') {
            return Err("an address with a user in it: put credentials into a header".to_owned());
        }
        let host = authority.host().trim_end_matches('.').to_ascii_lowercase();
        if host.is_empty() {
            return Err("an address without a host".to_owned());
        }
        let path = uri.path();
        // Servers decode more than once, and cut parameters off: `..;x` and `%252e%252e` are dots.
        let mut plain = percent_decoded(path);
        while plain.contains('%') {
            let again = percent_decoded(&plain);
            if again == plain {
                break;
            }
            plain = again;
        }
        let dots = |part: &str| {
            let part = part.split(';').next().unwrap_or_default();
            part == ".." || part == "."
        };
        if plain.split(['/', '\\']).any(dots) {
            return Err(format!("the path of `{scheme}://{host}` has `.` or `..` in it"));
        }
        let port = match authority.as_str().rsplit_once(':') {
            Some((_, digits)) if !digits.ends_with(']') => {
                digits.parse().map_err(|_| format!("`{digits}` is no port"))?
            }
            _ => port,
        };
        Ok(Self { scheme, host, port, path: path.to_owned() })
    }
}

/// `%2e` and the like as what servers will read, so that dots cannot hide in them.
fn percent_decoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let code = after.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(u8::is_ascii) {
            Some(byte) => {
                text.push(char::from(byte));
                rest = after.get(3..).unwrap_or_default();
            }
            None => {
                text.push('%');
                rest = after.get(1..).unwrap_or_default();
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::{Address, Origin};

    #[test]
    fn scheme_host_port_and_path() {
        let origin = Origin::read("https://Hooks.example.com/team").expect("an origin");
        let covered = |url: &str| Address::parse(url).is_ok_and(|a| origin.covers(&a));
        for url in [
            "https://hooks.example.com/team",
            "https://hooks.example.com:443/team/a",
            "https://HOOKS.EXAMPLE.COM/team?x=1",
            "https://hooks.example.com./team",
        ] {
            assert!(covered(url), "{url}");
        }
        for url in [
            "http://hooks.example.com/team",
            "https://hooks.example.com/teams",
            "https://hooks.example.com/",
            "https://hooks.example.com:8443/team",
            "https://hooks.example.com.evil.org/team",
            "https://hooks.example.com@evil.org/team",
            "https://evil.org/https://hooks.example.com/team",
            "https://hooks.example.com/team/../admin",
            "https://hooks.example.com/team/%2e%2E/admin",
            "https://hooks.example.com/team/..%2fadmin",
            "https://hooks.example.com/team/%252e%252e/admin",
            "https://hooks.example.com/team/..;x/admin",
            "https://hooks.example.com:99999/team",
            "https://hooks.example.com:/team",
            "https://hooks.example.com\\team",
            "file:///etc/passwd",
            "//hooks.example.com/team",
            "",
        ] {
            assert!(!covered(url), "{url}");
        }
    }

    #[test]
    fn a_bare_origin_covers_all_of_it() {
        for spelled in ["http://127.0.0.1:8080", "http://127.0.0.1:8080/"] {
            let origin = Origin::read(spelled).expect("an origin");
            let address = Address::parse("http://127.0.0.1:8080/a/b?c").expect("an address");
            assert!(origin.covers(&address), "{spelled}");
        }
        let six = Origin::read("http://[::1]:80").expect("an origin");
        assert!(six.covers(&Address::parse("http://[::1]/").expect("an address")));
    }
}
