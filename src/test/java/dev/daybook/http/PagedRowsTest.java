package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.operation.JsonPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PagedRowsTest {

    private static final int PAGES = 3;

    private static JsonPage page(Optional<String> cursor, int limit) {
        int number = cursor.map(Integer::parseInt).orElse(0);
        if (number == PAGES) {
            throw new IllegalArgumentException("there is no page " + number);
        }
        String lines = limit == 1 ? "[%d]".formatted(number) : "[%d]\n{\"more\":%d}".formatted(number, number);
        return new JsonPage(
                lines.getBytes(StandardCharsets.UTF_8), Math.min(limit, 2), Optional.of(Integer.toString(number + 1)));
    }

    private static String lines(JsonPage page) {
        var bytes = new ByteArrayOutputStream();
        try {
            page.writeLines(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void rows_that_are_kept_as_json_come_page_by_page_and_no_more_than_are_wanted() {
        var rows = new PagedRows(Optional.empty(), OptionalLong.of(5), true, PagedRowsTest::page);

        var lines = new ArrayList<String>();
        rows.forEachRemaining(row -> lines.add(lines((JsonPage) row)));

        assertThat(lines).containsExactly("[0]\n{\"more\":0}", "[1]\n{\"more\":1}", "[2]");
    }

    @Test
    void rows_of_such_pages_can_be_taken_one_by_one() {
        var rows = new PagedRows(Optional.empty(), OptionalLong.of(3), false, PagedRowsTest::page);

        var items = new ArrayList<String>();
        rows.forEachRemaining(row -> items.add(row.toString()));

        assertThat(items).containsExactly("[0]", "{\"more\":0}", "[1]");
    }

    @Test
    void a_page_that_cannot_be_read_is_told_when_its_turn_comes() {
        var rows = new PagedRows(Optional.empty(), OptionalLong.empty(), true, PagedRowsTest::page);

        for (int number = 0; number < PAGES; number++) {
            rows.next();
        }
        assertThatThrownBy(rows::hasNext)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no page 3");
    }
}
