-- Tables of dev.envelope.jdbc.JdbcTenantKeyStore for MySQL 8 and MariaDB. Runs any number of times; drops and changes
-- nothing.

-- One row: the key that authenticates the tenants, wrapped, and the position of the last change.
CREATE TABLE IF NOT EXISTS envelope_tenant_store (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    store_key MEDIUMTEXT,
    change_position BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET ascii COLLATE ascii_bin;

-- Ids as UTF-8 bytes: a text column can't hold every text, and a collation may take two of them for one.
CREATE TABLE IF NOT EXISTS envelope_tenant (
    tenant_id VARBINARY(800) PRIMARY KEY,
    revision BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    current_version VARCHAR(64) NOT NULL,
    created_at_ms BIGINT NOT NULL,
    changed_at_ms BIGINT NOT NULL,
    seal VARCHAR(64) NOT NULL,
    change_position BIGINT NOT NULL,
    UNIQUE KEY envelope_tenant_change (change_position)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET ascii COLLATE ascii_bin;

-- The versions of each tenant's key, the oldest first; without a wrapped key once it was shredded. The second index is to
-- find by hand the tenant that an envelope belongs to.
CREATE TABLE IF NOT EXISTS envelope_tenant_key (
    tenant_id VARBINARY(800) NOT NULL,
    ordinal INTEGER NOT NULL,
    version VARCHAR(64) NOT NULL,
    created_at_ms BIGINT NOT NULL,
    wrapped MEDIUMTEXT,
    key_check VARCHAR(64) NOT NULL,
    PRIMARY KEY (tenant_id, ordinal),
    KEY envelope_tenant_key_version (version),
    CONSTRAINT envelope_tenant_key_of FOREIGN KEY (tenant_id) REFERENCES envelope_tenant (tenant_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET ascii COLLATE ascii_bin;

INSERT IGNORE INTO envelope_tenant_store (id, store_key, change_position) VALUES (1, NULL, 0);
