package dev.daybook.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ShrinkingTest {

    @Test
    void of_many_steps_those_are_left_that_fail_together() {
        List<Integer> steps = IntStream.range(0, 40).boxed().toList();

        assertThatThrownBy(() -> Shrinking.run(
                        steps,
                        200,
                        some -> assertThat(some.containsAll(List.of(7, 31)))
                                .as("both of them")
                                .isFalse()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("both of them")
                .hasMessageContaining("with these 2 of 40 steps: [7, 31]");
    }
}
