//! The admin center, as those who work in it see it.

mod applications;
mod audit;
mod authentication;
mod certificates;
mod conversions;
mod cross_tenant_access;
mod groups;
mod home;
mod hostile;
mod identity_providers;
mod registrations;
mod settings;
mod sign_ins;
mod user;
mod users;
mod wizard;
mod wizard_outcomes;

use super::support::{Browser, Page};

/// Sends a form, and goes where its answer leads.
async fn press(
    browser: &mut Browser<'_>,
    page: &Page,
    action: &str,
    filled: &[(&str, &str)],
) -> Page {
    let answer = browser.submit(page, action, filled).await;
    browser.follow(answer).await
}

/// The sentence that says what was done, or could not be.
fn notice(page: &Page) -> String {
    page.text_of("main > [role=status]")
}

/// The definition list's value for a name.
fn fact(page: &Page, name: &str) -> String {
    let facts = page.texts_of("dl.facts > div");
    let found = facts.iter().find_map(|fact| fact.strip_prefix(name));
    let found = found.unwrap_or_else(|| panic!("no {name} in {facts:?}"));
    found.trim().to_owned()
}

/// The error next to a field, which the list at the top names, too.
fn error_of(page: &Page, field: &str) -> String {
    let text = page.text_of(&format!("#{field}-error"));
    let listed = page.texts_of(&format!(".fault-summary a[href='#{field}']"));
    assert_eq!(listed, [text.as_str()], "{}", page.text());
    text
}
