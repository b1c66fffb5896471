package dev.envelope.docs;

import dev.envelope.jdbc.TestDatabase;

/** {@link MigrationPage} over H2. */
class MigrationPageTest extends MigrationPage {

    MigrationPageTest() {
        super(TestDatabase.H2_IN_MEMORY);
    }
}
