//! The properties of a user as a form shows them: on the Properties tab and in the wizard.

use crate::pages::admin::Picker;
use crate::pages::layout::{Choice, Fault, Field, faults};

/// All properties of a user that can be typed or chosen. The name of each field is the name of
/// its input, except where a comment says otherwise.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profile {
    /// First name.
    pub(crate) first_name: Field,
    /// Last name.
    pub(crate) last_name: Field,
    /// "Guest" or "Member".
    pub(crate) user_type: Vec<Choice>,
    /// Job title.
    pub(crate) job_title: Field,
    /// Company name.
    pub(crate) company_name: Field,
    /// Department.
    pub(crate) department: Field,
    /// Employee ID.
    pub(crate) employee_id: Field,
    /// Employee type.
    pub(crate) employee_type: Field,
    /// A date, `YYYY-MM-DD`.
    pub(crate) employee_hire_date: Field,
    /// Office location.
    pub(crate) office_location: Field,
    /// One user at most; posts `manager`.
    pub(crate) manager: Picker,
    /// Up to five users or groups; posts `sponsor`.
    pub(crate) sponsors: Picker,
    /// Street address.
    pub(crate) street_address: Field,
    /// City.
    pub(crate) city: Field,
    /// State or province.
    pub(crate) state: Field,
    /// ZIP or postal code.
    pub(crate) postal_code: Field,
    /// Country or region.
    pub(crate) country: Field,
    /// Business phone.
    pub(crate) business_phone: Field,
    /// Mobile phone.
    pub(crate) mobile_phone: Field,
    /// Email. Not shown by the wizard, whose first step asks for it.
    pub(crate) mail: Field,
    /// Other emails, one a line.
    pub(crate) other_mails: Field,
    /// Fax number.
    pub(crate) fax_number: Field,
    /// Mail nickname.
    pub(crate) mail_nickname: Field,
    /// Age group: "", `Minor`, `NotAdult`, `Adult`.
    pub(crate) age_group: Vec<Choice>,
    /// Consent provided for minor: "", `Granted`, `Denied`, `NotRequired`.
    pub(crate) consent_provided_for_minor: Vec<Choice>,
    /// Usage location: a two-letter country code, or "".
    pub(crate) usage_location: Vec<Choice>,
}

impl Profile {
    /// What is wrong, in the order of the page.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut all = faults([
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("job_title", &self.job_title),
            ("company_name", &self.company_name),
            ("department", &self.department),
            ("employee_id", &self.employee_id),
            ("employee_type", &self.employee_type),
            ("employee_hire_date", &self.employee_hire_date),
            ("office_location", &self.office_location),
        ]);
        for picker in [&self.manager, &self.sponsors] {
            if let Some(text) = &picker.error {
                all.push(Fault {
                    field: picker.name.to_owned(),
                    text: text.clone(),
                });
            }
        }
        all.extend(faults([
            ("street_address", &self.street_address),
            ("city", &self.city),
            ("state", &self.state),
            ("postal_code", &self.postal_code),
            ("country", &self.country),
            ("business_phone", &self.business_phone),
            ("mobile_phone", &self.mobile_phone),
            ("mail", &self.mail),
            ("other_mails", &self.other_mails),
            ("fax_number", &self.fax_number),
            ("mail_nickname", &self.mail_nickname),
        ]));
        all
    }

    /// Name and value of each line of text, for the steps of the wizard that don't show it.
    pub(crate) fn texts(&self) -> [(&'static str, &str); 20] {
        [
            ("first_name", &self.first_name.value),
            ("last_name", &self.last_name.value),
            ("job_title", &self.job_title.value),
            ("company_name", &self.company_name.value),
            ("department", &self.department.value),
            ("employee_id", &self.employee_id.value),
            ("employee_type", &self.employee_type.value),
            ("employee_hire_date", &self.employee_hire_date.value),
            ("office_location", &self.office_location.value),
            ("street_address", &self.street_address.value),
            ("city", &self.city.value),
            ("state", &self.state.value),
            ("postal_code", &self.postal_code.value),
            ("country", &self.country.value),
            ("business_phone", &self.business_phone.value),
            ("mobile_phone", &self.mobile_phone.value),
            ("other_mails", &self.other_mails.value),
            ("fax_number", &self.fax_number.value),
            ("mail_nickname", &self.mail_nickname.value),
            ("mail", &self.mail.value),
        ]
    }
}
