/** Encrypts and decrypts with what each module brings. */
@NullMarked
package dev.envelope.examples.modular;

import org.jspecify.annotations.NullMarked;
