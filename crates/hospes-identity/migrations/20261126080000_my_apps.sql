-- My Apps: what people pinned, and collections that administrators made of applications.

CREATE TABLE pinned_applications (
    tenant_id UUID NOT NULL,
    user_id UUID NOT NULL,
    application_id UUID NOT NULL,
    pinned_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, application_id)
);
CREATE INDEX pinned_applications_by_application ON pinned_applications (tenant_id, application_id);

-- They stand in the order of their positions, and by name where two have the same.
CREATE TABLE app_collections (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    display_name TEXT NOT NULL,
    display_name_folded TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX app_collections_in_order ON app_collections (tenant_id, position, display_name_folded, id);

CREATE TABLE app_collection_items (
    tenant_id UUID NOT NULL,
    collection_id UUID NOT NULL,
    application_id UUID NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, collection_id, application_id)
);
CREATE INDEX app_collection_items_by_application ON app_collection_items (tenant_id, application_id);
