//! How one guest signs in, and users who become internal or external ones.

use axum::http::StatusCode;
use hospes_identity::audit::Activity;
use hospes_identity::identity_provider::ProviderPatch;
use hospes_identity::role::Role;
use hospes_identity::testing::PASSWORD;
use hospes_identity::user::{InvitationState, UserType};

use super::{error_of, notice, press};
use crate::tests::federation::University;
use crate::tests::support::TestApp;

const PAT: &str = "pat@partner.example";

#[tokio::test]
async fn a_way_that_was_chosen_is_told_on_every_page_that_says_how() {
    let app = TestApp::start().await;
    let university = University::new(&app).await;
    let invited = app.fixture.invite(&app.system(), PAT).await;
    let mut admin = app.as_admin().await;
    let url = format!("/admin/users/{}", invited.user.id);
    let card = "section[aria-labelledby=sign-in-way]";
    let page = admin.open(&url).await;
    assert!(page.text_of(card).contains("By the rules"));
    let form = format!("{url}/sign-in-method");
    let page = admin.open(&form).await;
    let way = format!("provider:{}", university.provider.id);
    let page = press(&mut admin, &page, &form, &[("way", &way)]).await;
    assert_eq!(notice(&page), "It counts for this guest’s next redemption.");
    let text = page.text_of(card);
    assert!(
        text.contains("University") && text.contains("Chosen for this guest"),
        "{text}"
    );
    let asked = format!("/admin/identity-providers/what-if?address={PAT}");
    let page = admin.open(&asked).await;
    assert_eq!(page.text_of("#outcome"), "They sign in at University");
    let decided = page.text_of("li.is-chosen");
    assert!(decided.contains("Chosen for this guest"), "{decided}");

    // The guest is sent there, although the domain is none of its, and the trace says why.
    let mut pat = app.browser();
    app.work().await;
    let page = pat.open(&app.mails.only().link("/redeem")).await;
    let page = pat.submit(&page, "/redeem/sign-in", &[("way", &way)]).await;
    assert!(University::leads_to(&page).starts_with("https://idp.uni.example"));
    let page = admin.open(&url).await;
    let trace = page.text_of("section[aria-labelledby=trace]");
    assert!(
        trace.contains("An administrator chose this way for this guest"),
        "{trace}"
    );

    // Switched off, it is no way, and everybody is told what is the matter.
    let off = ProviderPatch {
        is_enabled: Some(false),
        ..ProviderPatch::default()
    };
    let (identity, id) = (&app.fixture.identity, university.provider.id);
    identity
        .update_identity_provider(&app.system(), id, &off)
        .await
        .unwrap();
    let page = admin.open(&url).await;
    assert!(page.text_of(card).contains("No way to sign in"));
    let page = admin.open(&asked).await;
    assert_eq!(page.text_of("#outcome"), "There is no way to sign in");
    let page = pat.open("/redeem/invitation").await;
    assert!(
        !page.has("form[action='/redeem/sign-in']"),
        "{}",
        page.text()
    );
    // What is off can't be chosen; the rules can.
    let answer = admin.post(&form, &[("way", &way)]).await;
    assert!(answer.status.is_redirection(), "it is what it was");
    let page = admin.open(&form).await;
    let page = press(&mut admin, &page, &form, &[("way", "rules")]).await;
    assert!(page.text_of(card).contains("By the rules"));
    let page = admin.post(&form, &[("way", &way)]).await;
    assert_eq!(
        error_of(&page, "way"),
        "This identity provider is switched off or removed."
    );
    let answer = admin.post(&form, &[("way", "nonsense")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_choice_for_a_guest_who_accepted_says_that_it_waits_for_a_reset() {
    let app = TestApp::start().await;
    let (guest, _) = app.fixture.guest(&app.system(), PAT).await;
    let mut admin = app.as_admin().await;
    let url = format!("/admin/users/{}", guest.id);
    let page = admin.open(&format!("{url}/sign-in-method")).await;
    assert!(page.has(&format!("a[href='{url}/reset-redemption']")));
    let mut helpdesk = app.as_role(Role::HelpdeskAdministrator).await;
    let page = helpdesk.open(&url).await;
    assert!(!page.has(&format!("a[href='{url}/sign-in-method']")));
    let refused = helpdesk.open(&format!("{url}/sign-in-method")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_guest_is_made_an_internal_user_and_signs_in_with_the_password_shown() {
    let app = TestApp::start().await;
    let (guest, _) = app.fixture.guest(&app.system(), PAT).await;
    let mut admin = app.as_admin().await;
    let url = format!("/admin/users/{}", guest.id);
    let page = admin.open(&url).await;
    let form = format!("{url}/convert-to-internal");
    assert!(page.has(&format!("a[href='{form}']")));
    let page = admin.open(&form).await;
    assert!(page.text().contains("can’t be undone"));
    let again = admin
        .submit(&page, &form, &[("user_name", "not a name")])
        .await;
    assert!(!error_of(&again, "user_name").is_empty());
    let again = admin
        .submit(&page, &form, &[("user_name", "pat"), ("password", "pat")])
        .await;
    assert!(!error_of(&again, "password").is_empty());
    assert!(again.attribute("#password", "value").is_empty());
    let shown = admin.submit(&page, &form, &[("user_name", "pat")]).await;
    assert_eq!(shown.heading(), "User converted");
    let password = shown.attribute("#password", "value");
    assert_eq!(app.events(Activity::ConvertToInternal).await.len(), 1);
    let user = app.fixture.identity.user(&app.system(), guest.id).await;
    let user = user.unwrap();
    assert_eq!(user.user_type, UserType::Member);
    assert!(user.must_change_password);
    // Nothing of the form is left, and the page says since when.
    let page = admin.open(&url).await;
    assert!(page.text().contains("Converted to internal"));
    assert!(!page.has("a[href$='/convert-to-external']"));
    assert_eq!(admin.open(&form).await.status, StatusCode::NOT_FOUND);
    let here = app.fixture.circumstances();
    let name = hospes_identity::testing::address("pat@contoso.example");
    let signed_in = app
        .fixture
        .identity
        .sign_in_with_password(&name, &password, &here);
    assert!(signed_in.await.is_ok());
}

#[tokio::test]
async fn whoever_holds_a_role_is_not_converted_and_the_page_says_why() {
    let app = TestApp::start().await;
    let (guest, _) = app.fixture.guest(&app.system(), PAT).await;
    app.fixture
        .identity
        .assign_role(&app.system(), guest.id, Role::GuestInviter)
        .await
        .unwrap();
    let mut admin = app.as_admin().await;
    let form = format!("/admin/users/{}/convert-to-internal", guest.id);
    let page = admin.open(&form).await;
    let page = admin.submit(&page, &form, &[("user_name", "pat")]).await;
    assert!(page.text_of("[role=alert]").contains("directory role"));
}

#[tokio::test]
async fn a_member_is_asked_to_become_external_and_their_password_ends_with_yes() {
    let app = TestApp::start().await;
    let megan = app.fixture.member(&app.system(), "megan").await;
    let mut inside = app.signed_in(&megan).await;
    let mut admin = app.as_admin().await;
    let url = format!("/admin/users/{}", megan.id);
    let form = format!("{url}/convert-to-external");
    let page = admin.open(&form).await;
    for (address, why) in [
        ("nonsense", ""),
        (
            "megan@contoso.example",
            "This address belongs to your own organization. It takes one of another.",
        ),
    ] {
        let again = admin.submit(&page, &form, &[("address", address)]).await;
        let told = error_of(&again, "address");
        assert!(told.starts_with(why) && !told.is_empty(), "{told}");
    }
    let page = press(&mut admin, &page, &form, &[("address", PAT)]).await;
    assert!(notice(&page).contains("they sign in as before"));
    assert!(!page.has("a[href$='/reset-redemption']"));
    assert_eq!(inside.open("/myapps").await.status, StatusCode::OK);
    app.work().await;
    let link = app.mails.only().link("/redeem");
    // In the browser of their account here nothing fits: they prove the mailbox.
    let mut outside = app.browser();
    let page = outside.open(&link).await;
    let page = outside.submit(&page, "/redeem/sign-in", &[]).await;
    let page = outside.follow(page).await;
    app.work().await;
    let code = app.mails.take().pop().unwrap().code();
    let page = outside
        .submit(&page, "/signin/passcode", &[("code", &code)])
        .await;
    let page = outside.follow(page).await;
    let page = outside.submit(&page, "/redeem/accept", &[]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert_eq!(outside.open("/myapps").await.status, StatusCode::OK);
    let page = inside.get("/myapps").await;
    assert!(page.location().starts_with("/signin"));
    let here = app.fixture.circumstances();
    let name = hospes_identity::testing::address(&megan.user_principal_name);
    let old = app
        .fixture
        .identity
        .sign_in_with_password(&name, PASSWORD, &here);
    assert!(old.await.is_err());
    let user = app.fixture.identity.user(&app.system(), megan.id).await;
    let user = user.unwrap();
    assert_eq!(user.user_type, UserType::Member);
    assert_eq!(user.invitation_state, Some(InvitationState::Completed));
}
