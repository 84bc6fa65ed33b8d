package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.deespec.DeespecSource;
import dev.daybook.sbi.deespec.DeespecWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
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
}
