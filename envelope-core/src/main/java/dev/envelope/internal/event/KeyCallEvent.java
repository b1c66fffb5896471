package dev.envelope.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A key service was asked to generate, wrap, unwrap or rewrap keys */
@Name("dev.envelope.KeyCall")
@Label("Key Service Call")
@Description("A key service was asked to generate, wrap, unwrap or rewrap keys")
@Category("Envelope")
@StackTrace(false)
final class KeyCallEvent extends Event {

    @Label("Key-Encryption Key")
    String kek = "";

    @Label("Operation")
    String operation = "";

    @Label("Outcome")
    String outcome = "";

    @Label("Keys")
    int keys;
}
