//! SQL of the labels of attributes.

use super::AttributeLabels;
use crate::db::{DbError, Tx, sql};
use crate::error::{Error, Result};
use crate::ids::{TenantId, UserFlowId};

/// The labels of all attributes of a flow.
pub(crate) async fn all(
    tx: &mut Tx,
    tenant: TenantId,
    id: UserFlowId,
) -> Result<Vec<AttributeLabels>> {
    let rows: Vec<(String, String, Option<String>, String)> = sql(
        "SELECT attribute, language, label, options FROM attribute_labels
         WHERE tenant_id = $1 AND user_flow_id = $2 ORDER BY attribute, language",
    )
    .bind(tenant)
    .bind(id)
    .fetch_all(tx)
    .await?;
    let read = |(attribute, language, label, options): (_, _, _, String)| {
        let options = serde_json::from_str(&options);
        Ok(AttributeLabels {
            attribute,
            language,
            label,
            options: options.map_err(|e| Error::corrupt("the labels of an attribute", e))?,
        })
    };
    rows.into_iter().map(read).collect()
}

pub(super) async fn insert(
    tx: &mut Tx,
    tenant: TenantId,
    (id, labels): (UserFlowId, &AttributeLabels),
) -> Result<()> {
    let options = serde_json::to_string(&labels.options)
        .map_err(|e| Error::corrupt("the labels of an attribute", e))?;
    sql(
        "INSERT INTO attribute_labels (tenant_id, user_flow_id, attribute, language, label, options)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(tenant)
    .bind(id)
    .bind(&labels.attribute)
    .bind(&labels.language)
    .bind(&labels.label)
    .bind(options)
    .run(tx)
    .await?;
    Ok(())
}

/// Forgets the labels of an attribute.
pub(in super::super) async fn delete(
    tx: &mut Tx,
    tenant: TenantId,
    (id, attribute): (UserFlowId, &str),
) -> Result<(), DbError> {
    sql(
        "DELETE FROM attribute_labels WHERE tenant_id = $1 AND user_flow_id = $2 AND attribute = $3",
    )
    .bind(tenant)
    .bind(id)
    .bind(attribute)
    .run(tx)
    .await
}
