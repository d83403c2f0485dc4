use super::*;

fn read_with(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hospes.toml");
    std::fs::write(&path, file).unwrap();
    let environment = environment
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    read(Some(&path), environment)
}

#[test]
fn the_defaults_are_a_configuration() {
    let config = read_with("", &[]).unwrap();
    assert_eq!(config.server.public_url.as_str(), "http://127.0.0.1:8080");
    assert_eq!(config.server_name(), "127.0.0.1:8080");
    assert_eq!(config.graph_url(), &config.server.public_url);
    assert!(config.worker.enabled && config.metrics.token.is_none());
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = "[server]\nname = \"a\"\ntrusted_proxies = [\"10.0.0.1\"]\n[limits]\npasscodes_per_address_per_hour = 3";
    let variables = [
        ("HOSPES_SERVER_NAME", "b"),
        ("HOSPES_SERVER_TRUSTED_PROXIES", "10.0.0.2, ::1"),
        ("HOSPES_WORKER_ENABLED", "false"),
        ("PATH", "/bin"),
    ];
    let config = read_with(file, &variables).unwrap();
    assert_eq!(config.server_name(), "b");
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert!(!config.worker.enabled);
    assert_eq!(config.limits.to_product().passcodes_per_address, 3);
}

#[test]
fn an_unknown_key_names_the_nearest_known_one() {
    let error = read_with("[server]\npublic_ulr = \"x\"", &[])
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with(
            "there is no setting `server.public_ulr`; did you mean `server.public_url`?"
        ),
        "{error}"
    );
    let error = read_with("", &[("HOSPES_SERVER_NAEM", "x")])
        .unwrap_err()
        .to_string();
    assert!(error.contains("`HOSPES_SERVER_NAME`"), "{error}");
}

#[test]
fn a_secret_is_read_from_a_file_that_others_cannot_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("password");
    std::fs::write(&path, "s3cret\n").unwrap();
    let file = format!(
        "[mail.smtp]\npassword_file = {:?}",
        path.display().to_string()
    );
    let mode =
        |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o600);
    assert_eq!(read_with(&file, &[]).unwrap().mail.smtp.password, "s3cret");
    mode(0o644);
    assert!(
        read_with(&file, &[])
            .unwrap_err()
            .to_string()
            .contains("everybody can read")
    );
}

#[test]
fn values_that_make_no_sense_are_refused_with_a_reason() {
    for (file, expected) in [
        (
            "[server]\npublic_url = \"https://a.example/path\"",
            "no path",
        ),
        ("[server]\npublic_url = \"ftp://a.example\"", "https://"),
        ("[server]\nlisten = \"nowhere\"", "listen"),
        ("[server]\ntls_key = \"x\"", "together"),
        ("[database]\nurl = \"mysql://x\"", "sqlite:"),
        ("[mail]\nfrom = \"nobody\"", "mail address"),
        (
            "[mail]\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"mx.example\"\nsecurity = \"none\"",
            "secrets",
        ),
        ("[mail]\ntransport = \"pigeon\"", "pigeon"),
        ("[limits]\npasscodes_per_address_per_hour = -1", "u32"),
        (
            "[federation]\ntimeout_seconds = 0",
            "federation.timeout_seconds",
        ),
        (
            "[federation]\nauthorities_file = \"/nowhere\"",
            "/nowhere cannot be read",
        ),
        ("nonsense", "TOML"),
    ] {
        let error = read_with(file, &[]).unwrap_err().to_string();
        assert!(error.contains(expected), "{file}: {error}");
    }
}

#[test]
fn secrets_do_not_show_in_debug_output() {
    let variables = [
        ("HOSPES_DATABASE_URL", "postgresql://u:s3cret@h/d"),
        ("HOSPES_MAIL_SMTP_PASSWORD", "s3cret"),
        ("HOSPES_METRICS_TOKEN", "s3cret"),
    ];
    assert!(!format!("{:?}", read_with("", &variables).unwrap()).contains("s3cret"));
}

#[test]
fn a_host_is_named_in_the_form_in_which_it_is_compared() {
    let good = "idp.internal, idp.internal:9443, 10.0.0.1:443, [fd00::1], xn--bcher-kva.example, \
                idp.internal:9443@019b76da-a800-7e6c-9d40-7c39443ca494";
    let variables = [("HOSPES_FEDERATION_INTERNAL_HOSTS", good)];
    let config = read_with("", &variables).unwrap();
    assert_eq!(config.federation.internal_hosts.len(), 6);
    for bad in [
        "Idp.internal",
        "https://idp.internal",
        "idp.internal/",
        "idp.internal:",
        "idp.internal:0",
        "idp.internal:65536",
        "idp.internal:https",
        "user@idp.internal",
        "idp.internal@contoso.example",
        "idp.internal@",
        "@019b76da-a800-7e6c-9d40-7c39443ca494",
        "*.internal",
        "10.0.0.0/8",
        "0x7f000001",
        "fd00::1",
        "bücher.example",
        "",
        " idp.internal",
    ] {
        let file = format!("[federation]\ninternal_hosts = [{bad:?}]");
        let error = read_with(&file, &[]).unwrap_err().to_string();
        assert!(
            error.contains("is not the name of a host"),
            "{bad}: {error}"
        );
    }
}

#[test]
fn certificate_authorities_are_read_from_a_file_that_everybody_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    let variable = path.display().to_string();
    let variables = [("HOSPES_FEDERATION_AUTHORITIES_FILE", variable.as_str())];
    let with = |text: &str| {
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        read_with("", &variables)
    };
    let config = with(&format!("Ours:\n{pem}{pem}")).unwrap();
    assert_eq!(config.federation.authorities_file, Some(path.clone()));
    assert!(!config.federation.authorities().unwrap().is_empty());
    for (text, expected) in [
        (String::new(), "no certificate"),
        (key.serialize_pem(), "no certificate"),
        (pem.replace("-----END", "-----OTHER"), "not valid PEM"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned(),
            "cannot be read",
        ),
    ] {
        let error = with(&text).unwrap_err().to_string();
        assert!(error.contains("federation.authorities_file"), "{error}");
        assert!(error.contains(expected), "{error}");
    }
}
