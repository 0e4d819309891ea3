//! Results, roll-ups and notices in words, safe to show.

use super::Found;
use crate::model::{
    ComplianceCounts, ComplianceType, Evaluation, Notice, Place, Resource, Transition,
};
use crate::report::clean::{cut, visible};
use crate::report::words::{percent, span, thousands};

/// Longer values are cut.
const VALUE: usize = 80;

/// `sg-0aa (web)`: the id, and the name if it tells more.
pub(in crate::report::eval) fn resource(resource: &Resource) -> String {
    let id = visible(&resource.resource_id);
    match &resource.name {
        Some(name) if *name != resource.resource_id && !name.is_empty() => {
            format!("{id} ({})", visible(name))
        }
        _ => id.into_owned(),
    }
}

/// `111122223333/us-east-1`, as far as it is known.
pub(in crate::report::eval) fn whereabouts(resource: &Resource) -> String {
    let parts: Vec<_> = [&resource.account, &resource.region]
        .into_iter()
        .flatten()
        .map(|part| visible(part))
        .collect();
    parts.join("/")
}

/// `sg-0aa (web), AWS::EC2::SecurityGroup, 111122223333/us-east-1`: no other resource is called so.
pub(in crate::report::eval) fn full_name(of: &Resource) -> String {
    let mut out = resource(of);
    for part in [visible(&of.resource_type).into_owned(), whereabouts(of)] {
        if !part.is_empty() {
            out.push_str(", ");
            out.push_str(&part);
        }
    }
    out
}

/// `config/items.json:17:3`.
pub(in crate::report::eval) fn place(input: &str, place: Option<Place>) -> String {
    let place = place.map(|p| format!(":{}:{}", p.line, p.column)).unwrap_or_default();
    format!("{}{place}", visible(input))
}

/// `$.configuration.encrypted = false`, as far as it is known.
pub(in crate::report::eval) fn evidence(evaluation: &Evaluation) -> String {
    let path = evaluation.path.as_deref().map(visible).unwrap_or_default();
    match evaluation.value.as_deref() {
        None | Some("") => path.into_owned(),
        Some(value) => format!("{path} = {}", visible(&cut(value, VALUE))).trim_start().to_owned(),
    }
}

/// The message of a result, or its outcome if it has none.
pub(in crate::report::eval) fn message(evaluation: &Evaluation) -> String {
    if evaluation.message.is_empty() {
        evaluation.compliance.word().to_owned()
    } else {
        visible(&evaluation.message).into_owned()
    }
}

/// `sg-0aa (web)  111122223333/us-east-1  message  $.path = value`: a result in one line, without
/// its place. The type stands in front where the results around it are of several.
pub(in crate::report::eval) fn sentence(evaluation: &Evaluation, typed: bool) -> String {
    let mut out = if typed {
        format!("{} ", visible(&evaluation.resource.resource_type))
    } else {
        String::new()
    };
    out.push_str(&resource(&evaluation.resource));
    for part in [whereabouts(&evaluation.resource), message(evaluation), evidence(evaluation)] {
        if !part.is_empty() {
            out.push_str("  ");
            out.push_str(&part);
        }
    }
    out
}

/// `sg-0aa (web), AWS::EC2::SecurityGroup, 111122223333/us-east-1: message [$.path = value]`: a
/// result in one line of prose.
pub(in crate::report::eval) fn prose(evaluation: &Evaluation) -> String {
    let mut out = format!("{}: {}", full_name(&evaluation.resource), message(evaluation));
    let evidence = evidence(evaluation);
    if !evidence.is_empty() {
        out.push_str(" [");
        out.push_str(&evidence);
        out.push(']');
    }
    out
}

/// Are results of resources of several types?
pub(in crate::report::eval) fn mixed(all: &[Evaluation]) -> bool {
    let mut types = all.iter().map(|evaluation| &evaluation.resource.resource_type);
    let first = types.next();
    types.any(|other| Some(other) != first)
}

/// `2 waived: vendor image (web, until 2026-06-30)`; empty without any.
pub(in crate::report::eval) fn waivers(found: &Found) -> String {
    if found.waived.count == 0 {
        return String::new();
    }
    let several = found.waivers.len() > 1;
    let each: Vec<String> = found
        .waivers
        .values()
        .map(|(waived, count)| {
            let count = if several { format!("{} ", thousands(*count)) } else { String::new() };
            format!("{count}{}", waiver(waived))
        })
        .collect();
    format!("{} waived: {}", thousands(found.waived.count), each.join("; "))
}

/// `vendor image (web, until 2026-06-30, OPS-12)`.
pub(in crate::report::eval) fn waiver(waived: &crate::model::Waived) -> String {
    let ticket = waived.ticket.as_deref().filter(|t| !t.is_empty());
    let ticket = ticket.map(|t| format!(", {t}")).unwrap_or_default();
    let text = format!("{} ({}, until {}{ticket})", waived.reason, waived.owner, waived.expires);
    visible(&text).into_owned()
}

/// `812 compliant, 57 non-compliant (2 waived), 3 in error`.
pub(in crate::report::eval) fn counts(counts: &ComplianceCounts) -> String {
    let waived = match counts.waived {
        0 => String::new(),
        n => format!(" ({} waived)", thousands(n)),
    };
    let parts = [
        (counts.compliant, "compliant", ""),
        (counts.non_compliant, "non-compliant", &*waived),
        (counts.error, "in error", ""),
        (counts.insufficient_data, "without data", ""),
        (counts.not_applicable, "not applicable", ""),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(n, ..)| *n > 0)
        .map(|(n, word, more)| format!("{} {word}{more}", thousands(n)))
        .collect();
    parts.join(", ")
}

/// `93.4 % (812 of 869)`: a score with its numbers; `no score` without any.
pub(in crate::report::eval) fn score(counts: &ComplianceCounts) -> String {
    let all = counts.compliant + counts.non_compliant + counts.error;
    match counts.score() {
        None => "no score".to_owned(),
        Some(score) => {
            format!("{} ({} of {})", percent(score), thousands(counts.compliant), thousands(all))
        }
    }
}

/// `3 NON_COMPLIANT, 41 COMPLIANT`.
pub(in crate::report::eval) fn statuses(all: &[(ComplianceType, u64)]) -> String {
    let each: Vec<String> =
        all.iter().map(|(status, n)| format!("{} {status}", thousands(*n))).collect();
    each.join(", ")
}

/// `COMPLIANT -> NON_COMPLIANT`.
pub(in crate::report::eval) fn change(transition: &Transition) -> String {
    match transition.from {
        Some(from) => format!("{from} -> {}", transition.to),
        None => format!("first {}", transition.to),
    }
}

/// `message; changed: Configuration.Encrypted; after 3.2 h`: why a result changed.
pub(in crate::report::eval) fn cause(transition: &Transition) -> String {
    let mut parts = Vec::new();
    if !transition.message.is_empty() {
        parts.push(visible(&transition.message).into_owned());
    }
    if !transition.changes.is_empty() {
        parts.push(format!("changed: {}", visible(&transition.changes.join(", "))));
    }
    if let Some(seconds) = transition.seconds {
        parts.push(format!("after {}", span(seconds as f64)));
    }
    parts.join("; ")
}

/// `waivers.yaml:3: vendor-image: its last day was 2026-06-30`.
pub(in crate::report::eval) fn notice(notice: &Notice) -> String {
    let file = match &notice.file {
        Some((file, line)) => format!("{}:{line}: ", visible(file)),
        None => String::new(),
    };
    format!("{file}{}: {}", visible(&notice.subject), visible(&notice.message))
}
