//! Redirect URIs: nothing panics, what is registered means itself, and what means it leads to the same place.
#![no_main]

use hospes_protocol::oauth::{Platform, RedirectUri};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|input: &str| {
    // The first line is registered, the second is what a request has.
    let (text, requested) = input.split_once('\n').unwrap_or((input, input));
    for platform in [Platform::Web, Platform::Spa, Platform::Public] {
        let Ok(registered) = RedirectUri::parse(platform, text) else {
            continue;
        };
        assert!(registered.matches(text));
        let again = RedirectUri::parse(platform, registered.as_str());
        assert_eq!(again.as_ref(), Ok(&registered));
        if registered.matches(requested) {
            let one = Url::parse(text).expect("what is registered is a URL");
            let other = Url::parse(requested).expect("what means it is one, too");
            // Only the port may differ.
            assert_eq!(one.scheme(), other.scheme());
            assert_eq!(one.host_str(), other.host_str());
            assert_eq!(one.path(), other.path());
            assert_eq!(one.query(), other.query());
            assert!(other.username().is_empty() && other.password().is_none());
            assert!(other.fragment().is_none());
        }
    }
});
