package dev.envelope.benchmarks.peers;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;

/** All that take part. */
public enum Contender {
    TENANT_KEY("Envelope, tenant key"),
    LOCAL_KEY("Envelope, local key"),
    TENANT_KEY_CORRETTO("Envelope, tenant key, Corretto provider"),
    FLOOR_TUNED("floor: fresh key, tuned"),
    FLOOR_BY_HAND("floor: fresh key, by hand"),
    TINK("Tink, envelope"),
    ENCRYPTION_SDK_CACHED("Encryption SDK, cached"),
    ENCRYPTION_SDK_COMMITTING("Encryption SDK, committing"),
    ENCRYPTION_SDK_DEFAULT("Encryption SDK, default"),
    ASHERAH("Asherah"),
    SPRING_FIXED_KEY("Spring Security, fixed key");

    /** Which of them all others are compared with. */
    public static final Contender OURS = TENANT_KEY;

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    /** What tables call it. */
    public String title() {
        return title;
    }

    /** Quick enough to be worth a look at while one changes the library. */
    boolean closeToOurs() {
        return compareTo(TINK) <= 0;
    }

    /** Makes it, with keys of its own. */
    public Peer make() throws Exception {
        return switch (this) {
            case TENANT_KEY -> EnvelopePeer.tenant();
            case LOCAL_KEY -> EnvelopePeer.local();
            case TENANT_KEY_CORRETTO -> EnvelopePeer.tenant(AmazonCorrettoCryptoProvider.INSTANCE);
            case FLOOR_TUNED -> FreshKeyFloor.tuned();
            case FLOOR_BY_HAND -> FreshKeyFloor.byHand();
            case TINK -> new TinkEnvelope();
            case ENCRYPTION_SDK_CACHED -> EncryptionSdk.cached();
            case ENCRYPTION_SDK_COMMITTING -> EncryptionSdk.committing();
            case ENCRYPTION_SDK_DEFAULT -> EncryptionSdk.byDefault();
            case ASHERAH -> new Asherah();
            case SPRING_FIXED_KEY -> new SpringFixedKey();
        };
    }
}
