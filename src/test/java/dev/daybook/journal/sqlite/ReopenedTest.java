package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is closed, and opened once more. */
final class ReopenedTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");
    private static final StreamId TWO = StreamId.parse("sbi/two");

    @TempDir
    private Path folder;

    private SqliteJournal open() {
        return SqliteJournal.open(folder.resolve("journal.db"), InstantSource.system());
    }

    private static CompletableFuture<Appended> append(SqliteJournal journal, StreamId stream, int number) {
        return journal.append(new Append(List.of(draft(stream, number)), Map.of()));
    }

    @Test
    void streams_go_on_where_they_were() {
        try (SqliteJournal journal = open()) {
            append(journal, ONE, 1).join();
        }

        try (SqliteJournal journal = open()) {
            assertThat(append(journal, ONE, 2).join().places())
                    .containsExactly(new Appended.Place(new Position(2), 1, false));
            assertThat(append(journal, TWO, 3).join().places())
                    .containsExactly(new Appended.Place(new Position(3), 0, false));
            assertThat(journal.readForward(Selection.stream(ONE), Position.START, 10))
                    .hasSize(2);
        }
    }

    @Test
    void what_was_asked_before_it_was_closed_is_written() {
        List<CompletableFuture<Appended>> asked = new ArrayList<>();
        try (SqliteJournal journal = open()) {
            for (int number = 1; number <= 2_000; number++) {
                asked.add(append(journal, ONE, number));
            }
        }

        assertThat(asked).allSatisfy(one -> assertThat(one).isCompleted());
        try (SqliteJournal journal = open()) {
            assertThat(journal.head()).isEqualTo(new Position(2_000));
        }
    }

    @Test
    void its_files_are_for_its_owner_alone() throws Exception {
        try (SqliteJournal journal = open()) {
            append(journal, ONE, 1).join();
            try (var files = Files.list(folder)) {
                assertThat(files.toList())
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }
}
