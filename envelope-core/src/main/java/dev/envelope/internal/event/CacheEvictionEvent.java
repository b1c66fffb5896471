package dev.envelope.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A key left a cache */
@Name("dev.envelope.CacheEviction")
@Label("Key Cache Eviction")
@Description("A key left a cache")
@Category("Envelope")
@StackTrace(false)
final class CacheEvictionEvent extends Event {

    @Label("Key-Encryption Key")
    String kek = "";

    @Label("Cause")
    String cause = "";
}
