/** What a keyring does with a key block: make one for a new record, open one, rewrap one. */
@NullMarked
package dev.envelope.internal.keyring;

import org.jspecify.annotations.NullMarked;
