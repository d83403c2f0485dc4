//! `/{tenant}/v2.0/adminconsent` and its twin of the first version: an administrator agrees for everybody.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use hospes_identity::application::WantedPermission;
use hospes_identity::authenticator::Need;
use hospes_identity::grant::Wanted;
use hospes_identity::session::Membership;
use hospes_identity::{Error, Permission};
use hospes_protocol::oauth::OAuthError;

use super::flow::{scope_error, sign_in};
use super::request::{self, Home, Known};
use super::trouble;
use crate::app::App;
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::{Layout, Organization, Person};
use crate::pages::words::{ScopeWords, scope};

/// The page.
#[derive(Debug, Template)]
#[template(path = "authorize/admin_consent.html")]
struct AdminConsent<'a> {
    layout: &'a Layout,
    organization: &'a Organization,
    application: &'a str,
    account: &'a Person,
    scopes: Vec<ScopeWords>,
    /// What the application may do by itself. English.
    permissions: Vec<WantedPermission>,
    /// The names of the scopes: what is agreed to is what was shown.
    names: Vec<String>,
    action: &'a str,
    /// The request, as it came.
    query: &'a str,
}

/// What an administrator is asked.
struct Question {
    known: Known,
    member: Membership,
    wanted: Wanted,
    permissions: Vec<WantedPermission>,
}

/// `GET`: asks.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let question = match question(&app, &visitor, (&tenant, &query)).await? {
        Ok(question) => question,
        Err(response) => return Ok(response),
    };
    let layout = visitor.layout(&app);
    let (tenant, member) = (&question.known.tenant, &question.member);
    let address = member.user.mail.as_deref();
    let address = address.unwrap_or(&member.user.user_principal_name);
    let page = AdminConsent {
        layout: &layout,
        organization: &Organization::new(&tenant.display_name, &tenant.initial_domain),
        application: &question.known.client.application.display_name,
        account: &Person::new(&member.user.display_name, address),
        scopes: question
            .wanted
            .words
            .iter()
            .map(|asked| scope(visitor.texts, asked))
            .collect(),
        permissions: question.permissions,
        names: question.wanted.names(),
        action: visitor.here.split('?').next().unwrap_or_default(),
        query: &query,
    };
    let mut response = Html(page.render()?).into_response();
    if let Some(policy) = headers::policy_with_form_target(&question.known.redirect_uri) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// `POST`: the administrator's answer.
pub(crate) async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let question = match question(&app, &visitor, (&tenant, form.get("query"))).await? {
        Ok(question) => question,
        Err(response) => return Ok(response),
    };
    let known = &question.known;
    if form.get("answer") != "accept" {
        let declined = OAuthError::admin_consent_declined();
        return known.answer.bad(&app, &visitor, &declined);
    }
    // What the application registered since the page was shown is not agreed to.
    let is_shown = |field: &str, name: &str| form.all(field).any(|shown| shown == name);
    let mut names = question.wanted.names();
    names.retain(|name| is_shown("shown_scope", name));
    let mut permissions: Vec<String> = question
        .permissions
        .iter()
        .map(|permission| permission.name.clone())
        .collect();
    permissions.retain(|name| is_shown("shown_permission", name));
    let done = app
        .identity
        .consent_for_everybody(
            &question.member.actor,
            known.client.application.id,
            &names,
            &permissions,
        )
        .await;
    match done {
        Ok(()) => {}
        // Nobody gives an application more than they may themselves.
        Err(Error::Forbidden { .. }) => {
            let error = OAuthError::administrator_required();
            return trouble::page(&app, &visitor, &error, None);
        }
        Err(error) => return Err(error.into()),
    }
    let fields = vec![
        ("admin_consent", "True".to_owned()),
        ("tenant", known.tenant.id.to_string()),
        ("scope", question.wanted.scopes.granted_text()),
    ];
    known.answer.good(&app, &visitor, fields)
}

/// What is asked, of whom; or the answer to somebody who can't be asked.
async fn question(
    app: &App,
    visitor: &Visitor,
    (tenant, query): (&str, &str),
) -> Result<Result<Question, Response>, PageError> {
    let pairs = request::pairs(query);
    let path = visitor.here.split('?').next().unwrap_or_default();
    let next = format!("{path}?{query}");
    let Some(session) = &visitor.session else {
        return Ok(Err(sign_in(&next, None)));
    };
    let found = request::known(app, tenant, &pairs, Home::Session(Some(session))).await?;
    let mut known = match found {
        Ok(known) => known,
        Err(error) => return trouble::page(app, visitor, &error, None).map(Err),
    };
    known.answer.issuer = None;
    let here = &visitor.circumstances;
    let member = app
        .identity
        .membership(session, known.tenant.id, here)
        .await?;
    let member = member.filter(|member| member.actor.may(Permission::ManageApplications));
    let Some(member) = member else {
        let error = OAuthError::administrator_required();
        return trouble::page(app, visitor, &error, None).map(Err);
    };
    if member.second_factor != Need::No {
        return Err(PageError::second_factor(&member, Some(&next)));
    }
    let asked = pairs.iter().find(|(name, _)| name == "scope");
    let asked = asked.map_or(".default", |(_, value)| value.as_str());
    let scopes = match app.token_names.scopes(asked) {
        Ok(scopes) => scopes,
        Err(error) => return known.answer.bad(app, visitor, &error).map(Err),
    };
    let id = known.client.application.id;
    let wanted = app
        .identity
        .wanted_for_everybody(&member.actor, id, &app.token_names, scopes)
        .await?;
    match wanted {
        Ok((wanted, permissions)) => Ok(Ok(Question {
            known,
            member,
            wanted,
            permissions,
        })),
        Err(error) => {
            let error = scope_error(&error, asked, &known.tenant.display_name);
            known.answer.bad(app, visitor, &error).map(Err)
        }
    }
}
