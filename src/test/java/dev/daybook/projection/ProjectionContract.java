package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every projection promises: however its events are delivered, the rows are the same. */
public abstract class ProjectionContract {

    private static final Pattern OF_ITS_VERSION = Pattern.compile("-v\\d+-1\\.db");

    /** What these tests write is small. */
    static final Supplier<Blobs> NO_LARGE_VALUES = () -> _ -> Optional.empty();

    @TempDir
    protected Path folder;

    protected final Chronicle chronicle = new Chronicle();

    /** Makes the projection. */
    protected abstract Projection projection();

    protected static Projection of(String name) {
        return AllSlices.of().projections(AllSlices.of().facts().catalog(), NO_LARGE_VALUES).stream()
                .<Projection>map(Supplier::get)
                .filter(projection -> projection.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the kind of thing that it cares for. */
    protected String category() {
        return "sbi";
    }

    private String name() {
        return projection().name();
    }

    protected ReadModels open(String where) {
        return open(where, this::projection);
    }

    private ReadModels open(String where, Supplier<Projection> projection) {
        return chronicle.open(folder.resolve(where), List.of(projection));
    }

    private String hashOfNew(String where) {
        ReadModels models = open(where);
        models.catchUp();
        return models.tableHash(name());
    }

    private List<Recorded> recorded(long after, int limit) {
        return chronicle.journal.readForward(Selection.all(), new Position(after), limit).stream()
                .map(chronicle.codec::recorded)
                .toList();
    }

    private void deliver(LiveTables live, List<Recorded> events) {
        live.begin();
        live.apply(events);
        live.commit();
    }

    @AfterEach
    void close() {
        Brittle.BREAKS.clear();
        chronicle.close();
    }

    @Test
    void delivered_twice_an_event_is_posted_once() {
        chronicle.append(new Histories(1, 20).events(400));
        LiveTables live = open("twice").live(name());

        for (int i = 0; i < 400; i += 50) {
            deliver(live, recorded(i, 50));
            deliver(live, recorded(Math.max(0, i - 30), 80)); // from before the checkpoint on
        }
        deliver(live, recorded(0, 400));

        assertThat(live.checkpoint()).isEqualTo(new Position(400));
        assertThat(Replay.hash(live.generation().file())).isEqualTo(hashOfNew("once"));
    }

    /** Things are deleted and begin again within a batch and across batches: few of them, and much happens. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 90, 700})
    void batches_of_any_size_give_the_same_rows(int sizeMax) {
        chronicle.append(new Histories(2, 15).events(3_000));
        var random = new Random(sizeMax);
        LiveTables live = open("batches").live(name());

        for (int at = 0; at < 3_000; ) {
            int size = 1 + random.nextInt(sizeMax);
            deliver(live, recorded(at, size));
            at += size;
        }

        assertThat(Replay.hash(live.generation().file())).isEqualTo(hashOfNew("atonce"));
    }

    @Test
    void rebuilt_it_is_as_it_was_live() {
        chronicle.append(new Histories(3, 30).events(1_000));
        ReadModels models = open("live");
        models.catchUp();
        String live = models.tableHash(name());

        models.rebuild(List.of(name()), _ -> {});

        assertThat(models.tableHash(name())).isEqualTo(live);
        assertThat(models.verify(_ -> {})).isEmpty();
        assertThat(models.status(name()).generation()).isEqualTo(2);
        assertThat(models.status(name()).lagEvents()).isZero();
    }

    @Test
    void a_batch_that_was_not_committed_leaves_nothing() {
        chronicle.append(new Histories(4, 10).events(300));
        ReadModels models = open("crashed");
        LiveTables live = models.live(name());
        deliver(live, recorded(0, 100));

        live.begin();
        live.apply(recorded(100, 150));
        live.rollback();
        models.close();

        ReadModels reopened = open("crashed");
        assertThat(reopened.position(name())).isEqualTo(new Position(100));
        reopened.catchUp();
        assertThat(reopened.tableHash(name())).isEqualTo(hashOfNew("whole"));
    }

    @Test
    void crashed_half_way_a_rebuild_is_continued() {
        chronicle.append(new Histories(5, 200).events(9_000));
        ReadModels models = chronicle.open(folder.resolve("resumed"), breaking(14), List.of(this::projection));

        assertThatThrownBy(() -> models.rebuild(List.of(name()), _ -> {})).hasMessage("the journal broke");
        models.close();

        ReadModels reopened = open("resumed");
        var first = new AtomicInteger(-1);
        reopened.rebuild(List.of(name()), it -> first.compareAndSet(-1, (int) it.done()));
        assertThat(first.get()).isBetween(1_000, 8_999);
        assertThat(reopened.tableHash(name())).isEqualTo(hashOfNew("unbroken"));
        assertThat(reopened.verify(_ -> {})).isEmpty();
    }

    /** The journal, until it was read from so often. */
    private Journal breaking(int reads) {
        var left = new AtomicInteger(reads);
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (_, method, args) -> {
                    if (method.getName().equals("readForward") && left.getAndDecrement() <= 0) {
                        throw new IllegalStateException("the journal broke");
                    }
                    return method.invoke(chronicle.journal, args);
                });
    }

    @Test
    void what_cannot_be_posted_is_set_aside_with_its_stream_and_can_be_retried() {
        chronicle.append(new Histories(6, 5).events(200));
        Entry broken = chronicle
                .journal
                .readForward(Selection.category(category()), new Position(60), 1)
                .getFirst();
        StreamId stream = broken.stream();
        long behind = recorded(broken.position().value(), 500).stream()
                .filter(it -> it.stream().equals(stream))
                .count();
        Brittle.BREAKS.add(broken.position().value());
        ReadModels models = open("brittle", () -> new Brittle(projection()));

        models.catchUp();

        assertThat(models.position(name())).isEqualTo(new Position(200));
        assertThat(models.status(name()).quarantined()).singleElement().satisfies(it -> {
            assertThat(it.stream()).isEqualTo(stream.toString());
            assertThat(it.position()).isEqualTo(broken.position().value());
            assertThat(it.parked()).isEqualTo(behind);
            assertThat(it.error()).contains("cannot post");
        });
        assertThat(models.verify(_ -> {}))
                .singleElement()
                .satisfies(it -> assertThat(it.what()).contains(stream.toString(), "set aside", "retry " + name()));
        assertThat(models.retry(name(), Optional.empty())).isZero();
        assertThat(models.status(name()).quarantined()).hasSize(1);

        Brittle.BREAKS.clear();
        assertThat(models.retry(name(), Optional.of(stream))).isEqualTo(behind + 1);
        assertThat(models.status(name()).quarantined()).isEmpty();
        assertThat(models.tableHash(name())).isEqualTo(hashOfNew("healthy"));
    }

    @Test
    void a_rebuild_swaps_while_events_come_in_and_questions_are_asked() throws Exception {
        chronicle.append(new Histories(7, 50).events(3_000));
        ReadModels models = open("swapped");
        models.catchUp();
        var over = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            var histories = new Histories(8, 50);
            while (!over.get()) {
                chronicle.append(histories.events(5));
                models.catchUp();
            }
        });
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> {
            long last = 0;
            while (!over.get()) {
                long position =
                        models.read(tables -> tables.fetchSingle("SELECT position FROM %s.checkpoint".formatted(name()))
                                .get(0, Long.class));
                assertThat(position).isGreaterThanOrEqualTo(last);
                last = position;
            }
        });

        models.rebuild(List.of(name()), _ -> {});
        models.rebuild(List.of(name()), _ -> {});
        over.set(true);
        writer.join();
        reader.join();

        models.catchUp();
        assertThat(models.await(chronicle.journal.head(), Patience.LIMIT)).isTrue();
        assertThat(models.tableHash(name())).isEqualTo(hashOfNew("afterwards"));
        assertThat(models.status(name()).generation()).isEqualTo(3);
    }

    @Test
    void one_can_go_back_to_the_generation_before() {
        chronicle.append(new Histories(9, 20).events(300));
        ReadModels models = open("back");
        models.catchUp();
        assertThatThrownBy(() -> models.back(name()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("no generation");
        models.rebuild(List.of(name()), _ -> {});
        chronicle.append(new Histories(10, 20).events(50));

        models.back(name());

        assertThat(models.status(name()).generation()).isEqualTo(1);
        assertThat(models.position(name())).isEqualTo(chronicle.journal.head());
        assertThat(models.tableHash(name())).isEqualTo(hashOfNew("fresh"));
    }

    @Test
    void tables_of_another_version_are_built_anew() throws IOException {
        chronicle.append(new Histories(11, 20).events(300));
        ReadModels models = open("version");
        models.catchUp();
        String hash = models.tableHash(name());
        models.close();
        Path manifest = folder.resolve("version/manifest.json");
        for (Path file : files("version")) {
            Files.move(
                    file,
                    file.resolveSibling(OF_ITS_VERSION
                            .matcher(file.getFileName().toString())
                            .replaceFirst("-v999-1.db")));
        }
        Files.writeString(
                manifest,
                Files.readString(manifest).replaceAll(name() + OF_ITS_VERSION.pattern(), name() + "-v999-1.db"));

        ReadModels newer = open("version");
        newer.catchUp();

        assertThat(newer.status(name()).generation()).isEqualTo(2);
        assertThat(newer.tableHash(name())).isEqualTo(hash);
        assertThatThrownBy(() -> newer.back(name()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("version 999");
    }

    private List<Path> files(String models) throws IOException {
        try (var files = Files.newDirectoryStream(folder.resolve(models), name() + "-v*-1.db")) {
            return StreamSupport.stream(files.spliterator(), false).toList();
        }
    }

    @Test
    void a_changed_row_is_found_by_a_replay() throws Exception {
        chronicle.append(new Histories(12, 20).events(300));
        ReadModels models = open("changed");
        models.catchUp();
        String before = models.tableHash(name());
        String column = switch (name()) {
            case "audit" -> "user";
            case "project" -> "name";
            case "agent" -> "agent_type";
            case "code" -> "language";
            default -> "title";
        };
        String table = switch (name()) {
            case "audit" -> "audit_log";
            case "search" -> "subject";
            case "agent" -> "agents";
            case "code" -> "files";
            default -> name();
        };

        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + models.files().getFirst());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE %s SET %s = 'forged' WHERE rowid = (SELECT max(rowid) FROM %s)"
                    .formatted(table, column, table)
                    .replace("rowid", name().equals("search") ? "owner" : "rowid"));
        }

        assertThat(models.tableHash(name())).isNotEqualTo(before);
        assertThat(models.verify(_ -> {})).singleElement().satisfies(it -> {
            assertThat(it.projection()).isEqualTo(name());
            assertThat(it.what())
                    .startsWith("%s.%s: the row ".formatted(name(), table))
                    .contains(column + "=forged", "a replay gives " + column)
                    .endsWith("daybook rebuild %s makes it anew from the journal".formatted(name()));
        });
    }
}
