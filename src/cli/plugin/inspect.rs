//! `tripline plugin inspect`: what a plugin is, without running it.

use super::args::{InspectArgs, PluginFormat};
use super::{compile, describe};
use crate::cli::args::Global;
use crate::cli::exit::{Code, Done, Failure};
use std::io::{self, Write};

pub(super) fn run(args: &InspectArgs, global: &Global) -> Done {
    let plugin = compile::find(&args.plugin, global)?;
    let schema = plugin.inspection.manifest.as_ref().and_then(|m| m.config.as_ref());
    let mut out = io::stdout().lock();
    if args.schema {
        let Some(schema) = schema else {
            return Err(Failure::usage(format!("`{}` has no config schema", plugin.name)));
        };
        writeln!(out, "{schema:#}")?;
        return Ok(Code::Clean);
    }
    match args.format {
        PluginFormat::Json => writeln!(out, "{:#}", describe::json(&plugin))?,
        PluginFormat::Text => {
            describe::text(&plugin, &mut out)?;
            for (label, names) in
                [("imports", &plugin.inspection.imports), ("exports", &plugin.inspection.exports)]
            {
                describe::row(&mut out, label, &names.join(", "))?;
            }
            if let Some(schema) = schema {
                describe::config(schema, &mut out)?;
            }
        }
    }
    Ok(Code::Clean)
}
