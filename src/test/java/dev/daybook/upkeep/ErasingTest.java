package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.Syncs;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Link;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Much that is erased at once, and what others write meanwhile. */
final class ErasingTest {

    private static final String SECRET = "AKIA2E0A8F3B244C9986";
    private static final String LARGE = (SECRET + " ").repeat(5_000);
    private static final SbiId TASK = new SbiId("SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1");

    @TempDir
    private Path folder;

    private final MemorySnapshots snapshots = new MemorySnapshots();
    private Chronicle chronicle;
    private ReadModels models;
    private Erasing erasing;
    private ErasurePlanner planner;

    @BeforeEach
    void open() {
        chronicle = new Chronicle();
        models = chronicle.posted(folder.resolve("read"));
        var plan = new BackupPlan(folder.resolve("backups"), Optional.empty(), 0, Optional.empty(), Optional.empty());
        erasing = new Erasing(
                chronicle.journal,
                chronicle.codec,
                models,
                () -> snapshots,
                new Erasing.Place(folder, folder.resolve("erasing"), folder.resolve("cache"), Optional.empty()));
        planner = new ErasurePlanner(chronicle.journal, chronicle.codec, plan, folder.resolve("backups"));
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void tell(int from, int times) {
        for (int number = from; number < from + times; number++) {
            chronicle.append(new ConfigEvent.Set("key-" + number % 10, new Json("\"" + SECRET + number + "\"")));
        }
    }

    private void tellLarge() {
        chronicle.append(new SbiEvent.NoteAdded(TASK, LARGE, Optional.empty(), Optional.empty()));
    }

    private Erasing.Done erase(Erasing.Look look) {
        return erasing.run(look, Metadata.of("ada", "cli"), "leaked", chronicle.clock.instant(), _ -> {});
    }

    private ErasurePlan look() {
        return planner.telling(SECRET, _ -> {});
    }

    private List<Entry> telling() {
        return chronicle.journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE).stream()
                .filter(entry -> !entry.payload().isErased())
                .filter(entry -> new String(entry.payload().bytes(), StandardCharsets.UTF_8).contains(SECRET))
                .toList();
    }

    private boolean isLargeThere() {
        return chronicle
                .journal
                .blobs()
                .read(Sha256.hash(LARGE.getBytes(StandardCharsets.UTF_8)))
                .isPresent();
    }

    @Test
    void more_than_one_entry_can_name_are_several_and_a_large_value_goes_with_the_last_that_names_it() {
        tellLarge();
        tell(0, 2 * Erasing.POSITIONS_MAX);
        tellLarge();
        long head = chronicle.journal.head().value();

        Erasing.Done done = erase(_ -> look());

        assertThat(done.said())
                .containsExactlyElementsOf(Stream.of(1, 2, 3)
                        .map(more -> new Position(head + more))
                        .toList());
        assertThat(done.plan().entries()).hasSize(2 * Erasing.POSITIONS_MAX + 2);
        assertThat(done.plan().blobs()).hasSize(1);
        assertThat(telling()).isEmpty();
        assertThat(isLargeThere()).isFalse();
        assertThat(chronicle.journal.erasedBy(new Position(1))).contains(new Position(head + 1));
        assertThat(chronicle.journal.erasedBy(new Position(head))).contains(new Position(head + 3));
        assertThat(erasing.isUnfinished()).isFalse();
        models.catchUp();
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void a_large_value_that_is_named_once_more_behind_the_look_goes_with_that_as_well() {
        tell(0, Erasing.POSITIONS_MAX);
        tellLarge();
        var looks = new AtomicInteger();

        Erasing.Done done = erase(_ -> {
            ErasurePlan plan = look();
            if (looks.incrementAndGet() == 1) {
                tellLarge();
            }
            assertThat(erasing.isUnfinished()).as("look " + looks).isEqualTo(looks.get() == 2);
            return plan;
        });

        assertThat(looks).hasValue(2);
        assertThat(done.plan().entries()).hasSize(Erasing.POSITIONS_MAX + 2);
        assertThat(telling()).isEmpty();
        assertThat(isLargeThere()).isFalse();
        assertThat(done.said()).hasSize(2);
        models.catchUp();
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_is_told_behind_the_look_stays_and_is_found_by_the_next_one() {
        tell(0, 3);
        var looks = new AtomicInteger();

        Erasing.Done done = erase(_ -> {
            ErasurePlan plan = look();
            if (looks.incrementAndGet() == 1) {
                tell(3, 1);
            }
            return plan;
        });

        assertThat(done.plan().lookedAt()).as("it does not claim more").isEqualTo(new Position(3));
        assertThat(done.said()).containsExactly(new Position(5));
        assertThat(telling()).extracting(Entry::position).containsExactly(new Position(4));
        assertThat(look().entries()).hasSize(1);
    }

    @Test
    void of_positions_that_were_named_the_rest_goes_although_somebody_wrote_meanwhile() {
        tell(0, Erasing.POSITIONS_MAX);
        tellLarge();
        List<Position> named = Stream.iterate(1L, position -> position + 1)
                .limit(Erasing.POSITIONS_MAX + 1)
                .map(Position::new)
                .toList();
        var looks = new AtomicInteger();

        Erasing.Done done = erase(gone -> {
            ErasurePlan plan = planner.of(
                    named.stream().filter(position -> !gone.contains(position)).toList());
            if (looks.incrementAndGet() == 1) {
                tellLarge();
            }
            return plan;
        });

        assertThat(done.plan().entries()).hasSize(Erasing.POSITIONS_MAX + 1);
        assertThat(done.plan().blobsLeft()).as("it is named elsewhere").hasSize(1);
        assertThat(isLargeThere()).isTrue();
        assertThat(erasing.isUnfinished()).isFalse();
    }

    @Test
    void a_thing_goes_with_all_that_it_told_and_another_one_stays() {
        tell(0, 12);
        var thing = chronicle.journal.chain(new Position(1), 1).getFirst().entry().stream();
        ErasurePlan plan = planner.ofThing(thing);

        assertThat(plan.entries())
                .extracting(step -> step.entry().position())
                .containsExactly(new Position(2), new Position(12));
        assertThat(plan.beginnings()).as("nothing of it is left").isEmpty();
        assertThat(planner.of(List.of(new Position(2))).beginnings()).containsExactly(thing);
        assertThat(planner.of(List.of(new Position(12))).beginnings()).isEmpty();
        assertThatThrownBy(() -> planner.ofThing(new StreamId(thing.category(), "nobody")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("nothing ever happened to");

        erase(_ -> planner.of(List.of(new Position(12))));
        assertThat(planner.of(List.of(new Position(2))).beginnings())
                .as("the other is gone")
                .isEmpty();
        assertThat(planner.ofThing(thing).entries()).hasSize(1);
        assertThatThrownBy(() -> planner.of(List.of(new Position(12))))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("was erased at position 13");
        assertThatThrownBy(() -> planner.of(List.of(new Position(14)))).hasMessageContaining("there is no position 14");
        assertThatThrownBy(() -> planner.of(List.of(Position.START))).hasMessageContaining("there is no position 0");
    }

    @Test
    void copies_that_may_have_it_are_told_and_what_was_made_of_it_goes_also_after_a_kill() throws IOException {
        tell(0, 2);
        Path copy = Files.createDirectories(folder.resolve("backups/rescued-1"));
        Path cached = Files.createDirectories(folder.resolve("cache/deep")).resolve("answer");
        Files.writeString(cached, SECRET);
        var seen = new ArrayList<Position>();

        ErasurePlan plan = planner.telling(SECRET, seen::add);
        assertThat(seen).containsExactly(new Position(2));
        assertThat(plan.copies()).isEmpty(); // those of the folder of backups are told by their manifests
        assertThat(plan.headers()).isEmpty();
        erase(_ -> plan);
        assertThat(folder.resolve("cache")).doesNotExist();
        assertThat(copy).exists();

        Files.createDirectories(cached.resolveSibling(""));
        Files.writeString(cached, SECRET);
        erasing.finish();
        assertThat(cached).as("nothing was left to be done").exists();
        Files.writeString(folder.resolve("erasing"), "");
        CompletableFuture.runAsync(erasing::finish)
                .orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join(); // by another thread
        assertThat(cached).doesNotExist();
        assertThat(erasing.isUnfinished()).isFalse();
    }

    @Test
    void copies_beside_the_backups_are_told() throws IOException {
        tell(0, 1);
        Path copy = Files.createDirectories(folder.resolve("backups/rescued-1"));
        var elsewhere =
                new BackupPlan(folder.resolve("elsewhere"), Optional.empty(), 0, Optional.empty(), Optional.empty());

        assertThat(new ErasurePlanner(chronicle.journal, chronicle.codec, elsewhere, folder.resolve("backups"))
                        .of(List.of(new Position(1)))
                        .copies())
                .containsExactly(copy);
    }

    @Test
    void what_rows_and_states_have_of_it_goes_and_before_that_its_begin_is_on_the_disk() throws IOException {
        tell(0, 3);
        models.catchUp();
        var thing = new StreamId("config", "key-0");
        Link link = chronicle
                .journal
                .link(new Position(1))
                .map(hash -> new Link(new Position(1), hash))
                .orElseThrow();
        snapshots.save(thing, 0, new Snapshots.Snapshot(0, link, Payload.of("{\"value\":\"%s\"}".formatted(SECRET))));
        assertThat(rowsTelling()).isNotEmpty();
        try (var syncs = new Syncs()) {
            erase(_ -> look());

            assertThat(syncs.paths()).contains(folder.resolve("erasing"), folder);
        }
        assertThat(rowsTelling()).isEmpty();
        assertThat(snapshots.latest(thing, 0)).isEmpty();
    }

    private List<Path> rowsTelling() throws IOException {
        var telling = new ArrayList<Path>();
        try (Stream<Path> files = Files.list(folder.resolve("read"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET)) {
                    telling.add(file);
                }
            }
        }
        return telling;
    }

    @Test
    void who_is_overtaken_again_and_again_gives_up_and_leaves_nothing_half_done() {
        tellLarge();

        assertThatThrownBy(() -> erase(_ -> {
                    ErasurePlan plan = look();
                    tellLarge();
                    return plan;
                }))
                .hasCauseInstanceOf(Conflict.class);

        assertThat(erasing.isUnfinished()).isFalse();
        assertThat(isLargeThere()).isTrue();
        assertThat(telling()).isEmpty(); // it stands aside, and is named only
    }

    @Test
    void what_other_processes_erased_goes_out_of_this_directory_once() throws IOException {
        var newest = new AtomicReference<>(Position.START);
        Path done = folder.resolve("erased-up-to");
        var here = new Erasing(
                chronicle.journal,
                chronicle.codec,
                models,
                () -> snapshots,
                new Erasing.Place(
                        folder,
                        folder.resolve("erasing"),
                        folder.resolve("cache"),
                        Optional.of(new Erasing.Others(newest::get, done))));
        Path cached = folder.resolve("cache/answer");
        Files.createDirectories(folder.resolve("cache"));
        Files.writeString(cached, SECRET);

        here.finish();
        assertThat(cached).as("nobody has erased anything").exists();

        newest.set(new Position(7));
        here.finish();
        assertThat(cached).doesNotExist();
        assertThat(done).hasContent("7");

        Files.createDirectories(folder.resolve("cache"));
        Files.writeString(cached, "of what came after");
        here.finish();
        assertThat(cached).as("that was done").exists();

        newest.set(new Position(9));
        here.finishSoon();
        await().atMost(Patience.LIMIT).untilAsserted(() -> assertThat(done).hasContent("9"));
        assertThat(cached).doesNotExist();
    }
}
