//! What each route of this step leaves in the audit log, for the test over all routes.

use hospes_identity::Span;
use hospes_identity::audit::Activity;

use super::*;
use crate::tests::support::{add_passkey, prove_passkey};

/// Does what a route is for.
pub(in crate::tests) async fn done(app: &TestApp, path: &str) -> (Page, Activity) {
    match path {
        "/signin/register-factor" => {
            let mut browser = app.as_admin().await;
            let page = browser.open(path).await;
            let (_, page) = add_app(app, &mut browser, &page).await;
            (page, Activity::RegisterSecurityInfo)
        }
        "/signin/second-factor" => {
            let mut browser = app.as_admin().await;
            let page = browser.open("/signin/register-factor").await;
            let (secret, _) = add_app(app, &mut browser, &page).await;
            app.fixture.clock.advance(Span::seconds(30));
            let mut browser = app.as_admin().await;
            let page = browser.open(path).await;
            let typed = code(app, &secret);
            let page = type_code(&mut browser, &page, &typed).await;
            (page, Activity::SignIn)
        }
        "/signin/passkey/finish" => {
            let mut device = device_of(app, &app.admin).await;
            let mut browser = app.browser();
            let page = browser.open("/signin").await;
            let page = prove_passkey(&mut browser, &page, &mut device).await;
            (page, Activity::SignIn)
        }
        "/signin/second-factor/passkey/finish" => {
            let mut device = device_of(app, &app.admin).await;
            let mut browser = app.as_admin().await;
            let page = browser.open("/signin/second-factor").await;
            let page = prove_passkey(&mut browser, &page, &mut device).await;
            (page, Activity::SignIn)
        }
        "/account/security/passkeys/finish" => {
            let (mut browser, mut device) = (app.as_admin().await, Device::default());
            let page = browser.open("/account/security").await;
            let page = add_passkey(&mut browser, &page, &mut device).await;
            (page, Activity::RegisterSecurityInfo)
        }
        _ => of_the_account(app, path).await,
    }
}

async fn of_the_account(app: &TestApp, path: &str) -> (Page, Activity) {
    let mut browser = app.as_admin().await;
    let page = browser.open("/signin/register-factor").await;
    add_app(app, &mut browser, &page).await;
    let page = browser.open("/account/security").await;
    let action = |end: &str| page.attribute(&format!("form[action$='{end}']"), "action");
    match path {
        "/account/security/recovery-codes" => {
            let page = browser.submit(&page, path, &[]).await;
            (page, Activity::RegisterSecurityInfo)
        }
        "/account/security/{id}/rename" => {
            let action = action("/rename");
            let page = browser.submit(&page, &action, &[("name", "Old")]).await;
            (page, Activity::ChangeSecurityInfo)
        }
        "/account/security/{id}/delete" => {
            let page = browser.submit(&page, &action("/delete"), &[]).await;
            (page, Activity::DeleteSecurityInfo)
        }
        _ => panic!("no scenario for {path}"),
    }
}
