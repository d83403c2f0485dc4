//! What is asked of people, and what they answer.

use std::collections::BTreeSet;

use hospes_protocol::text::single_line;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::tenant::words;
use crate::user::{Profile, ProfilePatch};

/// The longest label, option and answer, in characters.
pub(super) const LONGEST: usize = 256;
/// The longest name of a custom attribute, in characters.
const LONGEST_NAME: usize = 64;
/// So many options to choose from.
const MOST_OPTIONS: usize = 50;

words! {
    /// An attribute that every tenant has: a property of the user.
    BuiltIn {
        /// The name people see.
        DisplayName = "displayName",
        /// First name.
        GivenName = "givenName",
        /// Last name.
        Surname = "surname",
        /// Job title.
        JobTitle = "jobTitle",
        /// The company the person works for.
        CompanyName = "companyName",
        /// Department.
        Department = "department",
        /// Street address.
        StreetAddress = "streetAddress",
        /// ZIP or postal code.
        PostalCode = "postalCode",
        /// City.
        City = "city",
        /// State or province.
        State = "state",
        /// Country or region.
        Country = "country",
        /// Mobile phone.
        MobilePhone = "mobilePhone",
    }
}

words! {
    /// What an attribute holds.
    ValueKind {
        /// Text.
        String = "string",
        /// Yes or no.
        Boolean = "boolean",
        /// A whole number.
        Int = "int64",
    }
}

words! {
    /// How an attribute is asked (`userFlowAttributeAssignment.userInputType`).
    Input {
        /// A line of text.
        TextBox = "textBox",
        /// One of several, all in view.
        Radio = "radioSingleSelect",
        /// One of several, in a list.
        Dropdown = "dropdownSingleSelect",
        /// Boxes to tick: several of text, one of yes or no.
        Checkbox = "checkboxMultiSelect",
    }
}

/// An attribute that a flow asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name: that of a [`BuiltIn`], or a custom one of letters, digits and underscores.
    pub name: String,
    /// What it holds.
    pub kind: ValueKind,
    /// How it is asked.
    pub input: Input,
    /// What stands beside it where [`super::AttributeLabels`] have nothing for the reader; `None` only of a built-in one:
    /// its usual name in the language of the reader.
    pub label: Option<String>,
    /// Whether there has to be an answer. Of yes or no: whether it has to be yes.
    pub is_required: bool,
    /// What to choose from, for all inputs but a line of text; at most 50.
    pub options: Vec<String>,
}

/// An attribute to ask for.
#[derive(Debug, Clone)]
pub struct NewAttribute {
    /// Its name.
    pub name: String,
    /// What it holds; text, if it is a built-in one.
    pub kind: ValueKind,
    /// How it is asked.
    pub input: Input,
    /// What stands beside it; needed of a custom one, at most 256 characters.
    pub label: Option<String>,
    /// Whether there has to be an answer.
    pub is_required: bool,
    /// What to choose from.
    pub options: Vec<String>,
}

/// An answer to an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The attribute's name.
    pub name: String,
    /// Its label, in no language in particular; the name where there was none.
    pub label: String,
    /// What was answered; several of boxes to tick.
    pub values: Vec<String>,
}

/// Why something is no answer to an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFault {
    /// There is none, and there has to be one.
    Missing,
    /// It has to be yes.
    NotTicked,
    /// It is longer than 256 characters, or than the property of the user that it becomes.
    TooLong,
    /// It is no whole number.
    NotANumber,
    /// It is none of the choices, more than one, or neither yes nor no.
    NotAChoice,
}

impl Answer {
    /// As one text.
    pub fn text(&self) -> String {
        self.values.join(", ")
    }
}

impl Attribute {
    /// The built-in one that it is.
    pub fn built_in(&self) -> Option<BuiltIn> {
        BuiltIn::parse(&self.name)
    }

    /// Its name as a claim: custom ones are extensions, as in the original.
    pub(crate) fn claim(&self) -> String {
        if self.built_in().is_some() {
            self.name.clone()
        } else {
            format!("extension_{}", self.name)
        }
    }

    /// Reads what was answered: clean, one of the options, of the right kind.
    pub(crate) fn read(&self, given: &[String]) -> Result<Vec<String>, AnswerFault> {
        let mut values: Vec<String> = Vec::new();
        for text in given {
            if text.chars().count() > LONGEST {
                return Err(AnswerFault::TooLong);
            }
            let clean = single_line(text, LONGEST);
            if !clean.is_empty() && !values.contains(&clean) {
                values.push(clean);
            }
        }
        let is_several = self.input == Input::Checkbox && self.kind == ValueKind::String;
        if values.len() > 1 && !is_several {
            return Err(AnswerFault::NotAChoice);
        }
        if self.has_options() && values.iter().any(|value| !self.options.contains(value)) {
            return Err(AnswerFault::NotAChoice);
        }
        match self.kind {
            ValueKind::String => {}
            ValueKind::Int => {
                if values.iter().any(|value| value.parse::<i64>().is_err()) {
                    return Err(AnswerFault::NotANumber);
                }
            }
            ValueKind::Boolean => {
                if values
                    .iter()
                    .any(|value| value != "true" && value != "false")
                {
                    return Err(AnswerFault::NotAChoice);
                }
                if values.is_empty() {
                    values.push("false".to_owned());
                }
                if self.is_required && values.iter().any(|value| value == "false") {
                    return Err(AnswerFault::NotTicked);
                }
            }
        }
        if self.is_required && values.is_empty() {
            return Err(AnswerFault::Missing);
        }
        Ok(values)
    }

    /// Whether it is answered by choosing.
    fn has_options(&self) -> bool {
        self.input != Input::TextBox && self.kind != ValueKind::Boolean
    }

    /// The answer with these values.
    pub(crate) fn answer(&self, values: Vec<String>) -> Answer {
        Answer {
            name: self.name.clone(),
            label: self.label.clone().unwrap_or_else(|| self.name.clone()),
            values,
        }
    }
}

impl NewAttribute {
    /// Checks it, and makes it one.
    pub(super) fn checked(&self) -> Result<Attribute> {
        let built_in = BuiltIn::parse(self.name.trim());
        let label = match self.label.as_deref().map(str::trim) {
            Some(text) if text.chars().count() > LONGEST => {
                return Err(Error::invalid("label", "it is longer than 256 characters"));
            }
            Some(text) => Some(single_line(text, LONGEST)).filter(|line| !line.is_empty()),
            None => None,
        };
        if built_in.is_none() {
            check_name(self.name.trim())?;
            if label.is_none() {
                return Err(Error::invalid("label", "it is empty"));
            }
        }
        let kind = if built_in.is_some() {
            ValueKind::String
        } else {
            self.kind
        };
        let fits = match (kind, self.input) {
            (ValueKind::Boolean, Input::Checkbox)
            | (
                ValueKind::Int | ValueKind::String,
                Input::TextBox | Input::Radio | Input::Dropdown,
            ) => true,
            (ValueKind::String, Input::Checkbox) => built_in.is_none(),
            (ValueKind::Boolean, Input::TextBox | Input::Radio | Input::Dropdown)
            | (ValueKind::Int, Input::Checkbox) => false,
        };
        if !fits {
            let reason = "text and numbers are typed or chosen, yes or no is ticked, and only custom text is \
                          ticked several times";
            return Err(Error::invalid("userInputType", reason));
        }
        let mut attribute = Attribute {
            name: self.name.trim().to_owned(),
            kind,
            input: self.input,
            label,
            is_required: self.is_required,
            options: Vec::new(),
        };
        if attribute.has_options() {
            attribute.options = options(&self.options, kind)?;
        }
        Ok(attribute)
    }
}

fn check_name(name: &str) -> Result<()> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins || !name.chars().all(is_word) || name.len() > LONGEST_NAME {
        return Err(Error::invalid(
            "name",
            "it is not a letter with letters, digits and underscores after it, at most 64",
        ));
    }
    // What a connector is told besides must not be said by a person.
    let reserved = ["email", "identities", "ui_locales", "step", "client_id"];
    if reserved.iter().any(|word| name.eq_ignore_ascii_case(word))
        || BuiltIn::ALL
            .iter()
            .any(|one| one.as_str().eq_ignore_ascii_case(name))
    {
        return Err(Error::invalid("name", "it means something else already"));
    }
    Ok(())
}

fn options(given: &[String], kind: ValueKind) -> Result<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut options = Vec::new();
    for text in given {
        if text.chars().count() > LONGEST {
            return Err(Error::invalid(
                "options",
                "one is longer than 256 characters",
            ));
        }
        let clean = single_line(text, LONGEST);
        if clean.is_empty() || !seen.insert(clean.clone()) {
            continue;
        }
        if kind == ValueKind::Int && clean.parse::<i64>().is_err() {
            return Err(Error::invalid("options", "one is not a whole number"));
        }
        options.push(clean);
    }
    if options.len() < 2 || options.len() > MOST_OPTIONS {
        return Err(Error::invalid("options", "there are not between 2 and 50"));
    }
    Ok(options)
}

/// What the answers to built-in attributes make of a user: their name, and everything else.
pub(crate) fn profile(answers: &[Answer]) -> (Option<String>, ProfilePatch) {
    let (mut name, mut patch) = (None, ProfilePatch::default());
    for answer in answers {
        let Some(built_in) = BuiltIn::parse(&answer.name) else {
            continue;
        };
        let Some(value) = answer.values.first() else {
            continue;
        };
        if built_in == BuiltIn::DisplayName {
            name = Some(value.clone());
        } else {
            patch.set(built_in.as_str(), Patch::Set(value.clone()));
        }
    }
    (name, patch)
}

/// Whether the user object takes a value: some of its properties are shorter than an answer.
pub(crate) fn check_profile(answers: &[Answer]) -> Result<(), (String, AnswerFault)> {
    for answer in answers {
        let (_, patch) = profile(std::slice::from_ref(answer));
        // Of the properties that answers become nothing else can be wrong.
        if patch.apply(&mut Profile::default()).is_err() {
            return Err((answer.name.clone(), AnswerFault::TooLong));
        }
    }
    Ok(())
}

/// The form in which attributes and answers are stored.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    name: String,
    kind: String,
    input: String,
    label: Option<String>,
    required: bool,
    options: Vec<String>,
}

impl Stored {
    pub(super) fn of(attribute: &Attribute) -> Self {
        Self {
            name: attribute.name.clone(),
            kind: attribute.kind.as_str().to_owned(),
            input: attribute.input.as_str().to_owned(),
            label: attribute.label.clone(),
            required: attribute.is_required,
            options: attribute.options.clone(),
        }
    }

    pub(super) fn read(self) -> Option<Attribute> {
        Some(Attribute {
            kind: ValueKind::parse(&self.kind)?,
            input: Input::parse(&self.input)?,
            name: self.name,
            label: self.label,
            is_required: self.required,
            options: self.options,
        })
    }
}
