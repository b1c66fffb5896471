/**
 * Secrets of any size in a bucket of S3, as envelopes under a key of AWS KMS. {@link
 * dev.envelope.examples.secrets.SecretStore} is what an application would take from here.
 */
@NullMarked
package dev.envelope.examples.secrets;

import org.jspecify.annotations.NullMarked;
