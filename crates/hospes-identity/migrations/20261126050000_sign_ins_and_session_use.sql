-- Every attempt to sign in, and when a session was last used.

-- An attempt to sign in. The reason is a word of the program; its number is the one people look up.
CREATE TABLE sign_ins (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    at BIGINT NOT NULL,
    user_id UUID,
    name TEXT NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL,
    application_id UUID,
    app_name TEXT COLLATE "C" NOT NULL,
    method TEXT NOT NULL,
    second_factor TEXT,
    outcome TEXT NOT NULL CHECK (outcome IN ('success', 'failure', 'interrupted')),
    reason_code BIGINT NOT NULL,
    reason TEXT NOT NULL,
    network TEXT COLLATE "C" NOT NULL,
    user_agent TEXT NOT NULL,
    correlation_id UUID NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sign_ins_by_user ON sign_ins (tenant_id, user_id, id);
CREATE INDEX sign_ins_by_name ON sign_ins (tenant_id, name_folded, id);
CREATE INDEX sign_ins_by_application ON sign_ins (tenant_id, application_id, id);
CREATE INDEX sign_ins_by_network ON sign_ins (tenant_id, user_id, network);
CREATE INDEX sign_ins_by_time ON sign_ins (tenant_id, at);

-- Written at most once in five minutes; a session that was opened by the release before has none.
ALTER TABLE sessions ADD COLUMN last_used_at BIGINT;
CREATE INDEX sessions_by_id ON sessions (tenant_id, id);
