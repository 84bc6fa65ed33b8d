package dev.daybook.importing.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.JournalInBetween;
import dev.daybook.journal.Append;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.deespec.DeespecSource;
import dev.daybook.sbi.deespec.DeespecWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal knows which project a fact is from: nobody reads the others to find out. */
final class ProjectExportTest {

    private static final Path SAMPLES = Path.of("src/test/resources/legacy/deespec/valid");

    @TempDir
    private Path temporary;

    private ImportFixture fixture;

    /** Counts the entries that are read. */
    private static final class Counting extends JournalInBetween {
        private int read;

        Counting(Journal journal) {
            super(journal);
        }

        private List<Entry> count(List<Entry> entries) {
            read += entries.size();
            return entries;
        }

        @Override
        public List<Entry> readForward(Selection selection, Position after, int limit) {
            return count(super.readForward(selection, after, limit));
        }

        @Override
        public List<Entry> readStream(StreamId stream, long revision, int limit) {
            return count(super.readStream(stream, revision, limit));
        }
    }

    @BeforeEach
    void given_two_projects_and_a_small_one() throws IOException {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
        fixture.run(SAMPLES.resolve("design-layout"));
        fixture.run(Folder.copy(SAMPLES.resolve("real-b-var-journal7"), temporary.resolve("second")));
        Path small = temporary.resolve("small");
        Folder.write(small, ".deespec/specs/sbi/PAY-1/meta.yaml", "id: PAY-1\ntitle: Pay\n");
        Folder.write(small, ".deespec/specs/sbi/PAY-1/spec.md", "# Pay\n");
        fixture.run(small);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_project_is_exported_without_reading_what_the_others_have() throws IOException {
        var counting = new Counting(fixture.journal);
        Path out = temporary.resolve("out");

        new Export(counting, fixture.codec, fixture.timelines, List.of(new DeespecWriter()), ImportFixture.CLOCK)
                .run(
                        new Export.Options(
                                "deespec", out, Optional.of("source"), Optional.of("small"), Optional.empty(), false),
                        Metadata.of("ada", "cli"),
                        _ -> {});

        assertThat(Folder.bytes(out)).isEqualTo(Folder.bytes(temporary.resolve("small")));
        assertThat(fixture.journal.head().value()).isGreaterThan(100);
        assertThat(counting.read).isBetween(2, 10); // its own two, and one thing of each other project
    }

    private ProjectHistory history() {
        return ProjectHistory.open(
                fixture.journal, fixture.codec, fixture.timelines, fixture.journal.head(), new DeespecWriter());
    }

    private static List<String> keys(ProjectHistory history, String category) {
        var keys = new ArrayList<String>();
        history.each(category, account -> keys.add(account.stream().key()));
        return keys;
    }

    @Test
    void a_project_of_which_nothing_counts_any_more_is_none() {
        assertThat(history().projects()).containsExactlyInAnyOrder("", "second", "small");

        fixture.takeBack("RUN-2");
        assertThat(history().projects()).containsExactlyInAnyOrder("", "small");

        fixture.takeBack("RUN-1");
        assertThat(history().projects()).containsExactly("small");
        fixture.takeBack("RUN-3");
        assertThat(history().projects()).containsExactly("");
    }

    @Test
    void settings_are_those_of_the_project_that_they_are_called_by() throws IOException {
        Folder.write(temporary.resolve("small"), ".deespec/setting.json", "{\"timeout_sec\": 60}\n");
        fixture.run(temporary.resolve("small"));

        assertThat(keys(history().of("small"), "config")).isNotEmpty().allMatch(key -> key.startsWith("small!/"));
        assertThat(keys(history(), "config")).noneMatch(key -> key.startsWith("small!/"));
        assertThat(history().of("small").project()).isEqualTo("small");
    }

    @Test
    void a_thing_with_many_facts_is_known_to_the_last_of_them() {
        var task = new SbiId("PAY-1");
        int before = fixture.events(new StreamId("sbi", "PAY-1")).size();
        for (int i = 1; i <= 1_300; i++) {
            fixture.append(new SbiEvent.Retitled(task, "Title " + i));
        }

        assertThat(history().account(new StreamId("sbi", "PAY-1")).entries())
                .hasSize(before + 1_300)
                .last()
                .satisfies(last -> assertThat(last.event()).hasToString("Retitled[sbi=PAY-1, title=Title 1300]"));
    }

    @Test
    void the_one_tool_whose_files_were_taken_over_is_meant_and_of_several_one_has_to_be_named() {
        var export = new Export(
                fixture.journal,
                fixture.codec,
                fixture.timelines,
                AllSlices.of().writers().reversed(),
                ImportFixture.CLOCK);

        assertThat(export.meant()).isEqualTo("deespec");

        fixture.journal
                .append(new Append(
                        List.of(fixture.codec.draft(
                                new UUID(1, 1),
                                new StreamId("import", "r1"),
                                new ImportStarted("r1", "gum", "/home/ada", ""),
                                Metadata.of("ada", "cli"),
                                ImportFixture.CLOCK.instant())),
                        Map.of()))
                .join();
        assertThatThrownBy(export::meant)
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("files of deespec, gum were taken over: want one of them");
    }

    @Test
    void where_no_files_were_taken_over_the_first_tool_is_meant() {
        try (var empty = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK))) {
            List<LegacyWriter> writers = AllSlices.of().writers();

            assertThat(new Export(empty.journal, empty.codec, empty.timelines, writers, ImportFixture.CLOCK).meant())
                    .isEqualTo("deespec");
        }
    }
}
