/** What every command shares: where it reads and prints, how it ends, what it says when it fails. */
@NullMarked
package dev.envelope.cli.shell;

import org.jspecify.annotations.NullMarked;
