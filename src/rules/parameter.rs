//! `parameters`: typed values with defaults, overridable on the command line.

use super::doc::{Fields, Key, flag, near, out_of_set, text, wrong};
use super::param_type::ParamType;
use crate::base::codes::Code;
use crate::base::diag::{Diag, Diags};
use crate::base::number::Decimal;
use crate::base::span::Span;
use crate::operators::{Literal, Operand};
use crate::read::tree::{Item, Kind};

/// The keys of a parameter.
pub static KEYS: &[Key] = &[
    Key::required("type", r##"{"$ref": "#/$defs/parameter-type"}"##, "The type of its value."),
    Key::optional(
        "default",
        r#"{"type": ["string", "number", "boolean", "array"]}"#,
        "The value when none is given.",
    ),
    Key::optional(
        "required",
        r#"{"type": "boolean", "default": true}"#,
        "Must it have a value? One without default has to be given with `--param` then.",
    ),
    Key::optional(
        "enum",
        r#"{"type": "array", "minItems": 1, "items": {"type": ["string", "number", "boolean"]}}"#,
        "The values it may have.",
    ),
    Key::optional("min", r#"{"type": "number"}"#, "The least number it may have."),
    Key::optional("max", r#"{"type": "number"}"#, "The greatest number it may have."),
    Key::optional("description", r#"{"type": "string"}"#, "What it is for."),
];

/// A parameter with its value.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What it is for.
    pub description: String,
    /// Its type; `None` when the document does not say a type that exists.
    pub kind: Option<ParamType>,
    /// Its value, given or by default: one operand, or those of a list. `None` when it has none.
    pub value: Option<Vec<Operand<'static>>>,
    /// Was the value given from outside of the document?
    pub given: bool,
    /// Must it have a value?
    pub required: bool,
    /// Was a problem reported?
    pub broken: bool,
}

impl Parameter {
    /// Has it no value, though it must have one?
    #[must_use]
    pub fn is_wanting(&self) -> bool {
        self.required && self.value.is_none() && !self.broken
    }

    /// The diagnostic of that; `flag` is what `--param` calls it.
    pub(super) fn wanting(&self, flag: &str) -> Diag {
        let words = format!("the parameter `{}` has no value", self.name);
        Diag::new(Code::TL204, self.span, words)
            .help(format!("give it one with `--param {flag}=VALUE`, or write a `default`"))
    }
}

/// A value from outside of the parameter's document.
#[derive(Debug, Clone, Copy)]
pub enum Given<'a> {
    /// Text of the command line; with what `--param` calls the parameter.
    Flag(&'a str, &'a str),
    /// Text of one of AWS's templates, where everything is text, and its place.
    Text(&'a str, Span),
    /// A typed value of a rule file.
    Value(Item<'a>),
}

/// Bounds of a value.
#[derive(Debug, Default)]
struct Bounds {
    allowed: Option<Vec<Operand<'static>>>,
    min: Option<Decimal>,
    max: Option<Decimal>,
}

/// Reads a parameter; `given` is what is said from outside. That it has no value is not reported.
pub fn read(
    diags: &mut Diags,
    key: Item<'_>,
    item: Item<'_>,
    given: Option<Given<'_>>,
) -> Parameter {
    let before = diags.len();
    let mut parameter = Parameter {
        name: key.str().into_owned(),
        span: key.span(),
        description: String::new(),
        kind: None,
        value: None,
        given: false,
        required: false,
        broken: false,
    };
    if let Some(fields) = Fields::read(diags, "a parameter", key.span(), item, KEYS) {
        document(diags, &fields, given, &mut parameter);
    }
    parameter.broken = diags.len() > before;
    parameter
}

fn document(
    diags: &mut Diags,
    fields: &Fields<'_>,
    given: Option<Given<'_>>,
    into: &mut Parameter,
) {
    if let Some(words) = fields.get("description").and_then(|i| text(diags, "description", i)) {
        into.description = words;
    }
    let required = fields.get("required").and_then(|i| flag(diags, "required", i));
    // One whose default was refused is broken, not without value.
    into.required = required.unwrap_or(true) && fields.get("default").is_none();
    let Some(kind) = fields.get("type").and_then(|i| ParamType::read(diags, i)) else { return };
    into.kind = Some(kind);
    let bounds = bounds(diags, fields, kind);
    if let Some(item) = fields.get("default") {
        into.value = kind.value(diags, "default", item);
        if let Some(why) = into.value.as_ref().and_then(|v| bounds.refuse(v)) {
            out_of_set(diags, item, format!("the default {why}"));
        }
    }
    let Some(given) = given else { return };
    let (name, span) = (&into.name, into.span);
    let checked = |value: Vec<Operand<'static>>| bounds.refuse(&value).map_or(Ok(value), Err);
    let coerced = |text: &str| kind.coerce(text, span).and_then(checked);
    let read = match given {
        Given::Flag(flag, text) => coerced(text).map_err(|why| {
            Diag::new(Code::TL209, span, format!("`--param {flag}={text}`: {why}"))
                .label("the parameter is defined here")
        }),
        Given::Text(text, at) => coerced(text).map_err(|why| {
            let diag = Diag::new(Code::TL209, at, format!("parameter `{name}`: {why}"));
            diag.also(span, "the parameter is defined here")
        }),
        Given::Value(item) => {
            let Some(value) = kind.value(diags, name, item) else { return };
            checked(value).map_err(|why| {
                let diag =
                    Diag::new(Code::TL209, item.span(), format!("parameter `{name}`: {why}"));
                diag.also(span, "the parameter is defined here")
            })
        }
    };
    match read {
        Ok(value) => {
            into.value = Some(value);
            into.given = true;
        }
        Err(diag) => diags.push(diag),
    }
}

fn bounds(diags: &mut Diags, fields: &Fields<'_>, kind: ParamType) -> Bounds {
    let mut bounds = Bounds::default();
    if let Some(item) = fields.get("enum") {
        if item.kind() == Kind::List && item.items().next().is_some() {
            let mut all = Vec::new();
            for element in item.items() {
                all.extend(kind.element(diags, "enum", element));
            }
            bounds.allowed = Some(all);
        } else {
            wrong(diags, "enum", item, "a list with at least one value");
        }
    }
    for (name, slot) in [("min", &mut bounds.min), ("max", &mut bounds.max)] {
        let Some(item) = fields.get(name) else { continue };
        if !kind.is_numeric() {
            let words = format!("`{name}` belongs to parameters of type int or number");
            diags.push(Diag::new(Code::TL211, item.span(), words));
        } else if item.kind() == Kind::Number {
            *slot = Some(Decimal::parse(&item.text()));
        } else {
            wrong(diags, name, item, "a number");
        }
    }
    if let (Some(min), Some(max), Some(item)) = (&bounds.min, &bounds.max, fields.get("max"))
        && min > max
    {
        out_of_set(diags, item, format!("`max` lies below `min`, {min}"));
    }
    bounds
}

impl Bounds {
    /// Why the values are out of bounds, if they are.
    fn refuse(&self, values: &[Operand<'static>]) -> Option<String> {
        for value in values {
            let literal = Literal::from_operand(value);
            if let Some(allowed) = &self.allowed
                && !allowed.iter().any(|a| Literal::from_operand(a) == literal)
            {
                let all: Vec<_> = allowed.iter().map(show).collect();
                return Some(format!("{} is not one of {}", show(value), all.join(", ")));
            }
            if let Literal::Number(n) = &literal {
                if let Some(min) = self.min.as_ref().filter(|m| n < *m) {
                    return Some(format!("{n} lies below {min}"));
                }
                if let Some(max) = self.max.as_ref().filter(|m| n > *m) {
                    return Some(format!("{n} lies above {max}"));
                }
            }
        }
        None
    }
}

fn show(operand: &Operand<'_>) -> String {
    format!("`{}`", crate::base::text::show(&operand.text))
}

/// Reports what the command line gives for parameters that do not exist.
pub fn unknown_given(diags: &mut Diags, given: &[(String, String)], known: &[&str]) {
    for (name, _) in given.iter().filter(|(name, _)| !known.contains(&&**name)) {
        let words = format!("`--param {name}`: no parameter is called `{name}`");
        let diag = Diag::unplaced(Code::TL205, words);
        diags.push(match near(name, known.iter().copied()) {
            Some(near) => diag.help(format!("did you mean `{near}`?")),
            None => diag,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{bundle_with, problems};

    fn given(document: &str, value: &str) -> Result<Vec<String>, Vec<String>> {
        let text = format!(
            "parameters: {{p: {document}}}\nrules: {{r: {{pattern: {{a: [{{param: p}}]}}}}}}"
        );
        let (bundle, found) = bundle_with(&[("r.yaml", &text)], &[("p", value)]);
        if !found.is_empty() {
            return Err(found);
        }
        let value = bundle.parameters[0].value.as_ref().expect("a value");
        Ok(value.iter().map(|o| String::from_utf8_lossy(&o.text).into_owned()).collect())
    }

    #[test]
    fn given_values_are_coerced() {
        for (document, value, want) in [
            ("{type: string}", "5", &["5"][..]),
            ("{type: int, min: 1, max: 10}", "5", &["5"]),
            ("{type: number}", "-1.5e3", &["-1.5e3"]),
            ("{type: bool}", "true", &["true"]),
            ("{type: list<int>}", "22, 3389", &["22", "3389"]),
            ("{type: list<string>}", "[\"a,b\", \"c\"]", &["a,b", "c"]),
            ("{type: string, enum: [a, b]}", "b", &["b"]),
        ] {
            assert_eq!(given(document, value).expect(document), want, "{document}");
        }
    }

    #[test]
    fn given_values_are_checked() {
        for (document, value, why) in [
            ("{type: int}", "x", "`x` is not a whole number"),
            ("{type: int}", "1.5", "`1.5` is not a whole number"),
            ("{type: number}", "01", "`01` is not a number"),
            ("{type: bool}", "yes", "`yes` is not true or false"),
            ("{type: int, max: 4}", "5", "5 lies above 4"),
            ("{type: list<int>, min: 1}", "3,0", "0 lies below 1"),
            ("{type: string, enum: [a, b]}", "c", "`c` is not one of `a`, `b`"),
            ("{type: list<string>}", "[1]", "`[1]` is not a list of strings in JSON"),
        ] {
            let want = format!("TL209 1:14 `--param p={value}`: {why}");
            assert_eq!(given(document, value).expect_err(document), [want]);
        }
    }

    #[test]
    fn documents_are_checked() {
        let got = problems(
            "parameters:\n  a: {type: float}\n  b: {type: int, default: x}\n  c: {type: int}\n  \
             d: {type: string, min: 1, default: a}\n  e: {type: int, min: 3, max: 2, default: 9}\n  \
             f: {default: 1}\n  g: 5\n  h: {type: int, required: false}\n  i: {type: string, default: 5}\n\
             rules: {r: {pattern: {a: [{param: a}], b: [{param: b}], c: [{param: c}], d: [{param: d}], \
             e: [{param: e}], f: [{param: f}], g: [{param: g}], h: [{param: h}], i: [{param: i}]}}}",
        );
        assert_eq!(
            got,
            [
                "TL209 2:13 unknown type `float`",
                "TL110 3:27 `default` takes a whole number",
                "TL204 4:3 the parameter `c` has no value",
                "TL211 5:26 `min` belongs to parameters of type int or number",
                "TL209 6:31 `max` lies below `min`, 3",
                "TL209 6:43 the default 9 lies above 2",
                "TL204 7:3 a parameter needs the key `type`",
                "TL110 8:6 a parameter is a map",
                "TL110 10:30 `default` takes a string",
                "TL308 11:154 parameter `h` has no values",
            ]
        );
    }

    #[test]
    fn strangers_on_the_command_line_are_reported() {
        let text = "parameters: {ports: {type: int, default: 1}}\nrules: {r: {pattern: {a: [{param: ports}]}}}";
        let (_, found) = bundle_with(&[("r.yaml", text)], &[("port", "1")]);
        assert_eq!(found, ["TL205 - `--param port`: no parameter is called `port`"]);
    }
}
