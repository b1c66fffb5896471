/** Encrypting and decrypting files. */
@NullMarked
package dev.envelope.cli.files;

import org.jspecify.annotations.NullMarked;
