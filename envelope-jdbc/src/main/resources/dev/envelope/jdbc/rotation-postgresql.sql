-- Tables of dev.envelope.jdbc.JdbcTable for PostgreSQL: the state of rotation jobs. Runs any number of times; drops and changes
-- nothing.

-- One row for each job: the number of its round.
CREATE TABLE IF NOT EXISTS envelope_rotation_job (
    job VARCHAR(200) PRIMARY KEY,
    round INTEGER NOT NULL
);

-- What the current round has to look at, in segments. A worker holds one by the lock on its row. A segment is a range over
-- (beginning, key): behind from_key where there is one, and up to to_key; further ranges of beginnings stand in further_ranges.
CREATE TABLE IF NOT EXISTS envelope_rotation_segment (
    job VARCHAR(200) NOT NULL,
    id BIGINT NOT NULL,
    column_name VARCHAR(128) NOT NULL,
    from_beginning BYTEA NOT NULL,
    from_key TEXT,
    to_beginning BYTEA,
    to_key TEXT,
    further_ranges BYTEA,
    is_open BOOLEAN NOT NULL,
    candidates BIGINT NOT NULL,
    done BIGINT NOT NULL,
    written BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    left_rows BIGINT NOT NULL,
    PRIMARY KEY (job, id)
);

CREATE INDEX IF NOT EXISTS envelope_rotation_segment_open ON envelope_rotation_segment (job, id) WHERE is_open;

-- Rows that could not be moved, and why. Never a value. The hash is the SHA-256 of the row's key.
CREATE TABLE IF NOT EXISTS envelope_rotation_quarantine (
    job VARCHAR(200) NOT NULL,
    column_name VARCHAR(128) NOT NULL,
    key_hash BYTEA NOT NULL,
    row_key TEXT COLLATE "C" NOT NULL,
    code VARCHAR(64) NOT NULL,
    reason TEXT NOT NULL,
    round INTEGER NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (job, column_name, key_hash)
);
