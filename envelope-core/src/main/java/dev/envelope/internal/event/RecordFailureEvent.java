package dev.envelope.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A record could not be encrypted, opened or moved */
@Name("dev.envelope.RecordFailure")
@Label("Record Failure")
@Description("A record could not be encrypted, opened or moved")
@Category("Envelope")
@StackTrace(false)
final class RecordFailureEvent extends Event {

    @Label("Operation")
    String operation = "";

    @Label("Code")
    String code = "";
}
