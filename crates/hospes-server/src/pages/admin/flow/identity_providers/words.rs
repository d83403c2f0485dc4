//! What kinds, classes and rules are called.

use hospes_identity::identity_provider::{Class, Kind};
use hospes_protocol::oauth::ClientProofMethod;

use crate::pages::layout::Choice;

pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::OpenIdConnect => "OpenID Connect",
        Kind::Saml => "SAML",
        Kind::Google => "Google",
        Kind::MicrosoftAccount => "Microsoft account",
        Kind::GitHub => "GitHub",
        Kind::Facebook => "Facebook",
        Kind::Apple => "Apple",
    }
}

pub(in crate::pages::admin::flow) fn class(class: Class) -> &'static str {
    match class {
        Class::OrganizationsHere => "Organizations on this server",
        Class::ExternalFederation => "OpenID Connect and SAML providers",
        Class::Social => "Accounts of persons: Google, Microsoft, GitHub, Facebook, Apple",
    }
}

/// What to do at the provider.
pub(super) fn steps(kind: Kind) -> &'static [&'static str] {
    match kind {
        // Its form is another one.
        Kind::Saml => &[],
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
        Kind::GitHub => &[
            "At GitHub, open the settings of your organization, Developer settings, OAuth apps, and register a new application.",
            "As Authorization callback URL enter the redirect URI below. Leave Enable Device Flow off.",
            "Generate a client secret, and copy it at once: GitHub shows it only once.",
            "Copy the client ID and the client secret into this form.",
        ],
        Kind::Apple => &[
            "In Certificates, Identifiers & Profiles of your Apple developer account, have an App ID with Sign in with Apple, and register a Services ID.",
            "Configure Sign in with Apple for the Services ID: the domain of this server, and the redirect URI below as Return URL.",
            "Under Keys, register a key with Sign in with Apple, and download the .p8 file: Apple gives it only once.",
            "Enter the Services ID as client ID, your Team ID, the Key ID, and all of the .p8 file as private key.",
            "Register the address that this server sends mail from under Services, Sign in with Apple for Email Communication, or mail to relay addresses does not arrive.",
        ],
        Kind::Facebook => &[
            "At developers.facebook.com, create an app with the use case Authenticate and request data from users with Facebook Login.",
            "Under Facebook Login, Settings, add the redirect URI below to Valid OAuth Redirect URIs, and leave Use Strict Mode on.",
            "Let it have the permission email, and switch the app from Development to Live: until then only people with a role in it can sign in.",
            "Under App settings, Basic, turn on Require app secret, and copy the App ID and the App secret into this form as client ID and client secret.",
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
            ClientProofMethod::PrivateKeyJwt => {
                "Assertion signed with a key of this server (private_key_jwt)"
            }
        };
        Choice::new(method.as_str(), label, *method == chosen)
    };
    let offered = [
        ClientProofMethod::Basic,
        ClientProofMethod::Post,
        ClientProofMethod::SecretJwt,
        ClientProofMethod::PrivateKeyJwt,
        ClientProofMethod::None,
    ];
    offered.iter().map(choice).collect()
}
