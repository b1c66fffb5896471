-- Tables of dev.envelope.jdbc.JdbcTenantKeyStore for H2. Runs any number of times; drops and changes nothing.

-- One row: the key that authenticates the tenants, wrapped, and the position of the last change.
CREATE TABLE IF NOT EXISTS envelope_tenant_store (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    store_key VARCHAR(200000),
    change_position BIGINT NOT NULL
);

-- Ids as UTF-8 bytes: a text column can't hold every text, and a collation may take two of them for one.
CREATE TABLE IF NOT EXISTS envelope_tenant (
    tenant_id VARBINARY(800) PRIMARY KEY,
    revision BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    current_version VARCHAR(64) NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    seal VARCHAR(64) NOT NULL,
    change_position BIGINT NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS envelope_tenant_change ON envelope_tenant (change_position);

-- The versions of each tenant's key, the oldest first; without a wrapped key once it was shredded.
CREATE TABLE IF NOT EXISTS envelope_tenant_key (
    tenant_id VARBINARY(800) NOT NULL REFERENCES envelope_tenant (tenant_id),
    ordinal INTEGER NOT NULL,
    version VARCHAR(64) NOT NULL,
    created_at_ms BIGINT NOT NULL,
    wrapped VARCHAR(200000),
    key_check VARCHAR(64) NOT NULL,
    PRIMARY KEY (tenant_id, ordinal)
);

-- To find by hand the tenant that an envelope belongs to.
CREATE INDEX IF NOT EXISTS envelope_tenant_key_version ON envelope_tenant_key (version);

INSERT INTO envelope_tenant_store (id, store_key, change_position)
    SELECT 1, NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM envelope_tenant_store);
