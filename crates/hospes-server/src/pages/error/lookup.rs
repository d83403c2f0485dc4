//! `/error`: what the number of an error of the identity platform means. Programs that were refused are given
//! its address as `error_uri`.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use hospes_protocol::text::single_line;

use super::PageError;
use crate::app::App;
use crate::extract::visitor::Visitor;
use crate::pages::layout::{Field, Layout};

/// What a number means. In English, as the messages are that people look up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The number behind `AADSTS`.
    pub(crate) number: u32,
    /// What happened.
    pub(crate) what: &'static str,
    /// What the person can do who was to be signed in.
    pub(crate) person: &'static str,
    /// What whoever develops or administers the application can do.
    pub(crate) developer: &'static str,
}

const fn meaning(
    number: u32,
    what: &'static str,
    person: &'static str,
    developer: &'static str,
) -> Meaning {
    Meaning {
        number,
        what,
        person,
        developer,
    }
}

const TELL: &str = "Tell whoever gave you the application.";
const AGAIN: &str = "Sign in to the application again.";
const LATER: &str = "Wait a moment, then try again.";

/// So many characters of what was typed are shown again.
const LONGEST: usize = 100;

/// Every number that this server gives, in their order.
#[rustfmt::skip]
pub(crate) const MEANINGS: &[Meaning] = &[
    meaning(16_000, "The person would have to say that they want to go on, and the application asked not to show a page.", AGAIN, "Begin a sign-in with a page when a silent one fails."),
    meaning(28_000, "The scopes are of more than one resource.", TELL, "Ask for the scopes of one resource at a time."),
    meaning(28_002, "A scope doesn’t exist here.", TELL, "Ask only for scopes that the reference names."),
    meaning(50_000, "Something broke on this server.", LATER, "Look in the server’s log for the trace id of the answer."),
    meaning(50_011, "The redirect URI is none of the application’s.", TELL, "Register the very same URI under Authentication, or name it in the request if there are several."),
    meaning(50_013, "The token with which an application was called isn’t one of a person for it.", TELL, "Send the access token that was issued for this application, before it ends."),
    meaning(50_014, "The account was invited, and has not accepted yet.", "Open the link in the invitation mail, and accept.", "Send the invitation again if the mail is lost."),
    meaning(50_020, "The account is nobody in this organization, or may not sign in there.", "Use the account that was invited, or ask the organization for an invitation.", "Invite the person as a guest, or unblock them."),
    meaning(50_027, "The client assertion can’t be read, or its head and claims aren’t those of one.", TELL, "Sign a JWT with the key of the registered certificate: RS256, PS256, ES256 or ES384."),
    meaning(50_034, "The account is none of this organization’s.", "Check the user name.", "Send people’s name and password only to their own organization; guests sign in with a page."),
    meaning(50_049, "The client asked about a host that isn’t this server.", TELL, "Use the authority of this server, and switch off the validation of authorities or name it as a known one."),
    meaning(50_053, "There were too many wrong passwords from here.", "Wait a quarter of an hour, then try again.", "Ask the person again before the next try."),
    meaning(50_055, "The password is right, and must be changed first.", "Sign in with a browser and choose a new one.", "Let the person sign in with a page."),
    meaning(50_057, "The account is blocked, or its time is over.", "Ask the organization.", "Unblock the user, or change the end of their access."),
    meaning(50_058, "Nobody is signed in, and the application asked not to show a page.", AGAIN, "Begin a sign-in with a page when a silent one fails."),
    meaning(50_059, "Nothing tells which organization is meant.", "Use an account of an organization here; a guest with a code has none.", "Put the organization’s id or domain into the authority in place of common."),
    meaning(50_074, "The first factor is right, and the second one is still to be proved.", "Prove it on the page that you see, or register one there.", "Nothing: the sign-in goes on."),
    meaning(50_076, "The organization asks for a second factor.", "Sign in to the application again, and use your authenticator app or passkey.", "Begin a sign-in with a page."),
    meaning(50_079, "The organization asks for a second factor, and the person has none yet.", "Sign in to the application again, and register one.", "Begin a sign-in with a page."),
    meaning(50_089, "The one-time passcode has ended: it is too old, was used, or was tried too often.", "Have another one sent.", "Look whether mails arrive late."),
    meaning(50_105, "The application is only for those it is assigned to.", "Ask an administrator of the organization for access.", "Assign the person, or a group they are in, under Users and groups; or let everybody use it."),
    meaning(50_126, "The user name or the password is wrong.", "Check both.", "Ask the person again."),
    meaning(50_149, "The method of the code challenge is unknown.", TELL, "Use S256."),
    meaning(50_173, "The person is blocked or gone, or their sessions were ended since they signed in.", AGAIN, "Begin a new sign-in. A refresh token from before is of no more use."),
    meaning(53_003, "The organization’s sign-in settings forbid it.", "Sign in with a browser instead.", "Use a flow with a page; or allow passwords of programs under Sign-in settings."),
    meaning(54_005, "The code was used before. What came of it has ended.", AGAIN, "Exchange each code once. If nobody did it twice, somebody else has seen it."),
    meaning(65_001, "The person hasn’t agreed to what the application asks for, or took it back.", "Sign in to the application again, and read what it asks for.", "Begin a sign-in with a page. Some permissions only an administrator can agree to."),
    meaning(65_004, "The person said no, or may not say yes.", "Begin again if it was a mistake; or ask an administrator to agree.", "Ask for fewer permissions, or have an administrator agree."),
    meaning(70_000, "The code or refresh token is none of this server’s or of this application’s, or it has ended.", AGAIN, "Begin a new sign-in. Send the same redirect URI with the code as before."),
    meaning(70_003, "The grant type isn’t supported.", TELL, "Use one that the discovery document names."),
    meaning(70_007, "The response mode isn’t supported.", TELL, "Use query, fragment or form_post."),
    meaning(70_008, "The code is older than ten minutes.", AGAIN, "Exchange codes at once, and check the clock of the server."),
    meaning(70_011, "The scope can’t be read, or something stands beside .default.", TELL, "Separate scopes by single blanks; ask for .default alone."),
    meaning(70_016, "Nobody has typed the device’s code yet, or not decided.", "Open the address that the device shows, and type the code.", "Go on asking at the interval that was given."),
    meaning(70_018, "The device code isn’t known here.", "Have the device show a new code.", "Send the device code, not the one for people, with the same client id and to the same organization."),
    meaning(70_020, "The device code’s fifteen minutes are over.", "Have the device show a new code.", "Ask for a new device code."),
    meaning(75_003, "The application asked for its SAML response in another binding than HTTP-POST.", TELL, "Let the assertion consumer service take HTTP-POST."),
    meaning(75_005, "The SAML message can’t be read or isn’t a valid one.", TELL, "The message names what is wrong with it."),
    meaning(75_008, "The SAML request names another destination.", TELL, "Use the login URL under Single sign-on, or leave Destination out."),
    meaning(75_011, "The person proved in another way who they are than the application asks for.", "Sign in with your password.", "Leave RequestedAuthnContext out if any way will do."),
    meaning(75_016, "The person has no name of the format that the application asks for.", TELL, "Ask for a format that Single sign-on offers, or for none."),
    meaning(76_021, "The SAML request has to be signed by a registered certificate, and isn’t.", TELL, "Sign requests, and register the certificate under Single sign-on."),
    meaning(76_026, "The SAML request is too old, or from the future.", AGAIN, "Compare the clock of the application with this server’s."),
    meaning(90_002, "No organization has this id or domain.", "Check the address of the organization.", "Check the organization in the authority."),
    meaning(90_013, "The request can’t be read, or is too long.", TELL, "The message names what is wrong with it."),
    meaning(90_014, "The SAML request was answered before.", AGAIN, "Make a new request with a new ID for each sign-in."),
    meaning(90_023, "The value of prompt isn’t supported, or none stands beside another.", TELL, "Use none, login, select_account, consent or create."),
    meaning(90_033, "The database doesn’t answer just now.", LATER, "Try again after some seconds; the server’s log says more."),
    meaning(90_055, "There were too many requests, or a device asked too often.", LATER, "Wait as long as Retry-After says; a device waits five seconds more each time."),
    meaning(90_094, "Only an administrator who holds what is asked for may agree to it.", "Ask an administrator of the organization.", "Have somebody agree who may do what the application asks for."),
    meaning(160_021, "The application expects another account than the one that is signed in.", "Use the account that you used in the application before.", "Leave out id_token_hint to let in whoever signs in."),
    meaning(500_011, "The resource isn’t known here.", TELL, "Use the root of this server’s Graph, and not that of another cloud."),
    meaning(500_121, "The one-time passcode or the second factor is wrong.", "Try again with the newest code.", "If the person lost their second factor, require them to register it again."),
    meaning(500_212, "The person’s own organization does not let them be a guest in this one, or use this application.", "Ask the administrators of your own organization.", "Only the home organization can change it, in its outbound cross-tenant access settings."),
    meaning(500_213, "This organization does not let people of the person’s organization in, or not to this application.", "Ask the organization whose guest you are.", "Look at the inbound cross-tenant access settings: those for the person’s organization, or the default."),
    meaning(501_481, "The code verifier doesn’t fit the challenge, or one of them is missing.", AGAIN, "Keep the verifier until the code is exchanged, and send it then."),
    meaning(501_491, "The code challenge has the wrong length or characters.", TELL, "Send the SHA-256 of the verifier in base64url: 43 characters."),
    meaning(700_016, "The organization has no such application.", TELL, "Check the client id, and the organization in the authority."),
    meaning(700_021, "The client assertion is of another client.", TELL, "Put the client id into iss and sub of the assertion."),
    meaning(700_023, "The client assertion is for another audience, or for several.", TELL, "Put the token endpoint into aud, with the organization’s id or domain."),
    meaning(700_024, "The client assertion is over, has not begun, or counts for more than a day.", TELL, "Check the clock, and give the assertion some minutes."),
    meaning(700_025, "The application sent a secret or an assertion, and is one that has none.", TELL, "Send none from a browser or a device; or register the redirect URI for the web."),
    meaning(700_027, "The client assertion isn’t of a registered certificate that counts now, its signature is wrong, or it was used before.", TELL, "Compare its certificate with those under Certificates & secrets, and sign a new assertion."),
    meaning(700_054, "The response type isn’t enabled.", TELL, "Use code."),
    meaning(700_082, "The refresh token’s time is over.", AGAIN, "Begin a new sign-in."),
    meaning(750_054, "The address was opened without a SAML message.", AGAIN, "Send SAMLRequest in the query or in a form."),
    meaning(900_023, "What stands for the organization is neither an id nor a domain.", "Check the address of the organization.", "Put the organization’s id or domain into the authority."),
    meaning(900_144, "A parameter is missing.", TELL, "Send the parameter that the message names."),
    meaning(900_235, "The SAML request compares authentication contexts in another way than exactly.", TELL, "Leave Comparison out, or make it exact."),
    meaning(1_002_012, "An application that acts for itself asked for single scopes.", TELL, "Ask for the resource’s .default, and grant the permissions under API permissions."),
    meaning(7_000_215, "The client secret is wrong.", TELL, "Use the secret itself, not its id, of this application."),
    meaning(7_000_218, "The application has to prove itself, and sent no secret.", TELL, "Send the client secret; or register a redirect URI for mobile and desktop applications if it can keep none."),
    meaning(7_000_222, "The client secret has expired.", TELL, "Make a new one under Certificates & secrets."),
    meaning(9_000_411, "A parameter is there twice.", TELL, "Send it once."),
    meaning(9_002_325, "A code challenge is required.", TELL, "Use PKCE."),
    meaning(9_002_326, "A page in a browser exchanged what wasn’t issued to a single-page application.", TELL, "Register the redirect URI for single-page applications, or exchange the code on the server."),
    meaning(9_002_327, "What was issued to a single-page application was exchanged outside a browser.", TELL, "Exchange it in the page, or register the redirect URI for the web."),
];

/// The page.
#[derive(Debug, Template)]
#[template(path = "error/lookup.html")]
struct Lookup<'a> {
    layout: &'a Layout,
    code: Field,
    found: Option<&'static Meaning>,
    /// A number that is none of this server's.
    unknown: Option<u32>,
}

/// Reads what somebody looks up: the number, with or without `AADSTS` before it.
fn number(typed: &str) -> Option<u32> {
    let typed = typed.trim();
    let digits = match typed.split_at_checked(6) {
        Some((prefix, digits)) if prefix.eq_ignore_ascii_case("aadsts") => digits,
        Some(_) | None => typed,
    };
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_plain)
}

/// `GET /error?code=50011`.
pub(crate) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let typed = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "code")
        .map(|(_, value)| value)
        .unwrap_or_default();
    let number = number(&typed);
    let found = MEANINGS.iter().find(|known| Some(known.number) == number);
    let unknown = number.filter(|_| found.is_none());
    let layout = visitor.layout(&app);
    let code = match number {
        Some(number) => Field::new(number.to_string()),
        None if typed.trim().is_empty() => Field::default(),
        None => Field::wrong(
            single_line(&typed, LONGEST),
            visitor.texts.text("error-lookup-wrong"),
        ),
    };
    let page = Lookup {
        layout: &layout,
        code,
        found,
        unknown,
    };
    let status = match unknown {
        Some(_) => StatusCode::NOT_FOUND,
        None => StatusCode::OK,
    };
    Ok((status, Html(page.render()?)).into_response())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::path::Path;

    use hospes_identity::sign_in_log::Reason;

    use super::*;

    fn repository() -> &'static Path {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.parent().unwrap().parent().unwrap()
    }

    /// Every number in the sources of the errors, where no other number has so many digits, and in the sign-in log.
    fn given() -> BTreeSet<u32> {
        let folder = repository().join("crates/hospes-protocol/src/oauth/error");
        let mut numbers = BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let found = words.filter_map(|word| word.replace('_', "").parse().ok());
            numbers.extend(found.filter(|number: &u32| *number >= 10_000));
        }
        let logged = Reason::ALL.iter().map(|reason| reason.code());
        numbers.extend(logged.filter(|code| *code > 0));
        numbers
    }

    #[test]
    fn every_number_that_is_given_has_its_meaning_and_no_other_has() {
        let given = given();
        assert!(given.len() > 30, "the sources were not read");
        let known: Vec<u32> = MEANINGS.iter().map(|known| known.number).collect();
        assert_eq!(known, Vec::from_iter(given));
    }

    #[test]
    fn the_reference_says_the_same() {
        let reference = repository().join("docs/reference/errors.md");
        let reference = std::fs::read_to_string(reference).unwrap();
        let mut table = String::new();
        for known in MEANINGS {
            let Meaning {
                number,
                what,
                person,
                developer,
            } = known;
            writeln!(table, "| {number} | {what} | {person} | {developer} |").unwrap();
        }
        assert!(
            reference.contains(&table),
            "the table in docs/reference/errors.md is to be:\n{table}"
        );
    }

    #[test]
    fn a_number_is_read_with_and_without_its_prefix() {
        for (typed, expected) in [
            ("50011", Some(50_011)),
            ("AADSTS50011", Some(50_011)),
            (" aadsts50011 ", Some(50_011)),
            ("", None),
            ("AADSTS", None),
            ("+50011", None),
            ("-1", None),
            ("99999999999999", None),
            ("<script>", None),
            ("ééé50011", None),
        ] {
            assert_eq!(number(typed), expected, "{typed}");
        }
    }
}
