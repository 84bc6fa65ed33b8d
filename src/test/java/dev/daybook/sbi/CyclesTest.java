package dev.daybook.sbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.sbi.Cycles.Edge;
import java.util.List;
import org.junit.jupiter.api.Test;

class CyclesTest {

    @Test
    void tasks_that_wait_for_themselves_are_left_and_those_before_and_behind_them_are_not() {
        assertThat(Cycles.among(List.of(
                        new Edge("before", "a"),
                        new Edge("a", "b"),
                        new Edge("b", "c"),
                        new Edge("c", "a"),
                        new Edge("b", "behind"),
                        new Edge("self", "self"))))
                .containsExactlyInAnyOrder("a", "b", "c", "self");
        assertThat(Cycles.among(List.of(new Edge("a", "b"), new Edge("b", "c"), new Edge("a", "c"))))
                .isEmpty();
    }
}
