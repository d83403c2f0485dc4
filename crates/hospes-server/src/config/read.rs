//! Reading: merging the layers, and refusing keys that do not exist.

use std::path::{Path, PathBuf};

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use toml::{Table, Value};

use super::Config;

/// The defaults, with a sentence for each setting.
pub(crate) const DEFAULTS: &str = include_str!("../../config.default.toml");

/// The file that is read when none is named and it is there.
const FILE: &str = "hospes.toml";

/// Why the configuration cannot be used. It names the key and says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// A file cannot be read.
    #[error("{} cannot be read", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A file is not TOML.
    #[error("{} is not valid TOML: {message}", .path.display())]
    Syntax {
        /// Which.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// A key that does not exist.
    #[error("{origin}: there is no setting `{key}`; did you mean `{nearest}`?")]
    Unknown {
        /// The file or variable.
        origin: String,
        /// The key.
        key: String,
        /// The key that is most like it.
        nearest: String,
    },
    /// A value that makes no sense.
    #[error("the setting `{key}` is not valid: {reason}")]
    Invalid {
        /// The key.
        key: String,
        /// What is wrong.
        reason: String,
    },
}

impl ConfigError {
    pub(crate) fn invalid(key: &str, reason: &str) -> Self {
        Self::Invalid {
            key: key.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

/// Reads all layers. `environment` is every variable of the process.
pub(crate) fn read(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let mut table = parse(Path::new("config.default.toml"), DEFAULTS)?;
    let known = keys(&table, "");
    let file = file.map(Path::to_path_buf).or_else(|| {
        let path = PathBuf::from(FILE);
        path.exists().then_some(path)
    });
    if let Some(path) = file {
        let text = std::fs::read_to_string(&path).map_err(|source| ConfigError::File {
            path: path.clone(),
            source,
        })?;
        let layer = parse(&path, &text)?;
        for key in keys(&layer, "") {
            if !known.contains(&key) {
                return Err(unknown(&path.display().to_string(), &key, &known));
            }
        }
        merge(&mut table, layer);
    }
    apply_environment(&mut table, &known, environment)?;
    read_secret_files(&mut table, "")?;
    let config: Config = section(table)?;
    config.check()?;
    Ok(config)
}

fn parse(path: &Path, text: &str) -> Result<Table, ConfigError> {
    text.parse::<Table>().map_err(|error| ConfigError::Syntax {
        path: path.to_path_buf(),
        message: error.message().to_owned(),
    })
}

/// The paths of all values: `server.listen`, …
fn keys(table: &Table, prefix: &str) -> Vec<String> {
    table
        .iter()
        .flat_map(|(name, value)| match value {
            Value::Table(inner) => keys(inner, &format!("{prefix}{name}.")),
            Value::String(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Array(_) => vec![format!("{prefix}{name}")],
        })
        .collect()
}

fn unknown(origin: &str, key: &str, known: &[String]) -> ConfigError {
    let nearest = known
        .iter()
        .min_by_key(|candidate| strsim::damerau_levenshtein(candidate, key));
    ConfigError::Unknown {
        origin: origin.to_owned(),
        key: key.to_owned(),
        nearest: nearest.cloned().unwrap_or_default(),
    }
}

fn merge(base: &mut Table, layer: Table) {
    for (name, value) in layer {
        match (base.get_mut(&name), value) {
            (Some(Value::Table(inner)), Value::Table(layer)) => merge(inner, layer),
            (_, value) => {
                base.insert(name, value);
            }
        }
    }
}

fn apply_environment(
    table: &mut Table,
    known: &[String],
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<(), ConfigError> {
    let variable = |key: &str| format!("HOSPES_{}", key.to_uppercase().replace('.', "_"));
    for (name, text) in environment {
        if !name.starts_with("HOSPES_") {
            continue;
        }
        let Some(key) = known.iter().find(|key| variable(key) == name) else {
            let variables: Vec<String> = known.iter().map(|key| variable(key)).collect();
            return Err(unknown("the environment", &name, &variables));
        };
        set(table, key, &text)?;
    }
    Ok(())
}

/// Sets a value from text, as the type that the default has.
fn set(table: &mut Table, key: &str, text: &str) -> Result<(), ConfigError> {
    let Some(place) = place(table, key) else {
        return Ok(());
    };
    let wrong = |reason: &str| ConfigError::invalid(key, reason);
    *place = match place {
        Value::Integer(_) => Value::Integer(
            text.trim()
                .parse()
                .map_err(|_| wrong("it is not a whole number"))?,
        ),
        Value::Boolean(_) => Value::Boolean(
            text.trim()
                .parse()
                .map_err(|_| wrong("it is not true or false"))?,
        ),
        Value::Array(_) => Value::Array(
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| Value::String(part.to_owned()))
                .collect(),
        ),
        Value::String(_) | Value::Float(_) | Value::Datetime(_) | Value::Table(_) => {
            Value::String(text.to_owned())
        }
    };
    Ok(())
}

fn place<'t>(table: &'t mut Table, key: &str) -> Option<&'t mut Value> {
    match key.split_once('.') {
        None => table.get_mut(key),
        Some((section, rest)) => place(table.get_mut(section)?.as_table_mut()?, rest),
    }
}

/// `password_file = "…"` gives `password` its value.
fn read_secret_files(table: &mut Table, prefix: &str) -> Result<(), ConfigError> {
    let names: Vec<String> = table.keys().cloned().collect();
    for name in names {
        if let Some(Value::Table(inner)) = table.get_mut(&name) {
            read_secret_files(inner, &format!("{prefix}{name}."))?;
            continue;
        }
        // Without a key beside it, it is the path itself that is the setting.
        let secret = name.strip_suffix("_file");
        let Some(secret) = secret.filter(|secret| table.contains_key(*secret)) else {
            continue;
        };
        let secret = secret.to_owned();
        let path = match table.get(&name) {
            Some(Value::String(path)) if !path.is_empty() => PathBuf::from(path),
            Some(_) | None => continue,
        };
        let text = std::fs::read_to_string(&path).map_err(|source| ConfigError::File {
            path: path.clone(),
            source,
        })?;
        refuse_if_public(&path, &format!("{prefix}{name}"))?;
        table.insert(
            secret,
            Value::String(text.trim_end_matches(['\r', '\n']).to_owned()),
        );
    }
    Ok(())
}

/// A secret that every user of the machine can read is none.
pub(crate) fn refuse_if_public(path: &Path, key: &str) -> Result<(), ConfigError> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = std::fs::metadata(path).map_err(|source| ConfigError::File {
        path: path.to_path_buf(),
        source,
    })?;
    if found.permissions().mode() & 0o007 != 0 {
        let reason = format!("everybody can read {}; run `chmod o= {0}`", path.display());
        return Err(ConfigError::invalid(key, &reason));
    }
    Ok(())
}

fn section<T: DeserializeOwned>(table: Table) -> Result<T, ConfigError> {
    Value::Table(table)
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::Invalid {
            // The library names the path in its message.
            key: "configuration".to_owned(),
            reason: error.to_string().trim().replace('\n', " "),
        })
}

/// An empty text is no value.
pub(super) fn optional<'de, D: Deserializer<'de>, T: TryFrom<String>>(
    deserializer: D,
) -> Result<Option<T>, D::Error>
where
    T::Error: std::fmt::Display,
{
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    T::try_from(text).map(Some).map_err(D::Error::custom)
}
