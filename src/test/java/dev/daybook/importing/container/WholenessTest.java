package dev.daybook.importing.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Limits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WholenessTest {

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"id\": \"a\"}\n{\"id\": \"b\"}\n", "{\"id\": \"a\"}\n{\"id\": \"b\"}", "[1][2]"})
    void a_file_whose_last_value_has_its_end_is_whole(String text) {
        assertThat(isWhole(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{\"id\": \"a\"}\n{\"id\": \"b", "{\"id\": \"a\"}\n{", "{\"id\": \"a\"}\ntru"})
    void a_file_that_breaks_off_is_not(String text) {
        assertThat(isWhole(text)).isFalse();
    }

    private static boolean isWhole(String text) {
        return Wholeness.isWhole("a.json", text.getBytes(StandardCharsets.UTF_8), Limits.DEFAULT);
    }
}
