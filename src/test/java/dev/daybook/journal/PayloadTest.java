package dev.daybook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What all tests of journals compare by. */
final class PayloadTest {

    @Test
    void payloads_are_the_same_by_their_bytes_alone() {
        Payload one = Payload.of("{}");

        assertThat(one).isEqualTo(Payload.of("{}")).hasSameHashCodeAs(Payload.of("{}"));
        assertThat(one)
                .isNotEqualTo(Payload.of("[]"))
                .isNotEqualTo(Payload.of(""))
                .isNotEqualTo("{}");
    }
}
