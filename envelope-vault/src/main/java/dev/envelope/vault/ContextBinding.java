package dev.envelope.vault;

/**
 * How a data key is bound to its encryption context by the Transit engine. The content of a record is bound to its context in any
 * case: this says what the server itself refuses, and what it can do by itself.
 *
 * <p>It is a property of the data: what was wrapped in one way opens in no other one, so it is chosen once for the life of a key.
 */
public enum ContextBinding {

    /**
     * The context is the {@code associated_data} of the encryption: the server opens a data key only with the context that it was
     * wrapped with. The default. Needs a key of one of the AES-GCM or ChaCha20-Poly1305 types that is not derived, and Vault 1.13
     * or newer, or OpenBao; older servers ignore associated data, which is noticed when the first data key is unwrapped.
     *
     * <p>Transit rewraps nothing that has associated data: a rotation decrypts and encrypts each data key, so whoever runs it
     * needs both rights.
     */
    ASSOCIATED_DATA,

    /**
     * The context derives the key that wraps: the Transit {@code context} of a key created with {@code derived=true}. The server
     * opens a data key only with the context that it was wrapped with, and rewraps by itself: a rotation needs the right to
     * {@code rewrap} and no other. The derived key is AES-256-GCM or ChaCha20-Poly1305 as well.
     *
     * <p>Transit ignores the context where a key is not derived, so the first call makes sure that it is.
     */
    DERIVED_KEY,

    /**
     * The server is shown no context: it opens any data key of the key. Any kind of key that encrypts will do, and the server
     * rewraps by itself. A record still opens with its own context only, because its content is bound to it; whoever may call
     * {@code decrypt} gets the data key of any record.
     */
    CONTENT_ONLY;

    boolean bindsContext() {
        return this != CONTENT_ONLY;
    }

    boolean rewrapsNatively() {
        return this != ASSOCIATED_DATA;
    }
}
