use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::Error;
use crate::db::schema::GLOBAL_TABLES;
use crate::error::Result;
use crate::limit::Limits;
use crate::testing::Fixture;

/// Every `CREATE TABLE` of the migrations: its name and its text.
fn tables() -> Vec<(String, String)> {
    migrate::MIGRATIONS
        .iter()
        .flat_map(|(_, text)| text.split("CREATE TABLE ").skip(1))
        .map(|text| {
            let (name, rest) = text.split_once(" (").unwrap();
            (name.to_owned(), rest.split_once(");").unwrap().0.to_owned())
        })
        .collect()
}

#[test]
fn every_tenant_owned_table_begins_its_keys_with_the_tenant() {
    let global: BTreeSet<&str> = GLOBAL_TABLES.iter().map(|(name, _)| *name).collect();
    let tables = tables();
    assert!(tables.len() > 15, "the migrations were not read");
    for (name, body) in &tables {
        let key = body
            .split_once("PRIMARY KEY (")
            .map(|(_, key)| key)
            .unwrap_or_default();
        let own =
            key.starts_with("tenant_id") || body.contains("tenant_id UUID NOT NULL PRIMARY KEY");
        assert!(own != global.contains(name.as_str()), "{name}: key {key:?}");
    }
    let all: BTreeSet<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    for name in global.iter().filter(|name| !name.starts_with("schema_")) {
        assert!(all.contains(name), "{name} is listed and does not exist");
    }
    for (_, text) in migrate::MIGRATIONS {
        for index in text.split("INDEX ").skip(1) {
            let (name, rest) = index.split_once(" ON ").unwrap();
            let (table, columns) = rest.split_once(" (").unwrap();
            assert!(
                columns.starts_with("tenant_id") || global.contains(table),
                "index {name} of {table}"
            );
        }
    }
}

#[test]
fn the_schema_keeps_to_the_common_subset() {
    let types = ["UUID", "TEXT", "BIGINT", "BOOLEAN", "BYTEA"];
    for (name, body) in tables() {
        for line in body.lines().map(str::trim) {
            let mut words = line.split_whitespace();
            let Some(column) = words.next().filter(|word| !word.starts_with("PRIMARY")) else {
                continue;
            };
            let ty = words.next().unwrap_or_default().trim_end_matches(',');
            assert!(types.contains(&ty), "{name}.{column} is {ty:?}");
        }
    }
    let banned = [
        "SERIAL",
        "DEFAULT",
        "TRIGGER",
        "REFERENCES",
        "JSONB",
        "TIMESTAMP",
        "now()",
    ];
    for (name, text) in migrate::MIGRATIONS {
        let found: Vec<&&str> = banned.iter().filter(|word| text.contains(**word)).collect();
        assert!(found.is_empty(), "{name} uses {found:?}");
    }
}

/// The text of every whole statement in the stores: `sql("…")`, `sql(select_x!("…"))`, and the strings
/// of arrays of statements.
fn statements() -> Vec<(String, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    for entry in std::fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path().join("store.rs");
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let name = path.display().to_string();
        let all = literals(&text);
        // `select_x!("WHERE …")` puts its columns in front; which they are does not matter here.
        let table = all.iter().find_map(|literal| {
            let table = literal.trim_end().rsplit_once("FROM ")?.1;
            literal.ends_with(' ').then(|| table.to_owned())
        });
        for literal in all {
            let verb = literal.split_whitespace().next().unwrap_or_default();
            match (verb, &table) {
                ("SELECT" | "INSERT" | "UPDATE" | "DELETE", _) => out.push((name.clone(), literal)),
                ("WHERE", Some(table)) => {
                    out.push((name.clone(), format!("SELECT 1 FROM {table} {literal}")));
                }
                _ => {}
            }
        }
    }
    out
}

/// String literals of Rust code, unescaped as far as SQL needs it.
fn literals(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('"') {
        let mut literal = String::new();
        let mut chars = after.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => literal.extend(chars.next()),
                c => literal.push(c),
            }
        }
        out.push(literal);
        rest = chars.as_str();
    }
    out
}

/// A literal that is a statement by itself, not a part that others are pushed to.
fn is_whole(statement: &str) -> bool {
    let end = statement.trim_end();
    !end.ends_with('=')
        && !end.ends_with("FROM users")
        && !end.ends_with("FROM invitations")
        && !end.ends_with("FROM mails")
        && !end.ends_with("FROM applications")
        && !end.ends_with("FROM audit_events")
        && !end.ends_with("FROM sign_ins")
        && !end.ends_with("deleted_at")
        && !end.ends_with("last_sign_in_at, deleted_at")
        && !end.starts_with("UPDATE users SET (")
        && !end.starts_with("INSERT INTO users")
}

#[tokio::test]
async fn every_statement_prepares() {
    let fixture = Fixture::new().await;
    let mut tx = fixture.identity.write().await.unwrap();
    let whole: Vec<_> = statements()
        .into_iter()
        .filter(|(_, statement)| is_whole(statement))
        .collect();
    assert!(
        whole.len() > 120,
        "only {} statements were found",
        whole.len()
    );
    for (file, statement) in whole {
        if let Err(error) = tx.prepare(&statement).await {
            panic!(
                "{file}: {statement}\n{error}: {:?}",
                std::error::Error::source(&error)
            );
        }
    }
}

#[test]
fn every_statement_on_a_tenants_table_names_the_tenant() {
    let global: BTreeSet<&str> = GLOBAL_TABLES.iter().map(|(name, _)| *name).collect();
    let owned: Vec<String> = tables()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !global.contains(name.as_str()))
        .collect();
    for (file, statement) in statements() {
        // Parts are checked with what is pushed to them, by the tests of their lists.
        if !is_whole(&statement) && !statement.contains("tenant_id") {
            continue;
        }
        let words: BTreeSet<&str> = statement
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        if owned.iter().any(|table| words.contains(table.as_str())) {
            assert!(words.contains("tenant_id"), "{file}: {statement}");
        }
    }
}

#[tokio::test]
async fn of_many_nodes_that_start_at_once_one_migrates() {
    let fixture = Fixture::unmigrated(Limits::none()).await;
    let (db, env) = (fixture.identity.db(), fixture.identity.env());
    let starts = (0..6).map(|_| db.migrate(env));
    let results = futures_util::future::join_all(starts).await;
    let ran: usize = results.into_iter().map(|ran| ran.unwrap().len()).sum();
    assert_eq!(ran, migrate::MIGRATIONS.len());
    fixture.contoso().await;
}

#[tokio::test]
async fn migrating_twice_and_from_two_sides_changes_nothing() {
    let fixture = Fixture::new().await;
    let (db, env) = (fixture.identity.db().clone(), fixture.identity.env());
    let (left, right) = tokio::join!(db.migrate(env), db.migrate(env));
    assert_eq!((left.unwrap().len(), right.unwrap().len()), (0, 0));
    assert!(db.pending_migrations(env).await.unwrap().is_empty());
}

async fn count(fixture: &Fixture) -> i64 {
    let mut tx = fixture.identity.read().await.unwrap();
    let (count,): (i64,) = sql("SELECT COUNT(*) FROM tenants")
        .fetch_one(&mut tx)
        .await
        .unwrap();
    count
}

async fn insert(fixture: &Fixture, tx: &mut Tx) -> Result<()> {
    let id: crate::ids::TenantId = fixture.identity.env().new_id();
    sql("INSERT INTO tenants (id, display_name, created_at) VALUES ($1, 'x', 0)")
        .bind(id)
        .execute(tx)
        .await?;
    Ok(())
}

#[tokio::test]
async fn what_is_not_committed_leaves_nothing_behind() {
    let fixture = Fixture::new().await;
    let mut tx = fixture.identity.write().await.unwrap();
    insert(&fixture, &mut tx).await.unwrap();
    drop(tx);
    assert_eq!(count(&fixture).await, 0);
    let mut tx = fixture.identity.write().await.unwrap();
    insert(&fixture, &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&fixture).await, 1);
}

#[tokio::test]
async fn one_of_many_that_fails_takes_nothing_of_the_others_with_it() {
    let fixture = Fixture::new().await;
    let jobs = (0..40).map(|number| {
        let fixture = &fixture;
        async move {
            let mut tx = fixture.identity.write().await?;
            insert(fixture, &mut tx).await?;
            if number % 4 == 0 {
                return Err(Error::NotFound { what: "nothing" });
            }
            Ok(tx.commit().await?)
        }
    });
    let results = futures_util::future::join_all(jobs).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 30);
    assert_eq!(count(&fixture).await, 30);
}

#[tokio::test]
async fn what_an_operation_saw_of_another_is_kept_once_it_committed() {
    let fixture = Fixture::new().await;
    let tx = fixture.identity.write().await.unwrap();
    let one = async {
        let mut tx = fixture.identity.write().await.unwrap();
        insert(&fixture, &mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    let other = async {
        let mut tx = fixture.identity.write().await.unwrap();
        let seen: (i64,) = sql("SELECT count(*) FROM tenants")
            .fetch_one(&mut tx)
            .await
            .unwrap();
        // It has nothing to write, and waits for the commit that it shares with the first on SQLite.
        tx.commit().await.unwrap();
        assert!(count(&fixture).await >= seen.0);
    };
    let waiting = futures_util::future::join(one, other);
    let waiting = futures_util::future::select(Box::pin(waiting), std::future::ready(())).await;
    drop(tx);
    let futures_util::future::Either::Right(((), waiting)) = waiting else {
        unreachable!("both wait for the writer");
    };
    waiting.await;
    assert_eq!(count(&fixture).await, 1);
}

#[tokio::test]
async fn a_waiting_caller_who_gives_up_does_not_stop_the_others() {
    let fixture = Fixture::new().await;
    let tx = fixture.identity.write().await.unwrap();
    let waiting = Box::pin(fixture.identity.write());
    let gave_up = futures_util::future::select(waiting, std::future::ready(())).await;
    drop(gave_up);
    drop(tx);
    let mut tx = fixture.identity.write().await.unwrap();
    insert(&fixture, &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&fixture).await, 1);
}

#[tokio::test]
async fn a_caller_who_gives_up_when_its_turn_has_come_does_not_stop_the_others() {
    let fixture = Fixture::new().await;
    let tx = fixture.identity.write().await.unwrap();
    let waiting = Box::pin(fixture.identity.write());
    let waits = futures_util::future::select(waiting, std::future::ready(())).await;
    // On SQLite it has the connection now, and does not know it.
    drop(tx);
    drop(waits);
    let mut tx = fixture.identity.write().await.unwrap();
    insert(&fixture, &mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&fixture).await, 1);
}

#[tokio::test]
async fn a_statement_that_fails_unseen_fails_its_transaction_and_no_other() {
    let fixture = Fixture::new().await;
    let id: crate::ids::TenantId = fixture.identity.env().new_id();
    let twice = async {
        let mut tx = fixture.identity.write().await?;
        for _ in 0..2 {
            sql("INSERT INTO tenants (id, display_name, created_at) VALUES ($1, 'x', 0)")
                .bind(id)
                .run(&mut tx)
                .await?;
        }
        Ok::<_, Error>(tx.commit().await?)
    };
    assert!(twice.await.is_err());
    assert_eq!(count(&fixture).await, 0);
    // Whoever overlooks a failure hears of it at the commit, where PostgreSQL says nothing.
    if fixture.identity.db().is_postgres() {
        let mut tx = fixture.identity.write().await.unwrap();
        insert(&fixture, &mut tx).await.unwrap();
        assert!(
            sql("SELECT 1 / 0")
                .fetch_one::<(i64,)>(&mut tx)
                .await
                .is_err()
        );
        assert!(tx.commit().await.is_err());
        assert_eq!(count(&fixture).await, 0);
    }
    // More than are kept back, and nothing after them that asks.
    let mut tx = fixture.identity.write().await.unwrap();
    for _ in 0..40 {
        let id: crate::ids::TenantId = fixture.identity.env().new_id();
        sql("INSERT INTO tenants (id, display_name, created_at) VALUES ($1, 'x', 0)")
            .bind(id)
            .run(&mut tx)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(count(&fixture).await, 40);
}

#[tokio::test]
async fn values_of_every_type_read_back_and_sort_by_bytes() {
    let fixture = Fixture::new().await;
    let mut tx = fixture.identity.write().await.unwrap();
    tx.batch("CREATE TABLE probe (a UUID, b TEXT COLLATE \"C\", c BIGINT, d BOOLEAN, e BYTEA);")
        .await
        .unwrap();
    let id = uuid::Uuid::from_u128(7);
    for text in ["a", "Z", "é", "z"] {
        sql("INSERT INTO probe (a, b, c, d, e) VALUES ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(text)
            .bind(i64::MIN)
            .bind(true)
            .bind(vec![0_u8, 255])
            .execute(&mut tx)
            .await
            .unwrap();
    }
    let rows: Vec<(uuid::Uuid, String, i64, bool, Vec<u8>)> =
        sql("SELECT a, b, c, d, e FROM probe ORDER BY b")
            .fetch_all(&mut tx)
            .await
            .unwrap();
    let order: Vec<&str> = rows.iter().map(|row| row.1.as_str()).collect();
    assert_eq!(order, ["Z", "a", "z", "é"]);
    assert_eq!(
        (rows[0].0, rows[0].2, rows[0].3, &rows[0].4),
        (id, i64::MIN, true, &vec![0, 255])
    );
    let none: Option<(Option<i64>,)> = sql("SELECT c FROM probe WHERE b = $1 AND c > $2")
        .bind("a")
        .bind(0_i64)
        .fetch_optional(&mut tx)
        .await
        .unwrap();
    assert!(none.is_none());
}
