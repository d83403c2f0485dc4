//! The parameters of a request, as pairs: RFC 6749, sections 3.1 and 3.2.
//!
//! Empty ones count as absent, repeated ones are an error, names are case-sensitive. Whoever asks
//! for none of them ignores it, which is what the sections want for those that are not known.

use super::OAuthError;

/// The value of a parameter, if it is not empty; an error if it is there twice.
pub(super) fn optional<'a>(
    pairs: &'a [(String, String)],
    name: &str,
) -> Result<Option<&'a str>, OAuthError> {
    let mut values = pairs
        .iter()
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value.as_str());
    let value = values.next();
    if values.next().is_some() {
        return Err(OAuthError::repeated_parameter(name));
    }
    Ok(value.filter(|value| !value.is_empty()))
}

/// The value of a parameter that must be there.
pub(super) fn required<'a>(
    pairs: &'a [(String, String)],
    name: &str,
) -> Result<&'a str, OAuthError> {
    optional(pairs, name)?.ok_or_else(|| OAuthError::missing_parameter(name))
}

/// The value of a parameter of at most `max_chars` characters (Unicode scalar values).
pub(super) fn bounded<'a>(
    pairs: &'a [(String, String)],
    name: &str,
    max_chars: usize,
) -> Result<Option<&'a str>, OAuthError> {
    let value = optional(pairs, name)?;
    if value.is_some_and(|value| value.chars().nth(max_chars).is_some()) {
        return Err(OAuthError::too_long(name));
    }
    Ok(value)
}
