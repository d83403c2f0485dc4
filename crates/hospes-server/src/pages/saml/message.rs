//! What the pages share: the tenant, the message in a request, and what is wrong with it.

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hospes_identity::Error;
use hospes_identity::saml::SamlError;
use hospes_identity::tenant::Tenant;
use hospes_protocol::oauth::OAuthError;
use hospes_protocol::saml::{Document, Query, Refused};

use crate::app::App;
use crate::extract::visitor::Visitor;
use crate::oidc;
use crate::pages::error::PageError;
use crate::pages::headers;
use crate::pages::layout::Layout;

/// No `RelayState` is longer, in bytes; the specification has 80, and nobody keeps to it.
const LONGEST_RELAY_STATE: usize = 512;

/// Why there is no answer: told to the person, or a failure of ours.
pub(super) enum Trouble {
    Told(OAuthError),
    Failed(PageError),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Failed(error.into())
    }
}

/// The tenant of a path.
pub(super) async fn tenant(app: &App, name: &str) -> Result<Tenant, Trouble> {
    match app.identity.find_tenant(name).await {
        Ok(tenant) => Ok(tenant),
        Err(Error::NotFound { .. }) => Err(Trouble::Told(oidc::no_tenant(name))),
        Err(error) => Err(error.into()),
    }
}

/// The URLs that an endpoint of a tenant has: by the name that was used, and by the tenant's id.
pub(super) fn endpoints(app: &App, name: &str, tenant: &Tenant, endpoint: &str) -> [String; 2] {
    [
        app.url(&format!("/{name}/{endpoint}")),
        app.url(&format!("/{}/{endpoint}", tenant.id)),
    ]
}

/// A message, as it came in one of the bindings.
pub(super) struct Message {
    pub(super) document: Document,
    pub(super) query: Option<Query>,
    pub(super) relay_state: Option<String>,
}

impl Message {
    /// The message in a query. `None` when there is none of that name.
    pub(super) fn in_query(query: &str, parameter: &str) -> Result<Option<Self>, Trouble> {
        let Some(query) = Query::parse(query, parameter).map_err(|e| invalid(&e))? else {
            return Ok(None);
        };
        let document = Document::from_redirect(&query.message).map_err(|e| invalid(&e))?;
        Self::new(document, query.relay_state.clone(), Some(query)).map(Some)
    }

    /// The message in a form. `None` when there is none of that name.
    pub(super) fn in_form(body: &[u8], parameter: &str) -> Result<Option<Self>, Trouble> {
        let (mut message, mut relay_state) = (None, None);
        for (name, value) in url::form_urlencoded::parse(body) {
            let place = match name.as_ref() {
                found if found == parameter => &mut message,
                "RelayState" => &mut relay_state,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                let error = OAuthError::saml_invalid("a parameter is there twice");
                return Err(Trouble::Told(error));
            }
        }
        let Some(message) = message else {
            return Ok(None);
        };
        let document = Document::from_post(&message).map_err(|e| invalid(&e))?;
        let relay_state = relay_state.filter(|state| !state.is_empty());
        Self::new(document, relay_state, None).map(Some)
    }

    fn new(
        document: Document,
        relay_state: Option<String>,
        query: Option<Query>,
    ) -> Result<Self, Trouble> {
        if relay_state
            .as_ref()
            .is_some_and(|state| state.len() > LONGEST_RELAY_STATE)
        {
            let error = OAuthError::saml_invalid("RelayState is too long");
            return Err(Trouble::Told(error));
        }
        Ok(Self {
            document,
            query,
            relay_state,
        })
    }
}

fn invalid(refused: &Refused) -> Trouble {
    Trouble::Told(OAuthError::saml_invalid(&refused.to_string()))
}

/// What a person is told when a message is not taken.
pub(super) fn told(error: SamlError, tenant: &Tenant) -> Trouble {
    Trouble::Told(match error {
        SamlError::Unknown(id) => OAuthError::unknown_client(&id, &tenant.display_name),
        SamlError::Message(refused) => OAuthError::saml_invalid(&refused.to_string()),
        SamlError::Unsigned => OAuthError::saml_unsigned(),
        SamlError::Destination => OAuthError::saml_destination(),
        SamlError::AcsUrl(sent, id) => OAuthError::redirect_mismatch(&sent, &id),
        SamlError::Binding(binding) => OAuthError::saml_binding(&binding),
        SamlError::Expired => OAuthError::saml_expired(),
        SamlError::Comparison(word) => OAuthError::saml_comparison(word),
        SamlError::NameIdFormat(format) => OAuthError::saml_name_id(&format),
        SamlError::Other(error) => return error.into(),
    })
}

/// A parameter of a query.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

/// A page that posts itself to an application.
#[derive(Debug, Template)]
#[template(path = "authorize/form_post.html")]
struct FormPost<'a> {
    layout: &'a Layout,
    action: &'a str,
    fields: &'a [(&'static str, String)],
}

/// The page that takes a response to an application, in the POST binding.
pub(super) fn response_page(
    app: &App,
    visitor: &Visitor,
    (acs_url, relay_state): (&str, Option<&str>),
    xml: &str,
) -> Result<Response, PageError> {
    let mut fields = vec![("SAMLResponse", STANDARD.encode(xml))];
    fields.extend(relay_state.map(|state| ("RelayState", state.to_owned())));
    let layout = visitor.layout(app);
    let page = FormPost {
        layout: &layout,
        action: acs_url,
        fields: &fields,
    };
    let mut response = Html(page.render()?).into_response();
    if let Some(policy) = headers::policy_with_form_target(acs_url) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}
