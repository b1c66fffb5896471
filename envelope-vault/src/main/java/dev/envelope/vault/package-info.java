/**
 * The Transit engine of HashiCorp Vault and OpenBao.
 *
 * <p>A {@link dev.envelope.vault.VaultTransitKey} is one key of a Transit engine; a {@link dev.envelope.vault.VaultClient} is the
 * way to the server, which several keys share: its address, its TLS, and the token that a {@link dev.envelope.vault.VaultAuth}
 * gets and that the client renews. From the outside in:
 *
 * <ul>
 *   <li>{@code VaultTransitKey} makes requests of data keys and data keys of answers, and makes sure that the server binds what
 *       {@link dev.envelope.vault.ContextBinding} says.
 *   <li>{@code VaultClient} sends requests with a token, and once more with another one if the first was refused.
 *   <li>{@code TokenKeeper} has the token: it logs in when the first call needs it, renews in the background, logs in again.
 *   <li>{@code Exchange} is HTTP: deadline, redirects, a connection that broke, a bound on what is read.
 *   <li>{@code Condition} says what an answer means, by its status and its text; {@code Failures} turns that into the exceptions of
 *       the library.
 * </ul>
 *
 * <p>What the server answers is read from bytes that are wiped, data keys are decoded without becoming a string, and no answer is
 * ever logged or put into a message.
 */
@NullMarked
package dev.envelope.vault;

import org.jspecify.annotations.NullMarked;
