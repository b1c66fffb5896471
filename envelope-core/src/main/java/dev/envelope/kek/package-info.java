/**
 * The service-provider interface: implement {@link dev.envelope.kek.KeyEncryptionKey} to connect a key service.
 *
 * <p>A provider has a name, wraps and unwraps {@linkplain dev.envelope.kek.DataKey data keys}, and translates every
 * failure of its service into the {@link dev.envelope.EnvelopeException} hierarchy. Everything else has a default that
 * it overrides where its service does better. The contract suite of {@code envelope-testkit} tells whether it is right.
 */
@NullMarked
package dev.envelope.kek;

import org.jspecify.annotations.NullMarked;
