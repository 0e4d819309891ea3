//! Ports that perform nothing: requests and files are remembered, and requests are answered as
//! told. For dry runs and tests.

use super::{FileFault, Files, Http, HttpFault, Request, Response};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// An answer to the requests that it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The method, or any.
    pub method: Option<String>,
    /// How the address begins, or any.
    pub url: Option<String>,
    /// What comes back.
    pub response: Result<Response, HttpFault>,
    /// How often it answers; always without.
    pub times: Option<u32>,
}

/// Remembers requests. The first answer that fits is given; without one it is `200` and an empty
/// JSON object.
#[derive(Debug, Default)]
pub struct RecordedHttp {
    answers: Mutex<Vec<Answer>>,
    requests: Mutex<Vec<Request>>,
}

impl RecordedHttp {
    /// Requests answered in this way.
    #[must_use]
    pub fn new(answers: Vec<Answer>) -> Self {
        Self { answers: Mutex::new(answers), requests: Mutex::default() }
    }

    /// The requests so far, which are forgotten.
    #[must_use]
    pub fn take(&self) -> Vec<Request> {
        std::mem::take(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Http for RecordedHttp {
    fn send(&self, request: &Request) -> Result<Response, HttpFault> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |answer: &&mut Answer| {
            answer.times != Some(0)
                && answer.method.as_ref().is_none_or(|m| m.eq_ignore_ascii_case(&request.method))
                && answer.url.as_ref().is_none_or(|u| request.url.starts_with(u.as_str()))
        };
        if let Some(answer) = answers.iter_mut().find(fits) {
            if let Some(times) = &mut answer.times {
                *times -= 1;
            }
            return answer.response.clone();
        }
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        let bulk = request.url.split('?').next().is_some_and(|path| path.ends_with("/_bulk"));
        let body = match &request.body {
            Some(lines) if bulk => indexed(lines),
            _ => b"{}".to_vec(),
        };
        Ok(Response { status: 200, headers, body })
    }
}

/// What a bulk interface answers when all went well: an item for each action, whose line has one
/// key that names it. Without it every bulk request of a dry run would look failed.
fn indexed(lines: &[u8]) -> Vec<u8> {
    let action = |line: &[u8]| {
        let value: serde_json::Value = serde_json::from_slice(line).ok()?;
        let map = value.as_object().filter(|map| map.len() == 1)?;
        let name = map.keys().next().filter(|k| ["index", "create"].contains(&k.as_str()))?;
        Some(serde_json::json!({ name: {"status": 201} }))
    };
    let items: Vec<_> = lines.split(|b| *b == b'\n').step_by(2).filter_map(action).collect();
    serde_json::json!({"errors": false, "items": items}).to_string().into_bytes()
}

/// Remembers files: what is appended comes together as it would on a disk.
#[derive(Debug, Default)]
pub struct RecordedFiles {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl RecordedFiles {
    /// The files so far, by folder and path.
    #[must_use]
    pub fn all(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(
        &self,
        folder: &Path,
        path: &str,
        act: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), FileFault> {
        let normal = |c| matches!(c, std::path::Component::Normal(_));
        if path.is_empty() || !Path::new(path).components().all(normal) {
            return Err(FileFault::Denied("it leads out of the granted folder".to_owned()));
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        act(files.entry(folder.join(path).display().to_string()).or_default());
        Ok(())
    }
}

impl Files for RecordedFiles {
    fn append(&self, folder: &Path, path: &str, data: &[u8]) -> Result<(), FileFault> {
        self.change(folder, path, |file| file.extend_from_slice(data))
    }

    fn put(&self, folder: &Path, path: &str, data: &[u8]) -> Result<(), FileFault> {
        self.change(folder, path, |file| *file = data.to_vec())
    }
}
