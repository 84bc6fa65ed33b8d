package dev.daybook.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.agent.MemoryQueries.Wanted;
import dev.daybook.domain.Json;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Memories say from when to when they are so, in as many spellings as there are writers. */
class MemoryTimesTest {

    private static final Optional<String> NONE = Optional.empty();
    private static final Instant NOON = Instant.parse("2026-02-01T12:00:00.000400Z");

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private List<String> so(String member, String time, Instant at) {
        chronicle.append(new MemoryEvent.Recorded("m1", Map.of("/" + member, new Json(time)), NONE));
        ReadModels models = chronicle.posted(folder.resolve("models"));
        models.catchUp();
        List<MemoryView> listed = MemoryQueries.page(models::read, new Wanted(NONE, NONE, NONE, false), at, NONE, 50)
                .items();
        List<MemoryView> all = MemoryQueries.page(models::read, new Wanted(NONE, NONE, NONE, true), at, NONE, 50)
                .items();

        assertThat(all).hasSize(1);
        assertThat(listed)
                .as("listed are those whose status says so")
                .hasSize(all.getFirst().at(at).status().equals(MemoryView.KNOWN) ? 1 : 0);
        return listed.stream().map(MemoryView::id).toList();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            "2026-02-01T12:00:00.0003Z"
            "2026-02-01 12:00:00"
            "2026-02-01T21:00:00+0900"
            "2026-02-01T21:00:00 +09:00"
            "2026-02-01T21:00:00.000399999+09:00"
            "2026-02-01"
            "1769947200"
            1769947200
            1769947200000
            """)
    void one_whose_end_has_come_is_so_no_more(String time) {
        assertThat(so("valid_until", time, NOON)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            "2026-02-01T12:00:00.0005Z"
            "2026-02-01 12:00:01"
            "2026-02-01T21:00:01+0900"
            "2026-02-02T00:00:00 +09:00"
            "2026-02-02"
            1769947201
            """)
    void one_whose_end_is_to_come_is_so(String time) {
        assertThat(so("expires_at", time, NOON)).containsExactly("m1");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            "2026-02-01T12:00:00.0005Z" | false
            "2026-02-01T12:00:00.0004Z" | true
            "2026-02-01T21:00:01+09:00" | false
            "2026-02-01T21:00:00 +0900" | true
            1769947200                  | true
            1769947201                  | false
            """)
    void one_is_so_from_when_it_says(String time, boolean known) {
        assertThat(so("valid_from", time, NOON)).hasSize(known ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"noon\"",
                "\"now\"",
                "\"12:00\"",
                "\"3d\"",
                "true",
                "null",
                "{}",
                "-1e30",
                "\"2026-02-30\""
            })
    void what_is_no_time_sets_no_limit(String time) {
        assertThat(so("valid_until", time, NOON)).containsExactly("m1");
    }
}
