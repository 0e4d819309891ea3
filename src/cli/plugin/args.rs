//! The arguments of `tripline plugin`.

use crate::cli::args::pair;
use clap::{Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct PluginArgs {
    #[command(subcommand)]
    pub command: PluginCommand,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum PluginCommand {
    /// Begin a plugin: a folder that builds with the usual tools of a language
    New(NewArgs),
    /// Make a component with its manifest of what a compiler made, and precompile it
    Build(BuildArgs),
    /// Say what a plugin is, what it asks for and what its config looks like
    Inspect(InspectArgs),
    /// Call a plugin with an event
    Invoke(InvokeArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline plugin new my-target --lang rust\n  \
    tripline plugin new my-target --lang python --dir plugins")]
pub(in crate::cli) struct NewArgs {
    /// Its name: lower-case letters, digits and hyphens
    pub name: String,
    /// The language
    #[arg(long, value_enum)]
    pub lang: Lang,
    /// The folder to make it in
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
}

/// Languages with a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Lang {
    /// Built with cargo.
    Rust,
    /// Built with npm and componentize-js.
    #[value(alias = "js")]
    Javascript,
    /// Built with pip and componentize-py.
    Python,
    /// Built with clang or zig.
    C,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline plugin build\n  tripline plugin build my-target\n  \
    tripline plugin build core.wasm -o my-target.wasm")]
pub(in crate::cli) struct BuildArgs {
    /// A folder with a plugin.yaml, or a wasm file
    #[arg(value_name = "DIR|FILE", default_value = ".")]
    pub what: PathBuf,
    /// The component to write [default: the plugin's name and `.wasm`, in its folder]
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline plugin inspect webhook\n  \
    tripline plugin inspect ./my-target.wasm --format json\n  tripline plugin inspect webhook \
    --schema")]
pub(in crate::cli) struct InspectArgs {
    /// A component, a folder with a plugin.yaml, or the name of a standard plugin
    #[arg(value_name = "FILE|NAME")]
    pub plugin: String,
    /// text or json
    #[arg(long, value_enum, default_value_t = PluginFormat::Text, value_name = "FORMAT")]
    pub format: PluginFormat,
    /// Print only the JSON Schema of the config
    #[arg(long)]
    pub schema: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PluginFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tripline plugin invoke my-target.wasm --event event.json\n  \
    tripline plugin invoke webhook --config '{\"url\":\"https://hooks.example.com/x\"}' \\\n    \
    --grant http=https://hooks.example.com/ --event event.json --dry-run\n  \
    tripline plugin invoke --rules rules --target my-target --event events.ndjson --batch\n\n\
    Nothing is granted but what --grant, --secret or the target says. Exit codes: 0 it answered \
    and no item failed, 4 it refused, broke or failed items, 2 bad usage")]
pub(in crate::cli) struct InvokeArgs {
    /// A component, a folder with a plugin.yaml, or the name of a standard plugin [default: the
    /// plugin of --target]
    #[arg(value_name = "FILE|NAME", required_unless_present = "target")]
    pub plugin: Option<String>,
    /// A file of one event or of several, or `-` [default: an empty object]
    #[arg(long, value_name = "FILE")]
    pub event: Option<PathBuf>,
    /// The config: JSON text, or a JSON or YAML file
    #[arg(long, value_name = "FILE|JSON", conflicts_with = "target")]
    pub config: Option<String>,
    /// The rules that --target is in [default: ./rules]
    #[arg(long, value_name = "PATH", requires = "target")]
    pub rules: Vec<PathBuf>,
    /// Take config, grants and limits from this target
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
    /// The rule that the plugin is told it is called for
    #[arg(long, value_name = "NAME", default_value = "plugin-invoke")]
    pub rule: String,
    /// What it may do: http=ORIGIN, put-events=BUS, files=FOLDER, secrets=NAME, state, clock,
    /// random or private-network; may be given several times
    #[arg(long = "grant", value_name = "GRANT", conflicts_with = "target", value_parser = grant)]
    pub grants: Vec<Grant>,
    /// The value of a secret; without --target it is granted, too
    #[arg(long = "secret", value_name = "NAME=VALUE", value_parser = pair)]
    pub secrets: Vec<(String, String)>,
    /// Record requests and files instead of performing them; requests are answered with 200
    #[arg(long)]
    pub dry_run: bool,
    /// All events in one batch; of an array, its elements
    #[arg(long)]
    pub batch: bool,
    /// A new instance for every call
    #[arg(long)]
    pub fresh: bool,
    /// Call so many times, and say how long it took
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub times: u32,
    /// text or json
    #[arg(long, value_enum, default_value_t = PluginFormat::Text, value_name = "FORMAT")]
    pub format: PluginFormat,
}

/// One `--grant`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Grant {
    /// An element of a list such as `http`.
    Of(&'static str, String),
    /// A switch such as `clock`.
    Switch(&'static str),
}

const LISTS: [&str; 4] = ["http", "put-events", "files", "secrets"];
const SWITCHES: [&str; 4] = ["state", "clock", "random", "private-network"];

fn grant(text: &str) -> Result<Grant, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    let list = LISTS.iter().find(|known| **known == name);
    let switch = SWITCHES.iter().find(|known| **known == name);
    match (list, switch, value) {
        (Some(list), _, Some(value)) if !value.is_empty() => Ok(Grant::Of(list, value.to_owned())),
        (Some(list), ..) => Err(format!("`{list}` needs a value: {list}=...")),
        (_, Some(switch), None | Some("true")) => Ok(Grant::Switch(switch)),
        (_, Some(switch), Some(_)) => Err(format!("`{switch}` takes no value")),
        (None, None, _) => {
            let known = || LISTS.iter().chain(&SWITCHES).copied();
            let near = crate::base::suggest::nearest(name, known());
            let hint = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            let known: Vec<&str> = known().collect();
            Err(format!("expected one of {}{hint}", known.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Grant, grant};

    #[test]
    fn grants() {
        let url = "https://a.example/?b=c";
        assert_eq!(grant(&format!("http={url}")), Ok(Grant::Of("http", url.to_owned())));
        assert_eq!(grant("clock"), Ok(Grant::Switch("clock")));
        for (text, why) in [
            ("http", "`http` needs a value: http=..."),
            ("files=", "`files` needs a value: files=..."),
            ("state=no", "`state` takes no value"),
        ] {
            assert_eq!(grant(text), Err(why.to_owned()));
        }
        let unknown = grant("secret=a").expect_err("no such grant");
        assert!(unknown.ends_with("did you mean `secrets`?"), "{unknown}");
    }
}
