package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal is copied while it is written to and its log is folded into it, and each copy is a whole one. */
class JournalCopyTest {

    /** Else the log would be folded once in the whole test. */
    private static final List<String> FOLDED_OFTEN = List.of("PRAGMA wal_autocheckpoint = 8");

    private static final int COPIES = 6;

    /** So that the test is short on a slow machine as well. */
    private static final int WRITTEN_MAX = 4_000;

    @TempDir
    private Path folder;

    private static List<Draft> drafts(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(n -> draft(new StreamId("sbi", "stream-" + n % 50), n))
                .toList();
    }

    private static void assertWhole(Path copy, JournalMark mark) throws SQLException {
        Scrub.Result proof = new SqliteScrub(copy).run(_ -> {});
        assertThat(proof.flaws()).isEmpty();
        assertThat(proof.end()).isEqualTo(mark.head());
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                var query = connection.prepareStatement("PRAGMA integrity_check");
                var row = query.executeQuery()) {
            assertThat(row.getString(1)).isEqualTo("ok");
        }
    }

    @Test
    void each_copy_that_is_made_while_it_is_written_to_is_whole() throws Exception {
        Path file = folder.resolve("journal.db");
        var copying = new JournalCopy(InstantSource.system());
        var over = new AtomicBoolean();
        try (var journal = SqliteJournal.open(file, InstantSource.system(), FOLDED_OFTEN)) {
            journal.append(new Append(drafts(0, 1_000), Map.of())).join();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int n = 1_000; !over.get() && n < WRITTEN_MAX; n += 20) {
                    journal.append(new Append(drafts(n, 20), Map.of())).join();
                }
            });
            Position before = Position.START;
            for (int i = 0; i < COPIES; i++) {
                Path copy = folder.resolve("copy-%d.db".formatted(i));
                Position head = journal.head();

                JournalMark mark = i % 3 == 2
                        ? copying.byPages(file, copy, (_, _) -> {})
                        : copying.whole(file, copy, (_, _) -> {});

                assertThat(mark.head().position()).isGreaterThanOrEqualTo(head).isGreaterThanOrEqualTo(before);
                assertWhole(copy, mark);
                assertThat(copy.resolveSibling(copy.getFileName() + "-wal"))
                        .satisfiesAnyOf(
                                log -> assertThat(log).doesNotExist(),
                                log -> assertThat(log).isEmptyFile());
                before = mark.head().position();
            }
            over.set(true);
            writer.join();
            assertThat(journal.unavailable()).isEmpty();
        }
    }

    @Test
    void a_copy_is_for_its_owner_alone_while_it_is_made_and_after() throws Exception {
        Path file = folder.resolve("journal.db");
        Path copies = Files.createDirectory(folder.resolve("copies"));
        var copying = new JournalCopy(InstantSource.system());
        var rights = new HashSet<String>();
        try (var journal = SqliteJournal.open(file, InstantSource.system(), List.of("PRAGMA wal_autocheckpoint = 0"))) {
            journal.append(new Append(drafts(0, 1_000), Map.of())).join(); // the log has all of it

            copying.whole(file, copies.resolve("one.db"), (_, _) -> rights.addAll(rights(copies)));
            copying.byPages(file, copies.resolve("other.db"), (_, _) -> rights.addAll(rights(copies)));
        }

        rights.addAll(rights(copies));
        assertThat(rights).containsExactly("rw-------");
    }

    private static List<String> rights(Path folder) {
        try (var files = Files.list(folder)) {
            var all = new ArrayList<String>();
            for (Path file : files.toList()) {
                all.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the log has is in the file: whoever writes then begins it anew, whether somebody copies it or not. */
    @Test
    void a_log_that_is_begun_anew_while_it_is_copied_is_copied_again() throws Exception {
        Path file = folder.resolve("journal.db");
        Path half = folder.resolve("half");
        Path goOn = folder.resolve("go-on");
        Path program = slowly(half, goOn);
        var copying = new JournalCopy(InstantSource.system());
        try (var journal = SqliteJournal.open(file, InstantSource.system(), List.of("PRAGMA wal_autocheckpoint = 0"))) {
            for (int n = 0; n < 2_000; n += 20) {
                journal.append(new Append(drafts(n, 20), Map.of())).join();
            }
            fold(file);
            Path copy = folder.resolve("copy.db");
            var copied = new FutureTask<>(() -> copying.byFiles(new OutsideCopy(program), file, copy, (_, _) -> {}));
            Thread.ofPlatform().start(copied);
            await().until(() -> Files.exists(half));
            for (int n = 2_000; n < 4_000; n += 20) {
                journal.append(new Append(drafts(n, 20), Map.of())).join();
            }
            Files.createFile(goOn);

            JournalMark mark = copied.get();

            assertThat(mark.head().position()).isEqualTo(new Position(4_000));
            assertWhole(copy, mark);
        }
    }

    /** A program that copies half of a log, the first time, and then waits. */
    private Path slowly(Path half, Path goOn) throws IOException {
        Path program = Files.writeString(folder.resolve("cp"), """
                #!/bin/sh
                case "$2" in
                *-wal)
                    if [ ! -e '%1$s' ]; then
                        size=$(($(wc -c <"$2") / 2))
                        head -c "$size" "$2" >"$3"
                        : >'%1$s'
                        while [ ! -e '%2$s' ]; do sleep 0.02; done
                        exec tail -c +"$((size + 1))" "$2" >>"$3"
                    fi
                    ;;
                esac
                exec cp -- "$2" "$3"
                """.formatted(half, goOn));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }

    private static void fold(Path file) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var query = connection.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)");
                var row = query.executeQuery()) {
            assertThat(row.getInt(2)).as("all of the log is in the file").isEqualTo(row.getInt(3));
        }
    }

    @Test
    void what_is_proven_by_several_threads_is_what_one_proves() throws Exception {
        Path file = folder.resolve("journal.db");
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            journal.append(new Append(drafts(0, 1_600), Map.of())).join();
        }
        Scrub.Result one = new SqliteScrub(file).run(_ -> {});
        assertThat(new ParallelScrub(file, 3, 100).run(_ -> {})).isEqualTo(one);

        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("DROP TRIGGER entry_is_never_changed");
            for (int at : List.of(4, 540, 1_200)) {
                statement.executeUpdate("UPDATE entry SET payload = x'7b7d' WHERE position = " + at);
            }
            // of the link at a cut both parts tell, as one does of it and of the one behind it
            statement.executeUpdate("UPDATE entry SET chain = zeroblob(32) WHERE position = 533");
        }
        Scrub.Result damaged = new SqliteScrub(file).run(_ -> {});
        assertThat(damaged.flaws()).hasSizeGreaterThan(4);
        assertThat(new ParallelScrub(file, 3, 100).run(_ -> {})).isEqualTo(damaged);
    }

    @Test
    void a_proof_that_nobody_wants_any_more_ends_in_all_its_threads() {
        Path file = folder.resolve("journal.db");
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            journal.append(new Append(drafts(0, 1_000), Map.of())).join();
        }
        assertThatThrownBy(() -> new ParallelScrub(file, 2, 100).run(Link.START, _ -> {
                    throw new IllegalStateException("cancelled");
                }))
                .hasMessage("cancelled");
    }

    @Test
    void a_disk_without_room_is_told_in_its_words() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full) && OutsideCopy.find().isPresent(), "this system has no device that is full");
        Path file = Files.writeString(folder.resolve("file"), "text");

        assertThatThrownBy(() -> OutsideCopy.find().orElseThrow().copy(file, full, (_, _) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left on device");
    }
}
