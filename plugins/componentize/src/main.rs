//! Makes a component of a core module: `tripline-componentize NAME MODULE PLUGIN.YAML OUT`. The
//! manifest goes into a custom section as JSON; a component that is not valid, exports something
//! else than a handler, or imports what its manifest does not ask for is not written. Prints one
//! line of JSON about it. `build.sh` calls it.

use serde_json::json;
use sha2::{Digest, Sha256};
use std::process::ExitCode;
use tripline_componentize::{component, manifest, yaml};

const HANDLER: &str = "tripline:target/handler@1.0.0";

fn run(arguments: &[String]) -> Result<String, String> {
    let [name, module, manifest, out] = arguments else {
        return Err("usage: tripline-componentize NAME MODULE PLUGIN.YAML OUT".into());
    };
    let read = |path: &str| std::fs::read(path).map_err(|error| format!("{path}: {error}"));
    let module = read(module)?;
    let text =
        String::from_utf8(read(manifest)?).map_err(|error| format!("{manifest}: {error}"))?;
    let asks = yaml::read(&text).map_err(|error| format!("{manifest}: {error}"))?;
    let component = component::make(&module, &asks.to_string())?;
    let face = component::face(&component)?;
    if face.exports != [HANDLER] {
        return Err(format!("it exports {:?}", face.exports));
    }
    manifest::check(&asks, name, &face.imports).map_err(|error| format!("{manifest}: {error}"))?;
    std::fs::write(out, &component).map_err(|error| format!("{out}: {error}"))?;
    let sum: String = Sha256::digest(&component).iter().map(|b| format!("{b:02x}")).collect();
    let short = |name: &String| name.trim_start_matches("tripline:target/").to_string();
    Ok(json!({
        "name": name,
        "version": asks["version"],
        "sha256": sum,
        "bytes": component.len(),
        "imports": face.imports.iter().map(short).collect::<Vec<_>>(),
    })
    .to_string())
}

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "this is a command")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
