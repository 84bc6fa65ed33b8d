package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which values the parameters of routes may have. */
final class ParameterTest {

    @Test
    void a_value_is_of_a_form_as_a_whole_with_its_line_ends() {
        Parameter.Check wait = Parameter.like("^[0-9]{1,5}(ms|s)$", 10);

        assertThat(wait.wrong("250ms")).isEmpty();
        assertThat(wait.wrong("2s\n").orElseThrow().detail()).contains("want it to match");
    }
}
