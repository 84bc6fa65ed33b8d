package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.Link;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sqlite.DamagedJournal.Range;
import dev.daybook.journal.sqlite.Schema;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.operation.Progress;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is damaged in a journal comes back from a backup, where the chain proves that it is the same. */
class JournalRepairTest {

    private static final int PAGE = 4_096;
    private static final int BEFORE = 60;
    private static final int BEHIND = 25;
    private static final int ALL = BEFORE + BEHIND;

    @TempDir
    private Path folder;

    private BackedUp given;
    private List<Object> content = List.of();
    private JournalRepair.Known known = new JournalRepair.Known(Position.START, List.of());

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(BEFORE);
    }

    @AfterEach
    void close() {
        given.close();
    }

    private Path journal() {
        return given.data().resolve("journal.db");
    }

    private Path aside() {
        return given.data().resolve("set-aside").resolve("damaged");
    }

    /** Goes on behind the backup, and stops. */
    private byte[] stopped() throws IOException {
        given.facts(BEHIND);
        return closed();
    }

    private byte[] closed() throws IOException {
        content = BackedUp.content(given.journal(), given.journal().head().value());
        given.close();
        return Files.readAllBytes(journal());
    }

    private JournalRepair.Order order(Optional<Position> upTo, boolean dryRun) {
        return new JournalRepair.Order(
                given.backups(), Optional.empty(), given.secret(), Optional.empty(), upTo, dryRun);
    }

    private JournalRepair.Repaired repair(JournalRepair.Order order) {
        return JournalRepair.repair(journal(), known, order, aside(), InstantSource.system(), Progress.UNHEARD);
    }

    private JournalRepair.Repaired repair() {
        return repair(order(Optional.empty(), false));
    }

    private void assertWhole() {
        assertThat(new SqliteScrub(journal()).run(_ -> {}).flaws()).isEmpty();
        try (var repaired = SqliteJournal.open(journal(), InstantSource.system())) {
            assertThat(BackedUp.content(repaired, repaired.head().value())).isEqualTo(content);
        }
    }

    /** Changes one letter of an entry's payload, wherever it stands. */
    private static byte[] flipped(byte[] whole, String text) {
        byte[] sought = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = whole.clone();
        boolean found = false;
        for (int at = 0; at + sought.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
                bytes[at] ^= 0x01;
                found = true;
            }
        }
        assertThat(found).as(text).isTrue();
        return bytes;
    }

    private String payload(int position) {
        try (var journal = SqliteJournal.reading(journal(), InstantSource.system())) {
            return journal.readForward(Selection.all(), new Position(position - 1L), 1)
                    .getFirst()
                    .payload()
                    .toString();
        }
    }

    @Test
    void a_changed_entry_comes_back_and_what_came_after_the_backup_stays() throws IOException {
        BackupManifest backup = given.full();
        byte[] whole = stopped();
        byte[] damaged = flipped(whole, payload(17));
        Files.write(journal(), damaged);

        JournalRepair.Repaired repaired = repair();

        assertThat(repaired.taken())
                .extracting(Range::first, Range::last)
                .containsExactly(tuple(new Position(17), new Position(17)));
        assertThat(repaired.of()).containsExactly(backup.id());
        assertThat(repaired.backupEnd()).isEqualTo(new Position(BEFORE));
        assertThat(repaired.end()).isEqualTo(new Position(ALL));
        assertThat(aside().resolve("journal.db")).hasBinaryContent(damaged);
        assertWhole();
    }

    /** The backup still has it: it comes with what is taken back, and goes again. */
    @Test
    void what_was_erased_since_the_backup_does_not_come_back() throws IOException {
        given.full();
        String secret = given.journal()
                .readForward(Selection.all(), new Position(15), 1)
                .getFirst()
                .payload()
                .toString();
        given.journal().append(Erasing.of(given.journal(), List.of(), 16L)).join();
        byte[] whole = stopped();
        Files.write(journal(), flipped(whole, payload(18)));

        JournalRepair.Repaired repaired = repair();

        assertThat(repaired.taken())
                .extracting(Range::first, Range::last)
                .containsExactly(tuple(new Position(18), new Position(18)));
        assertThat(new String(Files.readAllBytes(journal()), StandardCharsets.ISO_8859_1))
                .doesNotContain(secret);
        assertWhole();
    }

    @Test
    void it_is_taken_from_encrypted_and_incremental_backups_too() throws IOException {
        byte[] key = new byte[32];
        new Random(9).nextBytes(key);
        given.encrypted(new BackupSecret(Files.write(folder.resolve("key"), key), false))
                .compressed();
        BackupManifest full = given.full();
        BackupManifest more = given.facts(10).more();
        given.facts(5);
        byte[] whole = closed();
        Files.write(journal(), flipped(flipped(whole, payload(3)), payload(BEFORE + 4)));

        assertThat(repair().of()).containsExactly(full.id(), more.id());

        assertWhole();
    }

    /** Whatever page it is: of the entries, of an index, of names, of large values, of the end. */
    @Test
    void a_zeroed_page_comes_back_or_is_refused_and_then_nothing_is_changed() throws IOException {
        given.full();
        byte[] whole = stopped();
        int repaired = 0;
        int pages = whole.length / PAGE;
        for (int page = 0; page < pages; page += 1 + pages / 25) {
            byte[] bytes = whole.clone();
            Arrays.fill(bytes, page * PAGE, (page + 1) * PAGE, (byte) 0);
            Files.write(journal(), bytes);
            try {
                repair();
                repaired++;
                assertWhole();
            } catch (Rejected e) {
                assertThat(e).hasMessageContaining("backup");
                assertThat(journal()).hasBinaryContent(bytes);
            }
            clean();
        }
        assertThat(repaired).isGreaterThan(pages / 2 / (1 + pages / 25));
    }

    private void clean() throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(journal().resolveSibling("journal.db" + suffix));
        }
        DurableFiles.removeTree(aside());
    }

    @Test
    void a_cut_file_comes_back_as_far_as_the_backup_reaches_and_as_it_is_known_to() throws IOException {
        given.facts(BEHIND);
        given.full();
        Link end = new Link(
                given.journal().head(),
                given.journal().link(given.journal().head()).orElseThrow());
        byte[] whole = closed();
        known = new JournalRepair.Known(end.position(), List.of(end));

        Files.write(journal(), Arrays.copyOf(whole, whole.length - 3 * PAGE));
        repair();
        assertWhole();

        // nobody can say that nothing stood behind the backup's end where not even the end can be read
        clean();
        Files.write(journal(), Arrays.copyOf(whole, whole.length / 2 / PAGE * PAGE));
        assertThatThrownBy(this::repair).hasMessageContaining("--up-to " + ALL);
        repair(order(Optional.of(end.position()), false));
        assertWhole();
    }

    @Test
    void damage_behind_the_backup_is_refused_with_its_position_unless_it_is_given_up() throws IOException {
        given.full();
        byte[] whole = stopped();
        byte[] damaged = flipped(whole, payload(ALL - 3));
        Files.write(journal(), damaged);

        assertThatThrownBy(this::repair)
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("the backup ends at position " + BEFORE)
                .hasMessageContaining("position %d: its payload does not have the stored hash".formatted(ALL - 3))
                .hasMessageContaining("--up-to " + (ALL - 4));
        assertThat(journal()).hasBinaryContent(damaged);
        assertThat(given.data().resolve("repaired.part")).doesNotExist();

        assertThat(repair(order(Optional.of(new Position(ALL - 4)), false)).end())
                .isEqualTo(new Position(ALL - 4));
        content = content.subList(0, ALL - 4);
        assertWhole();
        assertThat(aside().resolve("journal.db")).hasBinaryContent(damaged);
    }

    /** Changes the file as somebody could who has SQLite: what forbids it is taken away. */
    private void change(String statement) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + journal());
                var sql = connection.createStatement()) {
            sql.execute("DROP TRIGGER entry_is_never_removed");
            sql.execute("PRAGMA foreign_keys = OFF");
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void entries_that_are_missing_come_back_those_beside_each_other_as_one_range() throws IOException {
        given.full();
        stopped();
        change("DELETE FROM entry WHERE position IN (1, 17, 18, 19, 40, %d)".formatted(BEFORE));

        assertThat(repair().taken())
                .extracting(Range::toString)
                .containsExactly(
                        "position 1 is missing",
                        "positions 17 to 19: the first of them is missing",
                        "position 40 is missing",
                        "position 60 is missing");

        assertWhole();
    }

    @Test
    void an_entry_that_is_missing_behind_the_backup_ends_what_is_kept() throws IOException {
        given.full();
        stopped();
        change("DELETE FROM entry WHERE position = %d".formatted(ALL - 3));

        assertThatThrownBy(this::repair)
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("position %d is missing, the next entry is %d".formatted(ALL - 3, ALL - 2));
        assertThat(repair(order(Optional.of(new Position(ALL - 4)), false)).end())
                .isEqualTo(new Position(ALL - 4));
        content = content.subList(0, ALL - 4);
        assertWhole();
    }

    /** A type, an actor, a source, a stream and a large value, none of which the backup knows. */
    @Test
    void what_only_entries_behind_the_backup_name_is_kept_with_them() throws IOException {
        given.full();
        var stream = new StreamId("file", "new");
        Draft large = Drafts.large(stream, ALL + 1, "only here");
        Metadata by = Metadata.of("agent:new", new Source.File(new Source.Project("deespec", ""), "new.json"));
        given.journal()
                .append(new Append(
                        List.of(new Draft(
                                large.id(),
                                stream,
                                "file.new",
                                1,
                                large.payload(),
                                large.blobs(),
                                by,
                                large.occurredAt())),
                        Map.of()))
                .join();
        Files.write(journal(), flipped(closed(), payload(17)));

        repair();

        assertWhole();
    }

    @Test
    void the_page_that_says_which_tables_there_are_comes_back() throws IOException {
        given.full();
        byte[] whole = stopped();
        Arrays.fill(whole, 0, PAGE, (byte) 0);
        Files.write(journal(), whole);
        known = new JournalRepair.Known(new Position(ALL), List.of());

        assertThat(repair().end()).isEqualTo(new Position(ALL));

        assertWhole();
    }

    @Test
    void a_log_that_was_damaged_has_lost_what_the_backup_gives_back() throws IOException {
        given.full();
        Path kept = Files.createDirectory(folder.resolve("killed"));
        given.facts(BEHIND);
        for (String name : List.of("journal.db", "journal.db-wal")) {
            Files.copy(given.data().resolve(name), kept.resolve(name)); // as a killed process leaves them
        }
        given.full();
        closed();
        byte[] log = Files.readAllBytes(kept.resolve("journal.db-wal"));
        log[log.length - PAGE / 2] ^= 0x10;
        clean();
        Files.copy(kept.resolve("journal.db"), journal());
        Files.write(journal().resolveSibling("journal.db-wal"), log);
        known = new JournalRepair.Known(new Position(ALL), List.of());

        JournalRepair.Repaired repaired = repair();

        assertThat(repaired.found().getFirst().toString()).contains("is missing", "reached position " + ALL);
        assertThat(aside().resolve("journal.db-wal")).hasBinaryContent(log);
        assertWhole();
    }

    @Test
    void a_backup_of_another_journal_is_refused() throws IOException {
        byte[] whole = stopped();
        Files.write(journal(), flipped(whole, payload(17)));
        try (var other =
                new BackedUp(folder.resolve("other")).later(Duration.ofDays(1)).facts(BEFORE)) {
            other.full();
            var order = new JournalRepair.Order(
                    other.backups(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

            assertThatThrownBy(() -> repair(order))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("from position 1 on the journal proves itself, and is another one");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 9})
    void a_journal_that_took_another_way_than_the_backup_is_refused_however_far_it_went(int facts) throws IOException {
        BackupManifest before = given.full();
        given.facts(5).full();
        given.close();
        clean();
        given.restore(new BackupRestoration.Until.At(new Position(BEFORE)), folder.resolve("back"));
        Files.copy(folder.resolve("back/journal.db"), journal());
        given = new BackedUp(folder).later(Duration.ofDays(2)).anew().facts(facts);
        byte[] whole = closed();
        Files.write(journal(), flipped(whole, payload(17)));

        assertThatThrownBy(this::repair)
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("from position %d on".formatted(BEFORE + 1));

        repair(new JournalRepair.Order(
                given.backups(),
                Optional.of(before.id()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false));
        assertWhole();
    }

    @Test
    void a_backup_that_is_damaged_itself_gives_way_to_the_one_before_it() throws IOException {
        BackupManifest sound = given.full();
        BackupManifest newer = given.facts(4).full();
        Path file = given.backups().resolve(newer.id()).resolve("journal.db");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        byte[] whole = stopped();
        Files.write(journal(), flipped(whole, payload(17)));

        assertThat(repair().of()).containsExactly(sound.id());

        assertWhole();
    }

    @Test
    void a_dry_run_says_the_same_and_changes_nothing() throws IOException {
        given.full();
        byte[] damaged = flipped(stopped(), payload(17));
        Files.write(journal(), damaged);

        JournalRepair.Repaired tried = repair(order(Optional.empty(), true));

        assertThat(tried.taken()).hasSize(1);
        assertThat(tried.aside()).isEmpty();
        assertThat(journal()).hasBinaryContent(damaged);
        assertThat(repair().taken()).isEqualTo(tried.taken());
    }

    @Test
    void a_sound_journal_is_left_alone() throws IOException {
        given.full();
        byte[] whole = stopped();

        known = new JournalRepair.Known(new Position(ALL), List.of());
        assertThat(repair().found()).isEmpty();

        assertThat(journal()).hasBinaryContent(whole);
        assertThat(aside()).doesNotExist();
    }

    private Link end() {
        Position head = given.journal().head();
        return new Link(head, given.journal().link(head).orElseThrow());
    }

    private JournalRepair.Repaired repairBy(SignedHead head, Optional<Position> upTo) {
        return repair(new JournalRepair.Order(
                given.backups(), Optional.empty(), Optional.empty(), Optional.of(head), upTo, false));
    }

    @Test
    void what_nothing_behind_it_proves_is_taken_back_by_a_signed_head_of_this_journal_alone() throws IOException {
        given.facts(BEHIND).full();
        HeadKey key = HeadKey.make(given.data());
        Link end = end();
        byte[] whole = closed();
        byte[] cut = Arrays.copyOf(whole, whole.length / 2 / PAGE * PAGE); // not even its end can be read
        Files.write(journal(), cut);
        Optional<Position> all = Optional.of(end.position());

        assertThatThrownBy(() -> repair(order(all, false)))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("nothing behind it proves that the backup has the same there");
        SignedHead other = key.sign(new Link(end.position(), Sha256.hash(new byte[1])), given.now());
        assertThatThrownBy(() -> repairBy(other, all))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("the signed head is not one of the repaired journal")
                .hasMessageContaining("the journal was rewritten, or is another");
        assertThat(journal()).hasBinaryContent(cut);

        repairBy(key.sign(end, given.now()), all);
        assertWhole();
    }

    @Test
    void a_signed_head_tells_that_the_end_of_a_sound_journal_is_lost() throws IOException {
        given.close();
        Path kept = Files.copy(journal(), folder.resolve("before"));
        given = new BackedUp(folder).anew().facts(BEHIND);
        given.full();
        HeadKey key = HeadKey.make(given.data());
        Link end = end();
        closed();
        clean();
        Files.copy(kept, journal());

        assertThat(repair().found()).isEmpty();
        JournalRepair.Repaired repaired = repairBy(key.sign(end, given.now()), Optional.empty());

        assertThat(repaired.found()).singleElement().satisfies(finding -> {
            assertThat(finding.position()).contains(new Position(BEFORE + 1));
            assertThat(finding.toString()).contains("the journal reached position " + ALL);
        });
        assertWhole();
    }

    @Test
    void a_backup_that_was_made_of_the_damaged_journal_gives_way_to_the_one_before_it() throws IOException {
        BackupManifest sound = given.full();
        byte[] damaged = flipped(stopped(), payload(17));
        given = new BackedUp(folder).later(Duration.ofDays(1)).anew();
        Files.write(journal(), damaged, StandardOpenOption.WRITE); // behind the back of the one that has it open
        given.full();
        given.close();

        assertThat(repair().of()).containsExactly(sound.id());

        assertWhole();
    }

    @Test
    void a_backup_from_before_a_step_of_the_schema_gives_back_what_the_journal_has_now() throws IOException {
        BackupManifest backup = given.full();
        byte[] whole = stopped();
        given.ofAnEarlierSchema(backup, 1);
        Files.write(journal(), flipped(whole, payload(17)));

        assertThat(repair().of()).containsExactly(backup.id());

        assertThat(new Schema(journal(), InstantSource.system()).info())
                .extracting(SchemaStep::state)
                .containsOnly(SchemaStep.State.APPLIED);
        assertWhole();
    }

    @Test
    void what_a_killed_one_left_goes_and_how_far_the_next_one_is_is_told() throws IOException {
        given.full();
        Files.write(journal(), flipped(stopped(), payload(17)));
        Path left = Files.createDirectory(given.data().resolve("repaired.part"));
        Files.writeString(left.resolve("journal.db"), "half of it");
        var steps = new LinkedHashSet<String>();

        JournalRepair.repair(
                journal(),
                known,
                order(Optional.empty(), false),
                aside(),
                InstantSource.system(),
                (_, _, what) -> steps.add(what));

        assertThat(steps).containsSubsequence("reading journal.db", "proving", "comparing", "keeping what came after");
        assertWhole();
    }

    /** Each state that a kill can leave: of the moves that put the new file in place some are done. */
    @Test
    void killed_at_any_moment_it_is_the_old_journal_or_the_new_one() throws IOException {
        given.full();
        byte[] damaged = flipped(stopped(), payload(17));
        byte[] log = "a log of the old journal".getBytes(StandardCharsets.UTF_8);
        for (int done = 0; done <= 4; done++) {
            clean();
            Files.write(journal(), damaged);
            Files.write(journal().resolveSibling("journal.db-wal"), log);
            var swap = new JournalSwap(journal());
            Files.writeString(swap.part().resolve("journal.db"), "new");
            assertThat(JournalSwap.isUnderWay(journal())).isFalse();
            swap.decide(aside());
            assertThat(JournalSwap.isUnderWay(journal())).isTrue();
            List<Path> names =
                    Stream.of("journal.db-wal", "journal.db").map(Path::of).toList();
            Files.createDirectories(aside());
            for (Path name : names.subList(0, Math.min(done, 2))) {
                Files.move(given.data().resolve(name), aside().resolve(name));
            }
            if (done >= 3) {
                Files.move(given.data().resolve("repaired/journal.db"), journal());
            }
            if (done == 4) {
                Files.delete(given.data().resolve("repaired/aside"));
            }

            JournalSwap.finish(journal());

            assertThat(journal()).hasContent("new");
            assertThat(given.data().resolve("journal.db-wal")).doesNotExist();
            assertThat(aside().resolve("journal.db")).hasBinaryContent(damaged);
            assertThat(aside().resolve("journal.db-wal")).hasBinaryContent(log);
            assertThat(JournalSwap.isUnderWay(journal())).isFalse();
        }
    }
}
