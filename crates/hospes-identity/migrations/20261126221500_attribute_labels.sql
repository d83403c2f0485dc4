-- Labels of an attribute of a user flow, and of its choices, for readers of one language. The choices are JSON, in the order
-- of the attribute's own; none: they stay as they are.
CREATE TABLE attribute_labels (
    tenant_id UUID NOT NULL,
    user_flow_id UUID NOT NULL,
    attribute TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    label TEXT,
    options TEXT NOT NULL,
    PRIMARY KEY (tenant_id, user_flow_id, attribute, language)
);
