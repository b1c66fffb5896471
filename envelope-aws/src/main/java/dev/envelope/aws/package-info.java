/** Keys of AWS KMS as key-encryption keys. Start with {@link dev.envelope.aws.AwsKmsKey}. */
@NullMarked
package dev.envelope.aws;

import org.jspecify.annotations.NullMarked;
