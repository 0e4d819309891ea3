//! What browsers can be tricked into: pages of other sites that ask an open server on this machine,
//! and names of other sites that suddenly mean this machine.

use crate::wire::Request;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Does a page of another site make the browser ask? Programs send neither header.
pub(super) fn is_foreign(request: &Request<'_>) -> bool {
    if request.header("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"))
    {
        return true;
    }
    let Some(origin) = request.header("origin") else { return false };
    let site = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    // `null` and whatever else is no site is not ours.
    !site.is_some_and(|site| host(request).is_some_and(|host| host.eq_ignore_ascii_case(site)))
}

/// Is the server called by an address, by `localhost` or by one of its names? A name of another site
/// may lead here, too, and a browser then takes this server for that site.
pub(super) fn is_called_right(request: &Request<'_>, names: &[String]) -> bool {
    // Browsers always say it.
    let Some(host) = host(request) else { return true };
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().is_some_and(|ip| ip.parse::<Ipv6Addr>().is_ok());
    }
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.parse::<Ipv4Addr>().is_ok()
        || name == "localhost"
        || name.ends_with(".localhost")
        || names.contains(&name)
}

fn host<'a>(request: &Request<'a>) -> Option<&'a str> {
    request.header(":authority").or_else(|| request.header("host"))
}
