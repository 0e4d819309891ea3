//! What a file is before anything of it is compiled: a component of this interface, or what else.

use super::manifest::{GRANTED, Manifest, SECTION};
use wasmparser::{ComponentExternalKind, Encoding, Parser, Payload, Validator, WasmFeatures};

/// The interface that components export.
pub const HANDLER: &str = "tripline:target/handler@";

/// The package whose interfaces a target may import.
pub const PACKAGE: &str = "tripline:target/";

/// Versions of the interface that this host speaks: the same major, at most this minor.
pub const VERSIONS: [(u64, u64); 1] = [(1, 0)];

/// What a component is.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// The version of the interface, such as `1.0.0`.
    pub interface: String,
    /// Names of what it imports.
    pub imports: Vec<String>,
    /// Names of what it exports.
    pub exports: Vec<String>,
    /// What it says about itself.
    pub manifest: Option<Manifest>,
    /// Its size in bytes.
    pub size: usize,
}

impl Inspection {
    /// The grants without which some call would fail, by the interfaces it imports.
    #[must_use]
    pub fn asks(&self) -> Vec<&'static str> {
        let imported = |name: &str| {
            self.imports.iter().any(|i| {
                i.strip_prefix(PACKAGE)
                    .and_then(|i| i.split_once('@'))
                    .is_some_and(|(i, _)| i == name)
            })
        };
        GRANTED.iter().filter(|(name, _)| imported(name)).map(|(_, grant)| *grant).collect()
    }

    /// Imports that are not tripline's: calling them ends the invocation.
    pub fn foreign(&self) -> impl Iterator<Item = &str> {
        self.imports.iter().map(String::as_str).filter(|i| !i.starts_with(PACKAGE))
    }
}

/// Why a file is not a component that can be a target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlugin {
    /// Not wasm at all.
    #[error("it is not a wasm component: {0}")]
    NotWasm(String),
    /// A core module.
    #[error(
        "it is a core wasm module, not a component (it exports {exports}); `tripline plugin build` makes a component of it"
    )]
    CoreModule {
        /// What it exports.
        exports: String,
    },
    /// Broken wasm.
    #[error("it is not a valid component: {message} (at byte {offset})")]
    Invalid {
        /// Why.
        message: String,
        /// Where.
        offset: usize,
    },
    /// A component of something else.
    #[error("it does not export `{HANDLER}1.0.0`; it exports {exports}")]
    NoHandler {
        /// What it exports.
        exports: String,
    },
    /// A version that this host does not speak.
    #[error("it is built for version {found} of the interface; this tripline speaks {speaks}")]
    UnknownVersion {
        /// The component's.
        found: String,
        /// The host's.
        speaks: String,
    },
    /// Its manifest is broken.
    #[error("{0}")]
    Manifest(String),
}

/// Reads a component, whole: what passes compiles.
///
/// # Errors
/// Why it cannot be a target.
pub fn inspect(bytes: &[u8]) -> Result<Inspection, NotAPlugin> {
    if !bytes.starts_with(b"\0asm") {
        let words = match bytes {
            [] => "the file is empty".to_owned(),
            _ if bytes.starts_with(b"(") => "it is text (compile it first)".to_owned(),
            _ => "it does not begin with wasm's magic number".to_owned(),
        };
        return Err(NotAPlugin::NotWasm(words));
    }
    let invalid = |e: wasmparser::BinaryReaderError| NotAPlugin::Invalid {
        message: e.message().to_owned(),
        offset: e.offset(),
    };
    let found = names(bytes).map_err(invalid)?;
    if found.module {
        return Err(NotAPlugin::CoreModule { exports: list(&found.exports) });
    }
    let mut validator = Validator::new_with_features(WasmFeatures::default());
    validator.validate_all(bytes).map_err(invalid)?;
    let handler = found.exports.iter().find_map(|e| e.strip_prefix(HANDLER));
    let Some(interface) = handler.map(str::to_owned) else {
        return Err(NotAPlugin::NoHandler { exports: list(&found.exports) });
    };
    if !spoken(&interface) {
        let speaks: Vec<_> = VERSIONS.iter().map(|(a, b)| format!("{a}.{b}")).collect();
        return Err(NotAPlugin::UnknownVersion { found: interface, speaks: speaks.join(", ") });
    }
    let manifest = match found.manifest {
        Some(json) => Some(Manifest::read(json).map_err(NotAPlugin::Manifest)?),
        None => None,
    };
    let Names { imports, exports, .. } = found;
    Ok(Inspection { interface, imports, exports, manifest, size: bytes.len() })
}

fn spoken(version: &str) -> bool {
    let mut parts = version.split('.').map(str::parse::<u64>);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else { return false };
    VERSIONS.iter().any(|(a, b)| major == *a && minor <= *b)
}

fn list(names: &[String]) -> String {
    const MOST: usize = 8;
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let shown: Vec<_> = names.iter().take(MOST).map(|n| format!("`{n}`")).collect();
    let more = names.len().saturating_sub(MOST);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    shown.join(", ") + &rest
}

#[derive(Default)]
struct Names<'a> {
    module: bool,
    imports: Vec<String>,
    exports: Vec<String>,
    manifest: Option<&'a [u8]>,
}

/// The names at the outermost level.
fn names(bytes: &[u8]) -> Result<Names<'_>, wasmparser::BinaryReaderError> {
    let mut names = Names::default();
    // What is nested is the component's own affair.
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            Payload::Version { encoding, .. } => names.module = encoding == Encoding::Module,
            Payload::ComponentImportSection(section) => {
                for import in section {
                    names.imports.push(import?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) => {
                for export in section {
                    let export = export?;
                    if matches!(
                        export.kind,
                        ComponentExternalKind::Instance | ComponentExternalKind::Func
                    ) {
                        names.exports.push(export.name.name.to_owned());
                    }
                }
            }
            Payload::ExportSection(section) if names.module => {
                for export in section {
                    names.exports.push(export?.name.to_owned());
                }
            }
            Payload::CustomSection(section) if section.name() == SECTION => {
                names.manifest = Some(section.data());
            }
            _ => {}
        }
    }
    Ok(names)
}
