/** The card vault: an API that can encrypt and not decrypt, and a processor that can decrypt and not encrypt. */
@NullMarked
package dev.envelope.examples.cardvault;

import org.jspecify.annotations.NullMarked;
