package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.operation.JsonPage;
import dev.daybook.query.Page;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        return new String(page.lines(), StandardCharsets.UTF_8);
    }

    @Test
    void rows_that_are_kept_as_json_come_page_by_page_and_no_more_than_are_wanted() {
        var rows = new PagedRows(Optional.empty(), OptionalLong.of(5), true, PagedRowsTest::page);

        var lines = new ArrayList<String>();
        rows.forEachRemaining(row -> lines.add(lines((JsonPage) row)));

        assertThat(lines).containsExactly("[0]\n{\"more\":0}", "[1]\n{\"more\":1}", "[2]");
    }

    @Test
    void after_a_first_page_of_such_rows_more_are_asked_for_at_once_and_of_others_not() {
        var kept = new ArrayList<Integer>();
        var items = new ArrayList<Integer>();

        new PagedRows(Optional.empty(), OptionalLong.of(3_000), true, (cursor, limit) -> {
                    kept.add(limit);
                    return cursor.isEmpty() ? page(cursor, limit) : new JsonPage(new byte[] {'1'}, 1, Optional.empty());
                })
                .forEachRemaining(_ -> {});
        new PagedRows(Optional.empty(), OptionalLong.of(10_000), true, (cursor, limit) -> {
                    items.add(limit);
                    return new Page<>(List.of("item"), cursor.isEmpty() ? Optional.of("1") : Optional.empty());
                })
                .forEachRemaining(_ -> {});

        assertThat(kept).containsExactly(500, 2_000);
        assertThat(items).containsExactly(500, 500);
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
