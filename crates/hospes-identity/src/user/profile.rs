//! The properties of a person that decide nothing: names, job, contact, parental controls, settings.
//! One list says all of them; columns, patches and audit follow from it.

use hospes_protocol::text::single_line;

use crate::db::{DbError, Row, Value};
use crate::error::{Error, Result};
use crate::patch::Patch;

macro_rules! profile {
    ($($(#[$doc:meta])* $field:ident, $wire:literal, $most:literal;)*) => {
        /// The properties of a person that decide nothing.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Profile { $($(#[$doc])* pub $field: Option<String>,)* }

        /// A change of them.
        #[derive(Debug, Clone, Default)]
        pub struct ProfilePatch { $($(#[$doc])* pub $field: Patch<String>,)* }

        impl Profile {
            /// How many there are.
            pub(super) const COUNT: usize = [$($wire,)*].len();

            pub(super) fn read(row: &mut Row<'_>) -> Result<Self, DbError> {
                Ok(Self { $($field: row.next()?,)* })
            }

            pub(super) fn values(&self) -> Vec<Value> {
                vec![$(Value::from(&self.$field),)*]
            }

            /// Name on the wire and value of each.
            pub fn entries(&self) -> Vec<(&'static str, Option<&str>)> {
                vec![$(($wire, self.$field.as_deref()),)*]
            }
        }

        impl ProfilePatch {
            /// Sets the property of that name on the wire; `false` when there is none.
            pub fn set(&mut self, wire: &str, value: Patch<String>) -> bool {
                match wire {
                    $($wire => self.$field = value,)*
                    _ => return false,
                }
                true
            }

            pub(crate) fn apply(&self, profile: &mut Profile) -> Result<()> {
                $(apply(&mut profile.$field, &self.$field, $wire, $most)?;)*
                check(profile)
            }
        }

        /// Their columns, in order.
        macro_rules! profile_columns {
            () => { concat!($(", ", stringify!($field)),*) };
        }
        pub(super) use profile_columns;
    };
}

profile! {
    /// First name.
    given_name, "givenName", 64;
    /// Last name.
    surname, "surname", 64;
    /// Job title.
    job_title, "jobTitle", 128;
    /// The company the person works for.
    company_name, "companyName", 64;
    /// Department.
    department, "department", 64;
    /// Employee id.
    employee_id, "employeeId", 16;
    /// Employee type.
    employee_type, "employeeType", 64;
    /// Day of hire, `YYYY-MM-DD`.
    employee_hire_date, "employeeHireDate", 10;
    /// Office location.
    office_location, "officeLocation", 128;
    /// Street address.
    street_address, "streetAddress", 1024;
    /// City.
    city, "city", 128;
    /// State or province.
    state, "state", 128;
    /// ZIP or postal code.
    postal_code, "postalCode", 40;
    /// Country or region.
    country, "country", 128;
    /// Business phone.
    business_phone, "businessPhones", 64;
    /// Mobile phone.
    mobile_phone, "mobilePhone", 64;
    /// Fax.
    fax_number, "faxNumber", 64;
    /// `Minor`, `NotAdult` or `Adult`.
    age_group, "ageGroup", 8;
    /// `Granted`, `Denied` or `NotRequired`.
    consent_provided_for_minor, "consentProvidedForMinor", 11;
    /// ISO 3166 country of two letters.
    usage_location, "usageLocation", 2;
    /// Language tag, such as `de-AT`.
    preferred_language, "preferredLanguage", 35;
}

fn apply(
    to: &mut Option<String>,
    patch: &Patch<String>,
    field: &'static str,
    most: usize,
) -> Result<()> {
    match patch {
        Patch::Keep => {}
        Patch::Clear => *to = None,
        Patch::Set(text) => {
            if text.chars().count() > most {
                return Err(Error::invalid(field, "it is too long"));
            }
            *to = Some(single_line(text, most)).filter(|line| !line.is_empty());
        }
    }
    Ok(())
}

fn check(profile: &mut Profile) -> Result<()> {
    let one_of = |value: &Option<String>, allowed: &[&str]| {
        value
            .as_deref()
            .is_none_or(|value| allowed.contains(&value))
    };
    if !one_of(&profile.age_group, &["Minor", "NotAdult", "Adult"]) {
        return Err(Error::invalid(
            "ageGroup",
            "it is not Minor, NotAdult or Adult",
        ));
    }
    if !one_of(
        &profile.consent_provided_for_minor,
        &["Granted", "Denied", "NotRequired"],
    ) {
        let reason = "it is not Granted, Denied or NotRequired";
        return Err(Error::invalid("consentProvidedForMinor", reason));
    }
    if let Some(country) = &mut profile.usage_location {
        country.make_ascii_uppercase();
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(Error::invalid(
                "usageLocation",
                "it is not a country code of two letters",
            ));
        }
    }
    if let Some(day) = &profile.employee_hire_date
        && day.parse::<jiff::civil::Date>().is_err()
    {
        return Err(Error::invalid(
            "employeeHireDate",
            "it is not a date such as 2026-01-31",
        ));
    }
    Ok(())
}

/// The classification that follows from age group and consent; read-only, as in the original.
impl Profile {
    /// `legalAgeGroupClassification`.
    pub fn legal_age_group(&self) -> Option<&'static str> {
        match (
            self.age_group.as_deref()?,
            self.consent_provided_for_minor.as_deref(),
        ) {
            ("Adult", _) => Some("Adult"),
            ("NotAdult", _) => Some("NotAdult"),
            ("Minor", Some("Granted")) => Some("MinorWithParentalConsent"),
            ("Minor", Some("NotRequired")) => Some("MinorNoParentalConsentRequired"),
            ("Minor", _) => Some("MinorWithoutParentalConsent"),
            _ => None,
        }
    }
}
