//! Guests for whom an administrator chose how they sign in.

use super::*;
use crate::identity_provider::{Rule, SignInChoice, Way};
use crate::role::Role;

async fn choose(world: &World, user: UserId, choice: Option<SignInChoice>) -> Result<()> {
    let identity = &world.fixture.identity;
    identity
        .set_sign_in_choice(&world.contoso, user, choice)
        .await
}

#[tokio::test]
async fn a_passcode_that_was_chosen_takes_the_place_of_the_account_at_home() {
    let world = World::new().await;
    let (invited, flow) = world.invite(SAM).await;
    let identity = &world.fixture.identity;
    choose(&world, invited.user.id, Some(SignInChoice::Passcode))
        .await
        .unwrap();
    let landing = identity.landing(&flow).await.unwrap();
    assert_eq!(landing.ways, [Way::Passcode]);
    assert_eq!(landing.rule, Rule::ChosenByAdministrator);
    let told = identity.what_if(&world.contoso, SAM).await.unwrap();
    assert_eq!(told.rule, Rule::ChosenByAdministrator);
    assert_eq!(told.ways, landing.ways);
    assert!(told.considered.iter().any(|one| one.class.is_some()));
    let begun = identity
        .begin_redemption(&flow, (Choice::First, None), &world.fixture.circumstances())
        .await
        .unwrap();
    assert_eq!(begun.way, Way::Passcode);
    // The account is no way any more.
    let account = world.fixture.sign_in(&world.sam).await;
    let refused = world.accept(&flow, &account.session).await;
    assert_eq!(refused.unwrap_err().key(), "wrong-account");
    let session = world.fixture.prove_mailbox(&flow).await;
    world.accept(&flow, &session).await.unwrap();
    let trace = world.trace(&invited).await;
    let begun = ("begun".to_owned(), "chosen-by-administrator".to_owned());
    assert!(trace.contains(&begun), "{trace:?}");
    // It concerns nobody else.
    let (_, other) = world.invite(PAT).await;
    let landing = identity.landing(&other).await.unwrap();
    assert_eq!(landing.rule, Rule::UnknownDomain);
}

#[tokio::test]
async fn no_choice_is_a_way_round_a_block_at_home_or_the_denied_domains() {
    let world = World::new().await;
    let (invited, flow) = world.invite(SAM).await;
    let identity = &world.fixture.identity;
    choose(&world, invited.user.id, Some(SignInChoice::Passcode))
        .await
        .unwrap();
    world.update(&world.fabrikam, world.sam.id, blocked()).await;
    let refused = refusal(identity.landing(&flow).await).unwrap_err();
    assert_eq!(refused.key(), "account-blocked-at-home");
    let denied = crate::tenant::SettingsPatch {
        restriction: Some((
            crate::tenant::Restriction::Deny,
            vec![hospes_protocol::address::Domain::parse("fabrikam.example").unwrap()],
        )),
        ..crate::tenant::SettingsPatch::default()
    };
    identity
        .update_settings(&world.contoso, &denied)
        .await
        .unwrap();
    let refused = refusal(identity.landing(&flow).await).unwrap_err();
    assert_eq!(refused.key(), "domain-blocked");
}

#[tokio::test]
async fn who_may_reset_somebody_chooses_for_them_and_only_a_provider_there_is() {
    let world = World::new().await;
    let (invited, _) = world.invite(PAT).await;
    let identity = &world.fixture.identity;
    let unknown = SignInChoice::Provider(identity.env().new_id());
    let refused = choose(&world, invited.user.id, Some(unknown)).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "way", .. })));
    let tenant = world.contoso.tenant;
    for (name, role) in [
        ("ivy", Role::GuestInviter),
        ("help", Role::HelpdeskAdministrator),
    ] {
        let actor = world.fixture.with_role(tenant, name, role).await;
        let passcode = Some(SignInChoice::Passcode);
        let refused = identity.set_sign_in_choice(&actor, invited.user.id, passcode);
        assert!(
            matches!(refused.await, Err(Error::Forbidden { .. })),
            "{name}"
        );
    }
    // Whoever may do more than the actor is out of reach, and so are people who were never invited.
    let admin = world
        .fixture
        .with_role(tenant, "uma", Role::UserAdministrator)
        .await;
    identity
        .assign_role(&world.contoso, invited.user.id, Role::GlobalAdministrator)
        .await
        .unwrap();
    let passcode = Some(SignInChoice::Passcode);
    let refused = identity.set_sign_in_choice(&admin, invited.user.id, passcode);
    assert!(matches!(refused.await, Err(Error::Forbidden { .. })));
    let member = world.fixture.member(&world.contoso, "megan").await;
    let refused = choose(&world, member.id, passcode).await;
    assert!(matches!(refused, Err(Error::Invalid { field: "user", .. })));
}
