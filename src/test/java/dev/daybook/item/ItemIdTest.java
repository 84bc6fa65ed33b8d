package dev.daybook.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"taskmaster.task/master/1", "two!/taskmaster.task/master/1", "a/b!/c", "line/ /x\ny"})
    void an_id_is_written_as_it_is_read(String text) {
        assertThat(ItemId.parse(text).text()).isEqualTo(text);
    }

    @Test
    void the_project_stands_before_the_kind() {
        assertThat(ItemId.parse("two!/task/master/1")).isEqualTo(new ItemId("task", "master/1", "two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "task", "task/", "/1", "Task/1", "a b/1"})
    void what_names_nothing_is_refused(String text) {
        assertThatThrownBy(() -> ItemId.parse(text)).isInstanceOf(Rejected.class);
    }
}
