package dev.envelope.fuzz;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EncryptionContext;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Contexts of any characters, unpaired surrogates too: refused, or a canonical form that gives the same pairs back, in order. */
class ContextFuzzTest {

    private static final char SEPARATOR = '|';

    /** Takes the input as UTF-16 units, with a bar between keys and values. */
    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        char[] units = new char[input.length / 2];
        ByteBuffer.wrap(input).asCharBuffer().get(units);
        String[] texts = new String(units).split("\\" + SEPARATOR, -1);
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < texts.length; i += 2) {
            pairs.put(texts[i], texts[i + 1]);
        }
        EncryptionContext context;
        try {
            context = EncryptionContext.of(pairs);
        } catch (InvalidInputException e) {
            Invariant.require(e.code() == ErrorCode.INVALID_CONTEXT, () -> "refused as " + e.code());
            Invariant.require(!isAllowed(pairs), () -> "refused, and allowed by section 2 of docs/format.md");
            return;
        }
        Invariant.require(isAllowed(pairs), () -> "taken, and not allowed by section 2 of docs/format.md");
        byte[] canonical = context.toCanonicalBytes();
        Invariant.require(read(canonical).equals(pairs), () -> "the canonical form has other pairs");
        Invariant.require(context.asMap().equals(pairs), () -> "has other pairs");
        Invariant.require(
                EncryptionContext.of(read(canonical)).equals(context)
                        && Arrays.equals(EncryptionContext.of(context.asMap()).toCanonicalBytes(), canonical),
                () -> "not the same twice");
        Invariant.require(
                pairs.values().stream()
                        .noneMatch(value -> value.length() > 5
                                && context.toString().contains(value)
                                && pairs.keySet().stream().noneMatch(key -> key.contains(value))),
                () -> "a value in toString");
    }

    static Stream<Arguments> seeds() {
        Stream<String> golden = GoldenSeed.all().stream()
                .map(GoldenSeed::context)
                .distinct()
                .map(pairs -> String.join(String.valueOf(SEPARATOR), pairs))
                .filter(text -> text.length() < 500);
        Stream<String> further = Stream.of("a|b|a|c", "\ud800|x", "\ud83d\ude00|\u00e9|e\u0301|z", "||k|", "k");
        return Stream.concat(golden, further).map(text -> Arguments.of((Object) units(text)));
    }

    private static byte[] units(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * text.length());
        text.chars().forEach(unit -> bytes.putChar((char) unit));
        return bytes.array();
    }

    private static boolean isAllowed(Map<String, String> pairs) {
        long length = 2;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            if (!isText(pair.getKey()) || !isText(pair.getValue())) {
                return false;
            }
            length +=
                    4L + pair.getKey().getBytes(UTF_8).length + pair.getValue().getBytes(UTF_8).length;
        }
        return pairs.size() <= 64 && length <= 8192;
    }

    private static boolean isText(String text) {
        return new String(text.getBytes(UTF_16BE), UTF_16BE).equals(text);
    }

    /** Section 2, backwards; fails where the pairs are not in the order of their keys' bytes. */
    private static Map<String, String> read(byte[] canonical) {
        Map<String, String> pairs = new LinkedHashMap<>();
        ByteBuffer bytes = ByteBuffer.wrap(canonical);
        int count = bytes.getShort() & 0xffff;
        byte[] before = null;
        for (int i = 0; i < count; i++) {
            byte[] key = next(bytes);
            byte[] last = before;
            Invariant.require(last == null || Arrays.compareUnsigned(last, key) < 0, () -> "keys out of order");
            before = key;
            pairs.put(new String(key, UTF_8), new String(next(bytes), UTF_8));
        }
        Invariant.require(!bytes.hasRemaining(), () -> "more than the pairs");
        return pairs;
    }

    private static byte[] next(ByteBuffer bytes) {
        byte[] text = new byte[bytes.getShort() & 0xffff];
        bytes.get(text);
        return text;
    }
}
