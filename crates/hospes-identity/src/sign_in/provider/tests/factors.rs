//! What a provider asked for counts as a second factor, where it is trusted in that.

use super::*;
use crate::authenticator::{Factor, Need, missing};
use crate::identity_provider::MultifactorTrust;
use crate::page::PageRequest;
use crate::session::Membership;
use crate::sign_in_log::{Reason, SignInQuery};

/// Lee is a guest of Contoso, which asks guests for a second factor.
async fn guest() -> World {
    let world = World::new().await;
    let (_, flow) = world.invite(LEE).await;
    let session = world.came_back(&flow, &lee()).await;
    world.accept(&flow, &session).await.unwrap();
    let identity = &world.fixture.identity;
    let mut settings = identity.sign_in_settings(&world.contoso).await.unwrap();
    settings.second_factor_guests = true;
    let changed = identity.update_sign_in_settings(&world.contoso, &settings);
    changed.await.unwrap();
    world
}

fn trusted(is_trusted: bool, classes: &[&str]) -> MultifactorTrust {
    MultifactorTrust {
        is_trusted,
        classes: classes.iter().map(|one| (*one).to_owned()).collect(),
        is_asked_for: false,
    }
}

/// What the university says of a sign-in of Lee.
fn lee_by(amr: &serde_json::Value, acr: &serde_json::Value) -> serde_json::Value {
    let mut said = lee();
    said["amr"] = amr.clone();
    said["acr"] = acr.clone();
    said
}

impl World {
    async fn trust(&self, trust: MultifactorTrust) {
        let multifactor = Some(trust);
        let patch = ProviderPatch {
            multifactor,
            ..ProviderPatch::default()
        };
        self.patch(patch).await;
    }

    async fn member(&self, session: &Session) -> Membership {
        let (tenant, here) = (self.contoso.tenant, self.fixture.circumstances());
        let found = self.fixture.identity.membership(session, tenant, &here);
        found.await.unwrap().unwrap()
    }

    async fn need(&self, session: &Session) -> Need {
        self.member(session).await.second_factor
    }

    /// The second factor and the reason of the newest entry in the sign-in log.
    async fn newest(&self) -> (Option<String>, Option<Reason>) {
        let query = SignInQuery::all(PageRequest::first(1));
        let found = self.fixture.identity.sign_ins(&self.contoso, &query).await;
        let newest = found.unwrap().rows.remove(0);
        (newest.second_factor, newest.reason)
    }
}

#[tokio::test]
async fn it_counts_where_the_provider_is_trusted_and_says_so_and_as_long_as_it_is() {
    let world = guest().await;
    let said = lee_by(&json!(["pwd", "mfa"]), &json!(null));
    let session = world.signed_in(&said).await.unwrap();
    // Off by default, whatever the provider says.
    assert_eq!(world.need(&session).await, Need::Register);
    let due = (None, Some(Reason::SecondFactorDue));
    assert_eq!(world.newest().await, due);
    world.trust(trusted(true, &[])).await;
    let member = world.member(&session).await;
    assert_eq!(member.second_factor, Need::No);
    let proved = member.proved.unwrap();
    assert_eq!(proved.factor, Factor::Provider);
    assert_eq!(proved.tenant, world.contoso.tenant);
    // Of the sign-in that this session is of.
    assert_eq!(proved.at, session.authenticated_at);
    let session = world.signed_in(&said).await.unwrap();
    let done = (Some("provider".to_owned()), Some(Reason::SignedIn));
    assert_eq!(world.newest().await, done);
    // Another sign-in, in which they proved one factor.
    let other = world.signed_in(&lee_by(&json!(["pwd"]), &json!("1"))).await;
    assert_eq!(world.need(&other.unwrap()).await, Need::Register);
    assert_eq!(world.newest().await, due);
    assert_eq!(world.need(&session).await, Need::No);
    // Trusted no more.
    world.trust(trusted(false, &[])).await;
    assert_eq!(world.need(&session).await, Need::Register);
    assert_eq!(world.member(&session).await.proved, None);
}

#[tokio::test]
async fn only_what_means_several_factors_counts() {
    let world = guest().await;
    world.trust(trusted(true, &["urn:gold"])).await;
    for (amr, acr, expected) in [
        (json!(["mfa"]), json!(null), Need::No),
        (json!(["pwd", "otp"]), json!(null), Need::No),
        (json!(["fpt", "hwk"]), json!(null), Need::No),
        (json!([]), json!("https://refeds.org/profile/mfa"), Need::No),
        (
            json!(["http://schemas.microsoft.com/claims/multipleauthn"]),
            json!(null),
            Need::No,
        ),
        (json!(["pwd"]), json!("urn:gold"), Need::No),
        (json!(["otp", "sms"]), json!(null), Need::Register),
        (json!(["pwd"]), json!("urn:silver"), Need::Register),
        // Some write a single method like this.
        (json!("mfa"), json!(null), Need::No),
        // In none of the forms that the specifications have.
        (json!(["pwd"]), json!(["urn:gold"]), Need::Register),
        (json!([["mfa"]]), json!(null), Need::Register),
        (json!(null), json!(null), Need::Register),
    ] {
        let said = lee_by(&amr, &acr);
        // What is no claim at all may be refused outright; let in by one factor it never is.
        match world.signed_in(&said).await {
            Ok(session) => assert_eq!(world.need(&session).await, expected, "{said}"),
            Err(error) => assert_eq!(expected, Need::Register, "{said}: {error}"),
        }
    }
    let said = lee_by(&json!(["pwd"]), &json!("urn:gold"));
    let session = world.signed_in(&said).await.unwrap();
    world.trust(trusted(true, &[])).await;
    assert_eq!(world.need(&session).await, Need::Register);
}

#[tokio::test]
async fn a_refresh_asks_the_trust_again() {
    let world = guest().await;
    let said = lee_by(&json!(["mfa"]), &json!(null));
    let session = world.signed_in(&said).await.unwrap();
    let user = world.member(&session).await.user;
    let tenant = world.contoso.tenant;
    let how = &session.upstream.how;
    let asked = async |factor: Factor| {
        let mut tx = world.fixture.identity.read().await.unwrap();
        let proved = Some((tenant, factor.as_str(), how));
        let missing = missing(&mut tx, (tenant, &user), session.issuer, proved).await;
        missing.unwrap()
    };
    assert_eq!(asked(Factor::Provider).await, Some(true));
    world.trust(trusted(true, &[])).await;
    assert_eq!(asked(Factor::Provider).await, None);
    world.trust(trusted(false, &[])).await;
    assert_eq!(asked(Factor::Provider).await, Some(true));
    // What was proved here counts whomever it trusts.
    assert_eq!(asked(Factor::Totp).await, None);
    // Nor does the word of a provider count with whom nobody signed in.
    let mut tx = world.fixture.identity.read().await.unwrap();
    let proved = Some((tenant, Factor::Provider.as_str(), how));
    let found = missing(&mut tx, (tenant, &user), Issuer::Mail, proved).await;
    assert_eq!(found.unwrap(), Some(true));
}

#[tokio::test]
async fn a_trusted_provider_can_be_asked_for_it() {
    let world = guest().await;
    let asked = async || {
        let next = "/myapps".to_owned();
        let url = world.depart(Purpose::SignIn { next }).await;
        let url = url::Url::parse(&url).unwrap();
        let mut pairs = url.query_pairs();
        let found = pairs.find(|(name, _)| name == "acr_values");
        found.map(|(_, value)| value.into_owned())
    };
    assert_eq!(asked().await, None);
    world.trust(trusted(true, &["urn:gold"])).await;
    assert_eq!(asked().await, None);
    let mut trust = trusted(true, &["urn:gold", "urn:platinum"]);
    trust.is_asked_for = true;
    world.trust(trust.clone()).await;
    assert_eq!(asked().await.as_deref(), Some("urn:gold urn:platinum"));
    trust.classes = Vec::new();
    world.trust(trust.clone()).await;
    let usual = "https://refeds.org/profile/mfa http://schemas.microsoft.com/claims/multipleauthn";
    assert_eq!(asked().await.as_deref(), Some(usual));
    trust.is_trusted = false;
    world.trust(trust).await;
    assert_eq!(asked().await, None);
}

#[tokio::test]
async fn what_can_not_be_a_class_is_refused() {
    let world = World::new().await;
    let identity = &world.fixture.identity;
    let long = "x".repeat(256);
    let many = ["urn:one"; 11];
    for classes in [&["two words"][..], &[""], &["naïve"], &[&long], &many] {
        let patch = ProviderPatch {
            multifactor: Some(trusted(true, classes)),
            ..ProviderPatch::default()
        };
        let faults = patch.faults(&world.provider);
        assert_eq!(faults[0].0, "multifactorClasses", "{classes:?}");
        let refused = identity.update_identity_provider(&world.contoso, world.provider.id, &patch);
        assert!(refused.await.is_err(), "{classes:?}");
    }
}
