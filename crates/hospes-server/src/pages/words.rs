//! Small phrases that many pages say: how long, when.

use hospes_identity::authenticator::Factor;
use hospes_identity::grant::ConsentScope;
use hospes_identity::session::Method;
use hospes_identity::user_flow::{Answer, BuiltIn};
use hospes_identity::{Span, Timestamp};

use super::layout::{Fact, Moment};
use crate::texts::Texts;

/// A span in words: "45 seconds", "2 minutes", "3 hours". Rounded up, so that nobody comes too early.
pub(crate) fn duration(texts: Texts, seconds: u32) -> String {
    let (key, count) = match seconds {
        0..=89 => ("duration-seconds", seconds.max(1)),
        90..=5_399 => ("duration-minutes", seconds.div_ceil(60)),
        _ => ("duration-hours", seconds.div_ceil(3_600)),
    };
    texts.plain(key, &[("count", &count.to_string())])
}

/// An instant, told as how long ago or ahead.
pub(crate) fn moment(texts: Texts, at: Timestamp, now: Timestamp) -> Moment {
    Moment {
        text: texts.relative(at.since(now).as_millis() / 1000),
        exact: at.format("%Y-%m-%d %H:%M UTC"),
        iso: at.to_rfc3339(),
    }
}

/// A day, told as a date.
pub(crate) fn day(texts: Texts, at: Timestamp) -> Moment {
    Moment {
        text: date(texts, at),
        exact: at.format("%Y-%m-%d %H:%M UTC"),
        iso: at.to_rfc3339(),
    }
}

/// The last day before an end: what ends at midnight counts for all of the day before.
pub(crate) fn last_day(texts: Texts, end: Timestamp) -> Moment {
    Moment {
        text: date(texts, end.minus(Span::seconds(1))),
        ..day(texts, end)
    }
}

/// A day in words: "23 December 2026".
pub(crate) fn date(texts: Texts, at: Timestamp) -> String {
    let part = |pattern: &str| at.format(pattern);
    let number = |text: String| text.trim().parse::<i8>().unwrap_or(1);
    let year = part("%Y").parse::<i16>().unwrap_or(1970);
    texts.date(year, number(part("%m")), number(part("%d")))
}

/// What a scope lets an application do. What only concerns the person is in their language.
#[derive(Debug, Clone)]
pub(crate) struct ScopeWords {
    /// The sentence.
    pub(crate) text: String,
    /// Whether it is in English whatever the page's language.
    pub(crate) is_english: bool,
    /// Whether it takes an administrator to agree, and the reader is none who may.
    pub(crate) needs_administrator: bool,
}

/// The words of a scope.
pub(crate) fn scope(texts: Texts, scope: &ConsentScope) -> ScopeWords {
    let key = match scope.name.as_str() {
        "openid" => "scope-openid",
        "profile" => "scope-profile",
        "email" => "scope-email",
        "offline_access" => "scope-offline-access",
        "User.Read" => "scope-user-read",
        "user_impersonation" => "scope-user-impersonation",
        _ => {
            return ScopeWords {
                text: scope.text.clone(),
                is_english: true,
                needs_administrator: false,
            };
        }
    };
    ScopeWords {
        text: texts.text(key),
        is_english: false,
        needs_administrator: false,
    }
}

/// How somebody proved who they are, for administrators.
pub(crate) fn method(method: Method) -> &'static str {
    match method {
        Method::Password => "Password",
        Method::Passkey => "Passkey",
        Method::Passcode => "One-time passcode",
        Method::Provider => "Identity provider",
    }
}

/// What a built-in attribute of user flows is called: to those who are asked, and to those who read the answers.
pub(crate) fn attribute(texts: Texts, attribute: BuiltIn) -> String {
    texts.text(match attribute {
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
    })
}

/// An answer to a user flow beside what was asked. Where the flow had no words of its own, its name stands for them.
pub(crate) fn answer(texts: Texts, answer: &Answer) -> Fact {
    let usual = BuiltIn::parse(&answer.name).filter(|_| answer.label == answer.name);
    let label = usual.map_or_else(|| answer.label.clone(), |usual| attribute(texts, usual));
    Fact::new(label, answer.text())
}

/// What they proved it with besides.
pub(crate) fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::Totp => "Authenticator app",
        Factor::Passkey => "Passkey",
        Factor::RecoveryCode => "Recovery code",
        Factor::Provider => "Trusted from the identity provider",
    }
}

/// "Firefox on Windows", as far as a browser says.
pub(crate) fn device(user_agent: &str) -> String {
    let first = |known: &[(&'static str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // Each browser also names those it is like, so the order counts.
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => user_agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_at_midnight_is_said_to_end_on_the_day_before() {
        // 2026-01-01T00:00:00Z and one minute later.
        for (seconds, day) in [
            (1_767_225_600, "31 December 2025"),
            (1_767_225_660, "1 January 2026"),
        ] {
            let end = Timestamp::from_millis(seconds * 1000);
            assert_eq!(last_day(Texts::english(), end).text, day);
        }
    }
}
