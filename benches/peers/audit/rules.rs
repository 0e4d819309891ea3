//! The ten rules in the three languages, with the lists of instance types and images filled in.

use crate::data::{IMAGES, TYPES, image};
use std::io;
use std::path::{Path, PathBuf};

/// The rules, by the names that generator and peers count under.
pub const NAMES: [&str; 10] = [
    "s3_encrypted",
    "s3_no_public_read",
    "sg_no_world_ssh",
    "ebs_encrypted",
    "required_tags",
    "iam_user_no_inline",
    "rds_not_public",
    "imdsv2",
    "instance_type_list",
    "ami_list",
];

/// Where the rules were written to.
#[derive(Debug)]
pub struct Files {
    /// For tripline.
    pub yaml: PathBuf,
    /// For regorus.
    pub rego: PathBuf,
    /// For cfn-guard.
    pub guard: PathBuf,
}

/// Writes the rules into a folder.
///
/// # Errors
/// The folder cannot be written.
pub fn write(folder: &Path) -> io::Result<Files> {
    let put = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, filled(text)).map(|()| path)
    };
    Ok(Files {
        yaml: put("ten.yaml", include_str!("rules/ten.yaml"))?,
        rego: put("ten.rego", include_str!("rules/ten.rego"))?,
        guard: put("ten.guard", include_str!("rules/ten.guard"))?,
    })
}

/// The text with its lists. Lines stay short: regorus refuses those of more than 1,024 columns.
pub fn filled(text: &str) -> String {
    let listed = |names: Vec<String>| {
        let lines = names.chunks(4).map(|line| {
            line.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
        });
        lines.collect::<Vec<_>>().join(",\n          ")
    };
    let types = listed(TYPES.map(str::to_owned).to_vec());
    let images = listed((0..IMAGES).map(image).collect());
    let fill = |text: &str, open: &str, close: &str| {
        text.replace(&format!("{open}TYPES{close}"), &format!("{open}{types}{close}"))
            .replace(&format!("{open}IMAGES{close}"), &format!("{open}{images}{close}"))
    };
    fill(&fill(text, "[", "]"), "{", "}")
}

/// A rule's name as everyone counts under it: tripline's have hyphens.
pub fn name(of: &str) -> String {
    of.replace('-', "_")
}
