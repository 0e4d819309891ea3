//! Which fields a line has, in the order of its text: printed so that a run says what it measured.

/// Paths of all members in text order, each once, array levels left out.
pub fn field_order(event: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(event);
    let mut scan = Scan { rest: &text, open: Vec::new(), pending: None, found: Vec::new() };
    while scan.step() {}
    scan.found
}

/// A walk over JSON text that is known to be well-formed.
struct Scan<'a> {
    rest: &'a str,
    /// Names of the members whose values are open; arrays and the root have none.
    open: Vec<Option<&'a str>>,
    pending: Option<&'a str>,
    found: Vec<String>,
}

impl<'a> Scan<'a> {
    /// Takes one token; false at the end.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest.find(['"', '{', '[', '}', ']', ',']) else { return false };
        let token = self.rest.as_bytes()[next];
        self.rest = &self.rest[next + 1..];
        match token {
            b'"' => self.string(),
            b'{' | b'[' => self.open.push(self.pending.take()),
            b'}' | b']' => drop(self.open.pop()),
            _ => self.pending = None,
        }
        true
    }

    /// Takes a string whose opening quote is behind; one followed by a colon is a member's name.
    fn string(&mut self) {
        let mut escaped = false;
        let end = self.rest.find(|letter| {
            let closing = letter == '"' && !escaped;
            escaped = letter == '\\' && !escaped;
            closing
        });
        let end = end.unwrap_or(self.rest.len());
        let text = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or("");
        if self.rest.trim_start().starts_with(':') {
            self.pending = Some(text);
            self.note(text);
        }
    }

    fn note(&mut self, name: &str) {
        let mut path = String::new();
        for part in self.open.iter().copied().flatten() {
            path.push_str(part);
            path.push('.');
        }
        path.push_str(name);
        if !self.found.contains(&path) {
            self.found.push(path);
        }
    }
}
