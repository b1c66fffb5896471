package dev.envelope.jdbc;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says in the log which rows can't be read. Each is named by the position of its last change, which is a number and not the
 * tenant's id, and only once: whoever polls comes upon it every few seconds.
 */
final class AlteredRows {

    private static final Logger LOG = System.getLogger(AlteredRows.class.getName());

    /** So that someone who alters many fills neither the log nor the memory. */
    private static final int MOST = 1000;

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private AlteredRows() {}

    static void warn(String store, long position, String what) {
        if (SAID.size() < MOST && SAID.add(store + ':' + position)) {
            LOG.log(
                    Level.WARNING,
                    "In ''{0}'', the row of envelope_tenant with change_position {1} {2}. It was not written by this library,"
                            + " or altered since; restore it from a backup.",
                    store,
                    Long.toString(position),
                    what);
        }
    }
}
