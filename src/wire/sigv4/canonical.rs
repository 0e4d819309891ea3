//! The canonical request: what both sides spell alike before it is hashed.

use super::claim::Claim;
use super::hmac::sha256;
use crate::base::hex::hex;
use crate::wire::http::Request;
use crate::wire::percent;

/// How a service's path is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// Dots and double slashes resolved, then encoded once more: all services but S3.
    Twice,
    /// As it is on the wire: S3.
    Once,
}

/// The canonical request.
///
/// # Errors
/// A query whose percent-encoding is bad, or a signed header that is not there.
pub fn request(
    request: &Request<'_>,
    claim: &Claim,
    payload: &str,
    path: Path,
) -> Result<String, String> {
    let mut out = String::with_capacity(512);
    out.push_str(request.method);
    out.push('\n');
    match path {
        Path::Once => out.push_str(if request.path().is_empty() { "/" } else { request.path() }),
        Path::Twice => out.push_str(&percent::encode(normal(request.path()).as_bytes(), true)),
    }
    out.push('\n');
    out.push_str(&query(request.query())?);
    out.push('\n');
    for name in &claim.signed {
        let value = header(request, name)
            .ok_or_else(|| format!("the header `{name}` is signed and missing"))?;
        out.push_str(name);
        out.push(':');
        out.push_str(&value);
        out.push('\n');
    }
    out.push('\n');
    out.push_str(&claim.signed.join(";"));
    out.push('\n');
    out.push_str(payload);
    Ok(out)
}

/// What is signed in the end.
#[must_use]
pub fn string_to_sign(claim: &Claim, canonical: &str) -> String {
    let hash = hex(&sha256(canonical.as_bytes()));
    format!("AWS4-HMAC-SHA256\n{}\n{}\n{hash}", claim.spelled, claim.scope())
}

/// A path without `.`, `..` and empty parts; a slash at the end stays.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    format!("/{}{end}", parts.join("/"))
}

/// The query sorted and encoded alike, without the signature itself.
fn query(query: &str) -> Result<String, &'static str> {
    let pairs = percent::pairs(query, false, usize::MAX)?;
    let mut pairs: Vec<(String, String)> = pairs
        .into_iter()
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(n, v)| (percent::encode(n.as_bytes(), false), percent::encode(v.as_bytes(), false)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.into_iter().map(|(n, v)| format!("{n}={v}")).collect();
    Ok(pairs.join("&"))
}

/// A header's values, trimmed, blanks inside folded, with commas between several. HTTP/2 sends the
/// host as `:authority`, and clients sign it under either name.
fn header(request: &Request<'_>, name: &str) -> Option<String> {
    let all = |name: &str| {
        let same = request.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        let values: Vec<String> = same
            .map(|(_, v)| {
                v.split([' ', '\t']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
            })
            .collect();
        (!values.is_empty()).then(|| values.join(","))
    };
    all(name).or_else(|| match name {
        "host" => all(":authority"),
        ":authority" => all("host"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_are_resolved() {
        for (path, wanted) in [
            ("", "/"),
            ("/", "/"),
            ("/./a//b/", "/a/b/"),
            ("/../../a/../b", "/b"),
            ("/a/..", "/"),
            ("/schedules/a%20b", "/schedules/a%20b"),
        ] {
            assert_eq!(super::normal(path), wanted, "{path}");
        }
    }

    #[test]
    fn queries_are_sorted_and_encoded() {
        let sorted = super::query("b=2&a=%7e+&a=%2F&X-Amz-Signature=x&c");
        assert_eq!(sorted.as_deref(), Ok("a=%2F&a=~%2B&b=2&c="));
        assert!(super::query("a=%").is_err());
    }
}
