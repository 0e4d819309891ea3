//! Paths in outputs: relative to the working folder where they lie below it, and as URIs.

use std::borrow::Cow;

/// The folder that paths are relative to.
#[derive(Debug, Default)]
pub(super) struct Base {
    folder: Option<String>,
}

impl Base {
    /// The working folder. Code scanning and annotations place findings by paths from the
    /// repository's root, which is where CI runs.
    pub(super) fn here() -> Self {
        let folder =
            std::env::current_dir().ok().and_then(|d| d.into_os_string().into_string().ok());
        Self { folder }
    }

    /// `path` without the working folder and without `./` in front, with slashes.
    pub(super) fn relative<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let mut rest = self
            .folder
            .as_deref()
            .and_then(|folder| path.strip_prefix(folder))
            .and_then(|rest| rest.strip_prefix(['/', std::path::MAIN_SEPARATOR]))
            .unwrap_or(path);
        while let Some(after) = rest.strip_prefix("./") {
            rest = after.trim_start_matches('/');
        }
        if cfg!(windows) { Cow::Owned(rest.replace('\\', "/")) } else { Cow::Borrowed(rest) }
    }

    /// `path` as a URI reference: relative if it can be, percent-encoded.
    pub(super) fn uri(&self, path: &str) -> String {
        let path = self.relative(path);
        if let Some((scheme, rest)) = path.split_once("://")
            && !scheme.is_empty()
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        {
            return format!("{scheme}://{}", encode(rest));
        }
        match path.strip_prefix('/') {
            Some(rest) => format!("file:///{}", encode(rest)),
            None => encode(&path),
        }
    }
}

/// Percent-encodes all but slashes and what RFC 3986 calls unreserved.
fn encode(path: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        if b.is_ascii_alphanumeric() || b"-._~/".contains(&b) {
            out.push(char::from(b));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_relative_uris() {
        let base = Base { folder: Some("/home/me/repo".into()) };
        assert_eq!(base.uri("./logs/a b#1.json"), "logs/a%20b%231.json");
        assert_eq!(base.uri("/home/me/repo/é.json"), "%C3%A9.json");
        assert_eq!(base.uri("/home/me/repository/x"), "file:///home/me/repository/x");
        assert_eq!(base.uri("a:b.json"), "a%3Ab.json");
        assert_eq!(base.uri("s3://bucket/k 1"), "s3://bucket/k%201");
        assert_eq!(base.relative(".//x/./y"), "x/./y");
    }
}
