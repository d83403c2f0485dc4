//! Query options: nothing panics, and what is accepted prints to what parses to the same tree.
#![no_main]

use hospes_protocol::odata::{Filter, QueryOptions, Search};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    if let Ok(filter) = Filter::parse(input) {
        let printed = filter.to_string();
        // Blanks and parentheses that were left out may come back.
        if printed.len() <= 2048 {
            assert_eq!(Filter::parse(&printed).as_ref(), Ok(&filter), "{printed}");
        }
    }
    if let Ok(search) = Search::parse(input) {
        let printed = search.to_string();
        if printed.len() <= 2048 {
            assert_eq!(Search::parse(&printed).as_ref(), Ok(&search), "{printed}");
        }
    }
    for option in ["$select", "$orderby", "$expand", "$top", "$count", input] {
        let _ = QueryOptions::parse(&[(option.to_owned(), input.to_owned())]);
    }
});
