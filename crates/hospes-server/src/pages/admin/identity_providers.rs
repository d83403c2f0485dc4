//! External Identities, All identity providers.

use askama::Template;

use crate::pages::admin::confirm::Concerned;
use crate::pages::admin::multifactor::MultifactorForm;
use crate::pages::admin::signing_certificates::{OthersCertificate, SigningRow};
use crate::pages::layout::{Badge, Choice, Fault, Field, Layout, Moment, faults};

/// The providers. `GET /admin/identity-providers`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_providers.html")]
pub(crate) struct Providers<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Whether whoever has no other way gets a passcode by mail.
    pub(crate) has_passcode: bool,
    /// Those of this organization, in the order in which they were added.
    pub(crate) rows: Vec<ProviderRow>,
    /// Those that are switched off or removed, and lock guests out.
    pub(crate) locking_out: Vec<LockingRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// A provider that locks guests out.
#[derive(Debug, Clone)]
pub(crate) struct LockingRow {
    /// Goes into `/admin/identity-providers/{id}/locked-out`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Its issuer.
    pub(crate) issuer: String,
    /// "Disabled" or "Removed".
    pub(crate) state: Badge,
    /// How many guests.
    pub(crate) count: u64,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct ProviderRow {
    /// Goes into `/admin/identity-providers/{id}`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// "OpenID Connect", "Google", "Microsoft account".
    pub(crate) kind: &'static str,
    /// Its issuer.
    pub(crate) issuer: String,
    /// The first of its domains.
    pub(crate) domains: String,
    /// How many more there are.
    pub(crate) more_domains: usize,
    /// Whether it is offered to everybody.
    pub(crate) is_for_everybody: bool,
    /// How many of them are not proved.
    pub(crate) not_proved: usize,
    /// "Enabled" or "Disabled".
    pub(crate) state: Badge,
}

/// A provider to add. `GET /admin/identity-providers/new?kind=` and `POST /admin/identity-providers/new`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider_new.html")]
pub(crate) struct NewProviderPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Every kind: its word, its name, and whether it is the one of this page.
    pub(crate) kinds: Vec<Choice>,
    /// `id`: the provider's, which stands in the redirect URI.
    pub(crate) id: String,
    /// `kind`: its word.
    pub(crate) kind: &'static str,
    /// What to do at the provider, a sentence each.
    pub(crate) steps: &'static [&'static str],
    /// What the provider has to know. Its fault: the form was used before.
    pub(crate) redirect_uri: Field,
    /// Where the keys will be that prove this server, if it is to be proved by one.
    pub(crate) key_set_url: String,
    /// The issuer, where it is always the same; then nothing is asked.
    pub(crate) issuer: Option<&'static str>,
    /// `name`.
    pub(crate) name: Field,
    /// `metadata_url`.
    pub(crate) metadata_url: Field,
    /// `client_id`.
    pub(crate) client_id: Field,
    /// `client_secret`. It is never sent back to the browser.
    pub(crate) client_secret: Field,
    /// `team_id` and `key_id`, of Apple; then the secret is a private key.
    pub(crate) apple: Option<(Field, Field)>,
    /// `client_authentication`; none where there is one way.
    pub(crate) client_authentication: Vec<Choice>,
    /// `domains`, one a line.
    pub(crate) domains: Field,
    /// `for_everybody=yes`.
    pub(crate) is_for_everybody: bool,
    /// `trust=yes`: whether they count without a proof.
    pub(crate) trusts: bool,
    /// Whether the form comes back, so that the secret has to be entered again.
    pub(crate) is_again: bool,
}

impl NewProviderPage<'_> {
    fn faults(&self) -> Vec<Fault> {
        let mut all = vec![
            ("redirect_uri", &self.redirect_uri),
            ("name", &self.name),
            ("metadata_url", &self.metadata_url),
            ("client_id", &self.client_id),
        ];
        if let Some((team_id, key_id)) = &self.apple {
            all.extend([("team_id", team_id), ("key_id", key_id)]);
        }
        all.extend([
            ("client_secret", &self.client_secret),
            ("domains", &self.domains),
        ]);
        faults(all)
    }

    fn secret_hint(&self) -> &'static str {
        if self.is_again {
            "Enter it again: this page does not send secrets back."
        } else {
            "It is stored encrypted, and nobody can read it here."
        }
    }
}

/// A provider to add that speaks SAML. `GET /admin/identity-providers/new?kind=saml`, and the `POST`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider_new_saml.html")]
pub(crate) struct NewSamlPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Every kind: its word, its name, and whether it is the one of this page.
    pub(crate) kinds: Vec<Choice>,
    /// `id`: the provider's.
    pub(crate) id: String,
    /// What the partner has to know.
    pub(crate) facts: ServiceFacts,
    /// Whether this organization has a certificate.
    pub(crate) has_certificate: bool,
    /// What was typed.
    pub(crate) fields: SamlFields,
}

/// What is typed of a provider that speaks SAML.
#[derive(Debug, Clone, Default)]
pub(crate) struct SamlFields {
    /// `name`.
    pub(crate) name: Field,
    /// `metadata_url`.
    pub(crate) metadata_url: Field,
    /// `metadata`: the document.
    pub(crate) metadata: Field,
    /// `entity_id`.
    pub(crate) entity_id: Field,
    /// `sign_on_url`.
    pub(crate) sign_on_url: Field,
    /// `certificates`.
    pub(crate) certificates: Field,
    /// `signs_requests=yes`.
    pub(crate) signs_requests: bool,
    /// `takes_other_name_ids=yes`.
    pub(crate) takes_other_name_ids: bool,
    /// `domains`, one a line.
    pub(crate) domains: Field,
    /// `trust=yes`: whether they count without a proof.
    pub(crate) trusts: bool,
}

impl SamlFields {
    /// What is wrong in it.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        faults([
            ("name", &self.name),
            ("metadata_url", &self.metadata_url),
            ("metadata", &self.metadata),
            ("entity_id", &self.entity_id),
            ("sign_on_url", &self.sign_on_url),
            ("certificates", &self.certificates),
            ("domains", &self.domains),
        ])
    }

    /// Whether something was typed where there is no URL.
    fn is_by_hand(&self) -> bool {
        [
            &self.metadata,
            &self.entity_id,
            &self.sign_on_url,
            &self.certificates,
        ]
        .iter()
        .any(|field| !field.value.is_empty())
    }
}

/// A provider. `GET` and `POST /admin/identity-providers/{id}`; its other forms post to `…/domains`, `…/enable`,
/// `…/disable` and `…/test`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider.html")]
pub(crate) struct ProviderPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Its id.
    pub(crate) id: String,
    /// Its name, as it is stored.
    pub(crate) display_name: String,
    /// "OpenID Connect", "Google", "Microsoft account".
    pub(crate) kind: &'static str,
    /// Whether anybody is sent there.
    pub(crate) is_enabled: bool,
    /// What can't be changed.
    pub(crate) facts: ProviderFacts,
    /// What can.
    pub(crate) form: ProviderForm,
    /// Those with which it signs, if it speaks SAML.
    pub(crate) certificates: Vec<OthersCertificate>,
    /// The keys that prove this server to it, if some do.
    pub(crate) keys: Option<ProviderKeys>,
    /// Its domains.
    pub(crate) domains: Domains,
    /// How many guests it locks out, or would if it were switched off.
    pub(crate) locked_out: u64,
    /// The same in a sentence, while it is enabled.
    pub(crate) consequence: String,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// The domains of a provider.
#[derive(Debug, Clone)]
pub(crate) struct Domains {
    /// `domains`, one a line.
    pub(crate) typed: Field,
    /// Those that are stored.
    pub(crate) rows: Vec<DomainRow>,
    /// Whether one is not proved.
    pub(crate) is_waiting: bool,
    /// The TXT record that proves it; none can where an administrator gave the keys.
    pub(crate) record: Option<String>,
}

/// A domain of a provider.
#[derive(Debug, Clone)]
pub(crate) struct DomainRow {
    /// The domain.
    pub(crate) name: String,
    /// Whether it is proved, and how.
    pub(crate) state: Badge,
    /// Whether it is not.
    pub(crate) is_waiting: bool,
}

/// This organization as a SAML service provider. `GET /admin/identity-providers/saml`.
#[derive(Debug, Template)]
#[template(path = "admin/service_provider.html")]
pub(crate) struct ServicePage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What partners have to know.
    pub(crate) facts: ServiceFacts,
    /// Its certificates, the newest last.
    pub(crate) certificates: Vec<SigningRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// What partners have to know of this organization.
#[derive(Debug, Clone)]
pub(crate) struct ServiceFacts {
    /// Its entity ID, where its metadata are.
    pub(crate) entity_id: String,
    /// Where responses go.
    pub(crate) acs_url: String,
    /// Where logouts go.
    pub(crate) logout_url: String,
}

/// What can't be changed of a provider.
#[derive(Debug, Clone)]
pub(crate) struct ProviderFacts {
    /// Its issuer.
    pub(crate) issuer: String,
    /// Where its metadata are, if it has some.
    pub(crate) metadata_url: Option<String>,
    /// What it has to know.
    pub(crate) redirect_uri: String,
    /// Where it sends people back to whom it signed out, if it is asked to.
    pub(crate) post_logout_redirect_uri: Option<String>,
    /// Where it says by itself that somebody signed out there, if it speaks OpenID Connect.
    pub(crate) back_channel_logout: Option<String>,
    /// Where it says so in a frame of its page, or by SAML, if it can.
    pub(crate) front_channel_logout: Option<String>,
    /// Since when it is there.
    pub(crate) created: Moment,
    /// When it was changed last.
    pub(crate) changed: Moment,
}

/// What can be changed of a provider.
#[derive(Debug, Clone)]
pub(crate) struct ProviderForm {
    /// `name`.
    pub(crate) name: Field,
    /// `for_everybody=yes`.
    pub(crate) is_for_everybody: bool,
    /// What of its word on factors counts, of those who say a word of it.
    pub(crate) multifactor: Option<MultifactorForm>,
    /// `trusts_devices=yes`, of those who say a word of devices.
    pub(crate) trusts_devices: Option<bool>,
    /// What only its protocol has.
    pub(crate) protocol: ProtocolForm,
}

/// What only one protocol has.
#[derive(Debug, Clone)]
pub(crate) enum ProtocolForm {
    /// OpenID Connect.
    OpenIdConnect(Box<OpenIdForm>),
    /// SAML.
    Saml(SamlForm),
    /// OAuth 2.0 alone.
    OAuth(OAuthForm),
}

/// What can be changed of a service that speaks OAuth 2.0 alone.
#[derive(Debug, Clone)]
pub(crate) struct OAuthForm {
    /// `client_id`.
    pub(crate) client_id: Field,
    /// `client_secret`: a new one.
    pub(crate) client_secret: Field,
}

/// What can be changed of a provider that speaks OpenID Connect.
#[derive(Debug, Clone)]
pub(crate) struct OpenIdForm {
    /// `client_id`.
    pub(crate) client_id: Field,
    /// `client_secret`: a new one.
    pub(crate) client_secret: Field,
    /// Whether there is one.
    pub(crate) has_secret: bool,
    /// `client_authentication`.
    pub(crate) client_authentication: Vec<Choice>,
    /// `scopes`.
    pub(crate) scopes: Field,
    /// `email_claim`.
    pub(crate) email_claim: Field,
    /// `name_claim`.
    pub(crate) name_claim: Field,
    /// `given_name_claim`.
    pub(crate) given_name_claim: Field,
    /// `family_name_claim`.
    pub(crate) family_name_claim: Field,
    /// `team_id` and `key_id`, of Apple; then the secret is a private key.
    pub(crate) apple: Option<(Field, Field)>,
}

/// The keys of this server for a provider.
#[derive(Debug, Clone)]
pub(crate) struct ProviderKeys {
    /// Where they are published.
    pub(crate) url: String,
    /// Their names, since when they are there, and whether another one signs since.
    pub(crate) rows: Vec<(String, Moment, bool)>,
}

/// What can be changed of a provider that speaks SAML.
#[derive(Debug, Clone)]
pub(crate) struct SamlForm {
    /// Whether its URL says the rest, so that it can't be changed here.
    pub(crate) is_described: bool,
    /// `sign_on_url`.
    pub(crate) sign_on_url: Field,
    /// `certificates`.
    pub(crate) certificates: Field,
    /// `signs_requests=yes`.
    pub(crate) signs_requests: bool,
    /// `takes_other_name_ids=yes`.
    pub(crate) takes_other_name_ids: bool,
    /// `email_claim`.
    pub(crate) email_claim: Field,
}

impl ProviderForm {
    /// Every field that is typed, by its name.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &Field)> {
        let mut all = vec![("name", &self.name)];
        match &self.protocol {
            ProtocolForm::OpenIdConnect(us) => {
                if let Some((team_id, key_id)) = &us.apple {
                    all.extend([("team_id", team_id), ("key_id", key_id)]);
                }
                all.extend([
                    ("client_id", &us.client_id),
                    ("client_secret", &us.client_secret),
                    ("scopes", &us.scopes),
                    ("email_claim", &us.email_claim),
                    ("name_claim", &us.name_claim),
                    ("given_name_claim", &us.given_name_claim),
                    ("family_name_claim", &us.family_name_claim),
                ]);
            }
            ProtocolForm::OAuth(us) => all.extend([
                ("client_id", &us.client_id),
                ("client_secret", &us.client_secret),
            ]),
            ProtocolForm::Saml(us) => all.extend([
                ("sign_on_url", &us.sign_on_url),
                ("certificates", &us.certificates),
                ("email_claim", &us.email_claim),
            ]),
        }
        if let Some(multifactor) = &self.multifactor {
            all.push(("multifactor_classes", &multifactor.classes));
        }
        all
    }
}

impl OpenIdForm {
    fn secret_hint(&self) -> &'static str {
        if self.has_secret {
            "There is one, and nobody can read it. Leave this empty to keep it."
        } else {
            "There is none."
        }
    }
}

impl ProviderPage<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults(self.form.fields())
    }

    /// What the URL is called that it sends people back to.
    fn redirect_uri_label(&self) -> &'static str {
        match self.form.protocol {
            ProtocolForm::OpenIdConnect(_) | ProtocolForm::OAuth(_) => "Redirect URI",
            ProtocolForm::Saml(_) => "Assertion consumer service URL",
        }
    }

    fn domain_faults(&self) -> Vec<Fault> {
        faults([("domains", &self.domains.typed)])
    }
}

/// Asks before removing a provider. `GET` and `POST /admin/identity-providers/{id}/delete`.
#[derive(Debug, Template)]
#[template(path = "admin/identity_provider_delete.html")]
pub(crate) struct RemoveProvider<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its issuer.
    pub(crate) issuer: String,
    /// The first of those whom it locks out.
    pub(crate) guests: Vec<Concerned>,
    /// `count`: how many there are.
    pub(crate) count: u64,
    /// Whether anybody is bound to it, in whatever state.
    pub(crate) is_bound: bool,
    /// Whether there is a client secret that is forgotten, or another key.
    pub(crate) has_secret: bool,
    /// How many invitations to its domains wait for an answer.
    pub(crate) pending: u64,
}

impl RemoveProvider<'_> {
    fn more(&self) -> u64 {
        let shown = u64::try_from(self.guests.len()).unwrap_or(u64::MAX);
        self.count.saturating_sub(shown)
    }
}

/// The order in which ways to sign in are asked. `GET` and `POST /admin/identity-providers/order`.
#[derive(Debug, Template)]
#[template(path = "admin/redemption_order.html")]
pub(crate) struct OrderPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `first`, `second` and `third`.
    pub(crate) places: [Vec<Choice>; 3],
    /// What is wrong with them together.
    pub(crate) error: Option<String>,
    /// `passcode=yes`.
    pub(crate) has_passcode: bool,
    /// Whether it is as it was in the beginning.
    pub(crate) is_default: bool,
    /// Whether the reader may change it.
    pub(crate) may_change: bool,
}

impl OrderPage<'_> {
    /// The places with their names.
    fn named(&self) -> [(&'static str, &'static str, &[Choice]); 3] {
        let [first, second, third] = &self.places;
        [
            ("first", "First", first),
            ("second", "Second", second),
            ("third", "Third", third),
        ]
    }

    fn faults(&self) -> Vec<Fault> {
        let text = self.error.clone();
        let fault = |text| Fault {
            field: "first".to_owned(),
            text,
        };
        text.map(fault).into_iter().collect()
    }
}
