package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is acknowledged that went into a file which is not at its path any more. */
final class FilesGoneTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");
    private static final int ACKNOWLEDGED = 20;

    @TempDir
    private Path root;

    private Path folder;
    private Path file;
    private SqliteJournal journal;

    @BeforeEach
    void given_a_journal_with_acknowledged_entries() throws IOException {
        folder = Files.createDirectory(root.resolve("data"));
        file = folder.resolve("journal.db");
        journal = SqliteJournal.open(file, InstantSource.system());
        IntStream.rangeClosed(1, ACKNOWLEDGED)
                .forEach(number -> append(journal, number).join());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void a_removed_journal_takes_nothing_and_what_it_held_is_copied() throws IOException {
        Files.delete(file);

        assertRefused("journal.db was removed or renamed while it was open", "positions 21 to 21", "those up to 20");
        journal.close();
        Path copy;
        try (var copies = Files.list(folder.resolve("backups"))) {
            copy = copies.findFirst().orElseThrow();
        }
        assertThat(copy.getFileName().toString()).startsWith("rescued-").endsWith("-journal.db");
        assertHoldsAcknowledged(copy);
    }

    @Test
    void a_replaced_journal_takes_nothing_and_is_not_mixed_with_the_other() throws Exception {
        Path other = root.resolve("other.db");
        try (var it = SqliteJournal.open(other, InstantSource.system())) {
            append(it, 99).join();
        }
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(folder.resolve("journal.db-wal"));
        Files.delete(folder.resolve("journal.db-shm"));

        // at once, which takes more connections than there are yet
        try (var threads = Executors.newFixedThreadPool(8)) {
            var reads = IntStream.range(0, 4_000)
                    .mapToObj(_ -> threads.submit(() -> journal.readForward(Selection.all(), Position.START, 100)))
                    .toList();
            for (var read : reads) {
                assertThat(read.get()).hasSize(ACKNOWLEDGED);
            }
        }
        assertThat(new SqliteScrub(file).run(_ -> {}).flaws()).isEmpty();
        assertThat(new SqliteScrub(file, journal).run(_ -> {}).flaws())
                .singleElement()
                .satisfies(it -> assertThat(it.what()).contains("the file was replaced"));
        assertRefused("journal.db was replaced by another file while it was open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-wal", "-shm"})
    void a_journal_without_its_log_takes_nothing_and_keeps_what_was_acknowledged(String suffix) throws IOException {
        Files.delete(folder.resolve("journal.db" + suffix));

        assertRefused("journal.db%s was removed".formatted(suffix), "folded into it: start again");
        journal.close();
        assertHoldsAcknowledged(file);
    }

    @Test
    void a_journal_whose_folder_was_renamed_goes_on_once_it_is_back() throws IOException {
        Files.move(folder, root.resolve("elsewhere"));

        assertRefused("journal.db was removed or renamed", "Look where its folder was moved to");
        assertThat(folder).doesNotExist();
        journal.close();
        Files.move(root.resolve("elsewhere"), folder);
        assertHoldsAcknowledged(file);
    }

    @Test
    void a_folder_that_came_in_its_place_is_not_written_to() throws IOException {
        Files.move(folder, root.resolve("elsewhere"));
        Files.createDirectory(folder);

        assertRefused("journal.db was removed or renamed", "Look where its folder was moved to");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_journal_that_nobody_writes_to_notices_it_too() throws IOException {
        assertThat(journal.unavailable()).isEmpty();

        Files.delete(file);

        assertThat(journal.unavailable())
                .hasValueSatisfying(why -> assertThat(why).contains("was removed"));
        await().untilAsserted(() -> assertThat(journal.unavailable())
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("positions up to 20 were acknowledged before", "can be read but takes nothing")));
        assertThat(append(journal, 21)).isCompletedExceptionally();
    }

    private void assertRefused(String... told) {
        Throwable failure = append(journal, 21).handle((_, thrown) -> thrown).join();

        assertThat(failure).isInstanceOf(JournalUnavailable.class).hasMessageContainingAll(told);
        assertThat(failure).hasMessageContaining("Whether this was written is unknown");
        assertThat(journal.unavailable())
                .hasValueSatisfying(
                        why -> assertThat(why).contains(told).doesNotContain("Whether this was written is unknown"));
        assertThat(journal.head()).isEqualTo(new Position(ACKNOWLEDGED));
        assertThat(append(journal, 22)).isCompletedExceptionally();
        assertThat(journal.readForward(Selection.all(), Position.START, 100)).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
    }

    private static void assertHoldsAcknowledged(Path file) {
        try (var opened = SqliteJournal.open(file, InstantSource.system())) {
            assertThat(opened.head().value()).isGreaterThanOrEqualTo(ACKNOWLEDGED);
            assertThat(new SqliteScrub(file).run(_ -> {}).flaws()).isEmpty();
        }
    }

    private static CompletableFuture<?> append(SqliteJournal journal, int number) {
        return journal.append(new Append(List.of(draft(ONE, number)), Map.of()));
    }
}
