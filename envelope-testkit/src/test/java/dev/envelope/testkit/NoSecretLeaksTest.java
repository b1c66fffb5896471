package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.DetachedCipher;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeListener;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.RangeDecryptor;
import dev.envelope.kek.DataKey;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationListener;
import dev.envelope.tenant.TenantKeys;
import java.io.Serial;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The library over what is in memory shows no secret; and the search for secrets finds them wherever they could get out. What the
 * heap holds once keys are closed, {@link ClosedOwnersTest} looks through.
 */
class NoSecretLeaksTest extends NoSecretLeaksContract {

    /** What is called operations. */
    private static final List<Class<?>> WITH_OPERATIONS = List.of(
            EnvelopeCipher.class,
            DetachedCipher.class,
            RangeDecryptor.class,
            LocalKey.class,
            DataKey.class,
            TenantKeys.class,
            RotationJob.class,
            KeyCaching.class,
            Keyring.class);

    /** Those of them that return a setting or a constant. */
    private static final Set<String> GETTERS = Set.of(
            "KeyCaching.executor",
            "KeyCaching.isOn",
            "KeyCaching.maximumAge",
            "KeyCaching.maximumSize",
            "KeyCaching.maximumUses",
            "KeyCaching.negativeAge",
            "KeyCaching.refreshAge",
            "DataKey.isDestroyed");

    @TempDir
    Path folder;

    private final Canaries canaries = new Canaries();

    @Test
    void every_public_operation_is_among_those_that_are_tried() throws Exception {
        Set<String> tried = new TreeSet<>();
        try (Evidence evidence = new Evidence(folder)) {
            EveryOperation all = new EveryOperation(
                    canaries,
                    folder,
                    EveryOperation.Parts.ofTestkit(
                            evidence.listener(EnvelopeListener.class), evidence.listener(RotationListener.class)));
            all.calls().keySet().forEach(name -> tried.addAll(List.of(name.split("( of | where |, ).*?(?=[A-Z]|$)"))));
            all.close();
        }
        Set<String> operations = new TreeSet<>();
        for (Class<?> type : WITH_OPERATIONS) {
            Stream.of(type.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                    .map(Method::getName)
                    .map(name -> type.getSimpleName() + "." + name)
                    .filter(name -> !name.endsWith(".toString") && !GETTERS.contains(name))
                    .forEach(operations::add);
        }

        assertThat(tried).containsAll(operations);
    }

    // ------------------------------------------------------------ the search finds what is there

    @ParameterizedTest
    @MethodSource
    void a_secret_is_found_wherever_it_gets_out(WayOut way) throws Exception {
        String secret = canaries.text("a secret");
        Evidence evidence = new Evidence(folder);
        try (evidence) {
            way.leak(evidence, secret);
        }

        assertThat(evidence.shown(canaries)).anyMatch(shown -> shown.contains(way.where()));
    }

    static Stream<WayOut> a_secret_is_found_wherever_it_gets_out() {
        System.Logger logger = System.getLogger("dev.envelope.leaking");
        return Stream.of(
                new WayOut("the log", (evidence, secret) -> logger.log(System.Logger.Level.TRACE, secret)),
                new WayOut(
                        "parameters in the log",
                        (evidence, secret) -> logger.log(System.Logger.Level.INFO, "nothing", secret)),
                new WayOut(
                        "the message of",
                        (evidence, secret) ->
                                logger.log(System.Logger.Level.DEBUG, "thrown", new IllegalStateException(secret))),
                new WayOut("the message of", (evidence, secret) -> evidence.met(new IllegalStateException(secret))),
                new WayOut(
                        "the stack trace of",
                        (evidence, secret) ->
                                evidence.met(new IllegalStateException("x", new RuntimeException(secret)))),
                new WayOut("the message of a java.io.IOException", (evidence, secret) -> {
                    Exception outer = new IllegalStateException("x");
                    outer.addSuppressed(new java.io.IOException(secret));
                    evidence.met(outer);
                }),
                new WayOut("the text form of", (evidence, secret) -> evidence.met(List.of(new Shown(secret)))),
                new WayOut("the serialised form", (evidence, secret) -> evidence.met(new Hidden(secret))),
                new WayOut(
                        "what plaintextRead",
                        (evidence, secret) -> evidence.item("what plaintextRead of a listener is told", secret)),
                new WayOut(
                        "what cacheHit of a listener",
                        (evidence, secret) ->
                                evidence.listener(EnvelopeListener.class).cacheHit(secret)),
                new WayOut("an event dev.envelope.Leak", (evidence, secret) -> Leak.commit(secret)),
                new WayOut("the bytes of the recording", (evidence, secret) -> Leak.commit(secret)));
    }

    @ParameterizedTest
    @MethodSource
    void a_secret_is_found_in_whatever_form_it_is(Consumer<Form> form) {
        byte[] key = canaries.bytes("a key", 32);

        form.accept(new Form(canaries, key));
    }

    static Stream<Consumer<Form>> a_secret_is_found_in_whatever_form_it_is() {
        HexFormat hex = HexFormat.of();
        return Stream.of(
                form -> form.assertFound(form.key),
                form -> form.assertFound(form.shiftedBy(5)),
                form -> form.assertFound(Arrays.copyOfRange(form.key, 16, 32)),
                form -> form.assertFound(hex.formatHex(form.key)),
                form -> form.assertFound(hex.withUpperCase().formatHex(form.key)),
                form -> form.assertFound(HexFormat.ofDelimiter(":").formatHex(form.key)),
                form -> form.assertFound(
                        HexFormat.ofDelimiter(" ").withUpperCase().formatHex(form.key)),
                form -> form.assertFound(Base64.getEncoder().encodeToString(form.key)),
                form -> form.assertFound(Base64.getEncoder().encodeToString(form.shiftedBy(1))),
                form -> form.assertFound(Base64.getUrlEncoder().encodeToString(form.shiftedBy(2))),
                form -> form.assertFound(
                        Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(form.key)),
                form -> form.assertFound(Arrays.toString(form.key)),
                form -> form.assertFound(Arrays.toString(form.shiftedBy(7)).replace(" ", "")),
                form -> form.assertFound(hex.formatHex(form.key).getBytes(StandardCharsets.UTF_16LE)),
                form -> form.assertFound(Arrays.toString(form.key).getBytes(StandardCharsets.UTF_16BE)));
    }

    @Test
    void a_text_is_found_in_either_width_and_nothing_is_found_where_nothing_is() {
        String text = canaries.text("a value of a context");

        assertThat(canaries.findIn("before " + text + " behind")).isPresent();
        assertThat(canaries.findIn(text.getBytes(StandardCharsets.UTF_16LE))).isPresent();
        assertThat(canaries.findIn(text.getBytes(StandardCharsets.UTF_16BE))).isPresent();
        assertThat(canaries.findIn(text.substring(0, 15))).isEmpty();
        assertThat(canaries.findIn(new StringBuilder(text).reverse().toString()))
                .isEmpty();
    }

    /** A way for a secret to get out, and where it then is found. */
    private record WayOut(String where, Leaking leaking) {

        interface Leaking {
            void leak(Evidence evidence, String secret);
        }

        void leak(Evidence evidence, String secret) {
            leaking.leak(evidence, secret);
        }

        @Override
        public String toString() {
            return where.toLowerCase(Locale.ROOT);
        }
    }

    /** Some form of a key, which has to be found. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Form(Canaries canaries, byte[] key) {

        byte[] shiftedBy(int count) {
            byte[] shifted = new byte[count + key.length + 3];
            System.arraycopy(key, 0, shifted, count, key.length);
            return shifted;
        }

        void assertFound(byte[] bytes) {
            assertThat(canaries.findIn(bytes)).isPresent();
        }

        void assertFound(String text) {
            assertThat(canaries.findIn("before " + text + " behind")).isPresent();
        }
    }

    private record Shown(String secret) {}

    private static final class Hidden implements java.io.Serializable {

        @Serial
        private static final long serialVersionUID = 1;

        @SuppressWarnings("unused") // by serialisation
        private final String secret;

        Hidden(String secret) {
            this.secret = secret;
        }

        @Override
        public String toString() {
            return "Hidden";
        }
    }

    @Name("dev.envelope.Leak")
    private static final class Leak extends Event {

        @SuppressWarnings("unused") // by Java Flight Recorder
        private String secret;

        static void commit(String secret) {
            Leak leak = new Leak();
            leak.secret = secret;
            leak.commit();
        }
    }
}
