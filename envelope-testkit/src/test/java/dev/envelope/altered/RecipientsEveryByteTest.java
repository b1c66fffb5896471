package dev.envelope.altered;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Several recipients: each reader goes by the first entry of a name that it holds, and by no other. */
class RecipientsEveryByteTest {

    private static final Unwrapping LOCAL = Unwrapping.underItsLabel(ErrorCode.KEK_VERSION_RETIRED);

    @Nested
    class ReadByThePrimary extends ForThree {

        @Override
        protected EnvelopeCipher reader() {
            return EnvelopeCipher.using(london);
        }

        @Override
        protected Map<String, Unwrapping> keyring() {
            return Map.of("london", LOCAL);
        }

        @Override
        protected Set<String> harmless() {
            return Set.of(
                    "name of extra 1",
                    "version of extra 1",
                    "wrapped key of extra 1",
                    "name of extra 2",
                    "version of extra 2",
                    "wrapped key of extra 2");
        }
    }

    @Nested
    class ReadByAnExtra extends ForThree {

        @Override
        protected EnvelopeCipher reader() {
            return EnvelopeCipher.using(paris);
        }

        @Override
        protected Map<String, Unwrapping> keyring() {
            return Map.of("paris", LOCAL);
        }

        @Override
        protected Set<String> harmless() {
            return Set.of(
                    "name of the primary",
                    "version of the primary",
                    "wrapped key of the primary",
                    "name of extra 2",
                    "version of extra 2",
                    "wrapped key of extra 2");
        }
    }

    @Nested
    class ReadByTwo extends ForThree {

        @Override
        protected EnvelopeCipher reader() {
            return EnvelopeCipher.using(Keyring.of(paris).alsoEncryptingWith(london));
        }

        @Override
        protected Map<String, Unwrapping> keyring() {
            return Map.of("london", LOCAL, "paris", LOCAL);
        }

        /** The name of the primary because the first extra opens then. */
        @Override
        protected Set<String> harmless() {
            return Set.of(
                    "name of the primary",
                    "name of extra 1",
                    "version of extra 1",
                    "wrapped key of extra 1",
                    "name of extra 2",
                    "version of extra 2",
                    "wrapped key of extra 2");
        }
    }

    abstract static class ForThree extends EveryByteSuite {

        final LocalKey london = LocalKey.ephemeral("london");
        final LocalKey paris = LocalKey.ephemeral("paris");
        final LocalKey tokyo = LocalKey.ephemeral("tokyo");

        @Override
        protected byte[] envelope() {
            return EnvelopeCipher.using(
                            Keyring.of(london).alsoEncryptingWith(paris).alsoEncryptingWith(tokyo))
                    .encrypt(MESSAGE, ROW);
        }

        @Test
        void entries_that_were_removed_added_or_put_in_another_order_are_harmless_to_who_has_one_that_is_left() {
            Envelope envelope = Envelope.parse(envelope());
            List<WrappedKey> keys = envelope.keyBlock().keys();
            WrappedKey ofNoOne = WrappedKey.of("madrid", "7", new byte[] {3});

            for (WrappedKey key : keys) {
                if (keyring().containsKey(key.kekName())) {
                    assertOpens(envelope, List.of(key));
                    assertOpens(envelope, List.of(ofNoOne, key));
                    assertOpens(envelope, List.of(key, ofNoOne));
                }
            }
            assertOpens(envelope, List.of(keys.get(2), keys.get(1), keys.get(0)));
        }

        private void assertOpens(Envelope envelope, List<WrappedKey> keys) {
            Envelope altered = envelope.withKeyBlock(KeyBlock.of(keys));

            assertThat(reader().decrypt(altered.toBytes(), ROW)).isEqualTo(MESSAGE);
        }
    }
}
