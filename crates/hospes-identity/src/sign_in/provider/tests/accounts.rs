//! Guests with a Google or a Microsoft account, and of tenants of Entra ID: what these say, and what is made of it.

use super::*;
use crate::identity_provider::Kind;
use crate::ids::UserId;
use crate::testing::new_openid;
use hospes_protocol::address::Domain;
use hospes_protocol::oauth::ClientProofMethod;

const GMAIL: &str = "lee@gmail.com";
/// A guest of an organisation with Google Workspace.
const KIM: &str = "kim@partner.example";
const ENTRA: &str = "https://login.microsoftonline.com";
const ONE: &str = "0f7d2a8c-5a0e-4d5b-9c71-6d0a5e1c2b3a";
const OTHER: &str = "7c1b9e44-2f0d-4b1f-8a63-90d1c3e5f712";
const PERSONS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// Contoso with a provider of this kind at this URL, whose documents are what those of the real one are in these.
async fn world(
    (kind, url): (Kind, &str),
    domains: &[&str],
    changes: &[(&str, serde_json::Value)],
) -> World {
    let fixture = Fixture::with_limits(Limits::none()).await;
    let contoso = fixture.system(fixture.contoso().await.id);
    let uni = FakeProvider::new(&fixture.fetch, url);
    uni.asks_for_a_client_secret();
    uni.publish(changes);
    let mut new = uni.new_provider(&fixture.identity, &[]);
    new.kind = kind;
    new.domains = domains
        .iter()
        .map(|one| Domain::parse(one).unwrap())
        .collect();
    new_openid(&mut new).client_authentication = ClientProofMethod::Post;
    let added = fixture.identity.add_identity_provider(&contoso, &new).await;
    World {
        provider: added.unwrap(),
        fixture,
        contoso,
        uni,
    }
}

async fn google(domains: &[&str]) -> World {
    world((Kind::Google, "https://accounts.google.com"), domains, &[]).await
}

/// The tenants of Entra ID under this name, of which `organizations` is all of them, and `common` persons besides.
async fn entra(name: &str) -> World {
    let issuer = match name {
        "organizations" | "common" => "{tenantid}",
        one => one,
    };
    let changes = [
        ("issuer", json!(format!("{ENTRA}/{issuer}/v2.0"))),
        (
            "authorization_response_iss_parameter_supported",
            json!(false),
        ),
    ];
    let (kind, domain) = match name {
        PERSONS => (Kind::MicrosoftAccount, "outlook.com"),
        _ => (Kind::OpenIdConnect, "uni.example"),
    };
    let url = format!("{ENTRA}/{name}/v2.0");
    world((kind, &url), &[domain], &changes).await
}

/// What Entra ID says of somebody of a tenant: it has no `email_verified`.
fn of_tenant(tenant: &str, sub: &str, email: &str) -> serde_json::Value {
    json!({
        "iss": format!("{ENTRA}/{tenant}/v2.0"), "tid": tenant, "ver": "2.0", "sub": sub, "oid": OTHER,
        "email": email, "preferred_username": email, "name": "Lee",
    })
}

/// Entra ID names no issuer in the answer (RFC 9207).
async fn comes(
    world: &World,
    url: &str,
    claims: &serde_json::Value,
) -> Result<Arrival, ArriveError> {
    let mut pairs = world.says(url, claims);
    pairs.retain(|(name, _)| name != "iss");
    world.arrive(&pairs).await
}

async fn redeems(world: &World, flow: &Flow, claims: &serde_json::Value) -> Session {
    let url = world.redeem(flow).await;
    match comes(world, &url, claims).await.unwrap() {
        Arrival::Redeems(opened) => opened.session,
        other @ (Arrival::SignedIn { .. } | Arrival::Tested(_)) => panic!("{other:?}"),
    }
}

async fn signs_in(world: &World, claims: &serde_json::Value) -> Result<Session, ArriveError> {
    let next = "/myapps".to_owned();
    let url = world.depart(Purpose::SignIn { next }).await;
    match comes(world, &url, claims).await? {
        Arrival::SignedIn { opened, .. } => Ok(opened.session),
        other @ (Arrival::Redeems(_) | Arrival::Tested(_)) => panic!("{other:?}"),
    }
}

/// Proves the invited mailbox besides, and accepts.
async fn accepts_by_code(world: &World, flow: &Flow, session: &Session) {
    let refused = world.accept(flow, session).await.unwrap_err();
    assert!(matches!(refused, Refusal::Unproved { .. }), "{refused:?}");
    let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
    let sent = identity.send_code_besides(flow, (session, None), &here);
    sent.await.unwrap();
    let code = world.fixture.passcode().await;
    let proved = identity.prove_besides(flow, (session, &code), &here).await;
    world.accept(flow, &proved.unwrap().session).await.unwrap();
}

/// Somebody accepts whom a provider of all tenants calls `pairwise-1`, and is bound to who they are in theirs.
async fn accepted(world: &World, tenant: &str, address: &str) -> (UserId, serde_json::Value) {
    let (invited, flow) = world.invite(address).await;
    let claims = of_tenant(tenant, "pairwise-1", address);
    let session = redeems(world, &flow, &claims).await;
    accepts_by_code(world, &flow, &session).await;
    let bound = (world.provider.as_issuer(), format!("{tenant}/pairwise-1"));
    assert_eq!(world.bound(&invited.user).await, [bound]);
    (invited.user.id, claims)
}

#[tokio::test]
async fn a_guest_with_a_gmail_address_accepts_at_the_first_try_and_comes_again() {
    let world = google(&["gmail.com", "googlemail.com"]).await;
    let (invited, flow) = world.invite(GMAIL).await;
    let claims = json!({ "sub": "1034", "email": GMAIL, "email_verified": true, "name": "Lee" });
    let session = world.came_back(&flow, &claims).await;
    assert_eq!(session.proved_addresses, [GMAIL]);
    world.accept(&flow, &session).await.unwrap();
    let bound = vec![(world.provider.as_issuer(), "1034".to_owned())];
    assert_eq!(world.bound(&invited.user).await, bound);
    let again = world.signed_in(&claims).await.unwrap();
    assert!(world.is_member(&again).await);
    // Google is no way for any other address, unless an administrator says so.
    let (_, flow) = world.invite(KIM).await;
    let landing = world.fixture.identity.landing(&flow).await.unwrap();
    assert_eq!(landing.ways, [crate::identity_provider::Way::Passcode]);
}

#[tokio::test]
async fn google_vouches_for_an_address_of_others_only_where_it_is_their_workspace() {
    for (domain, is_proved) in [
        (json!("partner.example"), true),
        (json!("other.example"), false),
        (json!(null), false),
    ] {
        let world = google(&["gmail.com", "partner.example"]).await;
        let (_, flow) = world.invite(KIM).await;
        let claims = json!({ "sub": "77", "email": KIM, "email_verified": true, "hd": domain });
        let session = world.came_back(&flow, &claims).await;
        if is_proved {
            world.accept(&flow, &session).await.unwrap();
        } else {
            accepts_by_code(&world, &flow, &session).await;
        }
        let again = world.signed_in(&claims).await.unwrap();
        assert!(world.is_member(&again).await, "{domain}");
    }
}

#[tokio::test]
async fn a_guest_of_one_tenant_of_entra_id_accepts_and_comes_again() {
    for (verified, is_proved) in [(json!(null), false), (json!(true), true)] {
        let world = entra(ONE).await;
        let (invited, flow) = world.invite(LEE).await;
        let mut claims = of_tenant(ONE, "pairwise-1", LEE);
        claims["xms_edov"] = verified;
        let session = redeems(&world, &flow, &claims).await;
        if is_proved {
            world.accept(&flow, &session).await.unwrap();
        } else {
            accepts_by_code(&world, &flow, &session).await;
        }
        let bound = vec![(world.provider.as_issuer(), "pairwise-1".to_owned())];
        assert_eq!(world.bound(&invited.user).await, bound);
        let again = signs_in(&world, &claims).await.unwrap();
        assert!(world.is_member(&again).await);
        // Nobody of another tenant comes by the keys that all of them share.
        let stranger = of_tenant(OTHER, "pairwise-1", LEE);
        let refused = signs_in(&world, &stranger).await.unwrap_err();
        assert!(matches!(refused, ArriveError::Provider { .. }), "{refused}");
    }
}

#[tokio::test]
async fn of_all_tenants_of_entra_id_each_names_its_own_people() {
    let world = entra("organizations").await;
    let (_, lee) = accepted(&world, ONE, LEE).await;
    let again = signs_in(&world, &lee).await.unwrap();
    assert!(world.is_member(&again).await);
    // Another tenant that calls somebody the same, with the same address.
    let same = of_tenant(OTHER, "pairwise-1", LEE);
    let refused = signs_in(&world, &same).await.unwrap_err();
    assert!(
        matches!(refused, ArriveError::NobodyHere { .. }),
        "{refused}"
    );
    // One that says it is another one than its issuer.
    let mut mixed = lee.clone();
    mixed["tid"] = json!(OTHER);
    let refused = signs_in(&world, &mixed).await.unwrap_err();
    assert!(matches!(refused, ArriveError::Provider { .. }), "{refused}");
    let mut nameless = lee;
    nameless.as_object_mut().unwrap().remove("tid");
    let refused = signs_in(&world, &nameless).await.unwrap_err();
    assert!(matches!(refused, ArriveError::Provider { .. }), "{refused}");
}

#[tokio::test]
async fn two_people_of_different_tenants_are_two_guests_though_both_are_called_the_same() {
    // Of the one only organisations come, of the other persons, too.
    for (name, other) in [("organizations", OTHER), ("common", PERSONS)] {
        let world = entra(name).await;
        let guests = [
            accepted(&world, ONE, LEE).await,
            accepted(&world, other, "pat@uni.example").await,
        ];
        for (id, claims) in guests {
            let session = signs_in(&world, &claims).await.unwrap();
            let (tenant, here) = (world.contoso.tenant, world.fixture.circumstances());
            let found = world.fixture.identity.membership(&session, tenant, &here);
            assert_eq!(found.await.unwrap().unwrap().user.id, id, "{name}");
        }
    }
}

#[tokio::test]
async fn a_tenant_of_entra_id_among_all_says_by_a_frame_that_a_session_is_over() {
    for name in ["organizations", "common", ONE] {
        let world = entra(name).await;
        let (_, flow) = world.invite(LEE).await;
        let mut lee = of_tenant(ONE, "pairwise-1", LEE);
        lee["sid"] = json!("desk");
        let session = redeems(&world, &flow, &lee).await;
        accepts_by_code(&world, &flow, &session).await;
        let desk = signs_in(&world, &lee).await.unwrap();
        let key = crate::user::ProviderKey {
            tenant: world.contoso.tenant,
            id: world.provider.id,
        };
        let (identity, here) = (&world.fixture.identity, world.fixture.circumstances());
        for issuer in [
            format!("{ENTRA}/{{tenantid}}/v2.0"),
            format!("{ENTRA}/{ONE}"),
            format!("{ENTRA}/{ONE}/x/v2.0"),
            format!("https://login.microsoftonline.com.evil.example/{ONE}/v2.0"),
        ] {
            let ended = identity.provider_session_ended(key, (&issuer, "desk"), &here);
            ended.await.unwrap_err();
            let open = identity.sessions_of(&desk).await.unwrap();
            assert!(!open.is_empty(), "{name}: {issuer}");
        }
        let issuer = format!("{ENTRA}/{ONE}/v2.0");
        let ended = identity.provider_session_ended(key, (&issuer, "desk"), &here);
        ended.await.unwrap();
        let open = identity.sessions_of(&desk).await.unwrap();
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[tokio::test]
async fn a_guest_with_a_microsoft_account_accepts_and_comes_again() {
    let world = entra(PERSONS).await;
    let (_, flow) = world.invite("pat@outlook.com").await;
    let pat = of_tenant(PERSONS, "AAAAAAAAAAAAAAAAAAAA", "pat@outlook.com");
    let session = redeems(&world, &flow, &pat).await;
    // Microsoft does not say of the address of a person that it is verified.
    accepts_by_code(&world, &flow, &session).await;
    let again = signs_in(&world, &pat).await.unwrap();
    assert!(world.is_member(&again).await);
}
