//! The keys of test cases, for their reader and for the schema.

use super::doc::Key;

/// The keys of a test case.
pub static TEST: &[Key] = &[
    Key::required("name", r#"{"type": "string", "minLength": 1}"#, "What the case shows."),
    Key::optional(
        "now",
        r#"{"type": "string", "format": "date-time", "examples": ["2026-01-01T00:00:00Z"]}"#,
        "The time of the virtual clock.",
    ),
    Key::optional(
        "bus",
        r##"{"$ref": "#/$defs/name", "default": "default"}"##,
        "The bus that the events come in on.",
    ),
    Key::optional(
        "params",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"type": "object"}}"##,
        "Values of parameters in this case: compliance rule, parameter, value.",
    ),
    Key::optional("given", r##"{"$ref": "#/$defs/given"}"##, "The inputs."),
    Key::required("expect", r##"{"$ref": "#/$defs/expect"}"##, "What comes of them."),
];

/// The keys of `given`.
pub static GIVEN: &[Key] = &[
    Key::optional(
        "events",
        r##"{"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/fixture"}, {"type": "object"}]}}"##,
        "Events: inline, or files of events or CloudTrail records.",
    ),
    Key::optional(
        "items",
        r##"{"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/fixture"}, {"type": "object"}]}}"##,
        "Configuration items: inline, or files.",
    ),
    Key::optional(
        "metrics",
        r##"{"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/series"}, {"$ref": "#/$defs/fixture"},
            {"type": "object"}]}}"##,
        "Series of metric values, files of datapoints, or datapoints.",
    ),
    Key::optional(
        "logs",
        r##"{"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/fixture"}, {"type": ["object", "string"]}]}}"##,
        "Log lines: inline, or files.",
    ),
    Key::optional(
        "http",
        r##"{"type": "array", "items": {"$ref": "#/$defs/answer"}}"##,
        "What comes back of HTTP requests; the first answer that fits, without one 200 and `{}`.",
    ),
    Key::optional(
        "secrets",
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
        "The values of secrets.",
    ),
    Key::optional(
        "state",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}}}"##,
        "What targets keep from earlier: target, key, text.",
    ),
];

/// The keys of a fixture.
pub static FIXTURE: &[Key] = &[
    Key::required(
        "file",
        r#"{"type": "string", "examples": ["fixtures/root-login.json"]}"#,
        "A file, relative to this one.",
    ),
    Key::optional(
        "patch",
        r#"{"type": "object"}"#,
        "What differs from the file (a JSON merge patch).",
    ),
];

/// The keys of a series of metric values.
pub static SERIES: &[Key] = &[
    Key::required(
        "series",
        r#"{"type": "string", "examples": ["Security/UnauthorizedCalls", "AWS/EC2/CPUUtilization{InstanceId=i-1}"]}"#,
        "Namespace, name and dimensions of the metric.",
    ),
    Key::required("interval", r##"{"$ref": "#/$defs/duration"}"##, "From one value to the next."),
    Key::required(
        "values",
        r#"{"type": "string", "examples": ["0 5 _ 5+1x2"]}"#,
        "The values: `_` is a missing one, `_x3` three of them, `5+1x2` is 5 6 7, `5x2` is 5 5 5.",
    ),
    Key::optional("unit", r#"{"type": "string"}"#, "The unit of the values."),
    Key::optional(
        "start",
        r#"{"type": "string", "format": "date-time"}"#,
        "The time of the first value; the case's own by default.",
    ),
];

/// The keys of `expect`.
pub static EXPECT: &[Key] = &[
    Key::optional(
        "matches",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"type": "integer", "minimum": 0}}"##,
        "How often each rule matches.",
    ),
    Key::optional(
        "invocations",
        r##"{"type": "array", "items": {"$ref": "#/$defs/invocation"}}"##,
        "Which targets are invoked, with what, and what comes of it.",
    ),
    Key::optional(
        "http",
        r##"{"type": "array", "items": {"$ref": "#/$defs/sent-request"}}"##,
        "The HTTP requests of plugins, in order; an empty list wants none.",
    ),
    Key::optional(
        "files",
        r##"{"type": "object", "additionalProperties": {"$ref": "#/$defs/written-file"}}"##,
        "The files that plugins write, named as grants spell folders; an empty map wants none.",
    ),
    Key::optional(
        "puts",
        r##"{"type": "array", "items": {"$ref": "#/$defs/put-event"}}"##,
        "The events that plugins put, in order; an empty list wants none.",
    ),
    Key::optional(
        "compliance",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"type": "object",
                "additionalProperties": {"$ref": "#/$defs/evaluation"}}}"##,
        "The result of each compliance rule for each resource.",
    ),
    Key::optional(
        "timeline",
        r##"{"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
            "additionalProperties": {"type": "object",
                "additionalProperties": {"type": "string",
                    "examples": ["COMPLIANT NON_COMPLIANT COMPLIANT"]}}}"##,
        "The results of each compliance rule for each resource, one for each change.",
    ),
    Key::optional(
        "events",
        r#"{"type": "array", "items": {"type": "object"}}"#,
        "Events that alarms, baselines and compliance rules bring forth, in order, as far as they are given; an empty list wants none.",
    ),
    Key::optional(
        "alarm",
        r##"{"type": "object",
            "additionalProperties": {"type": "string", "examples": ["OK x3 ALARM x3"]}}"##,
        "The states of each alarm, one after each interval.",
    ),
];

/// The keys of an expected invocation.
pub static INVOCATION: &[Key] = &[
    Key::required("target", r##"{"$ref": "#/$defs/name"}"##, "The name of the target."),
    Key::optional("rule", r##"{"$ref": "#/$defs/name"}"##, "The name of the rule."),
    Key::optional("input", "{}", "What it gets: a value, or a string that holds JSON text."),
    Key::optional("output", "{}", "What the plugin answers: a value, or a string of JSON text."),
    Key::optional(
        "outcome",
        r#"{"enum": ["delivered", "dead-lettered", "dropped"]}"#,
        "How the delivery ends.",
    ),
    Key::optional("attempts", r#"{"type": "integer", "minimum": 0}"#, "How often it is called."),
    Key::optional("error-contains", r#"{"type": "string"}"#, "A part of why it is not delivered."),
    Key::optional("log-contains", r#"{"type": "string"}"#, "A part of a line of the plugin's log."),
];

/// The keys of an expected evaluation.
pub static EVALUATION: &[Key] = &[
    Key::required(
        "status",
        r#"{"enum": ["COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA", "ERROR"]}"#,
        "The outcome.",
    ),
    Key::optional("message-contains", r#"{"type": "string"}"#, "A part of the message."),
    Key::optional(
        "path",
        r#"{"type": "string", "examples": ["$.configuration.encrypted"]}"#,
        "The path of the value that decided.",
    ),
    Key::optional("waived", r#"{"type": "boolean"}"#, "Does a waiver accept it?"),
];
