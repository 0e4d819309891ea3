//! Every diagnostic code: what it means, how bad it is, what to do. `tripline explain TL203`
//! prints the page, and `docs/diagnostics.md` is generated from here.

use super::diag::Level;

macro_rules! codes {
    ($($code:ident $level:ident $title:literal $page:literal;)*) => {
        /// A stable diagnostic code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $code,)* }

        /// All codes in order.
        pub static CODES: &[CodeInfo] = &[$(
            CodeInfo {
                code: Code::$code, name: stringify!($code), level: Level::$level,
                title: $title, page: $page,
            },
        )*];
    };
}

/// What is known of a code.
#[derive(Debug)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// Its spelling.
    pub name: &'static str,
    /// How bad it is by default.
    pub level: Level,
    /// One line.
    pub title: &'static str,
    /// A paragraph: why, and what to do.
    pub page: &'static str,
}

codes! {
    TL101 Error "a file cannot be read"
        "The file or folder does not exist, may not be read, or is something else than a file. Check the path and its permissions.";
    TL102 Error "a file is not UTF-8"
        "Rule and test files are UTF-8 text. Convert the file, for example with `iconv -t utf-8`.";
    TL103 Error "a YAML syntax error"
        "The text is not YAML 1.2. The place is where reading stopped; the mistake is often on the line before it: a missing colon or quote, a tab used for indentation, a bracket left open.";
    TL104 Error "a JSON syntax error"
        "The text is not JSON (RFC 8259). Comments, trailing commas, single quotes, NaN and numbers with leading zeros are not JSON.";
    TL105 Error "nesting is too deep"
        "Maps and lists may be nested 1,000 levels deep, in rule files as in events.";
    TL106 Error "a file is too large"
        "YAML files may have 64 MiB, JSON files 1 GiB. Generated rules load much faster as JSON. `--max-yaml-size` and `--max-json-size` change the limits.";
    TL107 Error "aliases expand to too much"
        "The aliases of a YAML file repeat what their anchors mark. This file would grow beyond any use by them (a `billion laughs` document), so it is refused.";
    TL108 Error "a duplicate key"
        "A map has the same key twice. YAML and JSON readers disagree on which of the two counts, so neither does here.";
    TL109 Error "an empty file"
        "The file holds no document. Remove it, or write a section such as `rules:`.";
    TL110 Error "a document of the wrong form"
        "A value has another type than the one that belongs here, for example a list where a map is expected.";
    TL111 Error "several documents in one file"
        "A rule file holds one YAML document. Put the others, after `---`, into files of their own, or join their sections.";
    TL112 Error "an unknown alias"
        "A YAML alias (`*name`) needs an anchor (`&name`) before it in the same file.";

    TL201 Error "an unknown section"
        "The top level of a rule file holds sections only: rules, compliance, metric-filters, alarms, baselines, schedules, targets, buses, parameters, lists, conditions, waivers, tests, pack.";
    TL202 Error "an unknown key"
        "This document has no such key. Keys are kebab-case. The help lists those that exist.";
    TL203 Error "an unknown operator"
        "A pattern's leaf is a list of values and of objects with one operator each: anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard.";
    TL204 Error "a required key is missing"
        "The document lacks a key that it cannot do without.";
    TL205 Error "an unknown name"
        "A reference names a target, bus, parameter, list or rule that nothing in the bundle defines.";
    TL206 Error "a name is defined twice"
        "Names are unique within their section over the whole bundle, whatever file they stand in.";
    TL207 Error "a bad name"
        "Names have 1 to 256 letters, digits, dots, hyphens and underscores; those of event rules at most 64 when AWS's own limit is to be kept, which is a note.";
    TL208 Warning "a definition that nothing uses"
        "A target, bus, parameter or list is defined and never referred to. Remove it, or use it.";
    TL209 Error "a value out of its set"
        "The value is not one of the words, or not in the range, that belong here.";
    TL210 Warning "a section that is read but not evaluated yet"
        "Not given any more: this version evaluates every section. Earlier ones gave it for `schedules`.";
    TL211 Error "a key that does not belong here"
        "The key exists, but not together with the others of this document: two that exclude each other, or one that belongs to another type. The message says which.";

    TL212 Error "a placeholder that stands for nothing"
        "`<name>` in an input template is neither in `input-paths-map` nor one of the reserved names: aws.events.rule-arn, aws.events.rule-name, aws.events.event.ingestion-time, aws.events.event.json, aws.events.event. AWS refuses the target.";
    TL213 Error "a bad path into an event"
        "Paths are those that AWS takes: `$`, then names of letters, digits, `_`, `-` and `/`, each with any number of `[0]` or `[*]`. Other names, such as keys with colons or blanks, cannot be reached.";
    TL214 Error "a template that makes no JSON"
        "A template that does not begin with a quote makes JSON. This one does not, with strings or with numbers for its values, so that no target would get anything. The usual reasons are a comma too many and text without quotes.";
    TL215 Warning "more than AWS takes"
        "AWS has limits of length for inputs, templates and paths, which are no limits here. The target could not be put into AWS.";

    TL216 Note "a rule of a pack that is left out"
        "A built-in rule needs a parameter that has no default and was not given, so it is not evaluated. Give it one with `--param RULE.NAME=VALUE`.";
    TL217 Warning "a waiver that accepts nothing"
        "No compliance rule of the bundle has a name that the waiver's `rule` describes.";
    TL218 Warning "a waiver that is over"
        "The last day of the waiver is past. What it accepted counts again; remove it, or decide anew.";

    TL301 Error "a pattern of the wrong form"
        "A pattern is an object whose leaves are non-empty lists. A bare value, an empty list or object, a list inside a leaf list are not patterns.";
    TL302 Error "an operator with a wrong operand"
        "The operand has the wrong type or form for its operator; the message says which it takes. Only inside anything-but do prefix, suffix, wildcard and equals-ignore-case take lists.";
    TL303 Error "an impossible number range"
        "`numeric` takes `[\"=\", n]`, one comparison, or a lower bound followed by an upper bound that lies above it. A range with nothing in it never matches.";
    TL304 Error "a bad CIDR block"
        "A block is an IPv4 or IPv6 address, a slash and the number of mask bits, as in 10.0.0.0/8 or 2001:db8::/32.";
    TL305 Error "a bad wildcard"
        "In a wildcard `*` stands for any run of characters. Two in a row are refused; `\\*` and `\\\\` are the only escapes.";
    TL306 Error "a bad `$or`"
        "`$or` holds at least two objects, each a pattern, none of whose keys is an operator name. AWS reads anything else silently as a field called `$or`, which surely is not meant; `tripline pattern test --compat aws` follows it.";
    TL307 Error "a number that JSON cannot write"
        "Inside a pattern numbers are JSON's: no `.nan`, `.inf`, `0x1F`, `0o17`, `+1`, `1_000`. Quote the value if text is meant.";
    TL308 Error "an empty list or parameter"
        "A reference expands to no values at all, so the test could never hold.";

    TL309 Error "a path that is none"
        "Paths of clauses are JSONPath (RFC 9535), with `$` for the item and `@` for the element of the nearest block, and pipes behind them (json, url-decode, split, lower, keys, values, statements). docs/clauses.md lists them.";
    TL310 Error "a path to several values without a quantifier"
        "The path can yield several values, and which of them have to pass is not said. Write `quantifier: each`, `some` or `none` beside it, or a path to one value.";
    TL311 Error "a condition of the wrong form"
        "A condition is one thing: a clause (`path` with operators), one of `all`, `any`, `none-of` and `not`, a block (`each`, `some`, `none`, `count`), `related` or `use`. `if-param` may stand beside any of them.";
    TL312 Error "a condition that uses itself"
        "The named conditions form a circle, so none of them has a meaning.";
    TL313 Error "a bad placeholder in a message"
        "Messages show values by `{resourceId}`, `{value}`, `{param.NAME}` and the like; a brace that stands for itself is doubled.";
    TL314 Error "a parameter that may have no value"
        "The parameter is not required and has no default, so the clause that uses it may have nothing to compare with. Write `if-param: NAME` beside the clause, or give the parameter a default.";
    TL315 Error "a bad filter pattern"
        "Filter patterns of CloudWatch Logs are terms (`ERROR -Retry`), an expression over JSON records in braces (`{ $.errorCode = \"AccessDenied*\" }`), or columns in brackets (`[ip, user, ..., status = 5*]`). docs/filter-patterns.md has the whole language.";
    TL316 Error "a bad metric-math expression"
        "The expression cannot be read, its types do not fit, or alarms do not allow it. docs/metrics.md lists the functions and what they take.";
    TL317 Error "a bad rule of a composite alarm"
        "Such a rule is made of `ALARM(name)`, `OK(name)`, `INSUFFICIENT_DATA(name)`, `AT_LEAST(...)`, `TRUE`, `FALSE`, `AND`, `OR`, `NOT` and parentheses.";
    TL318 Error "composite alarms in a circle"
        "The alarms look at each other, so that none of them could be evaluated first. AWS takes such alarms and then stops evaluating them; here they are refused.";
    TL319 Error "a bad schedule expression"
        "Schedules take `cron(minutes hours day-of-month month day-of-week year)`, `rate(5 minutes)` and `at(2026-12-01T00:00:00)`. docs/schedules.md has the whole language; `tripline schedule next` shows when an expression fires.";

    TL401 Warning "a rule that can never match"
        "Two tests of the rule contradict each other in every branch, so no event can pass. The shapes that are decided are listed in docs/lints.md.";
    TL402 Warning "a rule that another one covers"
        "Whatever matches this rule matches the other one too, on the same bus. Remove it, or narrow the other one, unless both are meant to fire.";
    TL403 Warning "a loop"
        "What the rule sets off can match the rule again: it, or a chain of rules, invokes a target that is granted to put events on the bus the rule listens to. Restrict the pattern's `source`, or the grant.";
    TL404 Warning "a field tested inside and outside `$or`"
        "tripline asks for both tests to pass. AWS lets the one written later override the other, so the same rule answers differently there.";
    TL405 Warning "one field in two spellings"
        "A dotted key and its nested spelling are the same field. Both tests must pass here; AWS keeps only one of them.";
    TL406 Note "AWS refuses this block"
        "AWS accepts masks up to /31 and /127 only. A single address is better written as an exact string.";
    TL407 Warning "the cost of a bundle"
        "The tests of one field make an event's worst case expensive. Give the rules a selective exact test beside the expensive one.";
    TL408 Error "a bundle is too expensive"
        "The predicted work for one event is beyond the limit, so that a hostile event could stall matching. Wildcards with short literals that many rules share are the usual reason.";
    TL409 Note "comparisons were left out"
        "In very large bundles the comparison of every rule with every other is skipped; equal rules are still found.";
    TL410 Warning "AWS would withhold these events"
        "AWS does not send read-only management events (List, Get, Describe) to a rule in state `enabled`. Use `state: enabled-with-all-cloudtrail-management-events`.";
    TL411 Warning "one value listed twice"
        "The same test stands twice in one list; the second changes nothing.";
    TL412 Warning "an account id without quotes"
        "AWS sends account ids as strings, and a number never equals a string. Write the 12 digits in quotes.";
    TL413 Warning "an allowance that allows nothing"
        "A comment `# tripline: allow CODE because REASON` silences warnings of that code on its line. There is none there now, or the comment gives no reason.";

    TL414 Warning "an object or list within quotes"
        "In a JSON template without `escape: json`, an object or list between quotes goes in with quotes of its own, the result is no JSON, and nothing is delivered. Leave the quotes out, or write `escape: json`.";
    TL415 Note "text within quotes, not escaped"
        "In a JSON template without `escape: json`, a value between quotes goes in as it is, as AWS has it. One with a quote or a backslash breaks the JSON, and nothing is delivered. Leave the quotes out where the value stands alone, or write `escape: json`.";
    TL416 Warning "a part that the template does not use"
        "The name is in `input-paths-map`, but `<name>` is not in the template.";
    TL417 Warning "`detailType` in a path"
        "Events spell it `detail-type`. Only the reserved `<aws.events.event>` has the key `detailType`, and no path leads into that.";
    TL418 Warning "a path to what the pattern wants absent"
        "The rule matches only events in which this field is absent (`exists: false`), and the input asks for its value.";

    TL419 Warning "a member in another letter case"
        "The path differs from what built-in rules read of the same type of resource in letter case alone. JSONPath tells cases apart, and each service has its own style (`encrypted` of EC2, `Encrypted` of EFS), so the path would find nothing.";
    TL420 Warning "a filter pattern that hardly does what is meant"
        "CloudWatch Logs takes the pattern but reads it otherwise than it looks: optional terms beside others are ignored, `= true` compares with a text.";
    TL421 Warning "FILL of the newest point"
        "While data come late, the newest period has none yet and FILL puts its value there: the alarm judges the filling instead of the metric. Leave FILL out and say it by `treat-missing-data`.";
    TL422 Warning "a number of several periods in an alarm"
        "Functions that make one number of a series (AVG, MAX, SUM ...) see the whole evaluation range of an alarm, which is longer than its periods and grows when data are missing. Compute along the series instead, or take a longer period.";
    TL423 Warning "data of several units"
        "Metric filters feed the metric in different units, and the alarm names none: CloudWatch leaves open which data it then reads. Give the alarm a `unit`.";
    TL424 Warning "an alarm that nothing feeds"
        "Metric filters of the bundle make metrics of this namespace, but none makes this metric with these dimensions: the alarm would stay in INSUFFICIENT_DATA. Metrics never add up over dimensions: an alarm names exactly those of the data.";
    TL425 Warning "a period below the data's"
        "The metric comes from a metric filter, whose data have a resolution of a minute, and the alarm's period is shorter: most of its periods would be empty.";
    TL426 Warning "an alarm that is never in OK"
        "Every datapoint that the metric filters make breaches the threshold, and missing data never bring the alarm into OK: once in ALARM it stays there (`ignore`), or ends in INSUFFICIENT_DATA (`missing`). Write `treat-missing-data: not-breaching`, or give the filter a `default-value`.";
    TL427 Note "actions that are switched off"
        "The alarm has actions, and `actions-enabled: false` keeps them from running. It is evaluated all the same.";
    TL428 Warning "mute windows without a gap"
        "The alarm's mute windows follow each other or overlap so that one is open at any time: its actions never run. Shorten a window, or take the actions away.";
    TL429 Warning "an alarm that feeds itself"
        "The change of state of an alarm is an event. A metric filter on events counts it into a metric that the same alarm watches, at once or over other alarms, so that the alarm reacts to itself. Let the filter's pattern leave the alarm out.";
    TL430 Warning "a schedule that never fires"
        "No calendar has the days of its cron expression (30 February), or its one local time is left out when clocks go forward.";
    TL431 Warning "a schedule that does nothing"
        "It has neither `targets` for its events nor an `export`, so nothing happens when it fires.";

    TL501 Error "a test that cannot run"
        "A test names something that does not exist (a rule, a fixture), or its document is wrong.";
    TL502 Error "no such plugin"
        "A target's `plugin` is the name of a standard plugin (`tripline plugin inspect` lists them) or the path of a `.wasm` component, relative to the rules file. Nothing of that name was found, or the file cannot be read.";
    TL503 Error "a file that is not a plugin"
        "A plugin is a wasm component that exports `tripline:target/handler` in a version that this tripline speaks. `tripline plugin inspect FILE` shows what a file is; `tripline plugin build` makes a component of a core module.";
    TL504 Error "a plugin that cannot be compiled or linked"
        "The component is in good form, but the compiler refuses it, or the types of what it imports or exports are not those of the interface (`schemas/wit`).";
    TL505 Error "a config that does not fit its plugin"
        "A plugin brings a JSON Schema of its `config` along. `tripline plugin inspect NAME --schema` prints it.";
    TL506 Error "another component than the one pinned"
        "`sha256` of the target pins the component. If the change is meant, write the new sum; if not, somebody exchanged the file.";
    TL507 Warning "a right that is asked for and not granted"
        "The plugin imports what the target does not grant. A call of it ends the invocation without another try. Grant it, unless this config of the plugin never needs it.";
    TL508 Warning "an import that no target has"
        "The component imports interfaces of others, such as WASI. They are linked to traps: nothing happens unless they are called, and a call ends the invocation. Toolchains import them whether they are used or not.";
    TL509 Warning "a right that nobody asks for"
        "The target grants what its plugin does not import. Remove the grant: rights that nobody needs are only a danger.";

    TL601 Error "an unknown name in a template"
        "A `Ref`, a condition or a key of a mapping names what the template does not define.";
    TL602 Error "a value of a template that is not known"
        "A rule needs a value that the template does not hold: a parameter without `Default` (give it with `--param NAME=VALUE`), the account or the region (`--account`, `--region`), or something that exists only once AWS has deployed the template, such as the ARN of one of its resources.";
    TL603 Error "a value that a template's parameter does not take"
        "The value given, or the default, is not of the parameter's type or not one of its `AllowedValues`.";
    TL604 Error "conditions in a circle"
        "A condition of a template is answered by way of itself.";
    TL605 Error "a function of the wrong form"
        "A function of a template (`Fn::If`, `!Join` and so on) has other arguments than it takes, stands where it means nothing, or does not exist.";
    TL606 Warning "a part of a template that is left out"
        "AWS would make something of this part that tripline does not. The rest of the template is read; what is left out is not evaluated.";
    TL607 Warning "a parameter that the managed rule does not have"
        "A template gives a parameter to a managed rule that the rule which stands in for it does not have. The rule is evaluated without it.";
    TL608 Note "a part of a template that is not evaluated"
        "A managed rule for which there is no rule, a rule of a Lambda function or of Guard, a schedule, the targets of an event rule. A compliance rule with `replaces: IDENTIFIER` in the rules stands in for a managed rule.";
    TL801 Error "a mistake in a query"
        "`tripline query --config` takes the queries of AWS Config: `SELECT` properties or aggregates, `WHERE`, `GROUP BY`, `ORDER BY` and `LIMIT`, without `FROM`. Strings stand in single quotes. docs/query.md has the grammar.";
    TL802 Warning "a property or type that no item has"
        "The query names a property that no item it was asked of has, or a type that no resource has, so its result is empty or lacks a column. Letter case matters, and differs from service to service.";
    TL803 Warning "a comparison that never fits"
        "Strings compare with strings, numbers with numbers, `true` and `false` with each other. Every value of the property is of another kind than the one it is compared with, so the comparison never holds.";

    TL901 Error "a secret in the settings"
        "The settings are shared, shown and kept in version control, so secrets are never in them. Write where the secret is: `{ env: NAME }` for a variable of the environment, `{ file: PATH }` for a file. Whoever could read this file knows the secret now: make another one.";
    TL902 Error "a secret that is not there"
        "The variable is not set, the file cannot be read, or what it holds is no secret: it is empty, too short, or has blanks in it. A newline at the end of a file does not count.";
    TL903 Error "an open server that others can reach"
        "Without `keys` and `tokens` everybody who reaches the server may do everything, so it listens on loopback addresses only. Add keys or tokens, or listen on 127.0.0.1.";
    TL904 Warning "a secret that anybody can read"
        "Every user of this machine may read the file. Take that right away with `chmod 600 FILE`.";
}

impl Code {
    /// The code's table row.
    #[must_use]
    pub fn info(self) -> &'static CodeInfo {
        // INVARIANT (codes-in-order): the macro lists variants and rows alike.
        &CODES[self as usize]
    }

    /// Its spelling, as in `TL203`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }
}

/// The row of a code given by its spelling.
#[must_use]
pub fn find(name: &str) -> Option<&'static CodeInfo> {
    CODES.iter().find(|c| c.name.eq_ignore_ascii_case(name))
}
