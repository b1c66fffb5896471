package dev.envelope.docs;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The client of an imaginary key service, as its maker would hand it out. */
interface HsmClient {

    byte[] encrypt(byte[] plaintext, byte[] associatedData, Duration timeout)
            throws Denied, TimeoutException, InterruptedException;

    byte[] decrypt(byte[] ciphertext, byte[] associatedData, Duration timeout)
            throws Denied, Refused, TimeoutException, InterruptedException;

    /** These credentials may not. */
    final class Denied extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** The ciphertext does not authenticate. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1;
    }
}
