/** How long an application waits for its first record, in processes of their own. */
@NullMarked
package dev.envelope.benchmarks.startup;

import org.jspecify.annotations.NullMarked;
