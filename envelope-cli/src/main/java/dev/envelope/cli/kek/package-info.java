/** Key-encryption keys as options name them. */
@NullMarked
package dev.envelope.cli.kek;

import org.jspecify.annotations.NullMarked;
