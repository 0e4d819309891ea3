//! Floor 2: texts to trees with places. YAML and JSON give the same tree.

pub mod duplicates;
pub mod json;
pub mod template;
pub mod tree;
pub mod write;
pub mod yaml;
pub mod yaml_text;
