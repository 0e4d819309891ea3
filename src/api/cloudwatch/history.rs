//! DescribeAlarmHistory.

use super::alarms::type_of;
use super::describe::types;
use super::kept::AlarmType;
use super::refuse::{text, whole, word};
use crate::alarms::{HistoryItem, HistoryKind};
use crate::api::context::Context;
use crate::api::paging::{close, open};
use crate::base::hex::{hex, unhex};
use crate::daemon::senses::{HistoryQuery, history};
use crate::wire::{Fault, Value};

/// Items of a page, at most and if nothing is said.
const MOST: usize = 100;
/// Items that are looked through from the oldest on, at most.
const BACKWARDS: usize = 10_000;

pub(super) fn run(context: &Context<'_>, input: &Value) -> Result<Value, Fault> {
    let alarm = text(input, "AlarmName", 255)?;
    let kinds = [HistoryKind::ConfigurationUpdate, HistoryKind::StateUpdate, HistoryKind::Action];
    let kind = word(input, "HistoryItemType", &kinds.map(HistoryKind::word))?;
    let kind = kind.and_then(|word| kinds.into_iter().find(|kind| kind.word() == word));
    let most = whole(input, "MaxRecords", 1..=100)?.and_then(|most| usize::try_from(most).ok());
    let most = most.unwrap_or(MOST);
    let ways = ["TimestampDescending", "TimestampAscending"];
    let rising = word(input, "ScanBy", &ways)? == Some(ways[1]);
    let (from, to) = (input.time("StartDate")?, input.time("EndDate")?);
    let types = types(input)?;
    let scope = ["DescribeAlarmHistory", alarm.unwrap_or_default(), if rising { "+" } else { "-" }];
    let invalid = || Fault::sender("InvalidNextToken", "The next token specified is invalid.");
    let token = input.text("NextToken")?;
    let token = token.map(|token| open(&scope, token).ok_or_else(invalid)).transpose()?;
    let kv = context.daemon().kv();
    let mut query = HistoryQuery {
        alarm: alarm.map(str::to_owned),
        kind,
        from,
        to,
        most,
        token: match &token {
            Some(token) if !rising => Some(unhex(token).ok_or_else(invalid)?),
            _ => None,
        },
    };
    let rules = context.daemon().rules();
    let of = |name: &str| {
        let base = name.split_once('[').map_or(name, |parts| parts.0);
        let found = rules.bundle.alarms.iter().find(|own| own.header.name == base);
        found.map_or(AlarmType::Metric, type_of)
    };
    let wanted = |(name, _): &(String, HistoryItem)| types.contains(&of(name));
    let mut items = Vec::new();
    let limit = if rising { BACKWARDS } else { most };
    let mut next;
    loop {
        query.most = limit - items.len();
        let page = history(kv, &query)
            .map_err(|e| Fault::receiver("InternalServiceFault", e.to_string()))?;
        items.extend(page.items.into_iter().filter(wanted));
        next = page.token;
        if next.is_none() || items.len() >= limit {
            break;
        }
        query.token = next.take();
    }
    let mut token_out = next.as_deref().map(|bytes| close(&scope, &hex(bytes)));
    if rising {
        items.reverse();
        let skip: usize = token.map_or(Ok(0), |token| token.parse().map_err(|_| invalid()))?;
        let more = items.len() > skip.saturating_add(most);
        token_out = more.then(|| close(&scope, &(skip + most).to_string()));
        items = items.into_iter().skip(skip).take(most).collect();
    }
    let shown = items.into_iter().map(|(name, item)| {
        Value::map([
            ("AlarmName", name.as_str().into()),
            ("AlarmType", of(&name).word().into()),
            ("Timestamp", item.at.into()),
            ("HistoryItemType", item.kind.word().into()),
            ("HistorySummary", item.summary.into()),
            ("HistoryData", item.data.into()),
        ])
    });
    let answer = Value::map([("AlarmHistoryItems", Value::List(shown.collect()))]);
    Ok(match token_out {
        Some(token) => answer.with("NextToken", token),
        None => answer,
    })
}
