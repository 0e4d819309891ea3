//! From a core module and `plugin.yaml` to a component. `main` is the command; the checks of all
//! plugins (`../check`) read manifests with `yaml`.

pub mod component;
pub mod manifest;
pub mod yaml;
