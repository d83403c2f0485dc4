//! Reads from the source which operations there are, for the test that each is tried from another tenant.

use std::collections::BTreeSet;
use std::path::Path;

/// The names of all public operations that take an actor.
pub(crate) fn declared() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("testing") || path.ends_with("testing.rs") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(path).unwrap();
                for after in text.split("pub async fn ").skip(1) {
                    let (name, rest) = after.split_once('(').unwrap();
                    let parameters: String = rest.split_whitespace().take(3).collect();
                    if parameters.starts_with("&self,actor:&Actor") {
                        names.insert(name.to_owned());
                    }
                }
            }
        }
    }
    names
}
