//! `/{tenant}/oauth2/v2.0/authorize`: signs a person in to an application.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hospes_identity::grant::{Asked, Decision, ScopeError, Straight, TOKEN_LIFE, Wanted};
use hospes_identity::ids::TenantId;
use hospes_identity::session::Session;
use hospes_protocol::oauth::{
    AuthorizationRequest, ChallengeMethod, OAuthError, Platform, ResponseType,
};

use super::request::{self, Home, Known, is_shared, without};
use super::{consent, trouble};
use crate::app::App;
use crate::extract::visitor::Visitor;
use crate::pages::error::PageError;
use crate::pages::sign_in::flow::LONGEST_NEXT;

/// A request of which everything was checked that can be without knowing who is there.
struct Checked {
    known: Known,
    request: AuthorizationRequest,
    /// The scopes that will be granted.
    wanted: Wanted,
    /// What the application's tokens have to name the person, each of it.
    expected_subs: Vec<String>,
    /// Whether the person said just now that they want to go on.
    is_confirmed: bool,
}

/// `GET`: answers the application, or asks the person what is missing. Changes nothing: codes are sealed.
pub(crate) async fn authorize(
    State(app): State<App>,
    visitor: Visitor,
    Path(tenant): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let pairs = request::pairs(&query.unwrap_or_default());
    if visitor.here.len() > LONGEST_NEXT {
        let error = OAuthError::malformed("The requested query string is too long.");
        return trouble::page(&app, &visitor, &error, None);
    }
    // Whoever comes without a tenant is asked who they are before it is known what they may do.
    if is_shared(&tenant) && visitor.session.is_none() && !asks_nothing(&pairs) {
        return Ok(sign_in(&visitor.here, hint(&pairs)));
    }
    let session = visitor.session.as_ref();
    let (is_confirmed, pairs) =
        consent::take_confirmed(&app, session, (path(&visitor.here), pairs));
    let of = Home::Session(session);
    let known = match request::known(&app, &tenant, &pairs, of).await? {
        Ok(known) => known,
        Err(error) => {
            // Another account helps where its home is what decides.
            let other = is_shared(&tenant).then(|| sign_in_url(&visitor.here, None));
            return trouble::page(&app, &visitor, &error, other);
        }
    };
    let answer = known.answer.clone();
    match check(&app, known, (&pairs, is_confirmed)).await? {
        Ok(checked) => decide(&app, &visitor, &tenant, (&pairs, checked)).await,
        Err(error) => answer.bad(&app, &visitor, &error),
    }
}

/// `POST`: the same, by way of a `GET`, because a browser sends no cookie with another site's form.
pub(crate) async fn authorize_by_form(
    State(app): State<App>,
    visitor: Visitor,
    body: Bytes,
) -> Result<Response, PageError> {
    let path = path(&visitor.here);
    let next = format!("{path}?{}", String::from_utf8_lossy(&body));
    // Browsers read a backslash as a slash, and two slashes lead to another server.
    let is_plain = next
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if next.len() > LONGEST_NEXT || !is_plain {
        let error = OAuthError::malformed("The request is too long, or is no form.");
        return trouble::page(&app, &visitor, &error, None);
    }
    Ok(Redirect::to(&next).into_response())
}

fn path(here: &str) -> &str {
    here.split('?').next().unwrap_or_default()
}

fn asks_nothing(pairs: &[(String, String)]) -> bool {
    pairs
        .iter()
        .any(|(name, value)| name == "prompt" && value == "none")
}

fn hint(pairs: &[(String, String)]) -> Option<&str> {
    let found = pairs.iter().find(|(name, _)| name == "login_hint");
    found.map(|(_, value)| value.as_str())
}

async fn check(
    app: &App,
    known: Known,
    (pairs, is_confirmed): (&[(String, String)], bool),
) -> Result<Result<Checked, OAuthError>, PageError> {
    let read = || {
        let request = AuthorizationRequest::parse(pairs)?;
        check_request(&known, &request)?;
        let mut scopes = app.token_names.scopes(&request.scope)?;
        // Scopes stand for claims (OpenID Connect Core, section 5.4). So people agree to them, however they are asked for.
        scopes.profile |= scopes.openid && request.claims.profile;
        scopes.email |= scopes.openid && request.claims.email;
        Ok((request, scopes))
    };
    let (request, scopes) = match read() {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let expected_subs = match expected_subs(app, &known, &request).await? {
        Ok(expected) => expected,
        Err(error) => return Ok(Err(error)),
    };
    let (tenant, application) = (&known.tenant, &known.client.application);
    let found = app
        .identity
        .wanted(tenant.id, application, &app.token_names, scopes)
        .await?;
    Ok(match found {
        Ok(wanted) => Ok(Checked {
            known,
            request,
            wanted,
            expected_subs,
            is_confirmed,
        }),
        Err(error) => Err(scope_error(&error, &request.scope, &tenant.display_name)),
    })
}

/// Whom the application expects: by an ID token of before, or by name (OpenID Connect Core, sections 3.1.2.1, 5.5.1).
async fn expected_subs(
    app: &App,
    known: &Known,
    request: &AuthorizationRequest,
) -> Result<Result<Vec<String>, OAuthError>, PageError> {
    let mut expected = Vec::from_iter(request.claims.sub.clone());
    if let Some(token) = &request.id_token_hint {
        let hint = app.identity.id_token_hint(token, &app.token_names).await?;
        let own = hint.filter(|hint| hint.app_id == known.client.application.app_id);
        match own {
            Some(hint) => expected.push(hint.sub),
            // Whoever can be asked is asked. Otherwise it could be anybody.
            None if request.prompt.none => return Ok(Err(OAuthError::login_required())),
            None => {}
        }
    }
    Ok(Ok(expected))
}

/// What is wrong with scopes that can be read, as the client hears it.
pub(crate) fn scope_error(error: &ScopeError, scope: &str, tenant: &str) -> OAuthError {
    match error {
        ScopeError::Resource(name) => OAuthError::unknown_resource(name, tenant),
        ScopeError::Scope => OAuthError::unusable_scope(scope),
    }
}

/// Whether the application registered what the request wants of the authorization endpoint.
fn check_request(known: &Known, request: &AuthorizationRequest) -> Result<(), OAuthError> {
    let registered = &known.client.registration;
    let response = request.response_type;
    if (response.id_token && !registered.enable_id_token_issuance)
        || (response.token && !registered.enable_access_token_issuance)
    {
        return Err(OAuthError::unsupported_response_type(&response.to_string()));
    }
    // RFC 9700, section 2.1.1: who has no secret has at least a verifier, and shows none of it on the way.
    let is_public = matches!(
        known.registered.platform(),
        Platform::Spa | Platform::Public
    );
    if !is_public || !response.code {
        return Ok(());
    }
    match &request.challenge {
        None => Err(OAuthError::challenge_required()),
        Some(challenge) if challenge.method() == ChallengeMethod::Plain => {
            Err(OAuthError::invalid_challenge_method("plain"))
        }
        Some(_) => Ok(()),
    }
}

async fn decide(
    app: &App,
    visitor: &Visitor,
    tenant_path: &str,
    (pairs, checked): (&[(String, String)], Checked),
) -> Result<Response, PageError> {
    let (known, request) = (&checked.known, &checked.request);
    let session = match &visitor.session {
        Some(session) if !needs_fresh(app, session, request) => session,
        Some(_) | None if request.prompt.none => {
            return known
                .answer
                .bad(app, visitor, &OAuthError::login_required());
        }
        // What asks for the sign-in is left out of where it comes back to, or it would ask for ever.
        Some(_) | None => {
            // Whoever signs in chooses their account with it.
            let next = without(
                path(&visitor.here),
                pairs,
                &["login", "select_account", "create"],
            );
            return Ok(sign_in(&next, request.login_hint.as_deref()));
        }
    };
    let decided = asked(app, visitor, &checked, session).await?;
    let ask = |scopes: Vec<String>| {
        let next = without(path(&visitor.here), pairs, consent::ANSWERED);
        let now = app.identity.env().clock.now();
        consent::Ask::new(known, tenant_path, (scopes, next), session, now)
    };
    match decided {
        Decision::Granted(straight) => {
            let straight = (straight, request.response_type);
            let fields = fields(app, straight, (known, session));
            known.answer.good(app, visitor, fields)
        }
        Decision::NeedsSecondFactor { .. } if !request.prompt.none => {
            Ok(prove_more(known.tenant.id, &visitor.here))
        }
        Decision::NeedsConsent {
            scopes,
            needs_administrator,
        } if !request.prompt.none => {
            let ask = ask(checked.wanted.names());
            let shown = (scopes.as_slice(), needs_administrator);
            consent::page(app, visitor, (&ask, &known.shown()), shown)
        }
        Decision::NeedsConfirmation if !request.prompt.none => consent::page(
            app,
            visitor,
            (&ask(Vec::new()), &known.shown()),
            (&[], false),
        ),
        refused @ (Decision::NotHere
        | Decision::Pending
        | Decision::NotExpected
        | Decision::NotAssigned
        | Decision::AccessBlocked(_)
        | Decision::NeedsSecondFactor { .. }
        | Decision::NeedsConfirmation
        | Decision::NeedsConsent { .. }) => {
            refuse(app, visitor, (known, request, session), &refused)
        }
    }
}

/// Sends somebody to prove their second factor in a tenant, and back.
pub(crate) fn prove_more(tenant: TenantId, here: &str) -> Response {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("tenantid", &tenant.to_string())
        .append_pair("next", here)
        .finish();
    Redirect::to(&format!("/signin/second-factor?{query}")).into_response()
}

/// Asks the product whether the person is let in.
async fn asked(
    app: &App,
    visitor: &Visitor,
    checked: &Checked,
    session: &Session,
) -> Result<Decision, PageError> {
    let (known, request) = (&checked.known, &checked.request);
    let asked = Asked {
        application: &known.client.application,
        registered: &known.registered,
        redirect_uri: &known.redirect_uri,
        redirect_uri_was_sent: known.redirect_uri_was_sent,
        wanted: &checked.wanted,
        response: request.response_type,
        challenge: request.challenge.as_ref(),
        nonce: request.nonce.as_deref(),
        asks_consent_again: request.prompt.consent,
        expected_subs: &checked.expected_subs,
        must_confirm: request.prompt.select_account
            || known.registered.platform() == Platform::Public,
        is_confirmed: checked.is_confirmed,
    };
    let (names, here) = (&app.token_names, &visitor.circumstances);
    let (tenant, identity) = (known.tenant.id, &app.identity);
    Ok(identity
        .authorize(session, tenant, (&asked, names), here)
        .await?)
}

/// What an application gets that was let in.
fn fields(
    app: &App,
    (straight, response): (Straight, ResponseType),
    (known, session): (&Known, &Session),
) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    fields.extend(straight.code.map(|code| ("code", code)));
    if let Some(token) = straight.access_token {
        fields.push(("access_token", token));
        fields.push(("token_type", "Bearer".to_owned()));
        fields.push(("expires_in", TOKEN_LIFE.as_seconds_up().to_string()));
        fields.push(("scope", straight.scope));
    }
    fields.extend(straight.id_token.map(|token| ("id_token", token)));
    if response.code || response.token {
        // Another at each application, so that they can't find out together who is the same.
        let session = session.id.0.as_bytes();
        let app_id = known.client.application.app_id.0.as_bytes();
        let keyring = &app.identity.env().keyring;
        let state = keyring.mac("session-state", &[session, app_id]);
        fields.push(("session_state", URL_SAFE_NO_PAD.encode(state)));
    }
    fields
}

/// Who is let in no further hears why: the application if it asked for no pages, else the person.
fn refuse(
    app: &App,
    visitor: &Visitor,
    (known, request, session): (&Known, &AuthorizationRequest, &Session),
    refused: &Decision,
) -> Result<Response, PageError> {
    let application = &known.client.application;
    let (id, name) = (application.app_id.to_string(), &application.display_name);
    // An application that asks without a page hears nothing of who is there: they agreed to nothing yet.
    let silent = request.prompt.none;
    let account = if silent { "" } else { session.address.as_str() };
    let error = match refused {
        Decision::NotAssigned => OAuthError::not_assigned(account, &id),
        Decision::AccessBlocked(block) => trouble::access_blocked(*block, &id),
        Decision::NeedsSecondFactor { must_register } => {
            OAuthError::second_factor_required(*must_register, &id)
        }
        Decision::NeedsConsent { .. } | Decision::Granted(_) => {
            OAuthError::consent_required(&id, name)
        }
        Decision::NeedsConfirmation => OAuthError::interaction_required(),
        Decision::NotHere | Decision::Pending | Decision::NotExpected if silent => {
            OAuthError::login_required()
        }
        Decision::NotExpected => OAuthError::other_account_expected(),
        Decision::Pending => OAuthError::guest_pending(account, &known.tenant.display_name),
        Decision::NotHere => {
            let idp = session.issuer.to_text();
            OAuthError::account_not_in_tenant(account, &idp, &known.tenant.display_name)
        }
    };
    if silent {
        known.answer.bad(app, visitor, &error)
    } else {
        trouble::page(app, visitor, &error, Some(sign_in_url(&visitor.here, None)))
    }
}

/// Whether the person has to prove anew who they are.
fn needs_fresh(app: &App, session: &Session, request: &AuthorizationRequest) -> bool {
    let age = app
        .identity
        .env()
        .clock
        .now()
        .since(session.authenticated_at);
    let is_old = request
        .max_age_seconds
        .is_some_and(|most| age.as_millis() / 1_000 > i64::from(most) || most == 0);
    request.prompt.login || is_old
}

/// Where somebody signs in, to go on there.
pub(crate) fn sign_in_url(next: &str, login_hint: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", next);
    if let Some(hint) = login_hint {
        query.append_pair("login_hint", hint);
    }
    format!("/signin?{}", query.finish())
}

pub(super) fn sign_in(next: &str, login_hint: Option<&str>) -> Response {
    Redirect::to(&sign_in_url(next, login_hint)).into_response()
}
