//! Questions and answers: from attributes to fields, and from a form to answers.

use hospes_identity::user_flow::{Answer, Attribute, BuiltIn, Input, UserFlow, ValueKind};

use super::{Kind, Question};
use crate::extract::form::Form;
use crate::pages::layout::Choice;
use crate::texts::Texts;

/// What stands before the name of an attribute in the name of its field.
const FIELD: &str = "a_";

/// What was answered: the name of each attribute, and its values.
pub(super) type Given = Vec<(String, Vec<String>)>;

/// The questions of a flow with these answers.
pub(super) fn questions(
    texts: Texts,
    flow: &UserFlow,
    (given, faults): (&Given, &[(String, &'static str)]),
) -> Vec<Question> {
    let values = |name: &str| {
        let found = given.iter().find(|(found, _)| found == name);
        found
            .map(|(_, values)| values.as_slice())
            .unwrap_or_default()
    };
    let question = |attribute: &Attribute| {
        let values = values(&attribute.name);
        let fault = faults.iter().find(|(name, _)| *name == attribute.name);
        let plain = label(texts, attribute);
        Question {
            key: format!("{FIELD}{}", attribute.name),
            label: if attribute.is_required {
                plain.clone()
            } else {
                texts.plain("ask-optional", &[("label", &plain)])
            },
            kind: kind(attribute),
            value: values.first().cloned().unwrap_or_default(),
            choices: attribute
                .options
                .iter()
                .map(|option| Choice::new(option, option, values.contains(option)))
                .collect(),
            is_required: attribute.is_required,
            error: fault.map(|(_, reason)| complaint(texts, &plain, reason)),
        }
    };
    flow.attributes.iter().map(question).collect()
}

/// What a form says of the attributes of a flow.
pub(super) fn given(form: &Form, flow: &UserFlow) -> Given {
    let of = |attribute: &Attribute| {
        let field = format!("{FIELD}{}", attribute.name);
        let values = form.all(&field).map(str::to_owned).collect();
        (attribute.name.clone(), values)
    };
    flow.attributes.iter().map(of).collect()
}

/// Answers as if they had been typed.
pub(super) fn filled(answers: Vec<Answer>) -> Given {
    answers
        .into_iter()
        .map(|answer| (answer.name, answer.values))
        .collect()
}

fn kind(attribute: &Attribute) -> Kind {
    match (attribute.input, attribute.kind) {
        (Input::TextBox, ValueKind::Int) => Kind::Number,
        (Input::TextBox, ValueKind::String | ValueKind::Boolean) => Kind::Text,
        (Input::Radio, _) => Kind::Radio,
        (Input::Dropdown, _) => Kind::Select,
        (Input::Checkbox, ValueKind::Boolean) => Kind::Tick,
        (Input::Checkbox, ValueKind::String | ValueKind::Int) => Kind::Ticks,
    }
}

/// What stands beside a question: what the flow says, or the usual name in the language of the reader.
fn label(texts: Texts, attribute: &Attribute) -> String {
    match (&attribute.label, attribute.built_in()) {
        (Some(label), _) => label.clone(),
        (None, Some(built_in)) => texts.text(built_in_label(built_in)),
        (None, None) => attribute.name.clone(),
    }
}

fn built_in_label(attribute: BuiltIn) -> &'static str {
    match attribute {
        BuiltIn::DisplayName => "attribute-display-name",
        BuiltIn::GivenName => "attribute-given-name",
        BuiltIn::Surname => "attribute-surname",
        BuiltIn::JobTitle => "attribute-job-title",
        BuiltIn::CompanyName => "attribute-company-name",
        BuiltIn::Department => "attribute-department",
        BuiltIn::StreetAddress => "attribute-street-address",
        BuiltIn::PostalCode => "attribute-postal-code",
        BuiltIn::City => "attribute-city",
        BuiltIn::State => "attribute-state",
        BuiltIn::Country => "attribute-country",
        BuiltIn::MobilePhone => "attribute-mobile-phone",
    }
}

/// What is wrong, in the language of the reader.
fn complaint(texts: Texts, label: &str, reason: &str) -> String {
    let key = match reason {
        "there is no answer" => "ask-wrong-missing",
        "it has to be ticked" => "ask-wrong-ticked",
        "it is not a whole number" => "ask-wrong-number",
        "it is longer than 256 characters" | "it is too long" => "ask-wrong-long",
        _ => "ask-wrong-value",
    };
    texts.plain(key, &[("label", label)])
}
