package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ids that say by themselves whether a fact is known. */
final class EventIdsTest {

    private static final UUID TOGETHER = UUID.fromString("01234567-89ab-4def-8123-456789abcdef");

    /** Journals hold such ids for good: made otherwise, the next import would add everything once more. */
    @Test
    void an_id_is_made_of_its_parts_as_it_ever_was() {
        assertThat(EventIds.derived("deespec", "sbi/SBI-1", "title"))
                .isEqualTo(UUID.fromString("0f76d3bf-6c54-8429-af4d-d26496f5e114"))
                .returns(8, UUID::version)
                .returns(2, UUID::variant);
    }

    @Test
    void what_has_the_first_two_parts_in_common_stands_together() {
        UUID title = EventIds.derived("deespec", "sbi/SBI-1", "title");
        UUID label = EventIds.derived("deespec", "sbi/SBI-1", "label");

        assertThat(label).isNotEqualTo(title);
        assertThat(label.getMostSignificantBits() >>> 32).isEqualTo(title.getMostSignificantBits() >>> 32);
        assertThat(EventIds.derived("a", "bc")).isNotEqualTo(EventIds.derived("ab", "c"));
        assertThat(EventIds.derived("a")).isNotEqualTo(EventIds.derived("b"));
    }

    @Test
    void an_id_of_a_time_stands_behind_those_of_earlier_ones_and_is_no_other() {
        Instant at = Instant.parse("2026-01-02T03:04:05.678Z");
        UUID first = EventIds.timeOrdered(at);

        assertThat(first).returns(7, UUID::version).returns(2, UUID::variant);
        assertThat(first.getMostSignificantBits() >>> 16).isEqualTo(at.toEpochMilli());
        assertThat(EventIds.timeOrdered(at.plusMillis(1)).toString()).isGreaterThan(first.toString());
        assertThat(EventIds.timeOrdered(at)).isNotEqualTo(first);
    }

    @Test
    void the_facts_of_one_command_differ_in_their_number_alone() {
        UUID third = EventIds.inCommand(TOGETHER, 3);

        assertThat(third).isEqualTo(UUID.fromString("01234567-89ab-4def-8123-456789ab0003"));
        assertThat(EventIds.areOfOneCommand(third, EventIds.inCommand(TOGETHER, 0xFFFF)))
                .isTrue();
        assertThat(EventIds.areOfOneCommand(third, EventIds.inCommand(new UUID(1, 2), 3)))
                .isFalse();
    }
}
