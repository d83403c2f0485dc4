//! Adding an identity provider.

use axum::extract::State;
use axum::response::Response;
use hospes_identity::identity_provider::{
    AddError, AppleKey, ClaimsPatch, IdentityProvider, Kind, NewOAuth, NewOpenIdConnect,
    NewProtocol, NewProvider,
};
use hospes_identity::ids::ProviderId;
use hospes_identity::sign_in::callback_path;
use hospes_identity::{Actor, Error, Permission};
use hospes_protocol::oauth::ClientProofMethod;

use super::super::{Query, asked, done, page, sentence, sentence_about};
use super::{domains, key_set_url, new_saml, read_domains, url, words};
use crate::app::App;
use crate::extract::admin::Admin;
use crate::extract::form::Form;
use crate::pages::admin::identity_providers::NewProviderPage;
use crate::pages::error::PageError;
use crate::pages::layout::{Choice, Field};
use crate::pages::words::duration;
use crate::texts::Texts;

/// What the form holds.
struct Typed {
    id: ProviderId,
    kind: Kind,
    /// A fault of the redirect URI, which nobody types.
    reused: Option<String>,
    name: Field,
    metadata_url: Field,
    client_id: Field,
    client_secret: Field,
    apple: Option<(Field, Field)>,
    authentication: ClientProofMethod,
    domains: Field,
    is_for_everybody: bool,
    trusts: bool,
    is_again: bool,
}

impl Typed {
    fn empty(app: &App, kind: Kind) -> Self {
        let name = match kind {
            Kind::OpenIdConnect | Kind::Saml => "",
            Kind::Google => "Google",
            Kind::MicrosoftAccount => "Microsoft",
            Kind::GitHub => "GitHub",
            Kind::Facebook => "Facebook",
            Kind::Apple => "Apple",
        };
        Self {
            id: app.identity.env().new_id(),
            kind,
            reused: None,
            name: Field::new(name),
            metadata_url: Field::default(),
            client_id: Field::default(),
            client_secret: Field::default(),
            apple: (kind == Kind::Apple).then(Default::default),
            authentication: kind.usual_proof(),
            domains: Field::new(kind.domains().join("\n")),
            is_for_everybody: kind.is_usually_for_everybody(),
            trusts: false,
            is_again: false,
        }
    }

    /// Says what is wrong at the field that it is about.
    fn complain(&mut self, field: &str, text: String) {
        if let (Some((team_id, key_id)), "teamId" | "keyId") = (&mut self.apple, field) {
            let place = if field == "teamId" { team_id } else { key_id };
            place.error.get_or_insert(text);
            return;
        }
        let place = match field {
            "displayName" => &mut self.name,
            "clientId" => &mut self.client_id,
            "clientSecret" | "clientAuthentication" => &mut self.client_secret,
            "domains" => &mut self.domains,
            _ => &mut self.metadata_url,
        };
        place.error.get_or_insert(text);
    }

    fn has_faults(&self) -> bool {
        let fields = [
            &self.name,
            &self.metadata_url,
            &self.client_id,
            &self.client_secret,
            &self.domains,
        ];
        let apple = self
            .apple
            .iter()
            .flat_map(|(team_id, key_id)| [team_id, key_id]);
        let mut all = fields.into_iter().chain(apple);
        all.any(|field| field.error.is_some())
    }
}

/// What was typed: as it was, with all that is wrong with it, and the provider that it describes.
fn read(form: &Form, kind: Kind, id: ProviderId) -> (Typed, NewProvider) {
    let (domains_field, domains) = read_domains(form.raw("domains"));
    let authentication = ClientProofMethod::parse(form.get("client_authentication"));
    let authentication = authentication.unwrap_or_else(|| kind.usual_proof());
    let new = NewProvider {
        id,
        kind,
        display_name: form.get("name").to_owned(),
        protocol: match kind.service() {
            Some(_) => NewProtocol::OAuth(NewOAuth {
                client_id: form.get("client_id").to_owned(),
                client_secret: form.filled("client_secret"),
            }),
            None => NewProtocol::OpenIdConnect(NewOpenIdConnect {
                metadata_url: form.get("metadata_url").to_owned(),
                client_id: form.get("client_id").to_owned(),
                client_secret: form.filled("client_secret"),
                client_authentication: authentication,
                apple: (kind == Kind::Apple).then(|| AppleKey {
                    team_id: form.get("team_id").to_owned(),
                    key_id: form.get("key_id").to_owned(),
                }),
                scopes: None,
                claims: ClaimsPatch::default(),
            }),
        },
        is_for_everybody: form.is_ticked("for_everybody"),
        domains,
        trusts_domains: form.is_ticked("trust"),
    };
    let mut typed = Typed {
        id,
        kind,
        reused: None,
        name: Field::new(form.get("name")),
        metadata_url: Field::new(form.get("metadata_url")),
        client_id: Field::new(form.get("client_id")),
        client_secret: Field::default(),
        apple: (kind == Kind::Apple).then(|| {
            let typed = |name| Field::new(form.get(name));
            (typed("team_id"), typed("key_id"))
        }),
        authentication,
        domains: domains_field,
        is_for_everybody: form.is_ticked("for_everybody"),
        trusts: new.trusts_domains,
        is_again: true,
    };
    for (field, reason) in new.faults() {
        typed.complain(field, sentence_about(field, reason));
    }
    (typed, new)
}

async fn form_page(app: &App, admin: &Admin, typed: Typed) -> Result<Response, PageError> {
    let layout = admin.layout(app).await?;
    page(&NewProviderPage {
        layout: &layout,
        kinds: choices(typed.kind),
        id: typed.id.to_string(),
        kind: typed.kind.as_str(),
        steps: words::steps(typed.kind),
        redirect_uri: Field {
            value: app.url(&callback_path(typed.id)),
            error: typed.reused,
        },
        key_set_url: key_set_url(app, (admin.actor().tenant, typed.id)),
        issuer: typed.kind.issuer(),
        name: typed.name,
        metadata_url: typed.metadata_url,
        client_id: typed.client_id,
        client_secret: typed.client_secret,
        client_authentication: if typed.kind.service().is_some() || typed.apple.is_some() {
            // It knows one way.
            Vec::new()
        } else {
            words::proofs(typed.authentication)
        },
        apple: typed.apple,
        is_for_everybody: typed.is_for_everybody,
        domains: typed.domains,
        trusts: typed.trusts,
        is_again: typed.is_again,
    })
}

/// Every kind, as tabs.
pub(super) fn choices(chosen: Kind) -> Vec<Choice> {
    let choice = |kind: &Kind| Choice::new(kind.as_str(), words::kind(*kind), *kind == chosen);
    Kind::ALL.iter().map(choice).collect()
}

/// The kind that is named; one that speaks OpenID Connect if none is.
fn kind_of(text: &str) -> Option<Kind> {
    if text.is_empty() {
        Some(Kind::OpenIdConnect)
    } else {
        Kind::parse(text)
    }
}

/// `GET /admin/identity-providers/new?kind=`.
pub(crate) async fn show(
    State(app): State<App>,
    admin: Admin,
    query: Query,
) -> Result<Response, PageError> {
    admin.actor().require(Permission::ManageIdentityProviders)?;
    let kind = kind_of(asked(&query, "kind")).ok_or(PageError::NotFound)?;
    if kind == Kind::Saml {
        return new_saml::show(&app, &admin).await;
    }
    form_page(&app, &admin, Typed::empty(&app, kind)).await
}

/// Whether a provider has an id, be it that it was removed: somebody went back to a form that they used.
pub(super) async fn is_used(app: &App, actor: &Actor, id: ProviderId) -> Result<bool, Error> {
    match app.identity.provider_domains(actor, id).await {
        Ok(_) => Ok(true),
        Err(Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// `POST /admin/identity-providers/new`.
pub(crate) async fn create(
    State(app): State<App>,
    admin: Admin,
    form: Form,
) -> Result<Response, PageError> {
    let actor = admin.actor();
    actor.require(Permission::ManageIdentityProviders)?;
    let kind = kind_of(form.get("kind")).ok_or(PageError::BadRequest)?;
    let id: ProviderId = form.get("id").parse().map_err(|_| PageError::BadRequest)?;
    if kind == Kind::Saml {
        return new_saml::create(&app, &admin, (id, &form)).await;
    }
    let (mut typed, new) = read(&form, kind, id);
    if is_used(&app, actor, id).await? {
        typed.id = app.identity.env().new_id();
        let text = "This form was used before. Its redirect URI is a new one: register it.";
        typed.reused = Some(text.to_owned());
    }
    if typed.has_faults() || typed.reused.is_some() {
        return form_page(&app, &admin, typed).await;
    }
    match app.identity.add_identity_provider(actor, &new).await {
        Ok(added) => {
            let waits = domains::after_saving(&app, actor, added.id).await?;
            let said = waits.unwrap_or_else(|| said(&added, id).to_owned());
            Ok(done(&app, &url(&added.id.to_string()), &said))
        }
        Err(error) => {
            refuse(&mut typed, error)?;
            form_page(&app, &admin, typed).await
        }
    }
}

/// One that comes back has the redirect URI that it had, and not the one of the form.
fn said(added: &IdentityProvider, id: ProviderId) -> &'static str {
    if added.id == id {
        "The provider is there. Test the sign-in before you invite anybody who will use it."
    } else {
        "The provider was here before, and its guests are back. It has the redirect URI of then: \
         register the one below at the provider."
    }
}

/// That providers were asked too often.
pub(super) fn too_many(retry_after_seconds: u32) -> String {
    let wait = duration(Texts::english(), retry_after_seconds);
    format!("That is the limit of look-ups for now. Try again in {wait}.")
}

/// Says at its field why a provider was not added.
fn refuse(typed: &mut Typed, error: AddError) -> Result<(), PageError> {
    let (field, text) = match error {
        AddError::Remote(problem) => ("metadataUrl", sentence(&problem.to_string())),
        AddError::Other(Error::Invalid { field, reason }) => (field, sentence_about(field, reason)),
        AddError::Other(Error::Conflict { .. }) => {
            let text = "This organization has a provider with this issuer already.";
            ("metadataUrl", text.to_owned())
        }
        AddError::Other(Error::TooMany {
            retry_after_seconds,
        }) => ("metadataUrl", too_many(retry_after_seconds)),
        AddError::Other(error) => return Err(error.into()),
    };
    typed.complain(field, text);
    Ok(())
}
