package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the service's tests assert again and again. */
final class KmsAssertions {

    private KmsAssertions() {}

    static void assertFails(KmsErrorCode code, ThrowingCallable call) {
        KmsException failure = catchThrowableOfType(KmsException.class, call);

        assertThat(failure).as("the call has to fail with %s", code).isNotNull();
        assertThat(failure.code()).as("%s", failure).isEqualTo(code);
    }
}
