package dev.daybook.upkeep;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.JournalTransfer.Copied;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal is copied out of a file into a database and back, and is the same. */
final class JournalTransferTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");
    private static final StreamId TWO = StreamId.parse("sbi/two");
    private static final String LARGE = "a large value ".repeat(10_000);
    private static final String GONE = "what was leaked ".repeat(10_000);

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");
    private Journal original;

    @BeforeEach
    void given_a_journal_with_everything_in_it() {
        original = SqliteJournal.open(folder.resolve("original.db"), () -> now);
        append(draft(ONE, 1), draft(TWO, 2), draft(ONE, 3));
        append(large(ONE, 4, LARGE), large(TWO, 5, GONE));
        for (int number = 10; number < 30; number++) {
            append(draft(ONE, number));
        }
        original.append(Erasing.of(original, List.of(hash(GONE)), 2L, 5L)).join();
        append(draft(TWO, 40));
    }

    @AfterEach
    void close() {
        original.close();
    }

    private void append(Draft... drafts) {
        now = now.plusMillis(1);
        original.append(new Append(List.of(drafts), Map.of())).join();
    }

    private static Sha256 hash(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Copied copy(Journal from, Path file) {
        return JournalTransfer.copy(
                from, clock -> SqliteJournal.openUnfinished(file, clock), InstantSource.system(), Progress.UNHEARD);
    }

    private static Copied copy(Journal from, Database database) {
        return JournalTransfer.copy(
                from,
                clock -> PostgresJournal.open(database.server(), clock),
                InstantSource.system(),
                Progress.UNHEARD);
    }

    @Test
    void it_is_the_same_in_the_database_and_back_in_a_file() {
        Database database = Database.begin();
        Path back = folder.resolve("back.db");

        assertThat(copy(original, database).copied()).isEqualTo(27);
        try (var copy = PostgresJournal.open(database.server(), InstantSource.system())) {
            assertSame(copy);
            assertThat(copy.scrub().run(_ -> {}).flaws()).isEmpty();
            assertThat(copy(copy, back).copied()).isEqualTo(27);
        }
        try (var copy = SqliteJournal.open(back, InstantSource.system())) {
            assertSame(copy);
            assertThat(new SqliteScrub(back).run(_ -> {}).flaws()).isEmpty();
        }
    }

    private void assertSame(Journal copy) {
        List<Entry> entries = original.readForward(Selection.all(), Position.START, 100);
        assertThat(copy.readForward(Selection.all(), Position.START, 100)).isEqualTo(entries);
        assertThat(copy.chain(Position.START, 100)).isEqualTo(original.chain(Position.START, 100));
        assertThat(copy.blobs().read(hash(LARGE))).contains(Payload.of(LARGE));
        assertThat(copy.blobs().read(hash(GONE))).isEmpty();
        for (Entry entry : entries) {
            assertThat(copy.erasedBy(entry.position())).isEqualTo(original.erasedBy(entry.position()));
        }
        assertThat(entries).filteredOn(entry -> entry.payload().isErased()).hasSize(2);
    }

    @Test
    void one_that_was_stopped_goes_on_and_takes_what_came_since() {
        Path file = folder.resolve("copy.db");
        assertThatThrownBy(() -> JournalTransfer.copy(
                        original,
                        clock -> SqliteJournal.openUnfinished(file, clock),
                        InstantSource.system(),
                        (done, _, _) -> {
                            if (done > 7) {
                                throw new CancellationException("stopped");
                            }
                        }))
                .isInstanceOf(CancellationException.class);
        append(draft(TWO, 41));

        assertThat(copy(original, file).copied()).isEqualTo(20);
        assertThat(copy(original, file).copied()).isZero();
        try (var copy = SqliteJournal.open(file, InstantSource.system())) {
            assertSame(copy);
        }
    }

    @Test
    void what_holds_something_else_is_no_copy() {
        Path file = folder.resolve("other.db");
        try (var other = SqliteJournal.open(file, InstantSource.system())) {
            other.append(new Append(List.of(draft(TWO, 99)), Map.of())).join();
        }

        assertThatThrownBy(() -> copy(original, file))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("holds 1 entries that are not the beginning");
        assertThatThrownBy(() -> copy(new MemoryJournal(InstantSource.system()), file))
                .isInstanceOf(Rejected.class);
    }
}
