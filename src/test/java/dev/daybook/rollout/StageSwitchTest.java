package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.Patience;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.rollout.RolloutEvent.StageSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From each stage to each other, with both sides telling the same afterwards. */
class StageSwitchTest {

    private static final List<Stage> STAGES =
            List.of(Stage.LEGACY, Stage.DUAL, Stage.JOURNAL, Stage.RETIRED, Stage.NONE);

    @TempDir
    private Path root;

    @Test
    void every_switch_brings_both_sides_together() throws IOException {
        for (Stage from : STAGES) {
            for (Stage to : STAGES) {
                Path here = Files.createDirectory(root.resolve(from + "-" + to));
                try (var move = new Move(here, false)) {
                    Cards.scribble(here, "box", "found", "1");
                    move.write("box", "known", "1");
                    move.force(from);
                    move.write("box", "written", "2");

                    move.force(to);
                    move.write("box", "afterwards", "3");

                    assertThat(move.rollouts.stages().of("cards", "box").stage())
                            .isEqualTo(to);
                    for (String card : List.of("known", "written", "afterwards")) {
                        assertThat(move.inJournal("box", card))
                                .as("%s to %s: %s", from, to, card)
                                .isPresent();
                    }
                    if (to == Stage.LEGACY || to == Stage.DUAL) {
                        assertThat(Cards.read(Cards.file(here, "box")))
                                .as("%s to %s", from, to)
                                .containsOnlyKeys("found", "known", "written", "afterwards");
                        assertThat(move.compare().isEqual()).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void a_box_whose_file_is_damaged_keeps_its_stage_and_stops_no_other() throws IOException {
        try (var move = new Move(root, false)) {
            Cards.scribble(root, "good", "a", "1");
            Cards.scribble(root, "bad", "a", "1");
            Files.writeString(Cards.file(root, "bad"), "{\"a\"");

            Rollouts.Switched switched = move.set(Stage.DUAL);

            assertThat(switched.leftOut()).containsOnlyKeys("bad");
            assertThat(move.rollouts.stages().of("cards", "good").stage()).isEqualTo(Stage.DUAL);
            assertThat(move.rollouts.stages().of("cards", "bad").stage()).isEqualTo(Stage.NONE);
            assertThat(Files.readString(Cards.file(root, "bad"))).isEqualTo("{\"a\"");
            assertThatThrownBy(() -> move.rollouts.set(
                            move.wanted(Stage.DUAL, Optional.of("bad"), Optional.empty(), Optional.empty())))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("cannot be switched");
        }
    }

    @Test
    void a_box_whose_sides_differ_keeps_its_stage_and_says_where() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.write("other", "a", "1");
            move.force(Stage.RETIRED);
            Cards.scribble(root, "box", "a", "from the tool");

            Rollouts.Switched switched = move.set(Stage.JOURNAL);

            String why = "1 of 1 things differ, config/box.a/value first: compare shows them, and settles them";
            assertThat(switched.leftOut()).isEqualTo(Map.of("box", why));
            assertThat(switched.units()).isEqualTo(1);
            assertThat(move.rollouts.stages().of("cards", "box").stage()).isEqualTo(Stage.RETIRED);
            assertThat(move.rollouts.stages().of("cards", "other").stage()).isEqualTo(Stage.JOURNAL);
            assertThat(move.inFile("box", "a")).contains("from the tool");
            assertThatThrownBy(() -> move.rollouts.set(
                            move.wanted(Stage.JOURNAL, Optional.of("box"), Optional.empty(), Optional.empty())))
                    .isInstanceOf(Rejected.class)
                    .hasMessage("cards box cannot be switched: " + why);
        }
    }

    @Test
    void a_box_is_compared_where_its_files_are_known_to_stand_though_they_are_retired() throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            move.write("other", "a", "1");
            assertThatThrownBy(() -> move.rollouts.compare("cards", Optional.of("box")))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("nobody said where the files of cards box stand");
            assertThat(move.rollouts.compare("cards", Optional.empty())).isEmpty();

            move.set(Stage.DUAL);
            move.force(Stage.RETIRED);
            Cards.scribble(root, "box", "a", "from the tool");

            assertThat(move.rollouts.compare("cards", Optional.of("box")))
                    .containsOnlyKeys("box")
                    .hasEntrySatisfying(
                            "box", it -> assertThat(it.inconsistent()).isEqualTo(1));
            assertThat(move.rollouts.compare("cards", Optional.empty())).containsOnlyKeys("box", "other");
        }
    }

    @Test
    void what_is_so_already_is_not_switched_again() {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            assertThat(move.set(Stage.DUAL).changed()).isTrue();

            assertThat(move.set(Stage.DUAL))
                    .isEqualTo(new Rollouts.Switched(0, Map.of(), Compared.NOTHING, false, Duration.ZERO));
        }
    }

    @Test
    void what_the_tool_writes_while_a_stage_is_set_is_taken_in_and_not_written_over() throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            move.cards.meanwhile.set(() -> scribble("b", "from the tool"));

            assertThat(move.set(Stage.DUAL).leftOut()).isEmpty();

            assertThat(move.inJournal("box", "b")).contains("from the tool");
            assertThat(Cards.read(Cards.file(root, "box"))).containsOnlyKeys("a", "b");
        }
    }

    @Test
    void a_box_to_which_the_tool_writes_all_the_time_keeps_its_stage() throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            var n = new AtomicLong();
            var writes = new AtomicReference<Runnable>(() -> {});
            writes.set(() -> {
                scribble("b", "tool " + n.incrementAndGet());
                move.cards.meanwhile.set(writes.get());
            });
            move.cards.meanwhile.set(writes.get());

            assertThat(move.set(Stage.DUAL).leftOut()).containsOnlyKeys("box");

            move.cards.meanwhile.set(() -> {});
            assertThat(move.inFile("box", "b")).contains("tool " + n);
            assertThat(move.inFile("box", "a")).isEmpty();
            assertThat(move.rollouts.stages().of("cards", "box").stage()).isEqualTo(Stage.NONE);
            assertThat(move.inJournal("box", "a")).contains("1");
        }
    }

    private void scribble(String card, String value) {
        try {
            Cards.scribble(root, "box", card, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void files_that_have_moved_are_brought_together_where_they_stand_now() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            Path there = Files.createDirectories(root.resolve("moved"));
            Cards.scribble(there, "box", "b", "from the tool");

            Rollouts.Switched switched = move.rollouts.set(new Rollouts.Wanted(
                    "cards",
                    Stage.DUAL,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(there),
                    false,
                    Optional.empty(),
                    "ada",
                    "test"));
            move.write("box", "c", "2");

            assertThat(switched.units()).isEqualTo(1);
            assertThat(move.inJournal("box", "b")).contains("from the tool");
            assertThat(Cards.read(Cards.file(there, "box"))).containsOnlyKeys("a", "b", "c");
            assertThat(Cards.read(Cards.file(root, "box"))).containsOnlyKeys("a");
        }
    }

    @Test
    void after_a_switch_others_write_and_switch() throws Exception {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            move.set(Stage.LEGACY);
            CompletableFuture.runAsync(() -> {
                        move.write("box", "a", "2");
                        move.force(Stage.DUAL);
                    })
                    .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.force(Stage.JOURNAL).changed()).isTrue();
        }
    }

    /** More than twice as many as are listed one by one: a switch brings both sides together twice. */
    @Test
    void all_things_come_to_the_files_however_many() throws IOException {
        try (var move = new Move(root, false)) {
            for (int i = 0; i < 2_100; i++) {
                move.write("box", "card" + i, "1");
            }

            move.set(Stage.DUAL);

            assertThat(Cards.read(Cards.file(root, "box"))).hasSize(2_100);
        }
    }

    @Test
    void all_differences_are_settled_however_many() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.force(Stage.JOURNAL);
            var cards = new StringBuilder("{\"a\":\"1\"");
            for (int i = 0; i < 1_100; i++) {
                cards.append(",\"card").append(i).append("\":\"by the tool\"");
            }
            Files.createDirectories(Cards.file(root, "box").getParent());
            Files.writeString(Cards.file(root, "box"), cards.append('}'));
            var compared = move.rollouts.compare("cards", Optional.empty());
            assertThat(compared)
                    .hasEntrySatisfying("box", box -> assertThat(box.fileOnly()).isEqualTo(1_101));

            var settled = move.rollouts.settleAll(
                    "cards", Optional.empty(), compared.values(), Prefer.JOURNAL, "ada", "test");

            assertThat(settled).hasSize(1_101);
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    /** They are asked for every second. */
    @Test
    void the_units_of_the_journal_are_not_read_anew_each_time() {
        var read = new AtomicLong();
        try (var journal = new MemoryJournal(InstantSource.system());
                var move = new Move(root, false, counting(journal, read))) {
            for (int i = 0; i < 50; i++) {
                move.write("box" + i, "a", "1");
            }
            move.set(Stage.DUAL);
            assertThat(move.rollouts.units("cards")).hasSize(50);
            read.set(0);

            assertThat(move.rollouts.units("cards")).hasSize(50);
            assertThat(read).hasValue(0);
            move.write("another", "a", "1");
            read.set(0);
            assertThat(move.rollouts.units("cards")).hasSize(51);
            assertThat(read.get()).isLessThan(5);
        }
    }

    /** Counts the rows that are read, of whatever kind. */
    private static Journal counting(Journal journal, AtomicLong read) {
        return (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (_, method, args) -> {
                    Object answer = method.invoke(journal, args);
                    read.addAndGet(answer instanceof List<?> rows ? rows.size() : 0);
                    return answer;
                });
    }

    @Test
    void a_share_is_the_same_boxes_each_time_and_the_rest_stays() throws IOException {
        try (var move = new Move(root, false)) {
            for (int i = 0; i < 20; i++) {
                move.write("box" + i, "a", "1");
            }
            move.set(Stage.DUAL);
            move.rollouts.set(move.wanted(Stage.JOURNAL, Optional.empty(), Optional.of(30), Optional.of("a test")));

            for (int i = 0; i < 20; i++) {
                boolean shared = Rollout.bucket("box" + i) < 30;
                assertThat(move.rollouts.stages().of("cards", "box" + i).stage())
                        .isEqualTo(shared ? Stage.JOURNAL : Stage.DUAL);
            }
            move.restart();
            assertThat(move.rollouts.units("cards").values().stream()
                            .filter(it -> it.stage() == Stage.JOURNAL)
                            .count())
                    .isEqualTo(java.util.stream.IntStream.range(0, 20)
                            .filter(i -> Rollout.bucket("box" + i) < 30)
                            .count());
        }
    }

    @Test
    void settling_makes_the_other_side_say_what_is_right() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.write("box", "b", "1");
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "a", "foreign");
            Cards.scribble(root, "box", "b", "foreign");
            Cards.scribble(root, "box", "c", "foreign");
            List<Discrepancy> found = move.compare().discrepancies();
            assertThat(found).hasSize(3);

            move.rollouts.settle("cards", List.of(one(found, "a")), Prefer.JOURNAL, "ada", "test");
            move.rollouts.settle("cards", List.of(one(found, "b"), one(found, "c")), Prefer.FILE, "ada", "test");

            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.inJournal("box", "b")).contains("foreign");
            assertThat(move.inJournal("box", "c")).contains("foreign");
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.history()).hasSize(2 + 3);
        }
    }

    @Test
    void what_the_tool_wrote_after_the_comparison_is_not_settled_away() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "a", "foreign");
            List<Discrepancy> found = move.compare().discrepancies();
            Cards.scribble(root, "box", "a", "newer");

            assertThatThrownBy(() -> move.rollouts.settle("cards", found, Prefer.JOURNAL, "ada", "test"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("compare again");

            assertThat(move.inFile("box", "a")).contains("newer");
        }
    }

    @Test
    void what_the_tool_wrote_in_the_journal_stage_is_news_on_the_way_back() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.write("box", "b", "1");
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "a", "from the tool");
            move.write("box", "b", "2");

            Cards.scribble(root, "box", "c", "from the tool");

            Rollouts.Switched switched = move.set(Stage.DUAL);

            assertThat(switched.leftOut()).isEmpty();
            assertThat(List.of(switched.compared().total(), switched.compared().consistent()))
                    .containsExactly(3L, 3L);
            assertThat(move.inFile("box", "a")).contains("from the tool");
            assertThat(move.inJournal("box", "a")).contains("from the tool");
            assertThat(move.inFile("box", "b")).contains("2");
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    @Test
    void what_cannot_be_taken_from_the_file_stays_as_the_journal_has_it() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "a", "foreign");
            List<Discrepancy> found = move.compare().discrepancies();
            move.importing = true;

            assertThatThrownBy(() -> move.rollouts.settle("cards", found, Prefer.FILE, "ada", "test"))
                    .hasMessageContaining("an import is running");

            assertThat(move.inJournal("box", "a")).contains("1");
            move.importing = false;
            move.rollouts.settle("cards", found, Prefer.FILE, "ada", "test");
            assertThat(move.inJournal("box", "a")).contains("foreign");
        }
    }

    private static Discrepancy one(List<Discrepancy> found, String card) {
        return found.stream()
                .filter(it -> it.thing().key().equals("box." + card))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_is_settled_for_a_file_of_which_nothing_can_be_taken_over_stays_in_the_journal() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "a", "2");
            List<Discrepancy> found = move.compare().discrepancies();
            move.cards.damaged = true;

            assertThatThrownBy(() -> move.rollouts.settle("cards", found, Prefer.FILE, "ada", "test"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("nothing of it could be taken over");

            assertThat(move.inJournal("box", "a")).contains("1");
            move.cards.damaged = false;
            move.rollouts.settle("cards", found, Prefer.FILE, "ada", "test");
            assertThat(move.inJournal("box", "a")).contains("2");
        }
    }

    @Test
    void a_unit_that_begins_while_the_stage_is_set_has_all_in_its_files() throws InterruptedException, IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            for (int round = 0; round < 40; round++) {
                move.force(Stage.NONE);
                String box = "box" + round;
                Thread writer = Thread.ofVirtual()
                        .start(() -> IntStream.range(0, 3).forEach(card -> move.write(box, "card" + card, "1")));
                move.force(Stage.DUAL);
                writer.join();

                for (int card = 0; card < 3; card++) {
                    assertThat(move.inFile(box, "card" + card))
                            .as("%s, card %d", box, card)
                            .contains("1");
                }
            }
        }
    }

    @Test
    void stages_change_under_load_and_nothing_is_lost_or_doubled() throws InterruptedException, IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            var over = new AtomicBoolean();
            var written = new ConcurrentHashMap<String, String>();
            var failures = new ArrayList<Throwable>();
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < 6; i++) {
                String box = "box" + i % 2;
                String card = "card" + i;
                writers.add(Thread.ofVirtual().start(() -> {
                    try {
                        for (int n = 0; !over.get(); n++) {
                            move.write(box, card, Integer.toString(n));
                            written.put(box + "." + card, Integer.toString(n));
                        }
                    } catch (RuntimeException e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }));
            }
            for (Stage stage : List.of(
                    Stage.DUAL,
                    Stage.JOURNAL,
                    Stage.RETIRED,
                    Stage.JOURNAL,
                    Stage.DUAL,
                    Stage.LEGACY,
                    Stage.RETIRED,
                    Stage.LEGACY,
                    Stage.NONE,
                    Stage.DUAL)) {
                Rollouts.Switched switched = move.force(stage);
                assertThat(switched.leftOut()).isEmpty();
                assertThat(switched.took()).isLessThan(Patience.LIMIT);
            }
            over.set(true);
            for (Thread it : writers) {
                it.join();
            }

            assertThat(failures).isEmpty();
            assertThat(move.compare().isEqual()).isTrue();
            written.forEach((card, value) -> {
                String box = card.substring(0, card.indexOf('.'));
                assertThat(move.inJournal(box, card.substring(box.length() + 1)))
                        .contains(value);
            });
            assertThat(move.history().stream().filter(StageSet.class::isInstance))
                    .hasSize(11);
            long sets = move.journal
                    .readForward(Selection.category("config"), Position.START, Integer.MAX_VALUE)
                    .size();
            long wanted = written.values().stream()
                    .mapToLong(it -> Long.parseLong(it) + 1)
                    .sum();
            assertThat(sets).isEqualTo(wanted);
        }
    }

    @Test
    void a_tool_that_writes_meanwhile_loses_nothing_of_its_own() throws InterruptedException, IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "ours", "0");
            var over = new AtomicBoolean();
            var turns = new Semaphore(0);
            Thread tool = Thread.ofPlatform().start(() -> {
                for (int n = 0; !over.get(); n++) {
                    turns.acquireUninterruptibly();
                    try {
                        Cards.scribble(root, "box", "tool", Integer.toString(n));
                    } catch (IOException _) {
                        // the next time
                    }
                }
            });
            for (int n = 1; n <= 30; n++) {
                turns.release(3);
                move.write("box", "ours", Integer.toString(n));
                if (n % 10 == 0) {
                    move.force(n % 20 == 0 ? Stage.LEGACY : Stage.DUAL);
                }
            }
            over.set(true);
            turns.release();
            tool.join();
            move.write("box", "ours", "31");

            assertThat(move.inJournal("box", "ours")).contains("31");
            assertThat(move.inFile("box", "ours")).contains("31");
            move.compare();
            assertThat(move.compare().isEqual()).isTrue();
        }
    }
}
