//! From a core module to a component, and what a component shows of itself.

use std::borrow::Cow;
use wasm_encoder::{ComponentSection, CustomSection};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// The custom section that holds the manifest as JSON.
pub const SECTION: &str = "tripline:manifest";

/// Makes a component with a manifest in it.
pub fn make(module: &[u8], manifest: &str) -> Result<Vec<u8>, String> {
    let words = |error: &dyn std::fmt::Display| format!("no component: {error}");
    let mut encoder = wit_component::ComponentEncoder::default()
        .validate(true)
        .module(module)
        .map_err(|error| words(&format!("{error:#}")))?;
    let mut component = encoder.encode().map_err(|error| words(&format!("{error:#}")))?;
    // A custom section is a section like any other: behind the last one it is well placed.
    let section =
        CustomSection { name: Cow::Borrowed(SECTION), data: Cow::Borrowed(manifest.as_bytes()) };
    section.append_to_component(&mut component);
    Ok(component)
}

/// The imports and exports of a component, by name.
#[derive(Debug, Default)]
pub struct Face {
    /// Names of imports, sorted.
    pub imports: Vec<String>,
    /// Names of exports, sorted.
    pub exports: Vec<String>,
}

/// Validates a component and reads its face.
pub fn face(component: &[u8]) -> Result<Face, String> {
    let words = |error: wasmparser::BinaryReaderError| format!("not valid: {error}");
    Validator::new_with_features(WasmFeatures::default()).validate_all(component).map_err(words)?;
    let mut face = Face::default();
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(words)? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    face.imports.push(import.map_err(words)?.name.name.to_string());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    face.exports.push(export.map_err(words)?.name.name.to_string());
                }
            }
            _ => {}
        }
    }
    face.imports.sort();
    face.exports.sort();
    Ok(face)
}
