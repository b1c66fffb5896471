package dev.envelope.tenant;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import dev.envelope.internal.format.Utf8;
import java.nio.charset.CharacterCodingException;

/** What a tenant may be called: any Unicode text of 1 to 200 code points. */
final class TenantId {

    private static final int MAX_LENGTH = 200;

    private TenantId() {}

    static String require(String tenantId) {
        int length = tenantId.codePointCount(0, tenantId.length());
        if (length < 1 || length > MAX_LENGTH) {
            throw invalid("has " + length + " characters, not 1 to " + MAX_LENGTH);
        }
        utf8(tenantId);
        return tenantId;
    }

    static byte[] utf8(String tenantId) {
        try {
            return Utf8.encode(tenantId);
        } catch (CharacterCodingException e) {
            throw invalid("is not valid UTF-16 text (a lone surrogate)");
        }
    }

    private static InvalidInputException invalid(String what) {
        return new InvalidInputException(ErrorCode.INVALID_TENANT_ID, "The tenant's id " + what + ".");
    }
}
