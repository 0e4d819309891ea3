//! The keys of what test cases say of plugins: what they find outside, and what they do there.

use super::doc::Key;

/// The keys of an answer to HTTP requests.
pub static ANSWER: &[Key] = &[
    Key::optional(
        "request",
        r##"{"$ref": "#/$defs/answered-request"}"##,
        "Which requests it answers; any without.",
    ),
    Key::optional("response", r##"{"$ref": "#/$defs/response"}"##, "What comes back."),
    Key::optional(
        "error",
        r#"{"enum": ["timeout", "unreachable", "too-large"]}"#,
        "Why nothing comes back.",
    ),
    Key::optional(
        "times",
        r#"{"type": "integer", "minimum": 1}"#,
        "How often it answers; always without.",
    ),
];

/// The keys of the requests that an answer is for.
pub static ANSWERED: &[Key] = &[
    Key::optional("method", r#"{"type": "string", "examples": ["POST"]}"#, "The method."),
    Key::optional(
        "url",
        r#"{"type": "string", "examples": ["https://hooks.example.com/"]}"#,
        "How the address begins.",
    ),
];

/// The keys of a response.
pub static RESPONSE: &[Key] = &[
    Key::required(
        "status",
        r#"{"type": "integer", "minimum": 100, "maximum": 599}"#,
        "The status, such as 503.",
    ),
    Key::optional(
        "headers",
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
        "Headers.",
    ),
    Key::optional("body", "{}", "A text, or a value that is sent as JSON."),
];

/// The keys of an expected request.
pub static REQUEST: &[Key] = &[
    Key::optional(
        "target",
        r##"{"$ref": "#/$defs/name"}"##,
        "The target that sends it; the list then holds all requests of this target.",
    ),
    Key::optional("method", r#"{"type": "string", "examples": ["POST"]}"#, "The method."),
    Key::optional("url", r#"{"type": "string"}"#, "The whole address."),
    Key::optional(
        "headers",
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
        "Headers; there may be others.",
    ),
    Key::optional("body", "{}", "The body: a value, or a text."),
];

/// The keys of an expected file that is not given as its text.
pub static FILE: &[Key] = &[Key::required(
    "contains",
    r#"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}"#,
    "Parts of its text.",
)];

/// The keys of an expected event of a plugin.
pub static PUT: &[Key] = &[
    Key::optional(
        "target",
        r##"{"$ref": "#/$defs/name"}"##,
        "The target that puts it; the list then holds all events of this target.",
    ),
    Key::optional("bus", r##"{"$ref": "#/$defs/name"}"##, "The bus that it is put on."),
    Key::optional("source", r#"{"type": "string"}"#, "`source` of the event."),
    Key::optional("detail-type", r#"{"type": "string"}"#, "`detail-type` of the event."),
    Key::optional("detail", "{}", "`detail` of the event."),
];
