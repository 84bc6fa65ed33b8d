package dev.daybook.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.journal.sqlite.SqliteSnapshots;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.Histories;
import dev.daybook.projection.ReadModels;
import dev.daybook.upkeep.DatabaseCheck;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bits that flip and files that end early, anywhere in a journal, its log, the read models and snapshots: it is found and located, or it
 * is harmless, which is that all answers are as before. {@code -Ddaybook.torture=true}: many.
 */
final class SeededDamageTest {

    private static final int EVENTS = 60;
    private static final int SNAPSHOTS = 30;

    @TempDir
    private Path folder;

    private Path whole;
    private List<Object> entries = List.of();
    private List<String> hashes = List.of();

    /** A directory as a kill leaves it: half of the journal still stands in its log. */
    @BeforeEach
    void given_a_directory() throws IOException {
        whole = folder.resolve("whole");
        Path running = Files.createDirectories(folder.resolve("running"));
        try (var chronicle = chronicle(running)) {
            chronicle.append(new Histories(1, 10).events(EVENTS));
            chronicle.posted(running.resolve("read"));
        }
        try (var chronicle = chronicle(running)) {
            chronicle.append(new Histories(2, 10).events(EVENTS));
            hashes = hashes(chronicle.posted(running.resolve("read")));
            entries = entries(chronicle.journal);
            Folder.copy(running, whole);
        }
        assertThat(whole.resolve("journal.db-wal")).isNotEmptyFile();
    }

    private static Chronicle chronicle(Path data) {
        return new Chronicle(clock -> SqliteJournal.open(data.resolve("journal.db"), clock));
    }

    private static List<String> hashes(ReadModels models) {
        return models.names().stream().map(models::tableHash).toList();
    }

    /** Returns what each entry says, with its proof. */
    private static List<Object> entries(Journal journal) {
        return journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE).stream()
                .<Object>map(
                        entry -> List.of(entry, journal.link(entry.position()).orElseThrow()))
                .toList();
    }

    @Test
    void damage_to_the_journal_is_found_and_located_or_harmless() {
        Torture.seeds("damage-journal", 15, 5_000, seed -> {
            var random = new Random(seed);
            Path data = Folder.copy(whole, folder.resolve("damaged-" + seed));
            String how = damage(data.resolve(random.nextBoolean() ? "journal.db" : "journal.db-wal"), random);
            try (var chronicle = chronicle(data)) {
                assertFoundOrHarmless(chronicle.journal, data, how);
            } catch (JournalDamaged e) {
                assertThat(e.getMessage()).as(how).containsPattern("page|position|bytes|header|entry|ends at|step");
            } catch (JournalUnavailable e) {
                assertThat(e.getMessage()).as(how).contains("journal.db");
            }
            Deleted.tree(data);
        });
    }

    /** What is cut off the log was committed: without a signed head, a journal that ends earlier looks whole. */
    private void assertFoundOrHarmless(Journal journal, Path data, String how) {
        List<Object> now = new ArrayList<>();
        List<Scrub.Flaw> flaws =
                new SqliteScrub(data.resolve("journal.db")).run(_ -> {}).flaws();
        try {
            now.addAll(entries(journal));
        } catch (JournalUnavailable e) {
            assertThat(flaws).as(how + ": cannot be read: " + e.getMessage()).isNotEmpty();
            return;
        }
        if (flaws.isEmpty()) {
            assertThat(entries.subList(0, now.size())).as(how).isEqualTo(now);
            if (now.size() < entries.size()) {
                assertThat(how).as("only the log can end earlier").contains("journal.db-wal");
            }
        }
    }

    @Test
    void damage_to_a_read_model_is_found_or_changes_no_answer() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(whole.resolve("read"))) {
            files = all.filter(file -> file.toString().matches(".*[.](db|db-wal|json)"))
                    .map(file -> whole.relativize(file))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(10);
        Torture.seeds("damage-read-models", 4, 3_000, seed -> {
            var random = new Random(seed);
            Path data = Folder.copy(whole, folder.resolve("damaged-" + seed));
            String how = damage(data.resolve(files.get(random.nextInt(files.size()))), random);
            try (var chronicle = chronicle(data)) {
                ReadModels models = chronicle.posted(data.resolve("read"));
                List<String> found = new ArrayList<>();
                // An index can hide a destroyed row from the comparison: hence both checks, as verify runs them.
                models.files()
                        .forEach(file -> DatabaseCheck.findings(file, () -> {})
                                .forEach(finding -> found.add(finding.toString())));
                models.verify(_ -> {}).forEach(finding -> found.add(finding.projection() + " " + finding.what()));
                if (found.isEmpty()) {
                    assertThat(hashes(models)).as(how).isEqualTo(hashes);
                }
            }
            Deleted.tree(data);
        });
    }

    @Test
    void damage_to_a_snapshot_is_found_or_changes_no_state() throws IOException {
        Path running = Files.createDirectories(folder.resolve("taken"));
        Path taken;
        try (var snapshots = SqliteSnapshots.open(running.resolve("snapshots.db"), "shape")) {
            for (int number = 0; number < SNAPSHOTS; number++) {
                snapshots.save(stream(number), number % 2, snapshot(number));
            }
            taken = Folder.copy(running, folder.resolve("snapshots")); // as a kill leaves it
        }
        assertThat(taken.resolve("snapshots.db-wal")).isNotEmptyFile();
        Torture.seeds("damage-snapshots", 60, 20_000, seed -> {
            var random = new Random(seed);
            Path data = Folder.copy(taken, folder.resolve("damaged-" + seed));
            Path file = data.resolve("snapshots.db");
            if (random.nextBoolean()) {
                SqliteSnapshots.open(file, "shape").close(); // its log is folded
            }
            String how = damage(
                    Files.exists(data.resolve("snapshots.db-wal")) && random.nextBoolean()
                            ? data.resolve("snapshots.db-wal")
                            : file,
                    random);
            assertThat(SqliteSnapshots.farthest(file))
                    .as(how)
                    .isLessThanOrEqualTo(snapshot(SNAPSHOTS).madeOf().position());
            try (var snapshots = SqliteSnapshots.open(file, "shape")) {
                for (int number = 0; number < SNAPSHOTS; number++) {
                    for (int timeline = 0; timeline < 2; timeline++) {
                        Optional<Snapshots.Snapshot> latest = snapshots.latest(stream(number), timeline);
                        if (latest.isPresent()) {
                            assertThat(timeline).as(how).isEqualTo(number % 2);
                            assertThat(latest).as(how).contains(snapshot(number));
                        }
                    }
                }
            }
            Deleted.tree(data);
        });
    }

    private static StreamId stream(int number) {
        return new StreamId("sbi", "task-" + number);
    }

    private static Snapshots.Snapshot snapshot(int number) {
        return new Snapshots.Snapshot(
                number * 7L,
                new Link(new Position(number * 9L + 1), Sha256.hash(new byte[] {(byte) number})),
                Payload.of("{\"title\":\"Task %d\",\"turns\":%d}"
                        .formatted(number, number * 31)
                        .repeat(10)));
    }

    /** Flips some bits, or ends the file early; returns in words what was done. */
    private static String damage(Path file, Random random) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "rw")) {
            if (access.length() == 0 || random.nextInt(5) == 0) {
                long size = access.length() == 0 ? 0 : (long) (random.nextDouble() * access.length());
                access.setLength(size);
                return "%s cut to %d bytes".formatted(file.getFileName(), size);
            }
            var how = new StringBuilder(file.getFileName() + " flipped at");
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                long at = (long) (random.nextDouble() * access.length());
                access.seek(at);
                int was = access.read();
                access.seek(at);
                access.write(was ^ 1 << random.nextInt(8));
                how.append(' ').append(at);
            }
            return how.toString();
        }
    }
}
