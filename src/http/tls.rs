//! TLS 1.2 and 1.3: a certificate from two PEM files, loaded again when they change.

use crate::base::text::reason;
use crate::settings;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, version};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;
use tokio_rustls::TlsAcceptor;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file that cannot be read.
    #[error("cannot read `{path}`: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// A file without a certificate or a key in it.
    #[error("`{path}` holds no {what} in PEM")]
    Empty {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
    },
    /// A certificate and a key that cannot be used together.
    #[error("cannot use the certificate `{path}` with its key: {reason}")]
    Refused {
        /// The certificate.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
}

/// When files were changed, and how long they are.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// A certificate in use.
pub struct Tls {
    files: settings::Tls,
    held: RwLock<(Stamp, Arc<ServerConfig>)>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tls({})", self.files.certificate.display())
    }
}

impl Tls {
    /// Loads a certificate and its key.
    ///
    /// # Errors
    /// A file that cannot be read or does not hold what it should, a key of another certificate.
    pub fn load(files: &settings::Tls) -> Result<Self, TlsError> {
        let held = (stamp(files), Arc::new(config(files)?));
        Ok(Self { files: files.clone(), held: RwLock::new(held) })
    }

    /// Loads the files again if they have changed since; connections that are open stay as they are.
    /// True if they were. After an error the certificate before is used on, and the next call tries
    /// again.
    ///
    /// # Errors
    /// Those of `load`.
    pub fn refresh(&self) -> Result<bool, TlsError> {
        let now = stamp(&self.files);
        if self.held.read().unwrap_or_else(PoisonError::into_inner).0 == now {
            return Ok(false);
        }
        let config = Arc::new(config(&self.files)?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = (now, config);
        Ok(true)
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&held.1))
    }
}

fn stamp(files: &settings::Tls) -> Stamp {
    let of = |path: &Path| {
        let data = fs::metadata(path).ok()?;
        Some((data.modified().ok()?, data.len()))
    };
    [of(&files.certificate), of(&files.key)]
}

fn config(files: &settings::Tls) -> Result<ServerConfig, TlsError> {
    let empty = |path: &Path, what| TlsError::Empty { path: path.to_owned(), what };
    let refused = |e: rustls::Error| {
        let reason = e.to_string();
        TlsError::Refused { path: files.certificate.clone(), reason }
    };
    let text = text(&files.certificate)?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&text)
        .collect::<Result<_, _>>()
        .map_err(|_| empty(&files.certificate, "certificate"))?;
    if chain.is_empty() {
        return Err(empty(&files.certificate, "certificate"));
    }
    let key = PrivateKeyDer::from_pem_slice(&self::text(&files.key)?)
        .map_err(|_| empty(&files.key, "private key"))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .map_err(refused)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(refused)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn text(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|e| TlsError::Unreadable { path: path.to_owned(), reason: reason(&e) })
}
