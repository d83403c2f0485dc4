//! What kinds, classes and rules are called.

use hospes_identity::identity_provider::{Class, Kind};
use hospes_protocol::oauth::ClientProofMethod;

use crate::pages::layout::Choice;

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::OpenIdConnect => "OpenID Connect",
        Kind::Google => "Google",
        Kind::MicrosoftAccount => "Microsoft account",
    }
}

pub(in crate::pages::admin::flow) fn class(class: Class) -> &'static str {
    match class {
        Class::OrganizationsHere => "Organizations on this server",
        Class::ExternalFederation => "OpenID Connect providers",
        Class::Social => "Google and Microsoft accounts",
    }
}

/// What to do at the provider.
pub(super) fn steps(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::OpenIdConnect => &[
            "At the provider, register a web application that signs people in with the authorization code flow.",
            "Give it the redirect URI below.",
            "Let it release the claims email, email_verified and name.",
            "Copy its client ID and its client secret into this form.",
        ],
        Kind::Google => &[
            "In the Google Cloud console, open Google Auth Platform, Clients, and create a client of the type Web application.",
            "Add the redirect URI below under Authorized redirect URIs.",
            "Under Audience choose External and publish the app: until then only test users can sign in.",
            "Copy the client ID and the client secret into this form.",
        ],
        Kind::MicrosoftAccount => &[
            "In the Microsoft Entra admin center, open App registrations, New registration.",
            "As supported account types choose Personal Microsoft accounts only. As redirect URI choose Web, and enter the one below.",
            "Under Certificates & secrets add a client secret and copy its value, not its ID.",
            "Copy the application (client) ID and that value into this form.",
        ],
    }
}

/// How this server can prove itself to a provider.
pub(super) fn proofs(chosen: ClientProofMethod) -> Vec<Choice> {
    let choice = |method: &ClientProofMethod| {
        let label = match method {
            ClientProofMethod::Basic => "Client secret in the header (client_secret_basic)",
            ClientProofMethod::Post => "Client secret in the form (client_secret_post)",
            ClientProofMethod::SecretJwt => {
                "Assertion signed with the client secret (client_secret_jwt)"
            }
            ClientProofMethod::None => "Not at all: a public client (none)",
            // There is no key for it.
            ClientProofMethod::PrivateKeyJwt => return None,
        };
        Some(Choice::new(method.as_str(), label, *method == chosen))
    };
    let offered = [
        ClientProofMethod::Basic,
        ClientProofMethod::Post,
        ClientProofMethod::SecretJwt,
        ClientProofMethod::None,
    ];
    offered.iter().filter_map(choice).collect()
}

/// The way that most providers of a kind know. Google and Microsoft read a secret in the form as it is.
pub(super) fn usual_proof(kind: Kind) -> ClientProofMethod {
    match kind {
        Kind::OpenIdConnect => ClientProofMethod::Basic,
        Kind::Google | Kind::MicrosoftAccount => ClientProofMethod::Post,
    }
}
