//! External Identities, User flows, and the requests that come of them.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::layout::{Badge, Choice, Fact, Fault, Field, Layout, Moment, Pager, faults};

/// The list, with the form for a new one. `GET` and `POST /admin/user-flows`.
#[derive(Debug, Template)]
#[template(path = "admin/user_flows.html")]
pub(crate) struct UserFlows<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// All of them, by name.
    pub(crate) rows: Vec<FlowRow>,
    /// Whether the tenant lets anybody ask.
    pub(crate) is_enabled: bool,
    /// `name` of a new one.
    pub(crate) name: Field,
    /// `approval` of a new one.
    pub(crate) approval: Vec<Choice>,
    /// Whether the reader may change anything.
    pub(crate) may_change: bool,
}

impl UserFlows<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("name", &self.name)])
    }
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct FlowRow {
    /// Goes into `/admin/user-flows/{id}`.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Who decides.
    pub(crate) approval: &'static str,
    /// How many applications.
    pub(crate) applications: u64,
    /// How many attributes.
    pub(crate) attributes: usize,
}

/// One flow. `GET` and `POST /admin/user-flows/{id}`; what a form does is in `go`.
#[derive(Debug, Template)]
#[template(path = "admin/user_flow.html")]
pub(crate) struct FlowPage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Object id.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Whether the tenant lets anybody ask.
    pub(crate) is_enabled: bool,
    /// Whether the reader may change anything.
    pub(crate) may_change: bool,
    /// `approval`.
    pub(crate) approval: Vec<Choice>,
    /// `sponsors`: user names, one a line.
    pub(crate) sponsors: Field,
    /// What is asked for.
    pub(crate) attributes: Vec<AttributeRow>,
    /// The form for one more.
    pub(crate) new: AttributeForm,
    /// Its applications.
    pub(crate) applications: Vec<ApplicationRow>,
    /// What can be added; its name is `add`. `None`: the reader may not.
    pub(crate) picker: Option<Picker>,
    /// Both steps.
    pub(crate) connectors: [ConnectorForm; 2],
}

impl FlowPage<'_> {
    fn approval_faults(&self) -> Vec<Fault> {
        faults([("sponsors", &self.sponsors)])
    }

    fn attribute_faults(&self) -> Vec<Fault> {
        faults([
            ("name", &self.new.name),
            ("label", &self.new.label),
            ("input", &self.new.input_fault),
            ("options", &self.new.options),
        ])
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct AttributeRow {
    /// Its name.
    pub(crate) name: String,
    /// What stands beside it.
    pub(crate) label: String,
    /// The languages that have labels of their own.
    pub(crate) languages: String,
    /// How it is asked.
    pub(crate) input: String,
    /// Whether there has to be an answer.
    pub(crate) is_required: bool,
}

/// What an attribute is called in each language. `GET` and `POST /admin/user-flows/{id}/attributes/{attribute}`.
#[derive(Debug, Template)]
#[template(path = "admin/attribute_labels.html")]
pub(crate) struct AttributePage<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The page of its flow.
    pub(crate) flow_url: String,
    /// The flow's name.
    pub(crate) flow_name: String,
    /// Its name.
    pub(crate) name: String,
    /// What it is called where a language has nothing.
    pub(crate) label: String,
    /// Whether that is its usual name, which is there in each language.
    pub(crate) is_usual: bool,
    /// Whether it is answered by choosing.
    pub(crate) has_options: bool,
    /// What it is.
    pub(crate) facts: Vec<Fact>,
    /// All that guests can read.
    pub(crate) languages: Vec<LanguageForm>,
    /// Whether the reader may change anything.
    pub(crate) may_change: bool,
}

impl AttributePage<'_> {
    fn faults(&self) -> Vec<Fault> {
        let of = |(name, tag, field): (&str, &str, &Field)| {
            let text = field.error.clone()?;
            let field = format!("{name}_{tag}");
            Some(Fault { field, text })
        };
        let fields = |one: &LanguageForm| {
            let label = of(("label", one.tag, &one.label));
            let options = of(("options", one.tag, &one.options));
            [label, options].into_iter().flatten()
        };
        self.languages.iter().flat_map(fields).collect()
    }
}

/// The labels of a language.
#[derive(Debug, Clone)]
pub(crate) struct LanguageForm {
    /// Its tag.
    pub(crate) tag: &'static str,
    /// Its own name for itself.
    pub(crate) name: &'static str,
    /// `ltr` or `rtl`.
    pub(crate) dir: &'static str,
    /// `label_` with the tag.
    pub(crate) label: Field,
    /// `options_` with the tag: one a line.
    pub(crate) options: Field,
}

/// One more attribute.
#[derive(Debug, Clone)]
pub(crate) struct AttributeForm {
    /// `built_in`: one of them, or a custom one.
    pub(crate) built_in: Vec<Choice>,
    /// `name` of a custom one.
    pub(crate) name: Field,
    /// `kind`.
    pub(crate) kind: Vec<Choice>,
    /// `input`.
    pub(crate) input: Vec<Choice>,
    /// What is wrong with it.
    pub(crate) input_fault: Field,
    /// `label`.
    pub(crate) label: Field,
    /// `options`, one a line.
    pub(crate) options: Field,
    /// `required=yes`.
    pub(crate) is_required: bool,
}

/// An application of a flow.
#[derive(Debug, Clone)]
pub(crate) struct ApplicationRow {
    /// Object id.
    pub(crate) id: String,
    /// Name.
    pub(crate) name: String,
    /// Where outsiders begin.
    pub(crate) url: String,
    /// Whether its owners decide, and it has none.
    pub(crate) lacks_owner: bool,
}

/// Whom the flow asks at a step.
#[derive(Debug, Clone)]
pub(crate) struct ConnectorForm {
    /// `step`.
    pub(crate) step: &'static str,
    /// In words.
    pub(crate) title: &'static str,
    /// What it can do.
    pub(crate) hint: &'static str,
    /// `url`.
    pub(crate) url: Field,
    /// `authentication`.
    pub(crate) authentication: Vec<Choice>,
    /// What is wrong with it.
    pub(crate) authentication_fault: Field,
    /// `username`.
    pub(crate) username: Field,
    /// What is wrong with the password.
    pub(crate) password: Field,
    /// Whether there is one.
    pub(crate) is_set: bool,
    /// Whether a password is kept.
    pub(crate) has_password: bool,
    /// With what this server proves itself, if with a certificate.
    pub(crate) certificate: Option<ConnectorCertificate>,
    /// The one that is to be used next.
    pub(crate) next: Option<ConnectorCertificate>,
}

/// The certificate of a connector.
#[derive(Debug, Clone)]
pub(crate) struct ConnectorCertificate {
    /// SHA-1.
    pub(crate) thumbprint: String,
    /// PEM.
    pub(crate) pem: String,
    /// Until when it counts.
    pub(crate) ends: Moment,
    /// That it ends soon, or has ended.
    pub(crate) warning: Option<Badge>,
}

/// All requests. `GET /admin/access-requests`.
#[derive(Debug, Template)]
#[template(path = "admin/access_requests.html")]
pub(crate) struct Requests<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `state`.
    pub(crate) states: Vec<Choice>,
    /// Newest first.
    pub(crate) rows: Vec<RequestRow>,
    /// Under the list.
    pub(crate) pager: Pager,
    /// Whether rows lead to their page.
    pub(crate) may_decide: bool,
}

/// One row.
#[derive(Debug, Clone)]
pub(crate) struct RequestRow {
    /// Goes into `/myapps/approvals/{id}`.
    pub(crate) id: String,
    /// Who asks.
    pub(crate) address: String,
    /// What for.
    pub(crate) application: String,
    /// Through which flow.
    pub(crate) flow: String,
    /// What became of it.
    pub(crate) state: Badge,
    /// When.
    pub(crate) created: Moment,
    /// Who decided.
    pub(crate) decider: String,
    /// When.
    pub(crate) decided: Option<Moment>,
    /// The user it became.
    pub(crate) user: Option<String>,
}
