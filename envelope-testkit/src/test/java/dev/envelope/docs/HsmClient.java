package dev.envelope.docs;

import java.time.Duration;

/** The client of an imaginary key service, as its maker would hand it out. Made for one key, with credentials. */
interface HsmClient {

    byte[] call(String operation, byte[] input, byte[] associatedData, Duration timeout)
            throws HsmException, InterruptedException;
}
