//! What the server answers, as people and programs see it.

use axum::http::{HeaderMap, StatusCode, header};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::Answer;

/// An answer.
#[derive(Debug, Clone)]
pub(in crate::tests) struct Page {
    pub(in crate::tests) status: StatusCode,
    pub(in crate::tests) headers: HeaderMap,
    pub(in crate::tests) body: String,
}

/// A form of a page with what its fields hold.
#[derive(Debug, Clone)]
pub(in crate::tests) struct FormOnPage {
    pub(in crate::tests) action: String,
    pub(in crate::tests) fields: Vec<(String, String)>,
}

impl Answer for Page {
    fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

impl Page {
    pub(super) fn new(status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        let body = String::from_utf8(body.to_vec()).expect("answers are UTF-8");
        Self {
            status,
            headers,
            body,
        }
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// What can be read between `<main>` and `</main>`, blanks collapsed.
    pub(in crate::tests) fn text(&self) -> String {
        self.text_of("main")
    }

    /// The first heading.
    pub(in crate::tests) fn heading(&self) -> String {
        self.text_of("h1")
    }

    /// What can be read in the first element that a selector finds.
    pub(in crate::tests) fn text_of(&self, selector: &str) -> String {
        let html = self.html();
        let found = html.select(&select(selector)).next();
        let found = found.unwrap_or_else(|| panic!("no {selector} in {}", self.body));
        readable(found)
    }

    /// What can be read in each element that a selector finds.
    pub(in crate::tests) fn texts_of(&self, selector: &str) -> Vec<String> {
        let html = self.html();
        html.select(&select(selector)).map(readable).collect()
    }

    /// How many elements a selector finds.
    pub(in crate::tests) fn count(&self, selector: &str) -> usize {
        self.html().select(&select(selector)).count()
    }

    /// Whether a selector finds something.
    pub(in crate::tests) fn has(&self, selector: &str) -> bool {
        self.html().select(&select(selector)).next().is_some()
    }

    /// An attribute of the first element that a selector finds.
    pub(in crate::tests) fn attribute(&self, selector: &str, name: &str) -> String {
        let html = self.html();
        let found = html.select(&select(selector)).next();
        let found = found.unwrap_or_else(|| panic!("no {selector} in {}", self.body));
        found.attr(name).unwrap_or_default().to_owned()
    }

    /// Where it sends the browser.
    pub(in crate::tests) fn location(&self) -> &str {
        assert!(
            self.status.is_redirection(),
            "{} {}",
            self.status,
            self.body
        );
        self.header(header::LOCATION.as_str())
    }

    /// The JSON of an answer that must have this status.
    pub(in crate::tests) fn json(&self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The form that leads there.
    pub(in crate::tests) fn form(&self, action: &str) -> FormOnPage {
        let html = self.html();
        let forms = select("form[method=post]");
        let found = html
            .select(&forms)
            .find(|form| form.attr("action").unwrap_or_default() == action);
        let form = found.unwrap_or_else(|| panic!("no form for {action} in {}", self.text()));
        FormOnPage {
            action: action.to_owned(),
            fields: fields(form),
        }
    }
}

impl Page {
    /// The form that sends itself, by whichever method.
    pub(in crate::tests) fn form_that_sends_itself(&self) -> FormOnPage {
        let html = self.html();
        let found = html.select(&select("form[data-send-at-once]")).next();
        let form = found.unwrap_or_else(|| panic!("no such form in {}", self.text()));
        FormOnPage {
            action: form.attr("action").unwrap_or_default().to_owned(),
            fields: fields(form),
        }
    }
}

/// What a browser would send: what is typed, chosen or ticked, but no button.
fn fields(form: ElementRef<'_>) -> Vec<(String, String)> {
    let controls = select("input, textarea, select");
    let mut all = Vec::new();
    for control in form.select(&controls) {
        let name = control.attr("name").unwrap_or_default().to_owned();
        if name.is_empty() || control.attr("disabled").is_some() {
            continue;
        }
        match control.value().name() {
            "textarea" => all.push((name, control.text().collect())),
            "select" => {
                let chosen = control.select(&select("option[selected]")).next();
                let chosen = chosen.or_else(|| control.select(&select("option")).next());
                let value = chosen.and_then(|option| option.attr("value"));
                all.push((name, value.unwrap_or_default().to_owned()));
            }
            _ => {
                let kind = control.attr("type").unwrap_or("text");
                let ticks = matches!(kind, "checkbox" | "radio");
                if kind == "submit" || (ticks && control.attr("checked").is_none()) {
                    continue;
                }
                all.push((name, control.attr("value").unwrap_or_default().to_owned()));
            }
        }
    }
    all
}

/// What somebody reads: elements within a line do not part it, all others do.
fn readable(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    read(element, &mut text);
    let words: Vec<&str> = text.split_whitespace().collect();
    // Fluent isolates what it inserts (U+2068, U+2069); nobody sees that.
    words.join(" ").replace(['\u{2068}', '\u{2069}'], "")
}

fn read(element: ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        if let Some(part) = child.value().as_text() {
            text.push_str(part);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let name = inner.value().name();
            let is_line = inner.value().classes().any(|class| LINES.contains(&class));
            let gap = if WITHIN_A_LINE.contains(&name) && !is_line {
                ""
            } else {
                " "
            };
            text.push_str(gap);
            read(inner, text);
            text.push_str(gap);
        }
    }
}

/// Classes that have a line of their own.
const LINES: [&str; 2] = ["hint", "sub"];
const WITHIN_A_LINE: [&str; 9] = ["a", "b", "bdi", "em", "i", "span", "strong", "time", "wbr"];

fn select(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}
