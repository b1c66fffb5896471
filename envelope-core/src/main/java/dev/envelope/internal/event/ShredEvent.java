package dev.envelope.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The keys of a tenant were destroyed */
@Name("dev.envelope.Shred")
@Label("Shred")
@Description("The keys of a tenant were destroyed")
@Category("Envelope")
@StackTrace(false)
final class ShredEvent extends Event {

    @Label("Key-Encryption Key")
    String kek = "";

    @Label("Versions")
    String versions = "";
}
