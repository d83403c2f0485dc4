//! Away to an identity provider, and back: what the pages of this folder do.

use std::borrow::Cow;

use askama::Template as _;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hospes_identity::Error;
use hospes_identity::ids::{ProviderId, TenantId};
use hospes_identity::sign_in::{
    Answered, Arrival, ArriveError, Brought, DepartError, Purpose, Wish, callback_path,
};
use hospes_protocol::oidc::Answer;
use hospes_protocol::text::single_line;

use super::{Callback, LeadOn, ProviderTrouble, Providers, Why};
use crate::app::App;
use crate::extract::cookies::{self, Name};
use crate::extract::form::Form;
use crate::extract::visitor::Visitor;
use crate::pages::admin::flow::identity_providers::{self, Fault};
use crate::pages::authorize::sign_in_url;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::Organization;
use crate::pages::redeem;
use crate::pages::sign_in::asked::asked;
use crate::pages::sign_in::flow::{come_back, end_before, local, organization, session_cookies};

/// The longest address that goes along as a hint, in characters.
const LONGEST_HINT: usize = 320;
/// The longest answer of a provider that is carried on, in bytes.
const LONGEST_ANSWER: usize = 16_384;

/// What only this browser has. A form that was read had it.
pub(crate) fn browser(app: &App, visitor: &Visitor) -> String {
    cookies::get(&visitor.headers, app, Name::Form).unwrap_or_default()
}

/// Sends somebody to a provider of a tenant.
pub(crate) async fn leave(
    app: &App,
    visitor: &Visitor,
    to: (TenantId, ProviderId),
    (purpose, login_hint): (Purpose, Option<&str>),
) -> Result<Response, PageError> {
    let wish = Wish {
        // Whoever redeems or asks for access is asked which account, or the wrong one would be taken for them.
        chooses: matches!(purpose, Purpose::Redeem(_) | Purpose::Ask { .. }),
        purpose,
        login_hint,
        root: app.root.as_str(),
        browser: &browser(app, visitor),
    };
    let departed = app.identity.depart(to, &wish, &visitor.circumstances).await;
    left(app, visitor, &wish.purpose, departed).await
}

/// The page that leads to a provider, or says why not.
pub(crate) async fn left(
    app: &App,
    visitor: &Visitor,
    purpose: &Purpose,
    departed: Result<hospes_identity::sign_in::Departure, DepartError>,
) -> Result<Response, PageError> {
    match departed {
        Ok(departure) => {
            let host = host_of(app, purpose).await?;
            let to = (departure.url.as_str(), departure.form.as_slice());
            lead_on(app, visitor, (host, Some(departure.provider.as_str())), to)
        }
        Err(DepartError::Provider { provider, problem }) => {
            let said = (Why::Trouble, provider, Fault::Problem(problem));
            trouble(app, visitor, said, purpose).await
        }
        Err(DepartError::Other(Error::TooMany {
            retry_after_seconds,
        })) => {
            let said = (Why::TooMany, String::new(), Fault::TooMany);
            let page = trouble(app, visitor, said, purpose).await?;
            Ok(come_back(retry_after_seconds, page))
        }
        Err(DepartError::Other(Error::NotFound { .. })) => {
            let said = (Why::NotInUse, String::new(), Fault::NotInUse);
            trouble(app, visitor, said, purpose).await
        }
        Err(DepartError::Other(error)) => Err(error.into()),
    }
}

/// A page that leads on: to a provider that has a name, or back to what somebody signed in for.
pub(super) fn lead_on(
    app: &App,
    visitor: &Visitor,
    (host, provider): (Option<Organization>, Option<&str>),
    (url, form): (&str, &[(String, String)]),
) -> Result<Response, PageError> {
    let mut layout = visitor.layout(app);
    layout.organization = host;
    let page = LeadOn {
        layout: &layout,
        provider,
        url,
        form,
    };
    let mut response = Html(page.render()?).into_response();
    if !form.is_empty()
        && let Some(policy) = headers::policy_with_form_target(url)
    {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// The organisation that somebody goes to a provider for.
async fn host_of(app: &App, purpose: &Purpose) -> Result<Option<Organization>, PageError> {
    let host = match purpose {
        Purpose::Redeem(flow) => Some(app.identity.tenant(flow.tenant).await?),
        Purpose::SignIn { next } | Purpose::Ask { next } => asked(app, next).await?,
        Purpose::Test { .. } => None,
    };
    Ok(host.as_ref().map(organization))
}

/// A page that says why it does not go on, and where it does.
async fn trouble(
    app: &App,
    visitor: &Visitor,
    (why, provider, fault): (Why, String, Fault),
    purpose: &Purpose,
) -> Result<Response, PageError> {
    let link = match purpose {
        Purpose::Redeem(_) => ("/redeem/invitation".to_owned(), "back-to-invitation"),
        Purpose::SignIn { next } => (sign_in_url(next, None), "provider-sign-in-again"),
        Purpose::Ask { next } => (next.clone(), "ask-anew"),
        Purpose::Test {
            by,
            tenant,
            provider,
        } => {
            // What is wrong with the provider is for whoever tests it, and no guest's matter.
            let test = (*tenant, *provider, *by);
            let failed = identity_providers::test_failed(app, visitor, test, &fault).await?;
            return failed.map_or_else(|| no_trip(app, visitor), Ok);
        }
    };
    say(
        app,
        visitor,
        &Said {
            why,
            organization: host_of(app, purpose).await?,
            provider,
            account: String::new(),
            link,
        },
    )
}

/// What a page of trouble says.
struct Said {
    why: Why,
    organization: Option<Organization>,
    provider: String,
    account: String,
    link: (String, &'static str),
}

fn say(app: &App, visitor: &Visitor, said: &Said) -> Result<Response, PageError> {
    let mut layout = visitor.layout(app);
    layout.organization.clone_from(&said.organization);
    let page = ProviderTrouble {
        layout: &layout,
        why: said.why,
        provider: said.provider.clone(),
        account: said.account.clone(),
        link: said.link.clone(),
    };
    Ok((StatusCode::BAD_REQUEST, Html(page.render()?)).into_response())
}

/// Several providers to choose from.
pub(crate) async fn choose(
    app: &App,
    visitor: &Visitor,
    tenant: TenantId,
    (providers, username, next): (Vec<(ProviderId, String)>, String, String),
) -> Result<Response, PageError> {
    let found = app.identity.tenant(tenant).await?;
    let layout = visitor.layout(app);
    let page = Providers {
        layout: &layout,
        organization: &organization(&found),
        tenant: tenant.to_string(),
        choices: providers
            .into_iter()
            .map(|(id, name)| (id.to_string(), name))
            .collect(),
        other_account_url: sign_in_url(&next, None),
        username,
        next,
    };
    Ok(Html(page.render()?).into_response())
}

/// `POST /signin/providers`: one of several was chosen.
pub(crate) async fn chosen(
    State(app): State<App>,
    visitor: Visitor,
    form: Form,
) -> Result<Response, PageError> {
    let tenant: TenantId = form
        .get("tenant")
        .parse()
        .map_err(|_| PageError::BadRequest)?;
    let provider: ProviderId = form
        .get("provider")
        .parse()
        .map_err(|_| PageError::BadRequest)?;
    let hint = single_line(form.get("username"), LONGEST_HINT);
    let next = local(form.get("next"));
    let wish = (Purpose::SignIn { next }, Some(hint.as_str()));
    leave(&app, &visitor, (tenant, provider), wish).await
}

/// `GET /signin/providers/{id}/callback`: the provider sends somebody back. Changes nothing: the page posts on what came.
pub(crate) async fn callback(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<ProviderId>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    if query.len() > LONGEST_ANSWER {
        return Err(PageError::BadRequest);
    }
    let fields = known_fields(query.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let layout = visitor.layout(&app);
    let page = Callback {
        layout: &layout,
        action: format!("/signin/providers/{id}/finish"),
        fields,
    };
    Ok(Html(page.render()?).into_response())
}

/// What of an answer counts here. Whatever else a provider sends, such as a token that nobody asked for, stands in no URL.
fn known_fields(answer: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    let known = ["code", "state", "iss", "error", "error_description", "user"];
    url::form_urlencoded::parse(answer).filter(move |(name, _)| known.contains(&name.as_ref()))
}

/// `POST /signin/providers/{id}/callback`: the same from a provider that answers by a form. It leads to the `GET`, because a
/// browser sends no cookie with another site's form.
pub(crate) async fn callback_by_form(
    Path(id): Path<ProviderId>,
    body: Bytes,
) -> Result<Response, PageError> {
    if body.len() > LONGEST_ANSWER {
        return Err(PageError::BadRequest);
    }
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(known_fields(&body));
    let to = format!("{}?{}", callback_path(id), query.finish());
    Ok(Redirect::to(&to).into_response())
}

/// `POST /signin/providers/{id}/finish`: takes somebody back.
pub(crate) async fn finish(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<ProviderId>,
    form: Form,
) -> Result<Response, PageError> {
    let pairs: Vec<(String, String)> = form
        .pairs()
        .iter()
        .filter(|(name, _)| name != "csrf")
        .cloned()
        .collect();
    let Ok(answer) = Answer::parse(&pairs) else {
        return no_trip(&app, &visitor);
    };
    let user = pairs.iter().find(|(name, _)| name == "user");
    let user = user.map(|(_, json)| json.as_str());
    let brought = Brought::OpenIdConnect(id, &answer);
    taken_back(&app, &visitor, (brought, user)).await
}

/// Takes somebody back from a provider, whatever it speaks.
pub(super) async fn taken_back(
    app: &App,
    visitor: &Visitor,
    (brought, user): (Brought<'_>, Option<&str>),
) -> Result<Response, PageError> {
    let answered = Answered {
        brought,
        browser: &browser(app, visitor),
        user,
    };
    let (session, here) = (visitor.session.as_ref(), &visitor.circumstances);
    match app.identity.arrive(&answered, session, here).await {
        Ok(Arrival::Redeems(opened)) => {
            end_before(app, visitor).await?;
            let to = Redirect::to("/redeem/review");
            Ok((session_cookies(app, &opened), to).into_response())
        }
        Ok(Arrival::SignedIn { opened, next }) => {
            end_before(app, visitor).await?;
            let host = asked(app, &next).await?.as_ref().map(organization);
            let page = lead_on(app, visitor, (host, None), (&local(&next), &[]))?;
            Ok((session_cookies(app, &opened), page).into_response())
        }
        Ok(Arrival::Tested(tested)) => identity_providers::tested(app, visitor, &tested).await,
        Err(error) => refused(app, visitor, error).await,
    }
}

async fn refused(app: &App, visitor: &Visitor, error: ArriveError) -> Result<Response, PageError> {
    match error {
        ArriveError::NoTrip => no_trip(app, visitor),
        ArriveError::Declined {
            purpose,
            provider,
            error,
            description,
        } => {
            // The person's no, or the provider's. All else is a fault between the provider and this server.
            let is_no = error == "access_denied";
            let why = if is_no { Why::Declined } else { Why::Trouble };
            let fault = Fault::Refused { error, description };
            trouble(app, visitor, (why, provider, fault), &purpose).await
        }
        ArriveError::Provider {
            purpose,
            provider,
            problem,
        } => {
            let said = (Why::Trouble, provider, Fault::Problem(problem));
            trouble(app, visitor, said, &purpose).await
        }
        ArriveError::NotInUse { purpose, provider } => {
            let said = (Why::NotInUse, provider, Fault::NotInUse);
            trouble(app, visitor, said, &purpose).await
        }
        ArriveError::NobodyHere {
            next,
            provider,
            account,
        } => say(
            app,
            visitor,
            &Said {
                why: Why::NobodyHere,
                organization: asked(app, &next).await?.as_ref().map(organization),
                provider,
                account,
                link: (sign_in_url(&next, None), "use-another-account"),
            },
        ),
        ArriveError::Redeem(error) => redeem::flow::refused(app, visitor, error).await,
        ArriveError::Other(error) => Err(error.into()),
    }
}

pub(super) fn no_trip(app: &App, visitor: &Visitor) -> Result<Response, PageError> {
    let link = if redeem::flow::of(app, visitor).is_some() {
        ("/redeem/invitation".to_owned(), "back-to-invitation")
    } else if visitor.session.is_some() {
        ("/myapps".to_owned(), "open-my-apps")
    } else {
        ("/signin".to_owned(), "provider-sign-in-again")
    };
    let said = Said {
        why: Why::NoTrip,
        organization: None,
        provider: String::new(),
        account: String::new(),
        link,
    };
    say(app, visitor, &said)
}
