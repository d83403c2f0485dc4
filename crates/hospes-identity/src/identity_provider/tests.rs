use hospes_protocol::address::Domain;
use hospes_protocol::oauth::ClientProofMethod;
use hospes_protocol::saml::{AuthnRequest, Document, NewAuthnRequest};
use serde_json::json;

use super::*;
use crate::actor::Actor;
use crate::audit::{Activity, AuditQuery};
use crate::env::{Clock as _, FetchError, Span};
use crate::error::Error;
use crate::identity_provider::Class::{ExternalFederation, OrganizationsHere, Social};
use crate::ids::ProviderId;
use crate::page::PageRequest;
use crate::patch::Patch;
use crate::testing::{
    FakeProvider, FakeSamlProvider, Fixture, PROVIDER_SECRET, SamlPerson, new_openid, openid,
    openid_patch,
};

const ISSUER: &str = "https://idp.uni.example";

struct World {
    fixture: Fixture,
    contoso: Actor,
    fake: FakeProvider,
}

impl World {
    async fn new() -> Self {
        let fixture = Fixture::new().await;
        let contoso = fixture.system(fixture.contoso().await.id);
        let fake = FakeProvider::new(&fixture.fetch, ISSUER);
        Self {
            fixture,
            contoso,
            fake,
        }
    }

    fn new_provider(&self) -> NewProvider {
        let identity = &self.fixture.identity;
        let mut new = self.fake.new_provider(identity, &["uni.example"]);
        new.trusts_domains = false;
        new
    }

    async fn add(&self, new: &NewProvider) -> Result<IdentityProvider, AddError> {
        let identity = &self.fixture.identity;
        identity.add_identity_provider(&self.contoso, new).await
    }

    async fn what_if(&self, address: &str) -> WhatIf {
        let identity = &self.fixture.identity;
        identity.what_if(&self.contoso, address).await.unwrap()
    }
}

fn field(refused: Result<IdentityProvider, AddError>) -> &'static str {
    match refused.unwrap_err() {
        AddError::Other(Error::Invalid { field, .. }) => field,
        other @ (AddError::Remote(_) | AddError::Other(_)) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_provider_is_what_its_metadata_say_and_its_secret_is_never_read_again() {
    let world = World::new().await;
    let mut new = world.new_provider();
    // The issuer and the address of its metadata are the same to whoever pastes them.
    new_openid(&mut new).metadata_url = format!(" {ISSUER}/.well-known/openid-configuration ");
    let added = world.add(&new).await.unwrap();
    assert_eq!(added.issuer, ISSUER);
    assert!(openid(&added).has_secret && added.is_active());
    for (table, columns) in world.fixture.dump().await {
        let all = columns.join(" ");
        assert!(!all.contains(PROVIDER_SECRET), "{table}");
    }
    assert!(!format!("{added:?}").contains(PROVIDER_SECRET));
    let mut events = world
        .fixture
        .identity
        .audit_events(&world.contoso, &AuditQuery::all(PageRequest::first(50)))
        .await
        .unwrap()
        .rows;
    events.retain(|event| event.activity == Activity::AddIdentityProvider.name());
    assert_eq!(events.len(), 1);
    let changes = &events[0].targets[0].changes;
    let issuer = changes.iter().find(|change| change.name == "Issuer");
    assert_eq!(issuer.unwrap().new, ISSUER);
}

#[tokio::test]
async fn what_can_t_be_used_is_not_added() {
    let world = World::new().await;
    let changed = |change: fn(&mut NewProvider)| {
        let mut new = world.new_provider();
        change(&mut new);
        new
    };
    for (change, expected) in [
        (
            changed(|new| new.display_name = " ".to_owned()),
            "displayName",
        ),
        (
            changed(|new| new_openid(new).client_id = String::new()),
            "clientId",
        ),
        (
            changed(|new| new_openid(new).client_secret = None),
            "clientSecret",
        ),
        (
            changed(|new| new_openid(new).client_secret = Some("x".repeat(1_025))),
            "clientSecret",
        ),
        (
            changed(|new| new_openid(new).metadata_url = "http://idp.uni.example".to_owned()),
            "metadataUrl",
        ),
        (
            changed(|new| new.domains = vec![Domain::parse("contoso.example").unwrap()]),
            "domains",
        ),
    ] {
        assert_eq!(field(world.add(&change).await), expected);
    }
    for (error, expected) in [
        (FetchError::Forbidden, Problem::Forbidden),
        (FetchError::NoName, Problem::NoName),
        (FetchError::Certificate, Problem::Certificate),
        (FetchError::Unreachable, Problem::Unreachable),
        (FetchError::TooSlow, Problem::TooSlow),
        (FetchError::TooLong, Problem::TooLong),
    ] {
        let url = format!("{ISSUER}/.well-known/openid-configuration");
        world.fixture.fetch.fail(&url, error);
        let refused = world.add(&world.new_provider()).await.unwrap_err();
        assert!(matches!(refused, AddError::Remote(problem) if problem == expected));
    }
    // Somebody else's metadata.
    world
        .fake
        .publish(&[("issuer", json!("https://evil.example"))]);
    let refused = world.add(&world.new_provider()).await.unwrap_err();
    assert!(matches!(refused, AddError::Remote(Problem::Metadata(_))));
    let list = world.fixture.identity.identity_providers(&world.contoso);
    assert_eq!(list.await.unwrap(), []);
}

#[tokio::test]
async fn who_may_not_manage_them_changes_nothing() {
    let world = World::new().await;
    let tenant = world.contoso.tenant;
    let role = crate::role::Role::UserAdministrator;
    let uma = world.fixture.with_role(tenant, "uma", role).await;
    let identity = &world.fixture.identity;
    let refused = identity
        .add_identity_provider(&uma, &world.new_provider())
        .await;
    assert!(matches!(
        refused,
        Err(AddError::Other(Error::Forbidden { .. }))
    ));
    // Nothing was asked of anybody for them.
    assert!(world.fixture.fetch.take_requests().is_empty());
    let order = RedemptionOrder::default();
    let order = identity.set_redemption_order(&uma, &order);
    order.await.unwrap_err();
}

#[tokio::test]
async fn an_issuer_is_there_once_and_comes_back_with_its_guests() {
    let world = World::new().await;
    let added = world.add(&world.new_provider()).await.unwrap();
    let again = world.add(&world.new_provider()).await.unwrap_err();
    assert!(matches!(again, AddError::Other(Error::Conflict { .. })));
    // Somebody is bound to it.
    let invited = world
        .fixture
        .invite(&world.contoso, "lee@uni.example")
        .await;
    let (identity, tenant) = (&world.fixture.identity, world.contoso.tenant);
    let mut tx = identity.write().await.unwrap();
    let issuer = added.as_issuer();
    let bound = crate::user::bind_identity(&mut tx, tenant, invited.user.id, (issuer, "lee-1"));
    assert!(bound.await.unwrap());
    tx.commit().await.unwrap();
    let first = PageRequest::first(50);
    let told = identity.locked_out_by(&world.contoso, added.id, &first);
    let told = told.await.unwrap();
    assert_eq!((told.count, told.guests.rows.len()), (1, 1));
    // Whoever was told of nobody does not lock somebody out.
    let refused = identity.delete_identity_provider(&world.contoso, added.id, 0);
    assert!(matches!(refused.await, Err(Error::Conflict { .. })));
    let deleted = identity.delete_identity_provider(&world.contoso, added.id, 1);
    deleted.await.unwrap();
    let list = identity.identity_providers(&world.contoso).await.unwrap();
    assert_eq!(list, []);
    // Who they were bound to can still be told.
    let bound = identity.identities_of(&world.contoso, invited.user.id);
    let provider = bound.await.unwrap().remove(0).provider.unwrap();
    assert_eq!(
        (provider.name.as_str(), provider.is_active),
        ("University", false)
    );
    let ways = world.what_if("kim@uni.example").await.ways;
    assert_eq!(ways, [Way::Passcode]);
    let back = world.add(&world.new_provider()).await.unwrap();
    assert_eq!(back.id, added.id);
    assert!(back.is_active());
}

/// What a SAML provider is called is what somebody wrote into its metadata.
#[tokio::test]
async fn takeover_an_entity_id_brings_nobody_elses_guests_back() {
    const ENTITY: &str = "https://idp.uni.example/saml";
    let world = World::new().await;
    let (identity, contoso) = (&world.fixture.identity, &world.contoso);
    let real = FakeSamlProvider::new(&world.fixture.fetch, ENTITY);
    let new = real.new_provider(identity, &["uni.example"]);
    let added = world.add(&new).await.unwrap();
    bind_lee(&world, &added).await;
    let deleted = identity.delete_identity_provider(contoso, added.id, 1);
    deleted.await.unwrap();
    let evil = FakeSamlProvider::new(&world.fixture.fetch, "https://evil.example/saml");
    // Its certificate is public, and its metadata are elsewhere.
    for keys in [&[&evil][..], &[&real]] {
        let other = by_hand(&world, ENTITY, keys);
        assert_eq!(field(world.add(&other).await), "issuer");
    }
    let back = world.add(&new).await.unwrap();
    assert_eq!(back.id, added.id);
}

fn by_hand(world: &World, entity_id: &str, keys: &[&FakeSamlProvider]) -> NewProvider {
    let mut new = keys[0].new_provider(&world.fixture.identity, &["uni.example"]);
    let certificates: Vec<String> = keys.iter().map(|fake| fake.certificate()).collect();
    new.protocol = NewProtocol::Saml(NewSaml {
        source: SamlSource::Parts {
            entity_id: entity_id.to_owned(),
            sign_on_url: format!("{entity_id}/sso"),
            certificates: certificates.join("\n"),
        },
        signs_requests: false,
        takes_other_name_ids: false,
        expected: SamlExpected::default(),
    });
    new
}

#[tokio::test]
async fn takeover_a_key_beside_those_that_are_known_brings_nobody_elses_guests_back() {
    const ENTITY: &str = "https://idp.uni.example/saml";
    let world = World::new().await;
    let fetch = &world.fixture.fetch;
    let real = FakeSamlProvider::new(fetch, ENTITY);
    let evil = FakeSamlProvider::new(fetch, "https://evil.example/saml");
    let added = world.add(&by_hand(&world, ENTITY, &[&real])).await.unwrap();
    let (identity, contoso) = (&world.fixture.identity, &world.contoso);
    bind_lee(&world, &added).await;
    let deleted = identity.delete_identity_provider(contoso, added.id, 1);
    deleted.await.unwrap();
    let beside = by_hand(&world, ENTITY, &[&real, &evil]);
    assert_eq!(field(world.add(&beside).await), "issuer");
    let back = world.add(&by_hand(&world, ENTITY, &[&real])).await.unwrap();
    assert_eq!(back.id, added.id);
}

async fn bind_lee(world: &World, provider: &IdentityProvider) {
    let (identity, contoso) = (&world.fixture.identity, &world.contoso);
    let invited = world.fixture.invite(contoso, "lee@uni.example").await.user;
    let mut tx = identity.write().await.unwrap();
    let whose = (provider.as_issuer(), "lee-1");
    let bound = crate::user::bind_identity(&mut tx, contoso.tenant, invited.id, whose);
    assert!(bound.await.unwrap());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn one_that_nobody_is_bound_to_is_forgotten() {
    let world = World::new().await;
    let added = world.add(&world.new_provider()).await.unwrap();
    let identity = &world.fixture.identity;
    let deleted = identity.delete_identity_provider(&world.contoso, added.id, 0);
    deleted.await.unwrap();
    let gone = |table: &str| ["identity_providers", "home_realm_rules"].contains(&table);
    for (table, columns) in world.fixture.dump().await {
        assert!(!gone(&table), "{table}: {columns:?}");
    }
}

#[tokio::test]
async fn what_was_kept_of_a_provider_is_not_there_for_whoever_may_not_call_it() {
    let world = World::new().await;
    let mut added = world.add(&world.new_provider()).await.unwrap();
    let identity = &world.fixture.identity;
    assert!(identity.metadata_of((&added, openid(&added))).await.is_ok());
    let fabrikam = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    world.fixture.fetch.forbid(fabrikam.id);
    added.tenant = fabrikam.id;
    let refused = identity.metadata_of((&added, openid(&added))).await;
    assert!(matches!(refused, Err(Problem::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn who_adds_a_provider_once_more_means_what_it_says_now() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let added = world.add(&world.new_provider()).await.unwrap();
    let metadata = identity.metadata_of((&added, openid(&added)));
    assert_eq!(metadata.await.unwrap().end_session_endpoint, None);
    let removed = identity.delete_identity_provider(&world.contoso, added.id, 0);
    removed.await.unwrap();
    let end = format!("{ISSUER}/end");
    world.fake.publish(&[("end_session_endpoint", json!(end))]);
    let added = world.add(&world.new_provider()).await.unwrap();
    let metadata = identity.metadata_of((&added, openid(&added)));
    let found = metadata.await.unwrap().end_session_endpoint.clone();
    assert_eq!(found.unwrap().as_str(), end);
}

#[tokio::test]
async fn a_change_is_checked_as_what_is_added_and_the_issuer_stays() {
    let world = World::new().await;
    let added = world.add(&world.new_provider()).await.unwrap();
    let identity = &world.fixture.identity;
    for patch in [
        openid_patch(OpenIdConnectPatch {
            client_secret: Patch::Clear,
            ..OpenIdConnectPatch::default()
        }),
        openid_patch(OpenIdConnectPatch {
            scopes: Some("open\"id".to_owned()),
            ..OpenIdConnectPatch::default()
        }),
    ] {
        let changed = identity.update_identity_provider(&world.contoso, added.id, &patch);
        assert!(matches!(changed.await, Err(Error::Invalid { .. })));
    }
    let patch = ProviderPatch {
        display_name: Some("Uni".to_owned()),
        ..openid_patch(OpenIdConnectPatch {
            client_authentication: Some(ClientProofMethod::None),
            client_secret: Patch::Clear,
            scopes: Some("email".to_owned()),
            ..OpenIdConnectPatch::default()
        })
    };
    let changed = identity.update_identity_provider(&world.contoso, added.id, &patch);
    let changed = changed.await.unwrap();
    assert_eq!(openid(&changed).scopes, "openid email");
    assert!(!openid(&changed).has_secret);
    let found = identity.identity_provider(&world.contoso, added.id).await;
    assert_eq!(found.unwrap(), changed);
    // The provider calls itself something else: nobody is let in by it, once what was kept is too old.
    world.fixture.clock.advance(Span::hours(25));
    world
        .fake
        .publish(&[("issuer", json!("https://evil.example"))]);
    let refused = identity
        .metadata_of((&changed, openid(&changed)))
        .await
        .unwrap_err();
    assert!(matches!(refused, Problem::Metadata(_)), "{refused}");
}

#[tokio::test]
async fn what_if_says_what_redemption_would_do_and_why() {
    let world = World::new().await;
    let added = world.add(&world.new_provider()).await.unwrap();
    let way = Way::Provider {
        id: added.id,
        name: "University".to_owned(),
    };
    let answer = world.what_if("Lee@UNI.example").await;
    assert_eq!(answer.ways, [way]);
    assert_eq!(answer.rule, Rule::ProviderOfDomain);
    assert!(answer.is_domain_allowed && answer.known.is_none());
    let asked: Vec<_> = answer.considered.iter().map(|one| one.class).collect();
    let order = [OrganizationsHere, ExternalFederation, Social].map(Some);
    assert_eq!(asked, [order[0], order[1], order[2], None]);
    // The same as a link says.
    let invited = world
        .fixture
        .invite(&world.contoso, "lee@uni.example")
        .await;
    let flow = world.fixture.flow(world.contoso.tenant, &invited);
    let landing = world.fixture.identity.landing(&flow).await.unwrap();
    assert_eq!((landing.ways, landing.rule), (answer.ways, answer.rule));
    let (known, bound) = world.what_if("lee@uni.example").await.known.unwrap();
    assert_eq!((known.id, bound), (invited.user.id, Vec::new()));
    // Subdomains are domains of their own.
    let answer = world.what_if("lee@staff.uni.example").await;
    assert_eq!(answer.rule, Rule::UnknownDomain);
    let refused = world.fixture.identity.what_if(&world.contoso, "nonsense");
    assert!(matches!(refused.await, Err(Error::Invalid { .. })));
}

#[tokio::test]
async fn the_order_decides_and_so_does_whether_there_are_codes() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let fabrikam = world.fixture.tenant("Fabrikam", "fabrikam.example").await;
    let elsewhere = world.fixture.system(fabrikam.id);
    world.fixture.member(&elsewhere, "sam").await;
    let mut new = world.new_provider();
    new.domains = vec![Domain::parse("fabrikam.example").unwrap()];
    new.trusts_domains = true;
    let added = world.add(&new).await.unwrap();
    let sam = "sam@fabrikam.example";
    assert_eq!(world.what_if(sam).await.rule, Rule::AccountOnThisServer);
    let order = RedemptionOrder {
        primaries: [ExternalFederation, OrganizationsHere, Social],
        allows_passcode: false,
    };
    let set = identity.set_redemption_order(&world.contoso, &order);
    set.await.unwrap();
    let read = identity.redemption_order(&world.contoso).await.unwrap();
    assert_eq!(read, order);
    let answer = world.what_if(sam).await;
    assert_eq!(answer.rule, Rule::ProviderOfDomain);
    // Sam's account does not redeem where a provider is to vouch for them.
    let invited = world.fixture.invite(&world.contoso, sam).await;
    let flow = world.fixture.flow(world.contoso.tenant, &invited);
    let account = identity.user_by_name(&elsewhere, sam).await.unwrap();
    let session = world.fixture.sign_in(&account).await.session;
    identity.review(&flow, &session).await.unwrap_err();
    let answer = world.what_if("pat@partner.example").await;
    assert_eq!(
        (answer.ways, answer.rule),
        (Vec::new(), Rule::PasscodeNotAllowed)
    );
    let twice = RedemptionOrder {
        primaries: [Social, Social, ExternalFederation],
        allows_passcode: true,
    };
    let refused = identity.set_redemption_order(&world.contoso, &twice);
    assert!(matches!(refused.await, Err(Error::Invalid { .. })));
    let off = ProviderPatch {
        is_enabled: Some(false),
        ..ProviderPatch::default()
    };
    let changed = identity.update_identity_provider(&world.contoso, added.id, &off);
    changed.await.unwrap();
    assert_eq!(world.what_if(sam).await.rule, Rule::AccountOnThisServer);
    identity.review(&flow, &session).await.unwrap();
}

/// The proof of each domain of the university.
async fn proofs(world: &World, id: ProviderId) -> Vec<(String, Option<DomainProof>)> {
    let (identity, contoso) = (&world.fixture.identity, &world.contoso);
    let domains = identity.provider_domains(contoso, id).await.unwrap();
    let proof = |domain: ProviderDomain| (domain.name, domain.proof);
    domains.into_iter().map(proof).collect()
}

#[tokio::test]
async fn a_provider_speaks_for_other_domains_when_their_owner_says_so() {
    let world = World::new().await;
    let (identity, contoso) = (&world.fixture.identity, &world.contoso);
    let domains = [
        "uni.example",
        "xuni.example",
        "alumni.example",
        "idp.uni.example",
    ];
    let mut new = world.new_provider();
    new.domains = domains.map(|name| Domain::parse(name).unwrap()).to_vec();
    let id = world.add(&new).await.unwrap().id;
    let name = |text: &str| text.to_owned();
    assert_eq!(
        proofs(&world, id).await,
        [
            (name("alumni.example"), None),
            (name("idp.uni.example"), Some(DomainProof::Provider)),
            (name("uni.example"), Some(DomainProof::Provider)),
            (name("xuni.example"), None),
        ]
    );
    // Until then nobody is sent there, and an administrator sees why.
    let found = world.what_if("lee@alumni.example").await;
    assert_eq!(found.ways, [Way::Passcode]);
    assert_eq!(found.waiting[0].id, id);
    let fetch = &world.fixture.fetch;
    let records = [
        "v=spf1 -all",
        "DirectFedAuthUrl=https://idp.uni.example.evil.example",
        "directfedauthurl=https://idp.uni.example",
    ];
    fetch.text("alumni.example", &records);
    fetch.no_text("xuni.example", FetchError::TooSlow);
    let looked = identity.look_for_domain_records(contoso, id).await.unwrap();
    assert_eq!(looked.proved, [""; 0]);
    assert_eq!(looked.missing, ["alumni.example"]);
    assert_eq!(looked.unknown, ["xuni.example"]);
    fetch.text(
        "alumni.example",
        &["DirectFedAuthUrl=https://idp.uni.example/"],
    );
    let looked = identity.look_for_domain_records(contoso, id).await.unwrap();
    assert_eq!(looked.proved, ["alumni.example"]);
    let found = world.what_if("lee@alumni.example").await;
    assert!(matches!(found.ways.as_slice(), [Way::Provider { .. }]));
    assert!(found.waiting.is_empty());
    // Or an administrator knows it otherwise.
    let domain = Domain::parse("xuni.example").unwrap();
    let trusted = identity.trust_provider_domain(contoso, id, &domain);
    trusted.await.unwrap();
    assert_eq!(
        proofs(&world, id).await[3].1,
        Some(DomainProof::Administrator)
    );
    // What is proved stays proved when the list is saved again.
    let domains = new.domains.as_slice();
    let saved = identity.set_provider_domains(contoso, id, (domains, false));
    saved.await.unwrap();
    assert_eq!(proofs(&world, id).await[0].1, Some(DomainProof::Dns));
    // A domain that is not among them is none to trust.
    let other = Domain::parse("other.example").unwrap();
    let trusted = identity.trust_provider_domain(contoso, id, &other).await;
    assert!(matches!(trusted, Err(Error::NotFound { .. })));
}

/// Mallory hands over metadata with the sign-on page of somebody else, and a key of their own.
#[tokio::test]
async fn a_sign_on_page_in_metadata_proves_no_domain() {
    const RECORD: &str = "DirectFedAuthUrl=https://sso.uni.example/saml/sso";
    for is_pasted in [true, false] {
        let world = World::new().await;
        let (identity, contoso) = (&world.fixture.identity, &world.contoso);
        let fake = FakeSamlProvider::new(&world.fixture.fetch, "https://sso.uni.example/saml");
        let mut new = fake.new_provider(identity, &["uni.example", "alumni.example"]);
        new.trusts_domains = false;
        if is_pasted {
            new.protocol = NewProtocol::Saml(NewSaml {
                source: SamlSource::Document(fake.metadata()),
                signs_requests: false,
                takes_other_name_ids: false,
                expected: SamlExpected::default(),
            });
        }
        let added = world.add(&new).await.unwrap();
        assert_eq!(added.domain_record().is_none(), is_pasted);
        for domain in ["uni.example", "alumni.example"] {
            world.fixture.fetch.text(domain, &[RECORD]);
        }
        let looked = identity.look_for_domain_records(contoso, added.id).await;
        let looked = looked.unwrap();
        let proofs: Vec<_> = proofs(&world, added.id).await;
        let proofs = [proofs[0].1, proofs[1].1];
        if is_pasted {
            assert_eq!(looked.missing.len(), 2);
            assert_eq!(proofs, [None, None]);
        } else {
            // The server of the metadata is in one domain, and the owner of the other names a page of that server.
            assert_eq!(looked.proved, ["alumni.example"]);
            assert_eq!(
                proofs,
                [Some(DomainProof::Dns), Some(DomainProof::Provider)]
            );
        }
    }
}

/// Whatever else is right about it: the trip, the request, the signature, the time.
#[tokio::test]
async fn replayed_assertion_it_is_taken_once_as_long_as_it_counts() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let fake = FakeSamlProvider::new(&world.fixture.fetch, "https://sso.uni.example/saml");
    let new = fake.new_provider(identity, &["uni.example"]);
    let added = world.add(&new).await.unwrap();
    let Protocol::Saml(us) = &added.protocol else {
        panic!("{added:?}");
    };
    let now = || world.fixture.clock.now();
    let xml = NewAuthnRequest {
        id: "_asked",
        issue_instant: &now().to_rfc3339(),
        issuer: "https://hospes.example/sp",
        destination: &us.sign_on.url,
        assertion_consumer_service_url: "https://hospes.example/acs",
        name_id_format: None,
        force_authn: false,
        authn_contexts: &[],
    }
    .to_xml();
    let asked = AuthnRequest::read(&Document::from_text(&xml).unwrap()).unwrap();
    let lee = SamlPerson::new("lee-1", "lee@uni.example");
    let bring = async |response: &str| {
        let document = Document::from_text(response).unwrap();
        let request = SamlRequest {
            id: "_asked",
            entity_id: "https://hospes.example/sp",
            acs_url: "https://hospes.example/acs",
        };
        let said = identity.ask_saml((&added, us), &document, request).await;
        said.map(|said| said.subject)
    };
    let response = fake.response(&asked, now(), &lee);
    assert_eq!(bring(&response).await.unwrap(), "lee-1");
    let replayed = bring(&response).await;
    assert!(matches!(replayed, Err(Problem::Replayed)), "{replayed:?}");
    // Two at once.
    let response = fake.response(&asked, now(), &lee);
    let (one, other) = tokio::join!(bring(&response), bring(&response));
    assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1);
    // What still counts is not forgotten, and what is forgotten does not count.
    for (passes, is_replayed) in [(Span::minutes(4), true), (Span::hours(2), false)] {
        world.fixture.clock.advance(passes);
        identity.forget_taken_assertions().await.unwrap();
        let refused = bring(&response).await.unwrap_err();
        let found = (
            matches!(refused, Problem::Replayed),
            matches!(refused, Problem::Response(_)),
        );
        assert_eq!(found, (is_replayed, !is_replayed), "{refused}");
    }
}

#[tokio::test]
async fn google_has_its_own_domains_by_nature() {
    let world = World::new().await;
    FakeProvider::new(&world.fixture.fetch, "https://accounts.google.com");
    let mut new = world.new_provider();
    new.kind = Kind::Google;
    let domains = ["gmail.com", "partner.example"];
    new.domains = domains.map(|name| Domain::parse(name).unwrap()).to_vec();
    let added = world.add(&new).await.unwrap();
    let proofs = proofs(&world, added.id).await;
    assert_eq!(proofs[0].1, Some(DomainProof::Provider));
    assert_eq!(proofs[1].1, None);
}
