package dev.envelope.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A key was looked for in a cache */
@Name("dev.envelope.CacheAccess")
@Label("Key Cache Access")
@Description("A key was looked for in a cache")
@Category("Envelope")
@StackTrace(false)
@Enabled(false)
final class CacheAccessEvent extends Event {

    @Label("Key-Encryption Key")
    String kek = "";

    @Label("Hit")
    boolean hit;
}
