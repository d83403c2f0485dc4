//! My Apps and My Account: what the pages of this folder do.

use askama::Template as _;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::authenticator::Need;
use hospes_identity::grant::Consent;
use hospes_identity::ids::{ApplicationId, SessionId, TenantId};
use hospes_identity::page::PageRequest;
use hospes_identity::sign_in_log::{Outcome, SignIn};
use hospes_identity::user::User;

use super::leave_organization::LeaveOrganization;
use super::my_account::{AppWithAccess, MyAccount, OwnSignIn, Session, SignOutEverywhere};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::signed_in::{SignedIn, not_let_in};
use crate::extract::visitor::notice;
use crate::pages::error::PageError;
use crate::pages::farewell::{self, Asked, Told};
use crate::pages::layout::{Badge, Fact, Layout, Organization, Person, Tone, hue, initials};
use crate::pages::sign_in::flow::local;
use crate::pages::words::{self, device, moment};

/// So many of their newest sign-ins people see.
const SIGN_INS: u32 = 20;

/// `GET /`.
pub(crate) async fn home(signed_in: SignedIn) -> Redirect {
    let is_admin = !signed_in.membership.roles.is_empty();
    Redirect::to(if is_admin { "/admin" } else { "/myapps" })
}

/// `GET /myapps/{domain}`: the link that names the organisation by its domain.
pub(crate) async fn apps_of(Path(domain): Path<String>) -> Redirect {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("tenantid", &domain)
        .finish();
    Redirect::to(&format!("/myapps?{query}"))
}

/// `GET /account`.
pub(crate) async fn account(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let layout = signed_in.layout(&app).await?;
    let (texts, now) = (signed_in.visitor.texts, app.identity.env().clock.now());
    let user = &signed_in.membership.user;
    let sessions = app.identity.sessions_of(&signed_in.session).await?;
    let sessions = sessions
        .into_iter()
        .map(|found| Session {
            id: found.id.to_string(),
            device: device(&found.user_agent),
            place: found.network,
            since: moment(texts, found.authenticated_at, now),
            used: moment(texts, found.last_used_at, now),
            is_current: found.is_current,
        })
        .collect();
    let page = MyAccount {
        layout: &layout,
        person: &Person::new(&user.display_name, &signed_in.session.address),
        is_guest: user.is_guest(),
        profile: profile(&layout, user),
        sessions,
        sign_ins: own_sign_ins(&app, &signed_in).await?,
        apps: apps_with_access(&app, &signed_in).await?,
    };
    Ok(Html(page.render()?).into_response())
}

/// The newest attempts to sign in as the person, so that they see what was not theirs.
async fn own_sign_ins(app: &App, signed_in: &SignedIn) -> Result<Vec<OwnSignIn>, PageError> {
    let (texts, now) = (signed_in.visitor.texts, app.identity.env().clock.now());
    let membership = &signed_in.membership;
    let newest = PageRequest::first(SIGN_INS);
    let found = app
        .identity
        .sign_ins_of_user(&membership.actor, membership.user.id, newest)
        .await?;
    let row = |entry: SignIn| {
        let (tone, key) = match entry.outcome {
            Outcome::Success => (Tone::Good, "account-sign-in-success"),
            Outcome::Failure => (Tone::Bad, "account-sign-in-failure"),
            Outcome::Interrupted => (Tone::Warn, "account-sign-in-interrupted"),
        };
        OwnSignIn {
            application: entry.app_name,
            outcome: Badge::new(tone, texts.text(key)),
            device: device(&entry.user_agent),
            place: entry.network,
            when: moment(texts, entry.at, now),
        }
    };
    Ok(found.rows.into_iter().map(row).collect())
}

/// What the person let applications of this organization have.
async fn apps_with_access(
    app: &App,
    signed_in: &SignedIn,
) -> Result<Vec<AppWithAccess>, PageError> {
    let (texts, now) = (signed_in.visitor.texts, app.identity.env().clock.now());
    let consents = app
        .identity
        .consents(&signed_in.membership.actor, signed_in.membership.user.id)
        .await?;
    let row = |consent: Consent| AppWithAccess {
        id: consent.application.to_string(),
        initials: initials(&consent.application_name),
        hue: hue(&consent.application.to_string()),
        name: consent.application_name,
        since: moment(texts, consent.granted_at, now),
        permissions: consent
            .scopes
            .iter()
            .filter(|scope| !scope.name.is_empty())
            .map(|scope| words::scope(texts, scope))
            .collect(),
    };
    Ok(consents.into_iter().map(row).collect())
}

/// `POST /account/apps/{id}/remove`.
pub(crate) async fn remove_app(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let application: ApplicationId = id.parse().map_err(|_| PageError::NotFound)?;
    app.identity
        .withdraw_consent(
            &signed_in.membership.actor,
            signed_in.membership.user.id,
            application,
        )
        .await?;
    let text = signed_in.visitor.texts.text("account-app-removed");
    Ok((
        cookies::with([notice(&app, &text)]),
        Redirect::to("/account"),
    )
        .into_response())
}

fn profile(layout: &Layout, user: &User) -> Vec<Fact> {
    let of = &user.profile;
    [
        ("profile-display-name", Some(&user.display_name)),
        ("profile-mail", user.mail.as_ref()),
        ("profile-user-name", Some(&user.user_principal_name)),
        ("profile-first-name", of.given_name.as_ref()),
        ("profile-last-name", of.surname.as_ref()),
        ("profile-job-title", of.job_title.as_ref()),
        ("profile-company", of.company_name.as_ref()),
        ("profile-department", of.department.as_ref()),
        ("profile-business-phone", of.business_phone.as_ref()),
        ("profile-mobile-phone", of.mobile_phone.as_ref()),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some(Fact::new(layout.text(key), value?.clone())))
    .collect()
}

/// `POST /account/sessions/revoke`.
pub(crate) async fn revoke_sessions(
    State(app): State<App>,
    signed_in: SignedIn,
    _form: Form,
) -> Result<Response, PageError> {
    let here = &signed_in.visitor.circumstances;
    let (_, cookie) = app
        .identity
        .sign_out_elsewhere(&signed_in.session, here)
        .await?;
    let text = signed_in.visitor.texts.text("account-sessions-ended");
    let set = cookies::with([
        cookies::set(&app, Name::Session, &cookie),
        notice(&app, &text),
    ]);
    Ok((set, Redirect::to("/account")).into_response())
}

/// `POST /account/sessions/{id}/end`.
pub(crate) async fn end_session(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let id: SessionId = id.parse().map_err(|_| PageError::NotFound)?;
    let here = &signed_in.visitor.circumstances;
    app.identity
        .sign_out_place(&signed_in.session, id, here)
        .await?;
    let text = signed_in.visitor.texts.text("account-session-ended");
    let said = cookies::with([notice(&app, &text)]);
    Ok((said, Redirect::to("/account")).into_response())
}

/// `GET /account/sign-out-everywhere`.
pub(crate) async fn ask_sign_out_everywhere(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let layout = signed_in.layout(&app).await?;
    let page = SignOutEverywhere { layout: &layout };
    Ok(Html(page.render()?).into_response())
}

/// `POST /account/sign-out-everywhere`.
pub(crate) async fn sign_out_everywhere(
    State(app): State<App>,
    signed_in: SignedIn,
    _form: Form,
) -> Result<Response, PageError> {
    let (visitor, session) = (&signed_in.visitor, &signed_in.session);
    let told = Told::of(&app, session).await?;
    app.identity
        .sign_out_everywhere(session, &visitor.circumstances)
        .await?;
    let response = farewell::begin(&app, visitor, told, Asked::Here).await?;
    let gone = cookies::with([
        cookies::clear(&app, Name::Session),
        cookies::clear(&app, Name::Form),
        cookies::clear(&app, Name::Redemption),
    ]);
    Ok((gone, response).into_response())
}

/// `GET /account/organizations/{id}/leave`.
pub(crate) async fn show_leave(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let found = membership_in(&app, &signed_in, &id).await?;
    if !found.may_leave {
        return Err(PageError::NoAccess);
    }
    let layout = signed_in.layout(&app).await?;
    let page = LeaveOrganization {
        layout: &layout,
        id,
        organization: &Organization::new(&found.tenant.display_name, &found.tenant.initial_domain),
        privacy_contact: found.privacy_contact,
    };
    Ok(Html(page.render()?).into_response())
}

async fn membership_in(
    app: &App,
    signed_in: &SignedIn,
    id: &str,
) -> Result<hospes_identity::session::Membership, PageError> {
    let tenant: TenantId = id.parse().map_err(|_| PageError::NotFound)?;
    let here = &signed_in.visitor.circumstances;
    let found = app
        .identity
        .membership(&signed_in.session, tenant, here)
        .await?;
    let found = found.ok_or(PageError::NotFound)?;
    if found.second_factor == Need::No {
        Ok(found)
    } else {
        Err(PageError::second_factor(&found, None))
    }
}

/// `POST /account/organizations/{id}/leave`.
pub(crate) async fn leave(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let found = membership_in(&app, &signed_in, &id).await?;
    app.identity.leave_organization(&found.actor).await?;
    let texts = signed_in.visitor.texts;
    let text = texts.plain(
        "organizations-left",
        &[("organization", &found.tenant.display_name)],
    );
    let here = &signed_in.visitor.circumstances;
    let left = app
        .identity
        .current_membership(&signed_in.session, here)
        .await?;
    if left.is_some() {
        let kept = cookies::with([notice(&app, &text)]);
        return Ok((kept, Redirect::to("/account/organizations")).into_response());
    }
    // Who belonged to nothing else has no page left to be shown.
    app.identity.sign_out(&signed_in.session, here).await?;
    let gone = cookies::with([
        cookies::clear(&app, Name::Session),
        cookies::clear(&app, Name::Form),
        cookies::clear(&app, Name::Redemption),
        farewell::left(&app, &found.tenant.display_name),
    ]);
    Ok((gone, Redirect::to("/signed-out")).into_response())
}

/// `POST /organizations/switch`.
pub(crate) async fn switch(
    State(app): State<App>,
    signed_in: SignedIn,
    form: Form,
) -> Result<Response, PageError> {
    let tenant: TenantId = form
        .get("tenant")
        .parse()
        .map_err(|_| PageError::BadRequest)?;
    let here = &signed_in.visitor.circumstances;
    match app
        .identity
        .switch_organization(&signed_in.session, tenant, here)
        .await
    {
        Ok(()) => {}
        Err(Error::NotFound { .. }) => {
            let who = (&signed_in.session, Some(tenant));
            return Err(not_let_in(&app, &signed_in.visitor, who).await?);
        }
        Err(error) => return Err(error.into()),
    }
    // A page of the old organisation's objects is none of the new one's.
    let next = local(form.get("next"));
    let path = next.split('?').next().unwrap_or("/");
    let to = match path {
        "/myapps" | "/account" | "/account/organizations" => path,
        _ => "/",
    };
    Ok(Redirect::to(to).into_response())
}
