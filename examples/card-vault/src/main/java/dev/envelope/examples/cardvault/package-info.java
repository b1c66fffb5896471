/**
 * The card vault: {@link dev.envelope.examples.cardvault.CardApi} stores card numbers and can't read them,
 * {@link dev.envelope.examples.cardvault.CardProcessor} reads them and can't store any. They share a table of a
 * database and a key-encryption key, and nothing else. Cards of a merchant are under the merchant's own key, which both unwrap.
 */
@NullMarked
package dev.envelope.examples.cardvault;

import org.jspecify.annotations.NullMarked;
