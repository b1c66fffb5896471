package dev.envelope.docs;

import dev.envelope.jdbc.RequiresDatabase;
import dev.envelope.jdbc.TestDatabase;

/** {@link MigrationPage} over PostgreSQL. */
@RequiresDatabase(TestDatabase.POSTGRESQL)
class MigrationPageOnPostgresTest extends MigrationPage {

    MigrationPageOnPostgresTest() {
        super(TestDatabase.POSTGRESQL);
    }
}
