-- Tables of dev.envelope.jdbc.JdbcTable for MySQL 8 and MariaDB: the state of rotation jobs. Runs any number of times; drops
-- and changes nothing.

-- One row for each job: the number of its round. Names of jobs are UTF-8 bytes: a collation may take two of them for one.
CREATE TABLE IF NOT EXISTS envelope_rotation_job (
    job VARBINARY(800) PRIMARY KEY,
    round INTEGER NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What the current round has to look at, in segments. A worker holds one by the lock on its row. A segment is a range over
-- (beginning, key): behind from_key where there is one, and up to to_key; further ranges of beginnings stand in further_ranges.
CREATE TABLE IF NOT EXISTS envelope_rotation_segment (
    job VARBINARY(800) NOT NULL,
    id BIGINT NOT NULL,
    column_name VARCHAR(128) NOT NULL,
    from_beginning VARBINARY(600) NOT NULL,
    from_key MEDIUMTEXT,
    to_beginning VARBINARY(600),
    to_key MEDIUMTEXT,
    further_ranges MEDIUMBLOB,
    is_open BOOLEAN NOT NULL,
    candidates BIGINT NOT NULL,
    done BIGINT NOT NULL,
    written BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    left_rows BIGINT NOT NULL,
    PRIMARY KEY (job, id),
    KEY envelope_rotation_segment_open (job, is_open, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Rows that could not be moved, and why. Never a value. The hash is the SHA-256 of the row's key.
CREATE TABLE IF NOT EXISTS envelope_rotation_quarantine (
    job VARBINARY(800) NOT NULL,
    column_name VARCHAR(128) NOT NULL,
    key_hash VARBINARY(32) NOT NULL,
    row_key MEDIUMTEXT NOT NULL,
    code VARCHAR(64) NOT NULL,
    reason MEDIUMTEXT NOT NULL,
    round INTEGER NOT NULL,
    found_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (job, column_name, key_hash)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
