//! The templates of `tripline plugin new`: files, and the words in them that a plugin's own take
//! the place of.

use super::args::Lang;

/// What a template's files are made of.
#[derive(Debug)]
pub(super) struct Template {
    /// Paths in the plugin's folder, and texts.
    pub files: &'static [(&'static str, &'static str)],
    /// How long an invocation may take.
    pub timeout: &'static str,
    /// How much memory an instance may have.
    pub memory: &'static str,
    /// What the tools of the language make.
    pub artifact: &'static str,
    /// The commands to type first.
    pub build: &'static [&'static str],
}

macro_rules! files {
    ($lang:literal: $($path:literal = $file:literal),* $(,)?) => {
        &[
            ("plugin.yaml", include_str!("templates/common/plugin.yaml")),
            ("fixtures/event.json", include_str!("templates/common/event.json")),
            ("rules/__NAME__.yaml", include_str!("templates/common/rules.yaml")),
            ("rules/__NAME__.test.yaml", include_str!("templates/common/rules.test.yaml")),
            $(($path, include_str!(concat!("templates/", $lang, "/", $file))),)*
        ]
    };
}

const RUST: Template = Template {
    files: files!("rust":
        "Cargo.toml" = "manifest.toml",
        "src/lib.rs" = "lib.rs",
        ".cargo/config.toml" = "config.toml",
        "README.md" = "README.md",
        ".gitignore" = "gitignore",
    ),
    timeout: "3s",
    memory: "16MiB",
    artifact: "target/wasm32-unknown-unknown/release/__CRATE__.wasm",
    build: &[
        "rustup target add wasm32-unknown-unknown",
        "cargo build --release --target wasm32-unknown-unknown",
    ],
};

const JAVASCRIPT: Template = Template {
    files: files!("javascript":
        "wit/plugin.wit" = "../common/plugin.wit",
        "package.json" = "package.json",
        "build.mjs" = "build.mjs",
        "plugin.js" = "plugin.js",
        "README.md" = "README.md",
        ".gitignore" = "gitignore",
    ),
    timeout: "10s",
    memory: "128MiB",
    artifact: "dist/__NAME__.wasm",
    build: &["npm install", "npm run build"],
};

const PYTHON: Template = Template {
    files: files!("python":
        "wit/plugin.wit" = "../common/plugin.wit",
        "requirements.txt" = "requirements.txt",
        "app.py" = "app.py",
        "README.md" = "README.md",
        ".gitignore" = "gitignore",
    ),
    timeout: "10s",
    memory: "128MiB",
    artifact: "dist/__NAME__.wasm",
    build: &[
        "python3 -m venv .venv",
        ".venv/bin/pip install -r requirements.txt",
        "mkdir -p dist",
        ".venv/bin/componentize-py -d wit -w plugin componentize app -o dist/__NAME__.wasm --stub-wasi",
    ],
};

const C: Template = Template {
    files: files!("c":
        "Makefile" = "Makefile",
        "plugin.c" = "plugin.c",
        "tripline.h" = "tripline.h",
        "tripline.c" = "tripline.c",
        "README.md" = "README.md",
        ".gitignore" = "gitignore",
    ),
    timeout: "3s",
    memory: "16MiB",
    artifact: "build/__NAME__.wasm",
    build: &["make"],
};

/// The template of a language.
pub(super) fn of(lang: Lang) -> &'static Template {
    match lang {
        Lang::Rust => &RUST,
        Lang::Javascript => &JAVASCRIPT,
        Lang::Python => &PYTHON,
        Lang::C => &C,
    }
}

impl Template {
    /// A text of the template with the words of a plugin.
    pub fn fill(&self, text: &str, name: &str) -> String {
        text.replace("__ARTIFACT__", self.artifact)
            .replace("__TIMEOUT__", self.timeout)
            .replace("__MEMORY__", self.memory)
            .replace("__TITLE__", &title(name))
            .replace("__CRATE__", &name.replace('-', "_"))
            .replace("__NAME__", name)
    }
}

/// The name as words: `my-target` is `My target`.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
