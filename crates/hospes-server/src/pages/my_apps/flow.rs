//! My Apps and My Account: what the pages of this folder do.

use askama::Template as _;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::grant::Consent;
use hospes_identity::ids::{ApplicationId, TenantId};
use hospes_identity::user::User;
use hospes_protocol::text::fold;
use serde::Deserialize;

use super::apps::{App as Tile, Apps};
use super::leave_organization::LeaveOrganization;
use super::my_account::{AppWithAccess, MyAccount, Session};
use super::organizations::{Organizations, OtherOrganization};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::signed_in::SignedIn;
use crate::extract::visitor::notice;
use crate::pages::error::PageError;
use crate::pages::layout::{Fact, Layout, Organization, Person, hue, initials};
use crate::pages::sign_in::flow::local;
use crate::pages::words::{self, moment};

/// The query of a page with a search box.
#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    q: String,
}

/// `GET /`.
pub(crate) async fn home(signed_in: SignedIn) -> Redirect {
    let is_admin = !signed_in.membership.roles.is_empty();
    Redirect::to(if is_admin { "/admin" } else { "/myapps" })
}

/// `GET /myapps`.
pub(crate) async fn apps(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(search): Query<Search>,
) -> Result<Response, PageError> {
    let layout = signed_in.layout(&app).await?;
    let membership = &signed_in.membership;
    let all = app
        .identity
        .applications_of(&membership.actor, membership.user.id)
        .await?;
    let saml = app.identity.saml_applications(&membership.actor).await?;
    let total = all.len();
    let wanted = fold(&search.q);
    let apps = all
        .into_iter()
        .filter(|found| fold(&found.display_name).contains(&wanted))
        .map(|found| Tile {
            initials: initials(&found.display_name),
            hue: hue(&found.id.to_string()),
            name: found.display_name,
            line: found.description.unwrap_or_default(),
            url: if saml.contains(&found.id) {
                let tenant = membership.tenant.id;
                format!("/signin/{}?tenantId={tenant}", found.app_id)
            } else {
                found.home_page_url.unwrap_or_default()
            },
        })
        .collect();
    let contact = app.identity.invitation_contact(&membership.actor).await?;
    let page = Apps {
        layout: &layout,
        query: search.q,
        apps,
        total,
        contact,
    };
    Ok(Html(page.render()?).into_response())
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
            device: device(&found.user_agent),
            place: found.network,
            since: moment(texts, found.authenticated_at, now),
            is_current: found.is_current,
        })
        .collect();
    let page = MyAccount {
        layout: &layout,
        person: &Person::new(&user.display_name, &signed_in.session.address),
        is_guest: user.is_guest(),
        profile: profile(&layout, user),
        sessions,
        apps: apps_with_access(&app, &signed_in).await?,
    };
    Ok(Html(page.render()?).into_response())
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
            .filter(|scope| !scope.is_empty())
            .map(|name| words::scope(texts, name))
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

/// "Firefox on Windows", as far as a browser says.
fn device(user_agent: &str) -> String {
    let first = |known: &[(&'static str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // Each browser also names those it is like, so the order counts.
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => user_agent.chars().take(40).collect(),
    }
}

/// `POST /account/sessions/revoke`.
pub(crate) async fn revoke_sessions(
    State(app): State<App>,
    signed_in: SignedIn,
    _form: Form,
) -> Result<Response, PageError> {
    let here = &signed_in.visitor.circumstances;
    app.identity
        .sign_out_elsewhere(&signed_in.session, here)
        .await?;
    let text = signed_in.visitor.texts.text("account-sessions-ended");
    Ok((
        cookies::with([notice(&app, &text)]),
        Redirect::to("/account"),
    )
        .into_response())
}

/// `GET /account/organizations`.
pub(crate) async fn organizations(
    State(app): State<App>,
    signed_in: SignedIn,
) -> Result<Response, PageError> {
    let layout = signed_in.layout(&app).await?;
    let (texts, now) = (signed_in.visitor.texts, app.identity.env().clock.now());
    let here = &signed_in.visitor.circumstances;
    let (mut home, mut others) = (None, Vec::new());
    for found in app.identity.memberships(&signed_in.session, here).await? {
        let organization =
            Organization::new(&found.tenant.display_name, &found.tenant.initial_domain);
        if found.is_home {
            home = Some(organization);
            continue;
        }
        let since = found
            .user
            .invitation_state_changed_at
            .unwrap_or(found.user.created_at);
        others.push(OtherOrganization {
            id: found.tenant.id.to_string(),
            organization,
            since: moment(texts, since, now),
            is_current: found.tenant.id == signed_in.membership.tenant.id,
            can_leave: found.may_leave,
            contact: found.privacy_contact,
        });
    }
    let page = Organizations {
        layout: &layout,
        person: &Person::new(&signed_in.session.display_name, &signed_in.session.address),
        home,
        others,
    };
    Ok(Html(page.render()?).into_response())
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
    found.ok_or(PageError::NotFound)
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
        Err(Error::NotFound { .. }) => return Err(PageError::NoAccess),
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
