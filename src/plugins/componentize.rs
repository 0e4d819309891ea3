//! From a core wasm module to a component with its manifest: what `tripline plugin build` does, in
//! process, so that no other tool is needed. The interface is in the binary.

use super::inspect::{NotAPlugin, inspect};
use super::manifest::{Manifest, SECTION};
use wasm_encoder::{ComponentSection, CustomSection};
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, SourceMap};

/// The files of the newest interface: names and texts.
pub const WIT: [(&str, &str); 4] = [
    ("world.wit", include_str!("../../schemas/wit/1.0/world.wit")),
    ("handler.wit", include_str!("../../schemas/wit/1.0/handler.wit")),
    ("always.wit", include_str!("../../schemas/wit/1.0/always.wit")),
    ("granted.wit", include_str!("../../schemas/wit/1.0/granted.wit")),
];

/// Makes a component of a core module; a component stays as it is.
///
/// # Errors
/// Why it cannot be one: in words of the encoder.
pub fn componentize(bytes: &[u8]) -> Result<Vec<u8>, String> {
    match inspect(bytes) {
        Ok(_) => return Ok(bytes.to_vec()),
        Err(NotAPlugin::CoreModule { .. }) => {}
        Err(other) => return Err(other.to_string()),
    }
    let mut module = bytes.to_vec();
    if !has_types(bytes) {
        let mut resolve = Resolve::default();
        let mut sources = SourceMap::new();
        for (name, text) in WIT {
            sources.push_str(name, text);
        }
        let group = sources.parse().map_err(|(_, e)| e.to_string())?;
        let package = resolve.push_group(group).map_err(|e| e.to_string())?;
        let world = resolve.select_world(&[package], Some("target")).map_err(words)?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .map_err(words)?;
    }
    let encoder = ComponentEncoder::default().module(&module).map_err(words)?;
    let component = encoder.validate(true).encode().map_err(words)?;
    match inspect(&component) {
        Ok(_) => Ok(component),
        Err(why) => Err(why.to_string()),
    }
}

/// The encoder's error with its causes, in one line.
fn words(error: impl std::fmt::Display) -> String {
    format!("{error:#}")
}

/// Does a module bring the types of its interface along, as bindings generators make them?
fn has_types(module: &[u8]) -> bool {
    let sections = Parser::new(0).parse_all(module).flatten();
    sections.into_iter().any(|section| {
        matches!(section, Payload::CustomSection(s) if s.name().starts_with("component-type"))
    })
}

/// Puts a manifest into a component, in the place of the one it has.
///
/// # Errors
/// What is wrong with the manifest or with the component.
pub fn with_manifest(component: &[u8], manifest: &serde_json::Value) -> Result<Vec<u8>, String> {
    Manifest::of(manifest.clone())?;
    let mut bytes = without_section(component)?;
    let data = manifest.to_string();
    let section = CustomSection { name: SECTION.into(), data: data.as_bytes().into() };
    section.append_to_component(&mut bytes);
    Ok(bytes)
}

/// A component without the manifest it may have.
fn without_section(component: &[u8]) -> Result<Vec<u8>, String> {
    let mut depth = 0_u32;
    let mut bytes = component.to_vec();
    for payload in Parser::new(0).parse_all(component) {
        match payload.map_err(words)? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::CustomSection(section) if depth == 0 && section.name() == SECTION => {
                let range = section.range();
                // In front of the range stand the section's id and the length of what follows.
                let length = range.end.saturating_sub(range.start);
                let head = 1 + leb_length(length);
                bytes.drain(range.start.saturating_sub(head)..range.end);
                return Ok(bytes);
            }
            _ => {}
        }
    }
    Ok(bytes)
}

/// Bytes that a number takes in LEB128.
fn leb_length(mut number: usize) -> usize {
    let mut bytes = 1;
    while number > 0x7f {
        number >>= 7;
        bytes += 1;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn core_modules_become_components_with_a_manifest() {
        let module = wat::parse_str(crate::plugins::testing::ANSWERS).expect("wat");
        let component = componentize(&module).expect("a component");
        assert_eq!(componentize(&component).expect("the same"), component);
        let one = with_manifest(&component, &json!({"name": "a", "version": "1"})).expect("one");
        let two = with_manifest(&one, &json!({"name": "b"})).expect("two");
        let name = |bytes: &[u8]| inspect(bytes).expect("ok").manifest.and_then(|m| m.name);
        assert_eq!(name(&component), None);
        assert_eq!(name(&one).as_deref(), Some("a"));
        assert_eq!(name(&two).as_deref(), Some("b"), "a manifest takes the place of the other");
    }

    #[test]
    fn what_cannot_be_one_says_why() {
        let no_export = wat::parse_str("(module (memory (export \"memory\") 1))").expect("wat");
        let why = componentize(&no_export).expect_err("no handler");
        assert!(why.contains("handler"), "{why}");
        let wasi = "(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32))))";
        let why = componentize(&wat::parse_str(wasi).expect("wat")).expect_err("wasi");
        assert!(why.contains("wasi_snapshot_preview1"), "{why}");
    }
}
