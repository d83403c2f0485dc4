//! One identity provider: its page, and what is changed of it.

use axum::extract::{Path, State};
use axum::response::Response;
use hospes_identity::identity_provider::{
    AppleKey, ClaimsPatch, IdentityProvider, Kind, LockedOut, OAuthPatch, OpenIdConnect,
    OpenIdConnectPatch, Protocol, ProtocolPatch, ProviderKeyInfo, ProviderPatch, Saml, SamlPatch,
};
use hospes_identity::page::PageRequest;
use hospes_identity::sign_in::SIGNED_OUT_PATH;
use hospes_identity::{Error, Patch, Permission};
use hospes_protocol::oauth::ClientProofMethod;
use hospes_protocol::saml::Certificate;

use super::super::{done, moment, number, page, refused, sentence_about, signing_certificates};
use super::{
    back_channel_uri, domains, front_channel_uri, id_of, key_set_url, multifactor, url, words,
};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::identity_providers::{
    OAuthForm, OpenIdForm, ProtocolForm, ProviderFacts, ProviderForm, ProviderKeys, ProviderPage,
    SamlForm,
};
use crate::pages::error::PageError;
use crate::pages::layout::Field;

/// What the page shows in the place of what is stored.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) form: Option<ProviderForm>,
    pub(super) domains: Option<Field>,
}

/// `GET /admin/identity-providers/{id}`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let found = app
        .identity
        .identity_provider(admin.actor(), id_of(&id)?)
        .await?;
    provider_page(&app, &admin, found, Typed::default()).await
}

pub(super) async fn provider_page(
    app: &App,
    admin: &Admin,
    found: IdentityProvider,
    typed: Typed,
) -> Result<Response, PageError> {
    let (identity, actor) = (&app.identity, admin.actor());
    let first = PageRequest::first(1);
    let guests = identity.locked_out_by(actor, found.id, &first).await?;
    let domains = domains::shown(app, actor, (&found, typed.domains)).await?;
    let keys = keys(app, admin, &found).await?;
    let layout = admin.layout(app).await?;
    page(&ProviderPage {
        layout: &layout,
        id: found.id.to_string(),
        kind: words::kind(found.kind),
        is_enabled: found.is_enabled,
        facts: ProviderFacts {
            redirect_uri: app.redirect_uri_of(&found),
            post_logout_redirect_uri: (found.kind == Kind::OpenIdConnect)
                .then(|| app.url(SIGNED_OUT_PATH)),
            back_channel_logout: back_channel_uri(app, &found),
            front_channel_logout: front_channel_uri(app, &found),
            created: moment(app, found.created_at),
            changed: moment(app, found.changed_at),
            issuer: found.issuer.clone(),
            metadata_url: match &found.protocol {
                Protocol::OpenIdConnect(us) => Some(us.metadata_url.clone()),
                Protocol::Saml(us) => us.metadata_url.clone(),
                Protocol::OAuth(_) => None,
            },
        },
        certificates: match &found.protocol {
            Protocol::Saml(us) => signing_certificates::of_others(app, &us.certificates),
            Protocol::OpenIdConnect(_) | Protocol::OAuth(_) => Vec::new(),
        },
        form: typed.form.unwrap_or_else(|| stored(&found)),
        display_name: found.display_name,
        keys,
        domains,
        locked_out: guests.count,
        consequence: consequence(&guests),
        may_change: actor.may(Permission::ManageIdentityProviders),
    })
}

/// The keys that prove this server to a provider, if some do.
async fn keys(
    app: &App,
    admin: &Admin,
    found: &IdentityProvider,
) -> Result<Option<ProviderKeys>, PageError> {
    let has_keys = match &found.protocol {
        Protocol::OpenIdConnect(us) => us.client_authentication == ClientProofMethod::PrivateKeyJwt,
        Protocol::OAuth(_) | Protocol::Saml(_) => false,
    };
    if !has_keys {
        return Ok(None);
    }
    let rows = app.identity.provider_keys(admin.actor(), found.id).await?;
    let row = |key: ProviderKeyInfo| {
        let created = moment(app, key.created_at);
        (key.kid, created, key.retired_at.is_some())
    };
    Ok(Some(ProviderKeys {
        url: key_set_url(app, (found.tenant, found.id)),
        rows: rows.into_iter().map(row).collect(),
    }))
}

/// `POST /admin/identity-providers/{id}/key`.
pub(crate) async fn rotate_key(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    let to = url(&id);
    let rotated = app
        .identity
        .rotate_provider_key(admin.actor(), id_of(&id)?)
        .await;
    match rotated {
        Ok(()) => Ok(done(
            &app,
            &to,
            "A new key signs from now on. The old one stays published for a day.",
        )),
        Err(Error::Invalid { field, reason }) => {
            Ok(refused(&app, &to, &sentence_about(field, reason)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whom switching it off locks out.
fn consequence(guests: &LockedOut) -> String {
    match guests.count {
        0 if guests.bound == 0 => "No guest signs in with it yet.".to_owned(),
        0 => "It locks nobody out. Whoever signs in with it is signed out at once.".to_owned(),
        1 => "1 guest has no other way to sign in: they are signed out at once, and can’t sign in \
              until it is enabled again or they are reset."
            .to_owned(),
        many => format!(
            "{} guests have no other way to sign in: they are signed out at once, and can’t sign \
             in until it is enabled again or they are reset.",
            number(many)
        ),
    }
}

fn stored(found: &IdentityProvider) -> ProviderForm {
    ProviderForm {
        name: Field::new(&found.display_name),
        is_for_everybody: found.is_for_everybody,
        multifactor: multifactor::stored(found),
        trusts_devices: found.trust().map(|trust| trust.devices),
        protocol: match &found.protocol {
            Protocol::OAuth(us) => ProtocolForm::OAuth(OAuthForm {
                client_id: Field::new(&us.client_id),
                client_secret: Field::default(),
            }),
            Protocol::OpenIdConnect(us) => ProtocolForm::OpenIdConnect(Box::new(OpenIdForm {
                client_id: Field::new(&us.client_id),
                client_secret: Field::default(),
                has_secret: us.has_secret,
                client_authentication: words::proofs(us.client_authentication),
                scopes: Field::new(&us.scopes),
                email_claim: Field::new(&us.claims.email),
                name_claim: Field::new(&us.claims.name),
                given_name_claim: Field::new(&us.claims.given_name),
                family_name_claim: Field::new(&us.claims.family_name),
                apple: us
                    .apple
                    .as_ref()
                    .map(|key| (Field::new(&key.team_id), Field::new(&key.key_id))),
            })),
            Protocol::Saml(us) => ProtocolForm::Saml(SamlForm {
                is_described: us.metadata_url.is_some(),
                sign_on_url: Field::new(&us.sign_on.url),
                certificates: Field::new(
                    us.certificates
                        .iter()
                        .map(Certificate::to_pem)
                        .collect::<String>(),
                ),
                signs_requests: us.signs_requests,
                takes_other_name_ids: us.takes_other_name_ids,
                email_claim: Field::new(&us.claims.email),
            }),
        },
    }
}

/// What was typed: as it was, with all that is wrong with it, and the change that it describes.
fn read(form: &Form, before: &IdentityProvider) -> (ProviderForm, ProviderPatch) {
    let (protocol_form, protocol) = match &before.protocol {
        Protocol::OpenIdConnect(us) => {
            let (form, patch) = read_openid(form, us);
            let form = ProtocolForm::OpenIdConnect(Box::new(form));
            (form, ProtocolPatch::OpenIdConnect(patch))
        }
        Protocol::Saml(us) => {
            let (form, patch) = read_saml(form, us);
            (ProtocolForm::Saml(form), ProtocolPatch::Saml(patch))
        }
        Protocol::OAuth(_) => {
            let patch = OAuthPatch {
                client_id: Some(form.get("client_id").to_owned()),
                client_secret: form.filled("client_secret").map_or(Patch::Keep, Patch::Set),
            };
            let form = ProtocolForm::OAuth(OAuthForm {
                client_id: Field::new(form.get("client_id")),
                client_secret: Field::default(),
            });
            (form, ProtocolPatch::OAuth(patch))
        }
    };
    let (multifactor, trust) = multifactor::read(form, before).unzip();
    let trusts_devices = (before.trust()).map(|_| form.is_ticked("trusts_devices"));
    let patch = ProviderPatch {
        display_name: Some(form.get("name").to_owned()),
        protocol: Some(protocol),
        multifactor: trust,
        trusts_devices,
        is_for_everybody: Some(form.is_ticked("for_everybody")),
        is_enabled: None,
        domains: None,
    };
    let mut typed = ProviderForm {
        name: Field::new(form.get("name")),
        is_for_everybody: form.is_ticked("for_everybody"),
        multifactor,
        trusts_devices,
        protocol: protocol_form,
    };
    for (field, reason) in patch.faults(before) {
        complain(&mut typed, field, reason);
    }
    (typed, patch)
}

fn read_openid(form: &Form, before: &OpenIdConnect) -> (OpenIdForm, OpenIdConnectPatch) {
    let way = ClientProofMethod::parse(form.get("client_authentication"));
    let way = way.unwrap_or(before.client_authentication);
    let client_secret = match form.filled("client_secret") {
        Some(secret) => Patch::Set(secret),
        // A public client has no use for it.
        None if way == ClientProofMethod::None && before.has_secret => Patch::Clear,
        None => Patch::Keep,
    };
    let patch = OpenIdConnectPatch {
        client_id: Some(form.get("client_id").to_owned()),
        client_secret,
        client_authentication: Some(way),
        scopes: Some(form.get("scopes").to_owned()),
        claims: ClaimsPatch {
            email: Some(form.get("email_claim").to_owned()),
            name: Some(form.get("name_claim").to_owned()),
            given_name: Some(form.get("given_name_claim").to_owned()),
            family_name: Some(form.get("family_name_claim").to_owned()),
        },
        apple: before.apple.as_ref().map(|_| AppleKey {
            team_id: form.get("team_id").to_owned(),
            key_id: form.get("key_id").to_owned(),
        }),
    };
    let typed = OpenIdForm {
        client_id: Field::new(form.get("client_id")),
        client_secret: Field::default(),
        has_secret: before.has_secret,
        client_authentication: words::proofs(way),
        scopes: Field::new(form.get("scopes")),
        email_claim: Field::new(form.get("email_claim")),
        name_claim: Field::new(form.get("name_claim")),
        given_name_claim: Field::new(form.get("given_name_claim")),
        family_name_claim: Field::new(form.get("family_name_claim")),
        apple: before.apple.as_ref().map(|_| {
            let typed = |name| Field::new(form.get(name));
            (typed("team_id"), typed("key_id"))
        }),
    };
    (typed, patch)
}

fn read_saml(form: &Form, before: &Saml) -> (SamlForm, SamlPatch) {
    let is_described = before.metadata_url.is_some();
    let by_hand = |typed: &str| (!is_described).then(|| typed.to_owned());
    let patch = SamlPatch {
        certificates: by_hand(form.raw("certificates")),
        sign_on_url: by_hand(form.get("sign_on_url")),
        signs_requests: Some(form.is_ticked("signs_requests")),
        takes_other_name_ids: Some(form.is_ticked("takes_other_name_ids")),
        claims: ClaimsPatch {
            email: Some(form.get("email_claim").to_owned()),
            ..ClaimsPatch::default()
        },
    };
    let typed = SamlForm {
        is_described,
        sign_on_url: Field::new(form.get("sign_on_url")),
        certificates: Field::new(form.raw("certificates")),
        signs_requests: form.is_ticked("signs_requests"),
        takes_other_name_ids: form.is_ticked("takes_other_name_ids"),
        email_claim: Field::new(form.get("email_claim")),
    };
    (typed, patch)
}

/// Says what is wrong at the field that it is about.
fn complain(typed: &mut ProviderForm, field: &str, reason: &str) {
    let name = &mut typed.name;
    let classes = typed.multifactor.as_mut().map(|form| &mut form.classes);
    let place = match (&mut typed.protocol, field) {
        (_, "displayName") => name,
        (_, "multifactorClasses") => classes.unwrap_or(name),
        (ProtocolForm::OpenIdConnect(us), "clientId") => &mut us.client_id,
        (ProtocolForm::OpenIdConnect(us), "scopes") => &mut us.scopes,
        (ProtocolForm::OpenIdConnect(us), "emailClaim") => &mut us.email_claim,
        (ProtocolForm::OpenIdConnect(us), "nameClaim") => &mut us.name_claim,
        (ProtocolForm::OpenIdConnect(us), "givenNameClaim") => &mut us.given_name_claim,
        (ProtocolForm::OpenIdConnect(us), "familyNameClaim") => &mut us.family_name_claim,
        (ProtocolForm::OAuth(us), "clientId") => &mut us.client_id,
        (ProtocolForm::OAuth(us), _) => &mut us.client_secret,
        (ProtocolForm::OpenIdConnect(us), other) => match (&mut us.apple, other) {
            (Some((team_id, _)), "teamId") => team_id,
            (Some((_, key_id)), "keyId") => key_id,
            (_, _) => &mut us.client_secret,
        },
        (ProtocolForm::Saml(us), "signOnUrl") => &mut us.sign_on_url,
        (ProtocolForm::Saml(us), "emailClaim") => &mut us.email_claim,
        (ProtocolForm::Saml(us), _) => &mut us.certificates,
    };
    place
        .error
        .get_or_insert_with(|| sentence_about(field, reason));
}

fn has_faults(form: &ProviderForm) -> bool {
    form.fields().iter().any(|(_, field)| field.error.is_some())
}

/// `POST /admin/identity-providers/{id}`.
pub(crate) async fn submit(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, PageError> {
    let (actor, provider) = (admin.actor(), id_of(&id)?);
    actor.require(Permission::ManageIdentityProviders)?;
    let before = app.identity.identity_provider(actor, provider).await?;
    let (mut typed, patch) = read(&form, &before);
    if !has_faults(&typed) {
        match app
            .identity
            .update_identity_provider(actor, provider, &patch)
            .await
        {
            Ok(_) => return Ok(done(&app, &url(&id), "The provider is saved.")),
            Err(Error::Invalid { field, reason }) => complain(&mut typed, field, reason),
            Err(error) => return Err(error.into()),
        }
    }
    let shown = Typed {
        form: Some(typed),
        ..Typed::default()
    };
    provider_page(&app, &admin, before, shown).await
}

/// `POST /admin/identity-providers/{id}/enable`.
pub(crate) async fn enable(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    set_enabled(&app, &admin, (&id, true)).await
}

/// `POST /admin/identity-providers/{id}/disable`. The page with the button says whom it locks out.
pub(crate) async fn disable(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, PageError> {
    set_enabled(&app, &admin, (&id, false)).await
}

async fn set_enabled(
    app: &App,
    admin: &Admin,
    (id, is_enabled): (&str, bool),
) -> Result<Response, PageError> {
    let patch = ProviderPatch {
        is_enabled: Some(is_enabled),
        ..ProviderPatch::default()
    };
    let to = url(id);
    match app
        .identity
        .update_identity_provider(admin.actor(), id_of(id)?, &patch)
        .await
    {
        Ok(_) if is_enabled => Ok(done(app, &to, "Guests are sent to the provider again.")),
        Ok(_) => Ok(done(
            app,
            &to,
            "Nobody is sent to the provider any more, and its guests are signed out.",
        )),
        // A provider that came to need a secret which it does not have.
        Err(Error::Invalid { field, reason }) => {
            Ok(refused(app, &to, &sentence_about(field, reason)))
        }
        Err(error) => Err(error.into()),
    }
}
