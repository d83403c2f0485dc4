//! Addresses, domains and text: nothing panics, and canonical forms are stable.
#![no_main]

use hospes_protocol::address::{Address, Domain};
use hospes_protocol::text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    if let Ok(address) = Address::parse(input) {
        let again = Address::parse(address.canonical()).expect("a canonical form is an address");
        assert_eq!(again.canonical(), address.canonical());
        assert!(!address.masked().is_empty());
    }
    if let Ok(domain) = Domain::parse(input) {
        assert_eq!(Domain::parse(domain.as_str()).as_ref(), Ok(&domain));
        assert_eq!(Domain::parse(&domain.to_unicode()).as_ref(), Ok(&domain));
    }
    let folded = text::fold(input);
    assert_eq!(text::fold(&folded), folded);
    let line = text::single_line(input, 64);
    assert_eq!(text::single_line(&line, 64), line);
    let lines = text::plain_text(input, 64);
    assert_eq!(text::plain_text(&lines, 64), lines);
});
