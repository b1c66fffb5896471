package dev.envelope.internal.wrap;

import static dev.envelope.testsupport.TestBytes.ascii;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.util.Arrays;

/**
 * Uses the library until the optimizing compiler has been at it, in a Java virtual machine that did nothing else before, and
 * says what came out wrong: what no longer opens, and what a second implementation sees otherwise.
 */
final class HotCode {

    private static final byte[] KEY = ascii("a local key has thirty-two bytes");
    private static final ReferenceWrapping REFERENCE = new ReferenceWrapping(KEY);

    private int wrong;

    public static void main(String[] arguments) throws Exception {
        int records = Integer.parseInt(arguments[0]);
        HotCode code = new HotCode();
        Thread other = new Thread(() -> code.tenants(records));
        other.start();
        code.tenants(records);
        other.join();
        code.localKey(records / 4);
        code.derivedKeys(records / 4);
        System.out.println(code.wrong + " wrong");
    }

    private void tenants(int records) {
        try (TenantKeys tenants = TenantKeys.over(LocalKey.of("cards", "1", KEY), new InMemoryTenantKeyStore())) {
            tenants.create("acme");
            EnvelopeCipher cipher = tenants.cipher("acme");
            for (int i = 0; i < records; i++) {
                EncryptionContext row = EncryptionContext.of("id", Integer.toString(i));
                byte[] message = new byte[16 + i % 7];
                try {
                    byte[] sealed = cipher.encrypt(message, row);
                    expect("opens", i, Arrays.equals(cipher.decrypt(sealed, row), message));
                    if (i % 5 == 0) {
                        byte[] moved = cipher.rewrap(sealed, row);
                        expect("opens rewrapped", i, Arrays.equals(cipher.decrypt(moved, row), message));
                    }
                } catch (EnvelopeException e) {
                    expect(e.code().toString(), i, false);
                }
            }
        }
    }

    private void localKey(int records) throws Exception {
        EnvelopeCipher cipher = EnvelopeCipher.using(LocalKey.of("cards", "1", KEY));
        for (int i = 0; i < records; i++) {
            EncryptionContext row = EncryptionContext.of("id", Integer.toString(i));
            byte[] sealed = cipher.encrypt(new byte[32], row);
            if (i % 50 == 0) {
                byte[] wrapped = Envelope.parse(sealed).keyBlock().primary().bytes();
                byte[] dataKey = REFERENCE.unwrap(wrapped, "cards", "1", row.toCanonicalBytes());
                try (DataKey unwrapped = new LocalWrapping(Jca.DEFAULT, "cards", "1", KEY)
                        .unwrap(wrapped, row)
                        .orElseThrow()) {
                    expect("unwraps", i, Arrays.equals(unwrapped.<byte[]>use(byte[]::clone), dataKey));
                }
            }
        }
    }

    private void derivedKeys(int records) {
        LocalWrapping wrapping = new LocalWrapping(Jca.DEFAULT, "tenants", "1", KEY);
        for (int i = 0; i < records; i++) {
            try (GeneratedDataKey derived = wrapping.derive()) {
                byte[] entry = derived.wrapped().bytes();
                byte[] expected = REFERENCE.derive(Arrays.copyOfRange(entry, 1, entry.length));
                expect("derives", i, Arrays.equals(derived.key().<byte[]>use(byte[]::clone), expected));
            }
        }
    }

    private synchronized void expect(String what, int record, boolean met) {
        if (!met && ++wrong <= 3) {
            System.out.println("record " + record + ": " + what);
        }
    }
}
