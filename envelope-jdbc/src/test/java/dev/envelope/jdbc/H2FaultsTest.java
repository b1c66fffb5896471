package dev.envelope.jdbc;

/** The faults of an H2 behind a socket. */
@RequiresDatabase(TestDatabase.H2_SERVER)
class H2FaultsTest extends FaultsContract {

    H2FaultsTest() {
        super(TestDatabase.H2_SERVER);
    }
}
