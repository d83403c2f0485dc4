//! Where people go after signing out: nobody is sent where no application is registered, whatever `state` is.
#![no_main]

use hospes_protocol::oauth::{Platform, RedirectUri};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|input: &str| {
    // The first line is registered, the second is what is wanted, the rest is the state.
    let mut lines = input.splitn(3, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (text, wanted, state) = (line(), line(), line());
    for platform in [Platform::Web, Platform::Spa, Platform::Public] {
        let Ok(registered) = RedirectUri::parse(platform, text) else {
            continue;
        };
        if !registered.matches(wanted) {
            continue;
        }
        let to = RedirectUri::with_query(wanted, &[("state", state)]);
        assert!(to.bytes().all(|byte| byte.is_ascii_graphic()));
        let to = Url::parse(&to).expect("where they go is a URL");
        let registered = Url::parse(text).expect("what is registered is a URL");
        assert_eq!(to.scheme(), registered.scheme());
        assert_eq!(to.host_str(), registered.host_str());
        assert_eq!(to.path(), registered.path());
        assert!(to.fragment().is_none());
        let last = to.query_pairs().last().expect("the state is there");
        assert_eq!((last.0.as_ref(), last.1.as_ref()), ("state", state));
    }
});
