package dev.envelope.examples.secrets;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/** What someone can't do who may write to the bucket, and goes round the program. */
final class DemoRefusals {

    private static final SecretName NAME = new SecretName("reports/2026.csv");
    private static final SecretName ANOTHER = new SecretName("reports/2025.csv");
    private static final int LENGTH = 40_000;

    /** The header and two whole chunks, so that what remains looks complete at first sight. */
    private static final int CUT = 56 + 2 * (16 * 1024 + 16);

    private final DemoAccount account;
    private final Narrator narrator;
    private final SecretStore program;

    DemoRefusals(DemoAccount account, Narrator narrator) {
        this.account = account;
        this.narrator = narrator;
        this.program = account.program();
    }

    void replacedContent() throws IOException {
        KeyObject key = store(NAME, 1);
        byte[] content = raw(key.contentKey());
        narrator.say("Someone replaces the content object by its first two chunks:");
        account.overwrite(key.contentKey(), Arrays.copyOf(content, CUT));
        Optional<SecretException.ContentGone> refusal = Optional.empty();
        try {
            read(NAME);
        } catch (SecretException.ContentGone e) {
            refusal = Optional.of(e);
        }
        narrator.say("  " + Refusal.message(refusal));
        narrator.claim("it is refused by its ETag, before anything is read", refusal.isPresent());
    }

    void cutContent() throws IOException {
        narrator.say("They write the new ETag into the key object, too:");
        KeyObject key = program.require(NAME).value();
        String etag = account.bucket().stat(key.contentKey()).orElseThrow().etag();
        point(NAME, key, key.contentKey(), etag);
        expect("it is refused when the reader gets to the cut", ErrorCode.TRUNCATED, NAME);
    }

    void contentOfAnother() throws IOException {
        narrator.say("They let the key object point at the content of '" + ANOTHER + "':");
        KeyObject another = store(ANOTHER, 2);
        point(NAME, program.require(NAME).value(), another.contentKey(), another.contentEtag());
        expect("another content is refused by its commitment to its key", ErrorCode.CONTENT_REFUSED, NAME);
    }

    void otherName() throws IOException {
        narrator.say("They copy the whole key object of '" + ANOTHER + "' to the name '" + NAME + "':");
        KeyObject another = program.require(ANOTHER).value();
        point(NAME, another, another.contentKey(), another.contentEtag());
        expect("another name is refused by KMS: it is part of the context", ErrorCode.WRAPPED_KEY_REFUSED, NAME);
        read(ANOTHER);
        narrator.claim("under its own name it opens", true);
    }

    private void expect(String claim, ErrorCode code, SecretName name) throws IOException {
        Optional<EnvelopeException> refusal = Refusal.of(() -> read(name));
        narrator.say("  " + Refusal.message(refusal));
        narrator.claim(claim, Refusal.hasCode(refusal, code));
    }

    private KeyObject store(SecretName name, long seed) throws IOException {
        program.put(name, new GeneratedFile(seed, LENGTH).open());
        return program.require(name).value();
    }

    private void point(SecretName name, KeyObject key, String contentKey, String etag) throws IOException {
        account.overwrite(name.keyObject(), new KeyObject(key.keyBlock(), contentKey, etag).toBytes());
    }

    private void read(SecretName name) throws IOException {
        try (InputStream plain = program.open(name).stream()) {
            plain.transferTo(OutputStream.nullOutputStream());
        }
    }

    private byte[] raw(String key) throws IOException {
        try (InputStream object = account.raw(key)) {
            return object.readAllBytes();
        }
    }
}
