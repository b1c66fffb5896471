package dev.envelope.internal.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A value that is no envelope was returned as it is */
@Name("dev.envelope.PlaintextRead")
@Label("Plaintext Read")
@Description("A value that is no envelope was returned as it is")
@Category("Envelope")
@StackTrace(false)
final class PlaintextReadEvent extends Event {}
