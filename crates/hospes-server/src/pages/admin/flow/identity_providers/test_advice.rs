//! A test of an identity provider that failed: what failed, and what to change, for whoever looks after it.

use hospes_identity::identity_provider::Problem;
use hospes_protocol::oidc::IdTokenError;
use hospes_protocol::saml::ResponseRefused;

/// Why a test failed.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// The provider, or what it says, can't be used.
    Problem(Problem),
    /// It, or the person, said no.
    Refused {
        /// Its word: of OAuth, or a status of SAML.
        error: String,
        /// What it says of it: one line of hostile text.
        description: Option<String>,
    },
    /// It is switched off, or changed meanwhile.
    NotInUse,
    /// Too many sign-ins began.
    TooMany,
}

impl Fault {
    /// What failed, as it was found; may hold what the provider says.
    pub(super) fn detail(&self) -> Option<String> {
        match self {
            Self::Problem(problem) => Some(problem.to_string()),
            Self::Refused {
                error,
                description: Some(description),
            } => Some(format!("{error}: {description}")),
            Self::Refused { error, .. } => Some(error.clone()),
            Self::NotInUse | Self::TooMany => None,
        }
    }

    /// What failed and what to change, in plain words.
    pub(super) fn advice(&self) -> Advice {
        match self {
            Self::Problem(problem) => of_problem(problem),
            Self::Refused { error, .. } => of_refusal(error),
            Self::NotInUse => Advice(
                "The provider is switched off, or its settings changed while you were there.",
                "Enable it on its page if it is off, and test again.",
            ),
            Self::TooMany => Advice(
                "Too many sign-ins began from your network.",
                "Wait some minutes, then test again.",
            ),
        }
    }
}

/// What failed, and what to change.
pub(super) struct Advice(pub(super) &'static str, pub(super) &'static str);

const BEGIN_AGAIN: &str =
    "Test again. If it stays, ask whoever runs the provider, with the finding below.";
const CREDENTIALS: Advice = Advice(
    "The provider does not accept the client ID and secret of this server.",
    "Compare the client ID with the provider’s, and enter a new client secret: it may be mistyped, expired, or of another client. See also how this server proves itself: some providers want the secret in the header, others in the form.",
);

fn of_problem(problem: &Problem) -> Advice {
    match problem {
        Problem::Forbidden => Advice(
            "This server may not call one of the provider’s URLs.",
            "The provider needs public addresses with https, at port 443 or 8443. For one in your own network, whoever runs this server allows it in the configuration.",
        ),
        Problem::NoName => Advice(
            "This server finds no address for the provider’s name.",
            "Compare the name in its URLs with the provider’s own, and see whether it resolves on the machine of this server.",
        ),
        Problem::Certificate => Advice(
            "This server does not trust the provider’s certificate.",
            "A certificate of a private authority counts when whoever runs this server names that authority in the configuration (federation.authorities_file). See also that it has not expired and is for this name.",
        ),
        Problem::Unreachable | Problem::TooSlow => Advice(
            "The provider does not answer this server.",
            "See whether it runs, and whether no firewall is between it and this server.",
        ),
        Problem::TooLong | Problem::Status(_) | Problem::Metadata(_) | Problem::Keys(_) => Advice(
            "What the provider says of itself can’t be used.",
            "Open the metadata URL of Key facts in a browser: it has to lead to the provider’s metadata, and the keys they name have to be there.",
        ),
        Problem::IssuerChanged(_) => Advice(
            "The provider has another issuer than when it was added.",
            "If it moved, add it anew with its new issuer and reset the redemption of its guests. If not, its own settings name the wrong issuer.",
        ),
        Problem::NoSecret => CREDENTIALS,
        Problem::Token(what) => of_token(what),
        Problem::NoIdToken => Advice(
            "The provider signed you in, and gave no ID token.",
            "Register this server there as a client of OpenID Connect, not of OAuth alone, and let it ask for the scope openid.",
        ),
        Problem::IdToken(why) => of_id_token(*why),
        Problem::UserInfo(_) => Advice(
            "The provider signed you in, and what it says of you can’t be used.",
            "Let the client read the profile and the email address there, and see that the scopes on the provider’s page ask for them.",
        ),
        Problem::Response(why) => of_response(why),
        Problem::Transient => Advice(
            "The provider names people anew each time (NameID transient), so nobody could be recognized.",
            "Let it send a NameID that stays the same for a person, in the format persistent. Then test again.",
        ),
        Problem::NameIdFormat(_) => Advice(
            "The provider does not name people by a persistent NameID, so a name may pass to somebody else, who would then be the same guest.",
            "Let it send a persistent NameID for this organization. If you know that it never gives a name, such as an address, to anybody else, tick “Take names that are not persistent” on its page instead. Then test again.",
        ),
        Problem::MixedUp | Problem::Replayed => Advice(
            "The answer is not the one that this test waited for.",
            BEGIN_AGAIN,
        ),
        Problem::LogoutToken(_) | Problem::LogoutRequest(_) | Problem::LogoutResponse(_) => {
            Advice("What the provider says can’t be used.", BEGIN_AGAIN)
        }
        Problem::Here => Advice(
            "This server could not read what it keeps of the provider.",
            "Nothing at the provider has to change: tell whoever runs this server, with the reference number below.",
        ),
    }
}

/// The words of RFC 6749, section 5.2.
fn of_token(what: &str) -> Advice {
    if ["invalid_client", "unauthorized_client"]
        .iter()
        .any(|word| what.contains(word))
    {
        return CREDENTIALS;
    }
    if ["invalid_grant", "redirect_uri"]
        .iter()
        .any(|word| what.contains(word))
    {
        return Advice(
            "The provider does not accept the code that it gave.",
            "Register the redirect URI of Key facts there, letter by letter, and compare the client ID. Then test again.",
        );
    }
    Advice(
        "The provider does not give this server what it signed you in for.",
        "Look at the log of the provider, with the finding below: the client has to be allowed the authorization code flow.",
    )
}

fn of_id_token(why: IdTokenError) -> Advice {
    match why {
        IdTokenError::Audience | IdTokenError::AuthorizedParty => Advice(
            "The ID token is for another client.",
            "Compare the client ID on the provider’s page with the one that the provider gave you.",
        ),
        IdTokenError::Algorithm
        | IdTokenError::UnknownKey
        | IdTokenError::NoKeyNamed
        | IdTokenError::Signature => Advice(
            "The ID token is not signed with one of the provider’s keys.",
            "Let the provider sign ID tokens for this client with RS256, PS256, ES256 or EdDSA, and publish the key at its jwks_uri.",
        ),
        IdTokenError::Issuer => Advice(
            "The ID token is of another issuer.",
            "The metadata that the provider was added by have to be those of the very tenant or realm that signs people in.",
        ),
        IdTokenError::Expired | IdTokenError::NotYetValid | IdTokenError::IssuedInFuture => Advice(
            "The ID token does not count at this time.",
            "The clock of the provider or of this server is wrong: set both by a time server.",
        ),
        IdTokenError::TooLong
        | IdTokenError::Malformed
        | IdTokenError::Nonce
        | IdTokenError::Subject => Advice("The ID token can’t be used.", BEGIN_AGAIN),
    }
}

fn of_response(why: &ResponseRefused) -> Advice {
    match why {
        ResponseRefused::OtherCertificate(_)
        | ResponseRefused::Signature
        | ResponseRefused::ResponseSignature => Advice(
            "The response is not signed with a certificate that is known here.",
            "If the provider has a new certificate, let it publish that in its metadata, or put it beside the old one on the provider’s page.",
        ),
        ResponseRefused::NotSigned
        | ResponseRefused::OnlyResponseSigned
        | ResponseRefused::SignatureAlgorithm => Advice(
            "The assertion is not signed as it has to be.",
            "Let the provider sign assertions, not only the response around them, with SHA-256 or better.",
        ),
        ResponseRefused::EncryptedWithoutKey
        | ResponseRefused::EncryptionAlgorithm
        | ResponseRefused::EncryptionUnprotected
        | ResponseRefused::Undecipherable
        | ResponseRefused::EncryptedNameId => Advice(
            "The assertion is encrypted in a way that can’t be opened here.",
            "Let the provider read this organization’s metadata again, or send assertions that are signed and not encrypted.",
        ),
        ResponseRefused::NoAudience | ResponseRefused::Audience => Advice(
            "The response is for another service provider.",
            "Register the entity ID of this organization there, as its service provider metadata name it.",
        ),
        ResponseRefused::Destination | ResponseRefused::Recipient => Advice(
            "The response was made for another URL.",
            "Register the assertion consumer service URL of Key facts there, letter by letter.",
        ),
        ResponseRefused::Issuer => Advice(
            "The response is of another identity provider.",
            "The entity ID of the provider has to be the issuer of Key facts.",
        ),
        ResponseRefused::NoNameId => Advice(
            "The response names nobody.",
            "Let the provider send a NameID, in the format persistent.",
        ),
        ResponseRefused::NotYetValid | ResponseRefused::Expired | ResponseRefused::SessionEnded => {
            Advice(
                "The response does not count at this time.",
                "The clock of the provider or of this server is wrong: set both by a time server.",
            )
        }
        ResponseRefused::Message(_)
        | ResponseRefused::Status(_)
        | ResponseRefused::InResponseTo
        | ResponseRefused::Unsolicited
        | ResponseRefused::NoAssertion
        | ResponseRefused::NoConfirmation
        | ResponseRefused::ConfirmationNotBefore
        | ResponseRefused::Condition
        | ResponseRefused::NoAuthnStatement => {
            Advice("The provider’s response can’t be used.", BEGIN_AGAIN)
        }
    }
}

/// The words of RFC 6749, section 4.1.2.1, and what a status of SAML ends in (SAML Core, section 3.2.2.2).
fn of_refusal(error: &str) -> Advice {
    match error.rsplit(':').next().unwrap_or(error) {
        "access_denied" => Advice(
            "The provider did not sign you in, or you cancelled there.",
            "If you did not cancel: let the provider allow your account to use this client.",
        ),
        "invalid_scope" => Advice(
            "The provider does not give one of the scopes.",
            "Take out of the scopes on the provider’s page what this client may not ask for.",
        ),
        "unauthorized_client" | "unsupported_response_type" => Advice(
            "The provider does not let this client sign people in.",
            "Let the client use the authorization code flow there, and compare the client ID.",
        ),
        "InvalidNameIDPolicy" => Advice(
            "The provider has no NameID in the format that was asked for.",
            "Let it give a persistent NameID for this service provider, or tick “Take names that are not persistent” on its page, if you know that it never gives one to anybody else: then no format is asked for.",
        ),
        _ => Advice("The provider refused the request.", BEGIN_AGAIN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_secret_and_a_name_that_changes_say_what_to_change() {
        for (fault, what, change) in [
            (
                Problem::Token("the token endpoint refused: invalid_client".to_owned()),
                "client ID and secret",
                "enter a new client secret",
            ),
            (
                Problem::Token("the token endpoint refused: invalid_grant".to_owned()),
                "the code",
                "redirect URI",
            ),
            (Problem::Transient, "transient", "persistent"),
            (
                Problem::NameIdFormat(
                    "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress".to_owned(),
                ),
                "somebody else",
                "Take names that are not persistent",
            ),
            (
                Problem::IdToken(IdTokenError::Audience),
                "another client",
                "client ID",
            ),
            (
                Problem::Response(Box::new(ResponseRefused::OnlyResponseSigned)),
                "not signed",
                "sign assertions",
            ),
        ] {
            let Advice(said, to_do) = Fault::Problem(fault).advice();
            assert!(said.contains(what), "{said}");
            assert!(to_do.contains(change), "{to_do}");
        }
    }

    #[test]
    fn a_status_of_saml_is_known_by_its_end() {
        let fault = Fault::Refused {
            error: "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy".to_owned(),
            description: None,
        };
        assert!(fault.advice().1.contains("NameID"));
    }
}
