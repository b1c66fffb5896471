package dev.envelope.jdbc;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.tenant.TenantKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own over the same database and key file: for each line {@code <tenant> <envelope>} it prints
 * {@code opened}, or the code of the failure.
 */
final class TenantNode {

    static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");

    private TenantNode() {}

    public static void main(String[] args) throws IOException {
        Duration pollInterval = Duration.parse(args[4]);
        try (LocalKey kek = LocalKey.fromFile("cards", Path.of(args[3]));
                var pool = TestDatabase.pool(new TestDatabase.Address(args[0], args[1], args[2]), 4);
                TenantKeys tenants = TenantKeys.builder(Keyring.of(kek), new JdbcTenantKeyStore(pool))
                        .pollInterval(pollInterval)
                        .build();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            String line = in.readLine();
            while (line != null) {
                System.out.println(open(tenants, line.split(" ")));
                line = in.readLine();
            }
        }
    }

    private static String open(TenantKeys tenants, String[] request) {
        try {
            tenants.cipher(request[0]).decrypt(request[1], ROW);
            return "opened";
        } catch (EnvelopeException e) {
            return e.code().toString();
        }
    }
}
