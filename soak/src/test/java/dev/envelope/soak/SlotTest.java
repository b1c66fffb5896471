package dev.envelope.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.soak.Slot.Truth;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a reader may find. */
class SlotTest {

    private final Slot slot = new Slot(1, new Owner(Shelf.LOCAL, "everyone", 1, 0));

    @Test
    void a_row_is_at_the_revision_that_was_written_last() {
        write(true);
        write(true);

        assertThat(found(2)).isTrue();
        assertThat(found(1)).isFalse();
        assertThat(found(3)).isFalse();
        assertThat(gone()).isFalse();
    }

    @Test
    void a_row_that_is_being_written_is_at_either_revision() {
        write(true);
        slot.begin(slot.truth().settled().next(true));

        assertThat(found(1)).isTrue();
        assertThat(found(2)).isTrue();
        assertThat(gone()).isFalse();
    }

    @Test
    void a_row_that_was_deleted_is_gone() {
        write(true);
        write(false);

        assertThat(gone()).isTrue();
        assertThat(found(1)).isFalse();
    }

    @Test
    void a_row_that_was_written_while_it_was_read_is_not_older_than_before() {
        write(true);
        write(true);
        Truth before = slot.truth();
        write(true);

        assertThat(Slot.allows(before, row(3), slot.truth())).isTrue();
        assertThat(Slot.allows(before, row(1), slot.truth())).isFalse();
    }

    private void write(boolean present) {
        slot.settle(slot.truth().settled().next(present));
    }

    private boolean found(long revision) {
        return Slot.allows(slot.truth(), row(revision), slot.truth());
    }

    private boolean gone() {
        return Slot.allows(slot.truth(), Optional.empty(), slot.truth());
    }

    private static Optional<StoredRecord> row(long revision) {
        return Optional.of(new StoredRecord(1, "everyone", revision, new byte[0], ""));
    }
}
