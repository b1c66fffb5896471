/**
 * What an application calls.
 *
 * <p>{@link dev.envelope.EnvelopeCipher} encrypts, decrypts and rewraps; a {@link dev.envelope.Keyring} says which
 * key-encryption keys it does so with; an {@link dev.envelope.EncryptionContext} says what a record is; everything that
 * goes wrong is an {@link dev.envelope.EnvelopeException} with a stable {@link dev.envelope.ErrorCode}.
 *
 * <p>How a call travels: the cipher asks the keyring's keys for a data key ({@code internal.keyring}), encrypts the
 * record under it ({@code internal.content}) and puts both together as an envelope ({@link dev.envelope.format}).
 */
@NullMarked
package dev.envelope;

import org.jspecify.annotations.NullMarked;
