package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the files of the read models, or to the journal beside them: they say what the journal says. */
class ReadModelsRecoveryTest {

    private static final List<Supplier<? extends Projection>> ALL =
            AllSlices.of().projections(AllSlices.of().facts().catalog(), ProjectionContract.NO_LARGE_VALUES);

    @TempDir
    private Path folder;

    private Optional<Chronicle> opened = Optional.empty();

    /** A data directory: {@code journal.db} beside {@code read/}. */
    private Chronicle chronicle() {
        var chronicle = new Chronicle(clock -> SqliteJournal.open(folder.resolve("journal.db"), clock));
        opened = Optional.of(chronicle);
        return chronicle;
    }

    private ReadModels models(Chronicle chronicle) {
        return chronicle.open(folder.resolve("read"), ALL);
    }

    @AfterEach
    void close() {
        opened.ifPresent(Chronicle::close);
    }

    private void restart() {
        close();
        opened = Optional.empty();
    }

    /** Returns what a replay of the journal into a folder of its own gives. */
    private List<String> replayed(Chronicle chronicle) {
        ReadModels fresh = chronicle.open(folder.resolve("fresh"), ALL);
        fresh.catchUp();
        return hashes(fresh);
    }

    private static List<String> hashes(ReadModels models) {
        return models.names().stream().map(models::tableHash).toList();
    }

    private static void assertToldAndMended(ReadModels models, Chronicle chronicle, String why) {
        assertThat(models.status()).allSatisfy(it -> {
            assertThat(it.anew()).hasValueSatisfying(told -> assertThat(told).contains(why));
            assertThat(it.state()).isEqualTo(ProjectionStatus.State.REBUILDING);
            assertThat(it.lagEvents()).isEqualTo(chronicle.journal.head().value());
        });
        models.catchUp();
        assertThat(models.status()).allSatisfy(it -> {
            assertThat(it.anew()).isEmpty();
            assertThat(it.state()).isEqualTo(ProjectionStatus.State.LIVE);
            assertThat(it.lagEvents()).isZero();
        });
    }

    @Test
    void after_an_older_copy_of_the_journal_was_put_back_nothing_is_listed_that_it_does_not_have() throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        restart();
        Files.copy(folder.resolve("journal.db"), folder.resolve("older.db"));
        chronicle = chronicle();
        chronicle.append(new Histories(2, 10).events(50));
        models(chronicle).catchUp();
        restart();
        Files.move(folder.resolve("older.db"), folder.resolve("journal.db"), StandardCopyOption.REPLACE_EXISTING);

        chronicle = chronicle();
        ReadModels models = models(chronicle);

        assertToldAndMended(models, chronicle, "made of entries up to position 150, but the journal ends at 100");
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
        chronicle.append(new Histories(3, 10).events(10));
        models.catchUp();
        assertThat(models.position()).isEqualTo(new Position(110));
        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(names("read/aside"))
                .contains("sbi-v%d-1.db".formatted(models.status("sbi").version()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE files ADD COLUMN extra TEXT",
                "DROP INDEX definitions_by_name",
                "CREATE INDEX more ON files (size_bytes)"
            })
    void tables_that_differ_from_those_of_the_program_are_made_anew_although_their_version_is_the_same(String change)
            throws SQLException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(50));
        models(chronicle).catchUp();
        List<String> before = hashes(models(chronicle));
        restart();
        chronicle = chronicle();
        ReadModels untouched = models(chronicle);
        assertThat(untouched.status()).allSatisfy(it -> assertThat(it.anew()).isEmpty());
        int version = untouched.status("code").version();
        restart();
        try (Connection file = DriverManager.getConnection(
                        "jdbc:sqlite:" + folder.resolve("read/code-v%d-1.db".formatted(version)));
                Statement statement = file.createStatement()) {
            statement.executeUpdate(change);
        }
        chronicle = chronicle();
        ReadModels models = models(chronicle);

        assertThat(models.status("code").anew().orElseThrow())
                .contains("its tables are not those of this program, although both are of version " + version);
        assertThat(models.status("sbi").anew()).isEmpty();
        models.catchUp();
        assertThat(hashes(models)).isEqualTo(before);
    }

    @Test
    void a_journal_of_the_same_length_with_other_entries_is_another_one() throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        models(chronicle).catchUp();
        restart();
        Files.delete(folder.resolve("journal.db"));
        chronicle = chronicle();
        chronicle.append(new Histories(2, 10).events(100));

        ReadModels models = models(chronicle);

        assertToldAndMended(models, chronicle, "another entry at position 100");
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    @Test
    void a_journal_that_lost_its_log_is_shorter_and_so_are_the_read_models() throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        restart();
        chronicle = chronicle();
        chronicle.append(new Histories(2, 10).events(50));
        models(chronicle).catchUp();
        Path copied = Files.createDirectories(folder.resolve("copied/read"));
        Files.copy(folder.resolve("journal.db"), folder.resolve("copied/journal.db")); // and not journal.db-wal
        copyAll(folder.resolve("read"), copied);
        restart();
        folder = folder.resolve("copied");

        chronicle = chronicle();
        ReadModels models = models(chronicle);

        assertThat(chronicle.journal.head()).isEqualTo(new Position(100));
        assertToldAndMended(models, chronicle, "entries were lost");
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    @Test
    void a_data_directory_copied_while_it_runs_has_read_models_of_its_own_journal() throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(200));
        ReadModels running = models(chronicle);
        running.catchUp();
        Path copied = Files.createDirectories(folder.resolve("copied"));
        for (String name : List.of("journal.db", "journal.db-wal")) {
            Files.copy(folder.resolve(name), copied.resolve(name));
        }
        chronicle.append(new Histories(2, 10).events(70)); // between copying the one and the other
        running.catchUp();
        copyAll(folder.resolve("read"), Files.createDirectories(copied.resolve("read")));
        restart();
        folder = copied;

        chronicle = chronicle();
        ReadModels models = models(chronicle);

        assertToldAndMended(models, chronicle, "made of entries up to position 270, but the journal ends at 200");
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    @Test
    void one_does_not_go_back_to_a_generation_of_another_journal() throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        ReadModels models = models(chronicle);
        models.catchUp();
        models.rebuild(models.names(), _ -> {});
        restart();
        Files.delete(folder.resolve("journal.db"));
        chronicle = chronicle();
        chronicle.append(new Histories(2, 10).events(100));
        ReadModels reopened = models(chronicle);
        reopened.catchUp();

        assertThatThrownBy(() -> reopened.back("sbi"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("another journal");
        assertThat(hashes(reopened)).isEqualTo(replayed(chronicle));
    }

    /** What may happen to a file. */
    enum Harm {
        DELETED,
        ZEROED,
        CUT,
        EMPTIED,
        GARBAGE,
        A_FOLDER;

        void to(Path file) throws IOException {
            byte[] content = Files.readAllBytes(file);
            switch (this) {
                case DELETED -> Files.delete(file);
                case ZEROED -> Files.write(file, new byte[content.length]);
                case CUT -> Files.write(file, Arrays.copyOf(content, content.length / 2));
                case EMPTIED -> Files.write(file, new byte[0]);
                case GARBAGE -> {
                    for (int i = 0; i < content.length; i++) {
                        content[i] = (byte) (31 * i + 7);
                    }
                    Files.write(file, content);
                }
                case A_FOLDER -> {
                    Files.delete(file);
                    Files.writeString(Files.createDirectory(file).resolve("something"), "else");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_a_manifest_that_can_be_read_it_starts_and_says_so(Harm harm) throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        models(chronicle).catchUp();
        restart();
        harm.to(folder.resolve("read/manifest.json"));

        chronicle = chronicle();
        ReadModels models = models(chronicle);

        assertToldAndMended(models, chronicle, "manifest.json");
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
        restart();
        chronicle = chronicle();
        assertThat(models(chronicle).status())
                .allSatisfy(it -> assertThat(it.anew()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void whatever_happens_to_a_file_of_a_read_model_its_rows_are_those_of_the_journal(Harm harm) throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(300));
        models(chronicle).catchUp();
        restart();
        for (Path file : databases()) {
            harm.to(file);
        }

        chronicle = chronicle();
        ReadModels models = models(chronicle);
        models.catchUp();
        models.examine();

        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(models.status()).allSatisfy(it -> assertThat(it.anew()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "-wal,ZEROED",
        "-wal,GARBAGE",
        "-wal,CUT",
        "-wal,A_FOLDER",
        "-shm,GARBAGE",
        "-shm,ZEROED",
        "-shm,A_FOLDER"
    })
    void whatever_happens_to_its_log_its_rows_are_those_of_the_journal(String part, Harm harm) throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(300));
        models(chronicle).catchUp();
        Path killed = Files.createDirectories(folder.resolve("killed/read"));
        copyAll(folder.resolve("read"), killed); // as a kill leaves it, with its log
        restart();
        Files.copy(folder.resolve("journal.db"), folder.resolve("killed/journal.db"));
        folder = folder.resolve("killed");
        for (Path file : databases()) {
            harm.to(file.resolveSibling(file.getFileName() + part));
        }

        chronicle = chronicle();
        ReadModels models = models(chronicle);
        models.catchUp();
        models.examine();

        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void a_file_in_the_place_of_the_folder_is_moved_out_of_the_way() throws IOException {
        Files.writeString(folder.resolve("read"), "no folder");
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(20));

        ReadModels models = models(chronicle);
        models.catchUp();

        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(Files.readString(folder.resolve("aside/read"))).isEqualTo("no folder");
    }

    @Test
    void a_zeroed_page_is_a_finding_with_the_way_out_and_is_mended_when_someone_reads_it() throws IOException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 40).events(2_000));
        models(chronicle).catchUp();
        restart();
        for (Path file : databases()) {
            byte[] content = Files.readAllBytes(file);
            Arrays.fill(content, 8 * 4096, content.length, (byte) 0); // all but the first pages
            Files.write(file, content);
        }
        chronicle = chronicle();
        ReadModels models = models(chronicle);

        assertThat(models.verify(_ -> {})).extracting(Flaw::projection).contains("sbi", "session", "search", "audit");
        assertThat(models.verify(_ -> {}))
                .anySatisfy(it -> assertThat(it.what()).contains("audit-v", "daybook rebuild audit makes it anew"));

        assertThatThrownBy(() -> models.read(tables -> tables.fetch("SELECT * FROM audit.audit_log")))
                .isInstanceOf(TablesFailed.class);
        await().until(() -> models.status("audit").generation() == 2);
        models.catchUp();
        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
        int rows = models.read(
                tables -> tables.fetch("SELECT * FROM audit.audit_log").size());
        assertThat(rows).isEqualTo(2_000);
    }

    @Test
    void a_disk_that_failed_once_holds_nothing_up_when_it_is_well_again() throws IOException {
        assumeTrue(IoFault.isPossible());
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        ReadModels models = models(chronicle);
        models.catchUp();
        chronicle.append(new Histories(2, 10).events(100));
        LiveTables audit = models.live("audit");
        List<Feed.Item> news =
                new Feed(chronicle.journal, chronicle.codec, new Position(100), _ -> true).batch(new Position(200));

        audit.begin();
        news.subList(0, 50).forEach(it -> it.recorded().ifPresent(audit::apply));
        try (var _ = new IoFault(audit.generation().file())) {
            assertThatThrownBy(() -> {
                        news.subList(50, 100).forEach(it -> it.recorded().ifPresent(audit::apply));
                        audit.commit();
                    })
                    .isInstanceOf(TablesFailed.class);
            audit.rollback();
            assertThat(models.status("audit").state()).isEqualTo(ProjectionStatus.State.FAILED);
        }

        assertThat(models.retry("audit", Optional.empty())).isEqualTo(100);
        assertThat(models.status("audit").state()).isEqualTo(ProjectionStatus.State.LIVE);
        assertThat(models.status("audit").quarantined()).isEmpty();
        models.catchUp();
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    @Test
    void a_checkpoint_that_could_not_be_written_once_leaves_no_transaction_open() throws IOException {
        assumeTrue(IoFault.isPossible());
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        ReadModels models = models(chronicle);
        models.catchUp();
        chronicle.append(new Histories(2, 10).events(50));
        LiveTables sbi = models.live("sbi");
        Path file = sbi.generation().file();

        sbi.begin();
        try (var _ = new IoFault(file.resolveSibling(file.getFileName() + "-wal"))) {
            assertThatThrownBy(() -> sbi.commit(new Position(100 + 1))).isInstanceOf(TablesFailed.class);
        }

        assertThat(models.retry("sbi", Optional.empty())).isEqualTo(50);
        models.catchUp();
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    /** Rows and checkpoint are of one transaction: without the one there are not the others. */
    @Timeout(
            value = 3,
            unit = TimeUnit.MINUTES,
            threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // else it would not end
    @Test
    void rows_whose_checkpoint_is_refused_are_not_there() throws IOException, SQLException {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        ReadModels models = models(chronicle);
        models.catchUp();
        List<String> before = hashes(models);
        chronicle.append(new Histories(2, 10).events(50));
        LiveTables sbi = models.live("sbi");
        Path file = sbi.generation().file();
        change(
                file,
                "CREATE TRIGGER refused BEFORE UPDATE OF position ON checkpoint BEGIN SELECT RAISE(ABORT, 'refused'); END");

        sbi.begin();
        new Feed(chronicle.journal, chronicle.codec, new Position(100), _ -> true)
                .batch(new Position(150))
                .forEach(entry -> entry.recorded().ifPresent(sbi::apply));
        assertThatThrownBy(sbi::commit).isInstanceOf(TablesFailed.class);
        change(file, "DROP TRIGGER refused");

        assertThat(hashes(models)).isEqualTo(before);
        models.retry("sbi", Optional.empty());
        models.catchUp();
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    @Test
    void a_batch_that_there_was_no_room_for_is_posted_once() {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        ReadModels models =
                chronicle.open(folder.resolve("read"), List.of(() -> new Brittle(ProjectionContract.of("sbi"))));
        models.catchUp();
        chronicle.append(new Histories(2, 10).events(50));
        LiveTables sbi = models.live("sbi");

        sbi.begin();
        new Feed(chronicle.journal, chronicle.codec, new Position(100), _ -> true)
                .batch(new Position(150))
                .forEach(it -> it.recorded().ifPresent(sbi::apply));
        Brittle.FLUSH_FAILS_ONCE.set(true);
        assertThatThrownBy(sbi::commit).isInstanceOf(InternalError.class);

        assertThat(models.status("sbi").state()).isEqualTo(ProjectionStatus.State.FAILED);
        models.catchUp();
        assertThat(models.position("sbi")).isEqualTo(new Position(150));
        assertThat(models.status("sbi").quarantined()).isEmpty();
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    /** Fails once, at each moment in turn, until a rebuild comes to its end before. */
    @Test
    void wherever_a_rebuild_breaks_off_what_is_live_goes_on() {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(100));
        var reads = new AtomicInteger(Integer.MAX_VALUE);
        Journal breaking = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (_, method, args) -> {
                    if (method.getName().equals("readForward") && reads.decrementAndGet() == 0) {
                        throw new JournalUnavailable("the journal broke");
                    }
                    return method.invoke(chronicle.journal, args);
                });
        ReadModels models = chronicle.open(folder.resolve("read"), breaking, ALL);
        models.catchUp();
        var told = new AtomicInteger();

        int broken = 0;
        for (int n = 1; reads.get() > 0; n++) {
            reads.set(n);
            broken += brokeOff(models, _ -> {}) ? 1 : 0;
            reads.compareAndSet(0, -1);
            assertItGoesOn(models, chronicle);
        }
        for (int n = 1; told.get() <= 0; n++) {
            told.set(n);
            broken += brokeOff(models, _ -> {
                        if (told.decrementAndGet() == 0) {
                            throw new IllegalStateException("cancelled");
                        }
                    })
                    ? 1
                    : 0;
            assertItGoesOn(models, chronicle);
        }

        assertThat(broken).isPositive();
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    @Test
    void a_rebuild_that_waits_for_another_says_so_and_can_be_cancelled() {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(50));
        ReadModels models = models(chronicle);
        models.catchUp();
        var begun = new CountDownLatch(1);
        var goOn = new CompletableFuture<Void>();
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> models.rebuild(List.of("sbi"), _ -> {
            begun.countDown();
            goOn.join();
        }));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> {
            try {
                begun.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            models.rebuild(List.of("audit"), it -> {
                throw new IllegalStateException("cancelled while " + it.phase());
            });
        });

        try {
            assertThatThrownBy(() -> second.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasMessageContaining("cancelled while WAITING");
        } finally {
            goOn.complete(null);
        }
        first.join();
        assertThat(models.status("sbi").generation()).isEqualTo(2);
        assertThat(models.status("audit").generation()).isEqualTo(1);
    }

    private static boolean brokeOff(ReadModels models, Consumer<RebuildProgress> listener) {
        try {
            models.rebuild(models.names(), listener);
            return false;
        } catch (JournalUnavailable | IllegalStateException _) {
            return true;
        }
    }

    private static void assertItGoesOn(ReadModels models, Chronicle chronicle) {
        chronicle.append(new Histories(2, 10).events(1));
        models.catchUp();
        assertThat(models.status()).allSatisfy(it -> {
            assertThat(it.state()).isEqualTo(ProjectionStatus.State.LIVE);
            assertThat(it.position()).isEqualTo(chronicle.journal.head().value());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 6_000})
    void a_rebuild_whose_thread_dies_says_so_and_puts_nothing_half_built_in_place(int events) throws Exception {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(events));
        ReadModels models = chronicle.open(
                folder.resolve("read"), List.of(() -> new Brittle(ProjectionContract.of("sbi")), ALL.getLast()));
        models.catchUp();
        int generation = models.status("sbi").generation();
        Brittle.FAILS_ONCE.add(chronicle
                .journal
                .readForward(Selection.category("sbi"), new Position(200), 1)
                .getFirst()
                .position()
                .value());

        CompletableFuture<Void> rebuild = CompletableFuture.runAsync(() -> models.rebuild(models.names(), _ -> {}));

        assertThatThrownBy(() -> rebuild.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("no room");
        assertThat(models.status("sbi").generation()).isEqualTo(generation);
        models.rebuild(models.names(), _ -> {});
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void indexes_are_made_and_said_to_be_there_in_one_step() throws Exception {
        Ddl ddl = Ddl.load("sbi");
        Path file = folder.resolve("sbi.db");
        try (Generation killed = Generation.create(file, ddl, false)) {
            change(
                    file,
                    "CREATE TRIGGER killed BEFORE UPDATE OF loaded ON checkpoint BEGIN SELECT RAISE(ABORT, 'killed'); END");
            assertThatThrownBy(killed::finishLoad).isInstanceOf(TablesFailed.class);
        }
        change(file, "DROP TRIGGER killed");

        try (Generation continued = Generation.open(file, ddl)) {
            continued.finishLoad();

            assertThat(continued.checkpoint().loaded()).isTrue();
        }
    }

    @Test
    void a_rebuild_that_cannot_be_continued_begins_again() throws Exception {
        Chronicle chronicle = chronicle();
        chronicle.append(new Histories(1, 10).events(300));
        ReadModels models = models(chronicle);
        models.catchUp();
        assertThatThrownBy(() -> models.rebuild(List.of("sbi", "audit"), _ -> {
                    throw new IllegalStateException("cancelled");
                }))
                .hasMessage("cancelled");
        Path begun = databases().stream()
                .filter(it -> it.getFileName().toString().matches("sbi-v\\d+-2\\.db"))
                .findFirst()
                .orElseThrow();
        change(begun, Ddl.load("sbi").indexes().getFirst());

        models.rebuild(List.of("sbi", "audit"), _ -> {});

        assertThat(models.status("sbi").generation()).isGreaterThan(1);
        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(hashes(models)).isEqualTo(replayed(chronicle));
    }

    private static void change(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private List<Path> databases() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("read"))) {
            return files.filter(it -> it.toString().endsWith(".db")).toList();
        }
    }

    private List<String> names(String of) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(of))) {
            return files.map(it -> it.getFileName().toString()).toList();
        }
    }

    private static void copyAll(Path from, Path into) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, into.resolve(file.getFileName()));
            }
        }
    }
}
