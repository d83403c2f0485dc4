//! The demo's own certificate authority, for `--https`. Kept in the data folder, so that who trusts it
//! need not trust another one after a restart.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// Certificates and where they are.
pub(super) struct Files {
    /// The certificate authority, to be trusted by clients.
    pub(super) ca_path: PathBuf,
    /// The server's certificate and the authority's, PEM.
    pub(super) chain: String,
    /// The server's private key, PEM.
    pub(super) key: String,
}

/// Opens what the folder has; makes what is missing.
pub(super) fn open(folder: &Path) -> anyhow::Result<Files> {
    let folder = folder.canonicalize()?;
    let ca_path = folder.join("ca.pem");
    let (chain_path, key_path) = (folder.join("server.pem"), folder.join("server.key"));
    // The key is written last, so that an interrupted start makes all of it anew.
    if !key_path.exists() {
        make(&ca_path, &chain_path, &key_path).context("cannot make the demo's certificates")?;
    }
    Ok(Files {
        chain: std::fs::read_to_string(&chain_path)?,
        key: std::fs::read_to_string(&key_path)?,
        ca_path,
    })
}

fn make(ca_path: &Path, chain_path: &Path, key_path: &Path) -> anyhow::Result<()> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Hospes demo certificate authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let ca_key = KeyPair::generate()?;
    let ca = params.self_signed(&ca_key)?;
    let issuer = Issuer::new(params, ca_key);
    let names = ["localhost", "127.0.0.1", "::1"]
        .map(str::to_owned)
        .to_vec();
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let server = params.signed_by(&key, &issuer)?;
    std::fs::write(ca_path, ca.pem())?;
    std::fs::write(chain_path, format!("{}{}", server.pem(), ca.pem()))?;
    write_private(key_path, &key.serialize_pem())
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    Ok(file.write_all(text.as_bytes())?)
}
