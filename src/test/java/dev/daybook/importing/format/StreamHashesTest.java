package dev.daybook.importing.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.StreamId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamHashesTest {

    private static StreamId task(int number) {
        return new StreamId("task", "task_" + number);
    }

    @Test
    void of_many_streams_those_that_were_told_of_are_known_and_no_others() {
        var told = new StreamHashes();
        IntStream.range(0, 50_000).forEach(number -> told.add(task(2 * number)));

        assertThat(IntStream.range(0, 100_000).filter(number -> told.contains(task(number))))
                .allMatch(number -> number % 2 == 0)
                .hasSize(50_000);
        told.add(task(1));
        assertThat(told.contains(task(1))).isTrue();
        assertThat(told.contains(new StreamId("message", "task_1"))).isFalse();
    }
}
