//! External Identities, Cross-tenant access settings.

use askama::Template;

use crate::pages::admin::Picker;
use crate::pages::admin::confirm::Concerned;
use crate::pages::layout::{Choice, Fault, Field, Layout, faults};

/// The default settings in short, and the organizations that have their own. `GET /admin/cross-tenant-access`.
#[derive(Debug, Template)]
#[template(path = "admin/cross_tenant_access.html")]
pub(crate) struct CrossTenantAccess<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// What counts for everybody else.
    pub(crate) defaults: Summary,
    /// Whether the default is as it was in the beginning.
    pub(crate) is_service_default: bool,
    /// The organizations, the oldest first.
    pub(crate) rows: Vec<OrganizationRow>,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// Settings in short.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    /// Their people here.
    pub(crate) inbound: String,
    /// One's own people there.
    pub(crate) outbound: String,
    /// What is believed.
    pub(crate) trust: String,
}

/// An organization with settings of its own.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationRow {
    /// Goes into `/admin/cross-tenant-access/{id}`.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its domain.
    pub(crate) domain: String,
    /// Its settings.
    pub(crate) summary: Summary,
}

/// Which organization. `GET` and `POST /admin/cross-tenant-access/new`.
#[derive(Debug, Template)]
#[template(path = "admin/cross_tenant_access_new.html")]
pub(crate) struct AddOrganization<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// `domain`: a domain, or the id of the tenant.
    pub(crate) domain: Field,
}

impl AddOrganization<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("domain", &self.domain)])
    }
}

/// The settings for one organization, or the default. `GET` and `POST /admin/cross-tenant-access/default` and
/// `/admin/cross-tenant-access/{id}`.
#[derive(Debug, Template)]
#[template(path = "admin/cross_tenant_access_edit.html")]
pub(crate) struct EditAccess<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Where the form posts.
    pub(crate) url: String,
    /// The organization; `None`: the default.
    pub(crate) organization: Option<PartnerForm>,
    /// Their people here.
    pub(crate) inbound: DirectionForm,
    /// One's own people there.
    pub(crate) outbound: DirectionForm,
    /// What is believed.
    pub(crate) trust: TrustForm,
    /// Whether the default is as it was in the beginning.
    pub(crate) is_service_default: bool,
    /// Whether the reader may change any of this.
    pub(crate) may_change: bool,
}

/// What only an organization has.
#[derive(Debug, Clone)]
pub(crate) struct PartnerForm {
    /// Its name.
    pub(crate) name: String,
    /// Its domain.
    pub(crate) domain: String,
    /// Its id.
    pub(crate) id: String,
    /// `consent_inbound`.
    pub(crate) consent_inbound: bool,
    /// `consent_outbound`.
    pub(crate) consent_outbound: bool,
    /// `order_own`: as the tenant, or its own.
    pub(crate) order_own: Vec<Choice>,
    /// `order_first`, `order_second` and `order_third`.
    pub(crate) places: [Vec<Choice>; 3],
    /// What is wrong with them together.
    pub(crate) order_error: Option<String>,
    /// `order_passcode`.
    pub(crate) has_passcode: bool,
}

impl PartnerForm {
    fn order_own(&self) -> &[Choice] {
        &self.order_own
    }

    /// The places with their names.
    fn named(&self) -> [(&'static str, &'static str, &[Choice]); 3] {
        let [first, second, third] = &self.places;
        [
            ("order_first", "First", first),
            ("order_second", "Second", second),
            ("order_third", "Third", third),
        ]
    }
}

/// One direction.
#[derive(Debug, Clone)]
pub(crate) struct DirectionForm {
    /// `{name}_own`: as the default says, or its own; empty where it is the default.
    pub(crate) own: Vec<Choice>,
    /// `{name}_people`.
    pub(crate) people: Vec<Choice>,
    /// Users and groups of one's own.
    pub(crate) picker: Option<Picker>,
    /// `{name}_users`: ids of the partner's users, one a line.
    pub(crate) users: Option<Field>,
    /// `{name}_groups`: ids of its groups.
    pub(crate) groups: Option<Field>,
    /// `{name}_apps`.
    pub(crate) apps: Vec<Choice>,
    /// `{name}_app_ids`: client ids, one a line.
    pub(crate) app_ids: Field,
    /// What is wrong with all of it together.
    pub(crate) error: Option<String>,
}

impl DirectionForm {
    fn own(&self) -> &[Choice] {
        &self.own
    }

    fn people(&self) -> &[Choice] {
        &self.people
    }

    fn apps(&self) -> &[Choice] {
        &self.apps
    }
}

/// What is believed.
#[derive(Debug, Clone)]
pub(crate) struct TrustForm {
    /// `trust_own`; empty where it is the default.
    pub(crate) own: Vec<Choice>,
    /// `trust_mfa`.
    pub(crate) second_factor: bool,
    /// `trust_compliant`.
    pub(crate) compliant_device: bool,
    /// `trust_hybrid`.
    pub(crate) hybrid_joined_device: bool,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
}

impl EditAccess<'_> {
    fn faults(&self) -> Vec<Fault> {
        let mut all = Vec::new();
        for (name, direction) in [("inbound", &self.inbound), ("outbound", &self.outbound)] {
            let lists = [
                ("users", direction.users.as_ref()),
                ("groups", direction.groups.as_ref()),
                ("app_ids", Some(&direction.app_ids)),
            ];
            let own = lists.into_iter().filter_map(|(part, field)| {
                let text = field?.error.clone()?;
                Some(Fault {
                    field: format!("{name}_{part}"),
                    text,
                })
            });
            all.extend(own);
            all.extend(direction.error.clone().map(|text| Fault {
                field: format!("{name}_people"),
                text,
            }));
        }
        all.extend(self.trust.error.clone().map(|text| Fault {
            field: "trust_own".to_owned(),
            text,
        }));
        let order = self.organization.as_ref();
        let order = order.and_then(|organization| organization.order_error.clone());
        all.extend(order.map(|text| Fault {
            field: "order_first".to_owned(),
            text,
        }));
        all
    }

    /// Both directions, each with its name and its headings.
    fn directions(&self) -> [(&'static str, &'static str, &'static str, &DirectionForm); 2] {
        [
            (
                "inbound",
                "Inbound access",
                "Their people as guests in this organization.",
                &self.inbound,
            ),
            (
                "outbound",
                "Outbound access",
                "Your people as guests in theirs.",
                &self.outbound,
            ),
        ]
    }
}

/// Asks before removing the settings for one organization. `GET` and `POST /admin/cross-tenant-access/{id}/delete`.
#[derive(Debug, Template)]
#[template(path = "admin/cross_tenant_access_delete.html")]
pub(crate) struct RemoveOrganization<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// What each setting is now and will be: name, now, then.
    pub(crate) changes: Vec<(&'static str, String, String)>,
    /// `count`: whom it keeps out.
    pub(crate) kept: KeptOut,
}

/// Guests who would be kept out.
#[derive(Debug, Clone)]
pub(crate) struct KeptOut {
    /// The first of them.
    pub(crate) guests: Vec<Concerned>,
    /// How many there are.
    pub(crate) count: u64,
    /// The same, for people to read.
    pub(crate) number: String,
    /// Whether to offer **Reset redemption status** of each.
    pub(crate) may_reset: bool,
}

impl KeptOut {
    fn named(&self) -> String {
        let plural = if self.count == 1 { "" } else { "s" };
        format!("{} guest{plural}", self.number)
    }

    fn said(&self) -> String {
        let verb = if self.count == 1 { "is" } else { "are" };
        format!("{} {verb}", self.named())
    }

    fn more(&self) -> u64 {
        let shown = u64::try_from(self.guests.len()).unwrap_or(u64::MAX);
        self.count.saturating_sub(shown)
    }
}

/// Asks before saving settings that keep guests out. `POST /admin/cross-tenant-access/default` and
/// `/admin/cross-tenant-access/{id}`, until `confirmed` is the number of guests that was shown.
#[derive(Debug, Template)]
#[template(path = "admin/cross_tenant_access_keep_out.html")]
pub(crate) struct KeepOut<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// Where the form posts, and what is there when nothing is saved.
    pub(crate) url: String,
    /// Whose settings: the name of the organization, or that they are the default.
    pub(crate) subject: String,
    /// Who would be kept out.
    pub(crate) kept: KeptOut,
    /// Whether there were fewer when it was confirmed.
    pub(crate) is_more: bool,
    /// What was filled in, which is posted again.
    pub(crate) fields: Vec<(String, String)>,
}

impl KeepOut<'_> {
    fn title(&self) -> String {
        format!("Keep out {}?", self.kept.named())
    }
}
