//! What is said of people: names of claims, and where their values come from.

use hospes_protocol::saml::{Attribute, NameId};
use serde::{Deserialize, Serialize};

use super::settings::{NameIdFormat, NameIdSource};
use crate::error::Result;
use crate::group::Group;
use crate::tenant::words;
use crate::user::{Issuer, User};

const LONGEST: usize = 256;

words! {
    /// A property of a user that a claim can be made of.
    UserAttribute {
        /// The mail address.
        Mail = "user.mail",
        /// The name people see.
        DisplayName = "user.displayname",
        /// First name.
        GivenName = "user.givenname",
        /// Last name.
        Surname = "user.surname",
        /// The user principal name; of guests with an account elsewhere their mail address.
        UserPrincipalName = "user.userprincipalname",
        /// The user principal name as it is, also of guests.
        LocalUserPrincipalName = "user.localuserprincipalname",
        /// The object id.
        ObjectId = "user.objectid",
        /// Member or Guest.
        UserType = "user.usertype",
        /// Job title.
        JobTitle = "user.jobtitle",
        /// Department.
        Department = "user.department",
        /// The company.
        CompanyName = "user.companyname",
        /// Employee id.
        EmployeeId = "user.employeeid",
        /// Office.
        OfficeLocation = "user.physicaldeliveryofficename",
        /// The ids of the groups the user is in.
        Groups = "user.groups",
        /// The names of the groups the user is in.
        GroupNames = "user.groupnames",
    }
}

/// Where the value of a claim comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ClaimSource {
    /// A property of the user.
    User(UserAttribute),
    /// The same for everybody.
    Constant(String),
}

impl ClaimSource {
    /// Reads `user.mail`, or a constant in quotes.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let quoted = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        match quoted {
            Some(constant) if constant.chars().count() <= LONGEST => {
                Some(Self::Constant(constant.to_owned()))
            }
            Some(_) => None,
            None => UserAttribute::parse(&text.to_ascii_lowercase()).map(Self::User),
        }
    }

    /// What [`Self::parse`] reads.
    pub fn to_text(&self) -> String {
        match self {
            Self::User(attribute) => attribute.as_str().to_owned(),
            Self::Constant(text) => format!("\"{text}\""),
        }
    }
}

impl TryFrom<String> for ClaimSource {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, &'static str> {
        Self::parse(&text).ok_or("an unknown source of a claim")
    }
}

impl From<ClaimSource> for String {
    fn from(source: ClaimSource) -> Self {
        source.to_text()
    }
}

/// Something that is said of everybody who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its name: mostly a URI.
    pub name: String,
    /// Where its value comes from.
    pub source: ClaimSource,
}

impl Claim {
    /// Reads `name = source`.
    pub fn parse_line(line: &str) -> Option<Self> {
        // A URI can have an equals sign, and so can a constant: the last one before the source counts.
        let (name, source) = match line.split_once(" = ") {
            Some(parts) => parts,
            None => line.rsplit_once('=')?,
        };
        Some(Self {
            name: name.trim().to_owned(),
            source: ClaimSource::parse(source)?,
        })
    }

    /// What [`Self::parse_line`] reads.
    pub fn to_line(&self) -> String {
        format!("{} = {}", self.name, self.source.to_text())
    }

    /// What makes no sense in it.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let is_plain = !self
            .name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control());
        if self.name.is_empty() || !is_plain || self.name.chars().count() > LONGEST {
            return Some("one of them has no good name");
        }
        if FIXED.iter().any(|(name, _)| *name == self.name) {
            return Some("one of them is always there");
        }
        if let ClaimSource::Constant(text) = &self.source
            && (text.chars().count() > LONGEST || text.contains(['"', '\n', '\r']))
        {
            return Some("one of them has no good constant");
        }
        None
    }
}

const SOAP: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

/// What is said always, as Entra does.
const FIXED: [(&str, Fixed); 4] = [
    (
        "http://schemas.microsoft.com/identity/claims/tenantid",
        Fixed::Tenant,
    ),
    (
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
        Fixed::ObjectId,
    ),
    (
        "http://schemas.microsoft.com/identity/claims/displayname",
        Fixed::DisplayName,
    ),
    (
        "http://schemas.microsoft.com/identity/claims/identityprovider",
        Fixed::IdentityProvider,
    ),
];

#[derive(Clone, Copy)]
enum Fixed {
    Tenant,
    ObjectId,
    DisplayName,
    IdentityProvider,
}

/// What is said besides, until somebody changes it.
pub fn default_claims() -> Vec<Claim> {
    [
        ("givenname", UserAttribute::GivenName),
        ("surname", UserAttribute::Surname),
        ("emailaddress", UserAttribute::Mail),
        ("name", UserAttribute::UserPrincipalName),
    ]
    .map(|(name, attribute)| Claim {
        name: format!("{SOAP}{name}"),
        source: ClaimSource::User(attribute),
    })
    .to_vec()
}

/// A person of whom something is said.
pub(super) struct About<'a> {
    pub(super) user: &'a User,
    /// Who authenticated them.
    pub(super) issuer: Issuer,
    /// The same as it is told.
    pub(super) identity_provider: &'a str,
    pub(super) tenant: &'a str,
    pub(super) groups: &'a [Group],
    /// What this application and no other knows them by.
    pub(super) pairwise: &'a str,
}

impl About<'_> {
    /// The user principal name; of a guest whose account is at another organisation their mail address.
    fn principal_name(&self) -> &str {
        let user = self.user;
        match (&user.mail, self.issuer) {
            (Some(mail), Issuer::Tenant(_) | Issuer::Provider(_)) if user.is_guest() => mail,
            (Some(_) | None, Issuer::Tenant(_) | Issuer::Provider(_) | Issuer::Mail) => {
                &user.user_principal_name
            }
        }
    }

    fn values(&self, attribute: UserAttribute) -> Vec<String> {
        let user = self.user;
        let one = |value: &str| vec![value.to_owned()];
        let some = |value: &Option<String>| value.iter().cloned().collect();
        match attribute {
            UserAttribute::Mail => some(&user.mail),
            UserAttribute::DisplayName => one(&user.display_name),
            UserAttribute::GivenName => some(&user.profile.given_name),
            UserAttribute::Surname => some(&user.profile.surname),
            UserAttribute::UserPrincipalName => one(self.principal_name()),
            UserAttribute::LocalUserPrincipalName => one(&user.user_principal_name),
            UserAttribute::ObjectId => one(&user.id.to_string()),
            UserAttribute::UserType => one(user.user_type.as_str()),
            UserAttribute::JobTitle => some(&user.profile.job_title),
            UserAttribute::Department => some(&user.profile.department),
            UserAttribute::CompanyName => some(&user.profile.company_name),
            UserAttribute::EmployeeId => some(&user.profile.employee_id),
            UserAttribute::OfficeLocation => some(&user.profile.office_location),
            UserAttribute::Groups => self.groups.iter().map(|one| one.id.to_string()).collect(),
            UserAttribute::GroupNames => self
                .groups
                .iter()
                .map(|one| one.display_name.clone())
                .collect(),
        }
    }

    /// Everything that is said. What has no value is left out.
    pub(super) fn attributes(&self, claims: &[Claim]) -> Vec<Attribute> {
        let fixed = FIXED.iter().map(|(name, what)| {
            let value = match what {
                Fixed::Tenant => self.tenant.to_owned(),
                Fixed::ObjectId => self.user.id.to_string(),
                Fixed::DisplayName => self.user.display_name.clone(),
                Fixed::IdentityProvider => self.identity_provider.to_owned(),
            };
            Attribute {
                name: (*name).to_owned(),
                values: vec![value],
            }
        });
        let chosen = claims.iter().map(|claim| Attribute {
            name: claim.name.clone(),
            values: match &claim.source {
                ClaimSource::User(attribute) => self.values(*attribute),
                ClaimSource::Constant(text) => vec![text.clone()],
            },
        });
        fixed
            .chain(chosen)
            .filter(|attribute| attribute.values.iter().any(|value| !value.is_empty()))
            .collect()
    }

    /// What the person is called: in the format that is asked for, or as it is set. `once` is a name that is
    /// good for one time.
    pub(super) fn name_id(
        &self,
        (format, source): (NameIdFormat, NameIdSource),
        asked: Option<NameIdFormat>,
        once: &str,
    ) -> NameId {
        let mail = || {
            let mail = self.user.mail.as_deref();
            mail.unwrap_or_else(|| self.principal_name()).to_owned()
        };
        let by_source = || match source {
            NameIdSource::Mail => mail(),
            NameIdSource::UserPrincipalName => self.principal_name().to_owned(),
            NameIdSource::LocalUserPrincipalName => self.user.user_principal_name.clone(),
            NameIdSource::ObjectId => self.user.id.to_string(),
            NameIdSource::Pairwise => self.pairwise.to_owned(),
        };
        let wanted = asked.unwrap_or(format);
        let value = match wanted {
            NameIdFormat::Transient => once.to_owned(),
            // As it is set, if that is what is asked for.
            same if same == format => by_source(),
            NameIdFormat::EmailAddress => mail(),
            NameIdFormat::Persistent => self.pairwise.to_owned(),
            NameIdFormat::Unspecified => by_source(),
        };
        NameId::new(wanted.uri(), &value)
    }
}
