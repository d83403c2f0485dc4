//! Second factors as people meet them: at the sign-in, in My account, in applications and in the admin center.

mod account;
mod applications;
pub(super) mod audit;
mod passkeys;
mod sign_in;

use hospes_identity::Actor;
use hospes_identity::tenant::SignInSettings;
use hospes_identity::user::User;
use totp_rs::{Builder, Secret};

use super::support::{Browser, Device, Page, TestApp, add_passkey};

/// Changes what an organisation asks for.
pub(super) async fn ask(app: &TestApp, actor: &Actor, change: impl FnOnce(&mut SignInSettings)) {
    let identity = &app.fixture.identity;
    let mut settings = identity.sign_in_settings(actor).await.unwrap();
    change(&mut settings);
    let changed = identity.update_sign_in_settings(actor, &settings);
    changed.await.unwrap();
}

/// What an app with this secret shows now.
pub(super) fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let seconds = app.fixture.identity.env().clock.now().as_seconds();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(seconds).unwrap()).to_string()
}

/// Where the form of a page with this beginning leads.
pub(super) fn action_of(page: &Page, beginning: &str) -> String {
    page.attribute(&format!("form[action^='{beginning}']"), "action")
}

/// Adds an app on the page that asks for it; gives its secret and the page with the recovery codes.
pub(super) async fn add_app(
    app: &TestApp,
    browser: &mut Browser<'_>,
    page: &Page,
) -> (String, Page) {
    let secret = page.text_of("#secret");
    let typed = code(app, &secret);
    let action = action_of(page, "/signin/register-factor");
    let filled = [("code", typed.as_str()), ("name", "Phone")];
    let page = browser.submit(page, &action, &filled).await;
    (secret, page)
}

/// Types a code on the page that asks for it.
pub(super) async fn type_code(browser: &mut Browser<'_>, page: &Page, code: &str) -> Page {
    let action = action_of(page, "/signin/second-factor?");
    browser.submit(page, &action, &[("code", code)]).await
}

/// A device with a passkey of somebody.
pub(super) async fn device_of(app: &TestApp, user: &User) -> Device {
    let (mut browser, mut device) = (app.signed_in(user).await, Device::default());
    let page = browser.open("/account/security").await;
    let page = add_passkey(&mut browser, &page, &mut device).await;
    assert_eq!(page.heading(), "Keep these recovery codes", "{}", page.body);
    device
}
