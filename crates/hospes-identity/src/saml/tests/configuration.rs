//! How signing in by SAML is set up: certificates, settings and claims.

use super::*;

#[tokio::test]
async fn a_certificate_is_rolled_over_without_a_gap() {
    let world = World::new().await;
    let (_, session) = world.member().await;
    let (identity, id) = (&world.fixture.identity, world.application.id);
    let before = world.certificates().await;
    let [first] = before.as_slice() else {
        panic!("{before:?}")
    };
    assert!(first.is_active);
    assert_eq!(first.ends_at.to_rfc3339(), "2028-12-31T00:00:00Z");
    world.fixture.clock.advance(Span::seconds(1));
    let next = identity
        .add_saml_certificate(&world.system, id)
        .await
        .unwrap();
    // Both are in the metadata, the one that signs first.
    let (_, published) = identity
        .saml_metadata(world.tenant, world.application.app_id)
        .await
        .unwrap();
    assert_eq!(published.len(), 2);
    assert_eq!(published[0], first.certificate);
    let refused = identity
        .remove_saml_certificate(&world.system, id, first.id)
        .await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    identity
        .activate_saml_certificate(&world.system, id, next)
        .await
        .unwrap();
    let ask = world.receive(&request(&[])).await.unwrap();
    let xml = world.response(&session, &ask).await;
    let after = world.certificates().await;
    assert!(xml.contains(after[1].certificate.as_base64()));
    assert!(!xml.contains(first.certificate.as_base64()));
    identity
        .remove_saml_certificate(&world.system, id, first.id)
        .await
        .unwrap();
    assert_eq!(world.certificates().await.len(), 1);
    // What has expired does not sign.
    world.fixture.clock.advance(Span::days(1_100));
    let late = identity
        .activate_saml_certificate(&world.system, id, next)
        .await;
    assert!(matches!(late, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn nobody_finds_the_key_of_a_certificate_in_the_database() {
    let world = World::new().await;
    let dump = format!("{:?}", world.fixture.dump().await);
    assert!(!dump.contains("PRIVATE KEY"));
    let system = &world.system;
    let reader = world
        .fixture
        .with_role(world.tenant, "reader", Role::GlobalReader)
        .await;
    let identity = &world.fixture.identity;
    let id = world.application.id;
    assert!(identity.saml_settings(&reader, id).await.unwrap().is_some());
    assert!(matches!(
        identity.add_saml_certificate(&reader, id).await,
        Err(Error::Forbidden { .. })
    ));
    let settings = saml_settings(SP);
    let answer = identity.set_saml_settings(&reader, id, &settings).await;
    assert!(matches!(answer, Err(Error::Forbidden { .. })));
    identity.delete_application(system, id).await.unwrap();
    let left = world.fixture.dump().await;
    assert!(!left.iter().any(|(table, _)| table.starts_with("saml_")));
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused() {
    type Change = fn(&mut Settings);
    let world = World::new().await;
    let table: &[(&str, Change)] = &[
        ("entityId", |s| s.entity_id.clear()),
        ("entityId", |s| s.entity_id = "a b".to_owned()),
        ("acsUrls", |s| s.acs_urls.clear()),
        ("acsUrls", |s| {
            s.acs_urls.push("http://sp.example/acs".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("javascript:alert(1)".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("https://sp.example/#a".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("https://u:p@sp.example/".to_owned());
        }),
        ("acsUrls", |s| {
            s.acs_urls.push("https://sp.example/acs".to_owned());
        }),
        ("logoutUrl", |s| {
            s.logout_url = Some("data:text/html,x".to_owned());
        }),
        ("claims", |s| s.claims[0].name = "a b".to_owned()),
        ("claims", |s| s.claims.push(s.claims[0].clone())),
        ("claims", |s| {
            s.claims[0].name = "http://schemas.microsoft.com/identity/claims/tenantid".to_owned();
        }),
        ("signingCertificates", |s| s.requests_signed = true),
    ];
    for (field, change) in table {
        let answer = world.set(*change).await;
        assert!(
            matches!(&answer, Err(Error::Invalid { field: found, .. }) if found == field),
            "{field}: {answer:?}"
        );
    }
    world
        .set(|s| s.acs_urls = vec!["http://localhost:8080/acs".to_owned()])
        .await
        .unwrap();
    // An entity ID names one application of a tenant.
    let other = NewApplication {
        display_name: "Hours".to_owned(),
        description: None,
        home_page_url: None,
        assignment_required: false,
        visible: true,
    };
    let identity = &world.fixture.identity;
    let other = identity
        .create_application(&world.system, &other)
        .await
        .unwrap();
    let settings = saml_settings(SP);
    let answer = identity
        .set_saml_settings(&world.system, other.id, &settings)
        .await;
    assert!(matches!(answer, Err(Error::Conflict { .. })));
}

#[test]
fn lines_of_claims_are_read_as_they_are_written() {
    for line in [
        "http://schemas.example/a?b=c = user.mail",
        "Role = \"a = b\"",
        "groups = user.groups",
    ] {
        assert_eq!(Claim::parse_line(line).unwrap().to_line(), line);
    }
    assert_eq!(
        Claim::parse_line("mail=User.Mail").unwrap().to_line(),
        "mail = user.mail"
    );
    for line in ["mail", "mail = user.password", "mail = \"a", ""] {
        assert!(Claim::parse_line(line).is_none(), "{line}");
    }
}
