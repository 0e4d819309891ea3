//! TLS with certificates that signed themselves.

use super::certificates::{CERTIFICATE_ONE, CERTIFICATE_TWO, KEY_ONE, KEY_TWO};
use super::*;
use crate::settings;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, version};
use std::fs;
use std::io;
use std::path::PathBuf;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tripline-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn files(&self, certificate: &str, key: &str) -> settings::Tls {
        let files = settings::Tls { certificate: self.0.join("c.pem"), key: self.0.join("k.pem") };
        fs::write(&files.certificate, certificate).expect("a file");
        fs::write(&files.key, key).expect("a file");
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn connect(
    server: &Running,
    root: &str,
    version: &'static SupportedProtocolVersion,
    alpn: &[&str],
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(root.as_bytes()).expect("PEM");
    roots.add(root).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .expect("a version")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|p| p.as_bytes().to_vec()).collect();
    let stream = TcpStream::connect(server.address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

#[tokio::test]
async fn requests_over_tls_and_a_certificate_that_changes() {
    let folder = Folder::new("tls");
    let files = folder.files(CERTIFICATE_ONE, KEY_ONE);
    let tls = Arc::new(Tls::load(&files).expect("a certificate"));
    let server = start_with(Limits::default(), Some(Arc::clone(&tls))).await;
    for version in [&version::TLS12, &version::TLS13] {
        let stream = connect(&server, CERTIFICATE_ONE, version, &[]).await.expect("trust");
        let mut client = Client::new(stream);
        assert_eq!(client.ask(&get("/")).await.body, "GET / 0");
    }
    let stream = connect(&server, CERTIFICATE_ONE, &version::TLS13, &["h2"]).await.expect("trust");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    drop(stream);
    assert!(connect(&server, CERTIFICATE_TWO, &version::TLS13, &[]).await.is_err());
    assert!(!tls.refresh().expect("the same"));
    // Half of a change is no reason to stop.
    folder.files(CERTIFICATE_TWO, "");
    assert!(tls.refresh().is_err());
    assert!(connect(&server, CERTIFICATE_ONE, &version::TLS13, &[]).await.is_ok());
    folder.files(CERTIFICATE_TWO, KEY_TWO);
    assert!(tls.refresh().expect("a certificate"));
    assert!(connect(&server, CERTIFICATE_TWO, &version::TLS13, &[]).await.is_ok());
    // Whoever speaks in the clear gets no answer.
    let mut client = server.connect().await;
    client.send(&get("/")).await;
    assert!(!client.rest().await.contains("HTTP/1.1"));
    server.end().await;
}

#[test]
fn what_is_wrong_with_a_certificate_is_said() {
    let folder = Folder::new("tls-errors");
    let shown = |files: &settings::Tls| {
        let path = folder.0.to_string_lossy().into_owned();
        Tls::load(files).map(|_| ()).map_err(|e| e.to_string().replace(&path, "."))
    };
    let files = folder.files("nothing", KEY_ONE);
    assert_eq!(shown(&files), Err("`./c.pem` holds no certificate in PEM".to_owned()));
    let files = folder.files(CERTIFICATE_ONE, "nothing");
    assert_eq!(shown(&files), Err("`./k.pem` holds no private key in PEM".to_owned()));
    let files = folder.files(CERTIFICATE_ONE, KEY_TWO);
    assert!(shown(&files).is_err_and(|e| e.starts_with("cannot use the certificate `./c.pem`")));
    fs::remove_file(&files.key).expect("gone");
    assert!(shown(&files).is_err_and(|e| e.starts_with("cannot read `./k.pem`: ")));
}
