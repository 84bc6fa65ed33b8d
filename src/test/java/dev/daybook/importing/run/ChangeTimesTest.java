package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Fact;
import dev.daybook.importing.Folder;
import dev.daybook.journal.Append;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a change of a file has happened: after what was known of it, and not later than now. */
class ChangeTimesTest {

    private static final Instant LAST_YEAR = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant BETWEEN = Instant.parse("2026-01-02T03:04:06Z");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:07Z");
    private static final Instant LATER = Instant.parse("2026-01-02T03:04:08Z");
    private static final ConfigEvent EVENT = new ConfigEvent.Set("a", new Json("1"));

    @TempDir
    private Path root;

    private ChangeTimes times;
    private List<Recorded> known;

    @BeforeEach
    void one_fact_on_record() {
        times = new ChangeTimes(root, InstantSource.fixed(NOW));
        var journal = new MemoryJournal(InstantSource.fixed(SINCE));
        var codec = new Codec(journal.blobs(), AllSlices.of().facts());
        var stream = new StreamId("config", "a");
        journal.append(new Append(
                        List.of(codec.draft(new UUID(1, 1), stream, EVENT, Metadata.of("ada", "cli"), LAST_YEAR)),
                        Map.of()))
                .join();
        try (var timelines = new Timelines(journal, codec)) {
            known = new StreamHistory(journal, codec, timelines).of(stream).entries();
        }
    }

    private void written(String file, Instant at) throws IOException {
        Folder.write(root, file, "text");
        Files.setLastModifiedTime(root.resolve(file), FileTime.from(at));
    }

    private Instant at(String file, Instant told) {
        return times.after(known).apply(new Fact(EVENT, file, told));
    }

    @Test
    void what_is_new_is_dated_by_what_it_tells_itself() throws IOException {
        written("a", BETWEEN);

        assertThat(times.after(List.of()).apply(new Fact(EVENT, "a", LAST_YEAR)))
                .isEqualTo(LAST_YEAR);
    }

    @Test
    void what_a_line_of_a_log_tells_has_happened_when_it_says_so() throws IOException {
        written("a", BETWEEN);

        assertThat(times.after(known).apply(new Fact(EVENT, "a", LAST_YEAR, true)))
                .isEqualTo(LAST_YEAR);
    }

    @Test
    void a_time_that_the_file_tells_counts_if_it_is_newer_than_what_was_known() throws IOException {
        written("a", NOW);

        for (Instant told : List.of(LAST_YEAR.plusSeconds(1), SINCE, BETWEEN, NOW)) {
            assertThat(at("a", told)).isEqualTo(told);
        }
    }

    @Test
    void a_time_that_was_known_already_is_no_newer_one_with_the_nanoseconds_that_the_file_tells() throws IOException {
        written("a", BETWEEN);

        assertThat(at("a", LAST_YEAR.plusNanos(999))).isEqualTo(BETWEEN);
        assertThat(at("a", LAST_YEAR.plusNanos(1_000))).isEqualTo(LAST_YEAR.plusNanos(1_000));
    }

    @Test
    void else_the_time_counts_at_which_the_file_was_written_if_it_was_since_it_was_read() throws IOException {
        for (Instant written : List.of(SINCE, BETWEEN, NOW)) {
            written("a", written);
            assertThat(at("a", LAST_YEAR)).isEqualTo(written);
            assertThat(at("a", LATER)).isEqualTo(written);
        }
    }

    @Test
    void else_it_has_happened_now() throws IOException {
        assertThat(at("none", LAST_YEAR)).isEqualTo(NOW);
        for (Instant written : List.of(LAST_YEAR, LATER)) {
            written("a", written);
            assertThat(at("a", LAST_YEAR)).isEqualTo(NOW);
        }
    }

    @Test
    void what_a_file_had_that_is_gone_has_changed_when_its_folder_lost_it() throws IOException {
        written("below/other", LAST_YEAR);
        Files.setLastModifiedTime(root.resolve("below"), FileTime.from(BETWEEN));

        assertThat(at("below/none", LAST_YEAR)).isEqualTo(BETWEEN);
    }

    @Test
    void a_row_of_a_database_was_written_when_its_log_was() throws IOException {
        written("tool.db", LAST_YEAR);
        written("tool.db-wal", BETWEEN);

        assertThat(at("tool.db#table", LAST_YEAR)).isEqualTo(BETWEEN);
        assertThat(at("tool.db", LAST_YEAR)).isEqualTo(BETWEEN);
        written("tool.db", NOW);
        assertThat(at("tool.db#table", LAST_YEAR)).isEqualTo(NOW);
    }

    @Test
    void a_file_whose_name_begins_with_a_number_sign_is_no_row_of_the_folder_that_it_is_in() throws IOException {
        for (String file : List.of("#notes", "below/#notes#", "notes#1")) {
            written(file, BETWEEN);

            assertThat(at(file, LAST_YEAR)).as(file).isEqualTo(BETWEEN);
        }
    }
}
