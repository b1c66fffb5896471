/**
 * What tests need that would rather not ask a real key service.
 *
 * <ul>
 *   <li>{@link dev.envelope.testkit.InMemoryKms}: a key service with keys, aliases, rotation, rights and quotas, whose
 *       failures are {@linkplain dev.envelope.testkit.FaultScript scripted}, whose time is a
 *       {@linkplain dev.envelope.testkit.VirtualClock virtual clock} and which {@linkplain dev.envelope.testkit.CallLog
 *       remembers} who asked it for what.
 *   <li>{@link dev.envelope.testkit.KeyEncryptionKeyContract}: what every {@link dev.envelope.kek.KeyEncryptionKey} has to
 *       fulfil, as a suite to extend.
 *   <li>{@link dev.envelope.testkit.TenantKeyStoreContract}: what every {@link dev.envelope.tenant.TenantKeyStore} has to
 *       fulfil, likewise.
 *   <li>{@link dev.envelope.testkit.InMemoryTable}: rows that hold envelopes, for trying a rotation job without a database.
 *   <li>{@link dev.envelope.testkit.RotationStoreContract}: what every {@link dev.envelope.rotation.RotationStore} has to
 *       fulfil, as a suite to extend.
 *   <li>{@link dev.envelope.testkit.EnvelopeExtension}: a JUnit extension that hands a fresh set of these to each test.
 * </ul>
 */
@NullMarked
package dev.envelope.testkit;

import org.jspecify.annotations.NullMarked;
