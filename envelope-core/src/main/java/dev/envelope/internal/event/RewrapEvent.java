package dev.envelope.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A wrapped key was wrapped anew */
@Name("dev.envelope.Rewrap")
@Label("Rewrap")
@Description("A wrapped key was wrapped anew")
@Category("Envelope")
@StackTrace(false)
final class RewrapEvent extends Event {

    @Label("Key-Encryption Key")
    String kek = "";
}
