/**
 * The in-memory key service as a client of AWS KMS, for tests of what calls KMS by the AWS SDK. Needs
 * {@code software.amazon.awssdk:kms}, which the testkit does not bring.
 */
@NullMarked
package dev.envelope.testkit.aws;

import org.jspecify.annotations.NullMarked;
