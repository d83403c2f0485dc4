//! Cross-tenant access settings, as administrators see them.

use axum::http::StatusCode;
use hospes_identity::Patch;
use hospes_identity::audit::Activity;
use hospes_identity::cross_tenant_access::{
    AccessType, Collaboration, DefaultsPatch, PartnerPatch, PersonKind, Which,
};
use hospes_identity::ids::TenantId;
use hospes_identity::role::Role;

use super::{notice, press};
use crate::tests::support::{Page, TestApp};

const PATH: &str = "/admin/cross-tenant-access";
const NEW: &str = "/admin/cross-tenant-access/new";
const DEFAULT: &str = "/admin/cross-tenant-access/default";

#[tokio::test]
async fn the_default_is_changed_and_reset() {
    let app = TestApp::start().await;
    let mut admin = app.as_admin().await;
    let page = admin.open(PATH).await;
    assert!(
        page.text()
            .contains("No organization has settings of its own")
    );
    let page = admin.open(DEFAULT).await;
    // What the ticks of devices don't do, a switch of a provider does.
    assert!(page.has(".own-settings .hint a[href='/admin/identity-providers']"));
    let filled = [("inbound_people", "none"), ("trust_mfa", "yes")];
    let page = press(&mut admin, &page, DEFAULT, &filled).await;
    assert!(notice(&page).contains("The default settings are saved."));
    let (identity, system) = (&app.fixture.identity, app.system());
    let found = identity.cross_tenant_defaults(&system).await.unwrap();
    // Who may nothing reaches no application: the form says it for both.
    assert_eq!(found.inbound.applications.access, AccessType::Blocked);
    assert!(found.trust.second_factor && !found.trust.compliant_device);
    assert!(page.text().contains("Nobody"));
    let page = admin.open(DEFAULT).await;
    let page = press(&mut admin, &page, DEFAULT, &[("reset", "yes")]).await;
    assert!(notice(&page).contains("reset"));
    let found = identity.cross_tenant_defaults(&system).await.unwrap();
    assert!(found.is_service_default());
    assert_eq!(app.events(Activity::ResetCrossTenantDefault).await.len(), 1);
}

#[tokio::test]
async fn an_organisation_is_added_changed_and_removed() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let mut admin = app.as_admin().await;
    for (typed, told) in [
        ("nobody.example", "No organization on this server has it"),
        ("not a domain", "domain"),
        ("contoso.example", "It is this organization."),
        ("", "domain"),
    ] {
        let page = admin.open(NEW).await;
        let page = press(&mut admin, &page, NEW, &[("domain", typed)]).await;
        let error = page.text_of("#domain-error").to_lowercase();
        assert!(error.contains(&told.to_lowercase()), "{typed}: {error}");
    }
    let page = admin.open(NEW).await;
    let page = press(&mut admin, &page, NEW, &[("domain", "fabrikam.example")]).await;
    assert_eq!(page.heading(), "Fabrikam");
    let path = format!("{PATH}/{fabrikam}");
    let megan = app.fixture.member(&app.system(), "megan").await;
    let chosen = format!("user:{}", megan.id);
    let wrong = [
        ("inbound_own", "own"),
        ("inbound_people", "only"),
        ("inbound_users", "megan"),
    ];
    let page = press(&mut admin, &page, &path, &wrong).await;
    assert_eq!(page.text_of("#inbound_users-error"), "megan is not an ID.");
    let filled = [
        ("inbound_users", fabrikam.to_string()),
        ("inbound_groups", app.contoso.id.to_string()),
        ("outbound_own", "own".to_owned()),
        ("outbound_people", "but".to_owned()),
        ("outbound_list", chosen),
        ("outbound_apps", "but".to_owned()),
        ("outbound_app_ids", fabrikam.to_string()),
        ("consent_inbound", "yes".to_owned()),
        ("order_own", "own".to_owned()),
        ("order_first", "externalFederation".to_owned()),
        ("order_second", "azureActiveDirectory".to_owned()),
    ];
    let filled: Vec<(&str, &str)> = filled.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let page = press(&mut admin, &page, &path, &filled).await;
    assert!(
        notice(&page).contains("The settings are saved."),
        "{}",
        page.body
    );
    let (identity, system) = (&app.fixture.identity, app.system());
    let found = identity
        .cross_tenant_partner(&system, fabrikam)
        .await
        .unwrap();
    let Some(Which::Listed(people)) = found.inbound.map(|inbound| inbound.people.targets) else {
        panic!("they are listed");
    };
    assert_eq!(
        people
            .iter()
            .filter(|one| one.kind == PersonKind::Group)
            .count(),
        1
    );
    assert_eq!(people.len(), 2);
    assert!(found.order.is_some() && found.consent.inbound == Some(true));
    assert_eq!(found.trust, None);
    // Each place once.
    let page = admin.open(&path).await;
    let twice = [("order_second", "externalFederation")];
    let page = press(&mut admin, &page, &path, &twice).await;
    assert!(
        page.text_of("#order_first-error").contains("once"),
        "{}",
        page.body
    );
    let page = admin.open(PATH).await;
    assert!(
        page.text()
            .contains("Only 1 user and 1 group; all applications"),
        "{}",
        page.text()
    );
    let delete = format!("{path}/delete");
    let page = admin.open(&delete).await;
    assert!(
        page.text()
            .contains("All users and groups; all applications")
    );
    let page = press(&mut admin, &page, &delete, &[]).await;
    assert!(notice(&page).contains("The settings are removed."));
    assert!(
        identity
            .cross_tenant_partner(&system, fabrikam)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn what_is_left_as_the_default_is_not_changed_without_a_word() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let (identity, system) = (&app.fixture.identity, app.system());
    let patch = PartnerPatch::default();
    let added = identity.add_cross_tenant_partner(&system, fabrikam, &patch);
    added.await.unwrap();
    let mut admin = app.as_admin().await;
    let path = format!("{PATH}/{fabrikam}");
    for (changed, at) in [
        (("inbound_people", "none"), "#inbound_people-error"),
        (("outbound_apps", "none"), "#outbound_people-error"),
        (("trust_mfa", "yes"), "#trust_own-error"),
        (
            ("order_first", "socialIdentityProviders"),
            "#order_first-error",
        ),
    ] {
        let page = admin.open(&path).await;
        let page = press(&mut admin, &page, &path, &[changed]).await;
        assert!(
            page.text_of(at).contains("Choose “Set here” too"),
            "{changed:?}: {}",
            page.text()
        );
    }
    let page = admin.open(&path).await;
    let page = press(&mut admin, &page, &path, &[]).await;
    assert!(notice(&page).contains("The settings are saved."));
    let found = identity.cross_tenant_partner(&system, fabrikam).await;
    assert_eq!(found.unwrap().inbound, None);
}

#[tokio::test]
async fn searching_in_the_list_keeps_what_was_typed_and_saves_nothing() {
    let app = TestApp::start().await;
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let (identity, system) = (&app.fixture.identity, app.system());
    let patch = PartnerPatch::default();
    let added = identity.add_cross_tenant_partner(&system, fabrikam, &patch);
    added.await.unwrap();
    app.fixture.member(&system, "megan").await;
    let mut admin = app.as_admin().await;
    let path = format!("{PATH}/{fabrikam}");
    let page = admin.open(&path).await;
    let typed = [
        ("outbound_own", "own"),
        ("outbound_people", "only"),
        ("outbound_list-q", "megan"),
        ("go", "search"),
    ];
    let page = press(&mut admin, &page, &path, &typed).await;
    assert!(page.text_of("#outbound_list").contains("megan"));
    assert!(
        page.has("#outbound_people option[value=only][selected]"),
        "{}",
        page.body
    );
    let found = identity
        .cross_tenant_partner(&system, fabrikam)
        .await
        .unwrap();
    assert_eq!(found.outbound, None);
}

#[tokio::test]
async fn who_may_read_settings_reads_them_and_changes_none() {
    let app = TestApp::start().await;
    let mut reader = app.as_role(Role::GlobalReader).await;
    let page = reader.open(DEFAULT).await;
    assert!(
        page.text()
            .contains("you need the role Global Administrator")
    );
    assert!(page.has("fieldset[disabled]") && !page.has(".wizard-foot"));
    let page = reader.post(DEFAULT, &[("inbound_people", "none")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = reader.open(NEW).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

/// Fabrikam with settings of its own at Contoso, which let in what the default does, and guests of it there.
async fn with_guests(app: &TestApp) -> TenantId {
    let fabrikam = app.fixture.tenant("Fabrikam", "fabrikam.example").await.id;
    let (identity, system) = (&app.fixture.identity, app.system());
    let patch = PartnerPatch::default();
    let added = identity.add_cross_tenant_partner(&system, fabrikam, &patch);
    added.await.unwrap();
    for to in ["sam@fabrikam.example", "pat@partner.example"] {
        app.fixture.invite(&system, to).await;
    }
    // Another organisation's guests are its own.
    let northwind = app.fixture.tenant("Northwind", "northwind.example").await;
    let northwind = app.fixture.system(northwind.id);
    app.fixture.invite(&northwind, "kim@fabrikam.example").await;
    fabrikam
}

async fn inbound_of(app: &TestApp, partner: TenantId) -> Option<Collaboration> {
    let (identity, system) = (&app.fixture.identity, app.system());
    let found = identity.cross_tenant_partner(&system, partner).await;
    found.unwrap().inbound
}

/// The addresses on the list of those who would be kept out.
fn kept_out(page: &Page) -> Vec<String> {
    page.texts_of("section[aria-labelledby=guests] .who .sub")
}

#[tokio::test]
async fn settings_that_keep_guests_out_are_saved_when_whoever_saves_them_knows_whom() {
    let app = TestApp::start().await;
    let fabrikam = with_guests(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let mut admin = app.as_admin().await;
    let path = format!("{PATH}/{fabrikam}");
    let page = admin.open(&path).await;
    let nobody = [
        ("inbound_own", "own"),
        ("inbound_people", "none"),
        ("trust_own", "own"),
        ("trust_mfa", "yes"),
    ];
    let page = press(&mut admin, &page, &path, &nobody).await;
    assert_eq!(page.heading(), "Keep out 1 guest?");
    assert_eq!(kept_out(&page), ["sam@fabrikam.example"]);
    assert!(page.has("section[aria-labelledby=guests] a[href$='/reset-redemption']"));
    assert!(page.text().contains("Save, and keep out 1 guest"));
    assert!(!page.has("[role=status]"));
    assert_eq!(inbound_of(&app, fabrikam).await, None);
    // Back in the form is what was typed.
    let form = press(&mut admin, &page, &path, &[("go", "back")]).await;
    assert!(form.has("#inbound_people option[value=none][selected]"));
    assert!(form.has("#trust_mfa[checked]"));
    assert_eq!(inbound_of(&app, fabrikam).await, None);
    // Whoever comes meanwhile is told first.
    app.fixture.invite(&system, "lee@fabrikam.example").await;
    let page = press(&mut admin, &page, &path, &[]).await;
    assert_eq!(page.heading(), "Keep out 2 guests?");
    assert!(page.text_of("[role=status]").contains("Nothing is saved"));
    assert_eq!(inbound_of(&app, fabrikam).await, None);
    let page = press(&mut admin, &page, &path, &[]).await;
    assert!(notice(&page).contains("The settings are saved."));
    let found = identity.cross_tenant_partner(&system, fabrikam).await;
    let found = found.unwrap();
    let inbound = found.inbound.unwrap();
    assert_eq!(inbound, Collaboration::everything(AccessType::Blocked));
    assert!(found.trust.unwrap().second_factor);
    // They are out already, and whatever else changes keeps nobody out.
    let page = admin.open(&path).await;
    let page = press(&mut admin, &page, &path, &[("consent_inbound", "yes")]).await;
    assert!(notice(&page).contains("The settings are saved."));
}

#[tokio::test]
async fn a_default_that_keeps_guests_out_is_confirmed_too() {
    let app = TestApp::start().await;
    with_guests(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let mut admin = app.as_admin().await;
    let page = admin.open(DEFAULT).await;
    let page = press(&mut admin, &page, DEFAULT, &[("inbound_people", "none")]).await;
    assert_eq!(page.heading(), "Keep out 1 guest?");
    assert_eq!(page.text_of(".quote"), "Default settings");
    assert_eq!(kept_out(&page), ["sam@fabrikam.example"]);
    let defaults = identity.cross_tenant_defaults(&system).await.unwrap();
    assert!(defaults.is_service_default());
    // What is wrong is told before anything is asked.
    let form = press(&mut admin, &page, DEFAULT, &[("go", "back")]).await;
    let wrong = [("outbound_people", "only")];
    let form = press(&mut admin, &form, DEFAULT, &wrong).await;
    assert!(form.has("#outbound_people-error"), "{}", form.text());
    let page = press(&mut admin, &page, DEFAULT, &[]).await;
    assert!(notice(&page).contains("The default settings are saved."));
    let defaults = identity.cross_tenant_defaults(&system).await.unwrap();
    assert_eq!(defaults.inbound.people.access, AccessType::Blocked);
}

#[tokio::test]
async fn before_settings_are_removed_their_page_says_whom_that_keeps_out() {
    let app = TestApp::start().await;
    let fabrikam = with_guests(&app).await;
    let (identity, system) = (&app.fixture.identity, app.system());
    let mut admin = app.as_admin().await;
    let delete = format!("{PATH}/{fabrikam}/delete");
    let page = admin.open(&delete).await;
    assert!(page.text().contains("Nothing changes for anybody"));
    let everybody = PartnerPatch {
        inbound: Patch::Set(Collaboration::default()),
        ..PartnerPatch::default()
    };
    let changed = identity.update_cross_tenant_partner(&system, fabrikam, &everybody);
    changed.await.unwrap();
    // As the default says the same still, nobody is kept out.
    let page = admin.open(&delete).await;
    assert!(!page.has("#guests"));
    let nobody = DefaultsPatch {
        inbound: Some(Collaboration::everything(AccessType::Blocked)),
        ..DefaultsPatch::default()
    };
    let changed = identity.update_cross_tenant_defaults(&system, &nobody);
    changed.await.unwrap();
    // The page from before said nothing of Sam.
    let page = press(&mut admin, &page, &delete, &[]).await;
    assert!(page.text().contains("More guests would be kept out now"));
    assert!(inbound_of(&app, fabrikam).await.is_some());
    assert_eq!(page.text_of("#guests"), "Who would be kept out");
    assert_eq!(kept_out(&page), ["sam@fabrikam.example"]);
    assert!(
        page.text()
            .contains("helps only with an address whose people are let in")
    );
    let page = press(&mut admin, &page, &delete, &[]).await;
    assert!(notice(&page).contains("The settings are removed."));
}
