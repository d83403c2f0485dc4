//! How people sign in to an application by SAML 2.0.

use askama::Template;

use crate::pages::admin::applications::ApplicationHead;
use crate::pages::admin::signing_certificates::SigningRow;
use crate::pages::layout::{Choice, Fault, Field, Layout, faults};

/// Single sign-on. `GET` and `POST /admin/applications/{id}/single-sign-on`. Its other forms post to
/// `…/single-sign-on/metadata` (`metadata`) and `…/single-sign-on/certificates` (nothing, `activate` or
/// `remove`).
#[derive(Debug, Template)]
#[template(path = "admin/application_saml.html")]
pub(crate) struct ApplicationSaml<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The head.
    pub(crate) head: ApplicationHead,
    /// What can be set.
    pub(crate) form: SamlForm,
    /// `metadata`: a description that is pasted.
    pub(crate) metadata: Field,
    /// Whether the form shows what a description says and nobody saved yet.
    pub(crate) is_read_from_metadata: bool,
    /// Whether people sign in to it by SAML.
    pub(crate) is_set: bool,
    /// What the application has to know, once it is set.
    pub(crate) facts: SamlFacts,
    /// The certificates that sign for it.
    pub(crate) certificates: Vec<SigningRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// What can be set.
#[derive(Debug, Clone, Default)]
pub(crate) struct SamlForm {
    /// `entity_id`.
    pub(crate) entity_id: Field,
    /// `acs_urls`: one a line.
    pub(crate) acs_urls: Field,
    /// `logout_url`.
    pub(crate) logout_url: Field,
    /// `name_id_format`.
    pub(crate) name_id_formats: Vec<Choice>,
    /// `name_id_source`.
    pub(crate) name_id_sources: Vec<Choice>,
    /// `claims`: `name = source`, one a line.
    pub(crate) claims: Field,
    /// `sign_response=yes`.
    pub(crate) sign_response: bool,
    /// `requests_signed=yes`.
    pub(crate) requests_signed: bool,
    /// `signing_certificates`: PEM.
    pub(crate) signing_certificates: Field,
    /// `encryption_certificate`: PEM.
    pub(crate) encryption_certificate: Field,
}

impl SamlForm {
    /// What is wrong in it.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        faults([
            ("entity_id", &self.entity_id),
            ("acs_urls", &self.acs_urls),
            ("logout_url", &self.logout_url),
            ("claims", &self.claims),
            ("signing_certificates", &self.signing_certificates),
            ("encryption_certificate", &self.encryption_certificate),
        ])
    }
}

/// What the application has to know.
#[derive(Debug, Clone, Default)]
pub(crate) struct SamlFacts {
    /// Our entity ID.
    pub(crate) identifier: String,
    /// Where requests go.
    pub(crate) login_url: String,
    /// Where logouts go.
    pub(crate) logout_url: String,
    /// All of it for programs.
    pub(crate) metadata_url: String,
    /// Where its tile leads.
    pub(crate) open_url: String,
}

impl ApplicationSaml<'_> {
    fn faults(&self) -> Vec<Fault> {
        let mut all = faults([("metadata", &self.metadata)]);
        all.extend(self.form.faults());
        all
    }
}
