//! The pages on which an outsider asks for access to an application: what they show.
//!
//! Each names who is asked, and has a way out. None changes anything by being looked at.

mod answers;
pub(crate) mod end;
pub(crate) mod flow;
pub(crate) mod questions;

use askama::Template;

use crate::pages::layout::{Choice, Fault, Field, Layout, Organization, Person, Tone, faults};
use crate::texts::Sentence;

/// Asks for the address. `GET` and `POST /request-access`.
#[derive(Debug, Template)]
#[template(path = "sign_up/start.html")]
pub(crate) struct Start<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The host.
    pub(crate) organization: &'a Organization,
    /// What is asked for.
    pub(crate) application: String,
    /// `address`.
    pub(crate) address: Field,
    /// Where people go who have an account.
    pub(crate) sign_in_url: String,
}

impl Start<'_> {
    fn faults(&self) -> Vec<Fault> {
        faults([("address", &self.address)])
    }
}

/// Several ways to prove the address. The answer to `POST /request-access`; each posts there with `way`.
#[derive(Debug, Template)]
#[template(path = "sign_up/choose.html")]
pub(crate) struct ChooseWay<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The host.
    pub(crate) organization: &'a Organization,
    /// The address.
    pub(crate) address: String,
    /// The identity providers: id and name.
    pub(crate) providers: Vec<(String, String)>,
    /// Where to begin again.
    pub(crate) start_url: String,
}

/// The questions of a flow. `GET` and `POST /request-access/details`; before them, where a connector is asked first, a
/// page with nothing but a button for `POST /request-access/continue`.
#[derive(Debug, Template)]
#[template(path = "sign_up/details.html")]
pub(crate) struct Details<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The host.
    pub(crate) organization: &'a Organization,
    /// What is asked for.
    pub(crate) application: String,
    /// Who asks.
    pub(crate) account: &'a Person,
    /// Whether a connector is asked first.
    pub(crate) looks_up: bool,
    /// The questions.
    pub(crate) questions: Vec<Question>,
    /// What is wrong with the answers together.
    pub(crate) message: Option<String>,
    /// Whether somebody decides: the key of a sentence with `$app` and `$organization`.
    pub(crate) approval: &'static str,
    /// Whether nobody decides.
    pub(crate) is_at_once: bool,
    /// The host's privacy statement.
    pub(crate) privacy_statement_url: Option<String>,
    /// Where to begin again.
    pub(crate) start_url: String,
}

impl Details<'_> {
    fn faults(&self) -> Vec<Fault> {
        let of = |question: &Question| {
            let text = question.error.clone()?;
            Some(Fault {
                field: question.key.clone(),
                text,
            })
        };
        self.questions.iter().filter_map(of).collect()
    }
}

/// A question.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The name of its field.
    pub(crate) key: String,
    /// What stands beside it.
    pub(crate) label: String,
    /// How it is asked.
    pub(crate) kind: Kind,
    /// What was typed, where it is typed.
    pub(crate) value: String,
    /// What to choose from.
    pub(crate) choices: Vec<Choice>,
    /// Whether there has to be an answer.
    pub(crate) is_required: bool,
    /// What is wrong with the answer.
    pub(crate) error: Option<String>,
}

/// How a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A line of text.
    Text,
    /// A number.
    Number,
    /// One of several, all in view.
    Radio,
    /// One of several, in a list.
    Select,
    /// Several of several.
    Ticks,
    /// One box.
    Tick,
}

/// What became of it, or why it does not go on.
#[derive(Debug, Template)]
#[template(path = "sign_up/outcome.html")]
pub(crate) struct Outcome<'a> {
    /// The frame.
    pub(crate) layout: &'a Layout,
    /// The host, if it is known.
    pub(crate) organization: Option<&'a Organization>,
    /// Colour.
    pub(crate) tone: Tone,
    /// Icon.
    pub(crate) icon: &'static str,
    /// In a few words.
    pub(crate) title: String,
    /// In a sentence or two.
    pub(crate) what: Sentence,
    /// What somebody wrote: plain text.
    pub(crate) quote: Option<String>,
    /// A button: where it posts, and the key of its text.
    pub(crate) form: Option<(&'static str, &'static str)>,
    /// A link: where it leads, and the key of its text.
    pub(crate) link: Option<(String, &'static str)>,
}
