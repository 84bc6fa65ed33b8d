package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where commands go in each stage, and what happens when one side fails. */
class DualWriteTest {

    @TempDir
    private Path root;

    @Test
    void without_a_stage_only_the_journal_is_written() throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");

            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(Cards.file(root, "box")).doesNotExist();
            assertThat(move.history()).isEmpty();
        }
    }

    @Test
    void in_the_legacy_stage_files_come_first_and_have_to_succeed() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.inJournal("box", "a")).contains("1");

            move.cards.full = true;
            assertThatThrownBy(() -> move.write("box", "a", "2"))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("nothing was changed")
                    .hasMessageContaining("no space left");
            assertThat(move.inJournal("box", "a")).contains("1");
        }
    }

    @Test
    void what_the_files_lack_is_nobodys_concern_once_they_are_retired() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.cards.full = true;
            move.write("box", "a", "1");
            assertThat(move.rollouts.repairs().list()).hasSize(1);

            move.force(Stage.RETIRED);
            move.compare();

            assertThat(move.rollouts.repairs().list()).isEmpty();
            assertThat(Cards.file(root, "box")).doesNotExist();
        }
    }

    @Test
    void a_command_tells_where_it_came_to_stand_in_any_stage() throws IOException {
        try (var move = new Move(root, false)) {
            assertThat(move.write("box", "a", "1").stream()).isEqualTo("config/box.a");
            move.rollouts.set(move.wanted(Stage.DUAL, Optional.of("box"), Optional.empty(), Optional.empty()));

            Receipt elsewhere = move.write("other", "a", "1");
            Receipt both = move.writeAll("2", List.of("box", "other"), List.of("a"));

            assertThat(elsewhere.position()).isLessThan(both.position());
            assertThat(both.stream()).isEqualTo("config/box.a");
            assertThat(both.position()).isEqualTo(move.journal.head().value());
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inJournal("other", "a")).contains("2");
            assertThat(Cards.file(root, "other")).doesNotExist();
        }
    }

    @Test
    void where_both_sides_are_written_commands_of_a_box_are_carried_out_one_after_the_other() throws Exception {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            var goOn = new CountDownLatch(1);
            var isWriting = new CountDownLatch(1);
            move.cards.meanwhile.set(() -> {
                isWriting.countDown();
                awaited(goOn);
            });
            var first = CompletableFuture.runAsync(() -> move.write("box", "a", "2"));
            awaited(isWriting);

            var second = CompletableFuture.runAsync(() -> move.write("box", "b", "3"));

            await().during(Duration.ofMillis(300))
                    .until(() -> move.inJournal("box", "b").isEmpty());
            goOn.countDown();
            CompletableFuture.allOf(first, second).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inFile("box", "b")).contains("3");
        }
    }

    @Test
    void where_files_come_first_a_command_gives_up_on_a_tool_that_writes_all_the_time() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            var n = new AtomicInteger();
            var writes = new AtomicReference<Runnable>(() -> {});
            writes.set(() -> {
                scribble("box", "b", "tool " + n.incrementAndGet());
                move.cards.meanwhile.set(writes.get());
            });
            move.cards.meanwhile.set(writes.get());

            assertThatThrownBy(() -> move.write("box", "a", "2"))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("nothing was changed");

            move.cards.meanwhile.set(() -> {});
            assertThat(n).hasValue(FileSide.ATTEMPTS_MAX);
            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.inJournal("box", "a")).contains("1");
        }
    }

    @Test
    void what_was_acknowledged_and_is_missing_where_the_truth_stands_is_lost_and_told_once() throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "before", "1");
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.write("box", "b", "1");
            Files.delete(Cards.file(root, "box"));

            assertThat(move.compare().lost()).isEqualTo(2);
            assertThat(move.rollouts.total("cards").lost()).isEqualTo(2);

            move.cards.full = true; // so that they stay so
            assertThat(move.compare())
                    .extracting(Compared::journalOnly, Compared::lost)
                    .containsExactly(3L, 0L);
            move.cards.full = false;
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    /** A disk that is not mounted, say. */
    @Test
    void where_the_folder_of_the_files_is_not_there_none_is_made_and_all_is_written_once_it_is_back()
            throws IOException {
        Path disk = Files.createDirectories(root.resolve("disk"));
        try (var move = new Move(disk, true)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            Path away = Files.move(disk, root.resolve("away"));
            move.restart();

            move.write("box", "a", "2");
            move.write("other", "a", "2");
            await().until(() -> move.rollouts.behind() == 0);
            assertThat(disk).doesNotExist();
            assertThat(move.compare())
                    .extracting(
                            Compared::total,
                            Compared::lost,
                            it -> it.unreadable().keySet())
                    .containsExactly(0L, 0L, Set.of("box", "other"));

            Files.move(away, disk);
            move.compare();
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inFile("other", "a")).contains("2");
        }
    }

    @Test
    void where_files_come_first_and_their_folder_is_not_there_nothing_is_changed() throws IOException {
        Path disk = Files.createDirectories(root.resolve("disk"));
        try (var move = new Move(disk, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            Files.move(disk, root.resolve("away"));
            move.restart();

            assertThatThrownBy(() -> move.write("box", "a", "2"))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("is not there");

            assertThat(disk).doesNotExist();
            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(move.compare().lost()).isZero();
        }
    }

    @Test
    void where_the_truth_stands_in_the_journal_nothing_is_lost_that_the_files_lack() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            Files.delete(Cards.file(root, "box"));

            assertThat(move.compare())
                    .extracting(Compared::journalOnly, Compared::lost)
                    .containsExactly(1L, 0L);
        }
    }

    @Test
    void a_command_that_fails_counts_as_failed_and_one_that_is_refused_does_not() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            assertThatThrownBy(() -> move.rollouts
                            .commands()
                            .submit(move.submission(Move.command("box", "a", "2"))
                                    .expecting(OptionalLong.of(99))))
                    .isInstanceOf(Stale.class);
            move.readOnly = true;
            assertThatThrownBy(() -> move.write("box", "a", "2")).isInstanceOf(Unavailable.class);

            Figures total = move.rollouts.total("cards");
            assertThat(List.of(total.requests(), total.failures(), total.journalWrites(), total.journalErrors()))
                    .containsExactly(3L, 1L, 2L, 1L);
            assertThat(List.of(total.fileWrites(), total.fileErrors())).containsExactly(1L, 0L);
            assertThat(List.of(total.journalUs(), total.fileUs()))
                    .allSatisfy(us -> assertThat(us).isBetween(1L, 1_000_000L));
        }
    }

    @Test
    void what_belongs_together_is_carried_out_without_a_stage_too_and_within_another_one() throws IOException {
        try (var move = new Move(root, false)) {
            move.rollouts.commands().together(() -> move.write("box", "a", "1"));
            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(Cards.file(root, "box")).doesNotExist();

            move.set(Stage.DUAL);
            int writes = move.cards.writes.get();
            move.rollouts.commands().together(() -> {
                move.write("box", "a", "2");
                move.rollouts.commands().together(() -> move.write("box", "b", "2"));
            });
            assertThat(Cards.read(Cards.file(root, "box"))).containsOnlyKeys("a", "b");
            assertThat(move.cards.writes.get() - writes).isEqualTo(1);
        }
    }

    @Test
    void in_the_legacy_stage_what_the_tool_wrote_is_known_before_a_command_decides() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            Cards.scribble(root, "box", "a", "from the tool");
            Cards.scribble(root, "box", "b", "also");

            move.write("box", "c", "2");

            assertThat(move.inJournal("box", "a")).contains("from the tool");
            assertThat(move.inJournal("box", "b")).contains("also");
            assertThat(Cards.read(Cards.file(root, "box"))).containsOnlyKeys("a", "b", "c");
        }
    }

    @ParameterizedTest
    @CsvSource({"LEGACY, false", "DUAL, false", "DUAL, true"})
    void what_the_tool_writes_while_a_command_is_under_way_is_taken_in_and_not_written_over(
            Stage stage, boolean filesFirst) throws IOException {
        try (var move = new Move(root, filesFirst)) {
            move.set(stage);
            move.write("box", "a", "1");
            move.cards.meanwhile.set(() -> scribble("box", "a", "from the tool"));

            move.write("box", "a", "2");

            assertThat(move.values("box", "a")).contains("1", "from the tool", "2");
            assertThat(move.inFile("box", "a")).isEqualTo(move.inJournal("box", "a"));
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.rollouts.total("cards").fileErrors()).isZero();
        }
    }

    @Test
    void what_the_tool_writes_just_after_a_command_is_news_and_not_taken_for_ours() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.cards.afterwards.set(() -> scribble("box", "b", "from the tool"));

            move.write("box", "a", "2");
            move.write("box", "b", "3");

            assertThat(move.values("box", "b")).containsExactly("from the tool", "3");
        }
    }

    private void scribble(String box, String name, String value) {
        try {
            Cards.scribble(root, box, name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void in_the_journal_stage_what_the_tool_wrote_of_a_thing_is_not_written_over(boolean restarted) throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            move.write("box", "b", "1");
            await().untilAsserted(() -> assertThat(move.inFile("box", "b")).contains("1"));
            Cards.scribble(root, "box", "a", "from the tool");
            if (restarted) {
                move.restart();
            }

            move.write("box", "a", "2");
            move.write("box", "b", "2");

            await().untilAsserted(() -> assertThat(move.inFile("box", "b")).contains("2"));
            var found = move.compare().discrepancies();
            assertThat(move.inFile("box", "a")).contains("from the tool");
            assertThat(move.rollouts.repairs().list())
                    .singleElement()
                    .satisfies(
                            it -> assertThat(it.why()).contains("config/box.a").contains("until it is settled"));
            assertThat(move.rollouts.total("cards").fileErrors()).isZero();

            move.rollouts.settle("cards", found, Prefer.JOURNAL, "ada", "test");
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.rollouts.repairs().list()).isEmpty();
        }
    }

    @Test
    void a_thing_that_the_tool_wrote_and_the_journal_says_alike_is_written_on() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "a", "2");
            move.write("box", "a", "2");
            move.compare();
            move.write("box", "a", "3");

            await().untilAsserted(() -> assertThat(move.inFile("box", "a")).contains("3"));
        }
    }

    @Test
    void a_key_that_was_used_changes_neither_side_again() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            var first = move.write("box", "a", "1", "key");
            move.write("box", "a", "2");
            var again = move.write("box", "a", "1", "key");

            assertThat(again.replayed()).isTrue();
            assertThat(again.position()).isEqualTo(first.position());
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inJournal("box", "a")).contains("2");
        }
    }

    @Test
    void where_files_come_first_a_command_is_made_of_what_is_there_in_its_turn() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            Cards.scribble(root, "box", "a", "from the tool");

            var early = move.submission(Move.command("box", "b", "like 1"));
            move.rollouts
                    .commands()
                    .submit(early.inTurn(() -> Move.command(
                            "box", "b", "like " + move.inJournal("box", "a").orElseThrow())));

            assertThat(move.inJournal("box", "b")).contains("like from the tool");
            assertThat(move.inFile("box", "b")).contains("like from the tool");
        }
    }

    @Test
    void in_the_dual_stage_the_journal_comes_first_and_files_may_fail() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            assertThat(move.inFile("box", "a")).contains("1");

            move.cards.full = true;
            move.write("box", "a", "2");
            assertThat(move.inJournal("box", "a")).contains("2");
            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.rollouts.repairs().list())
                    .singleElement()
                    .satisfies(it -> assertThat(it.why()).contains("no space left"));
            assertThat(move.rollouts.total("cards").fileErrors()).isEqualTo(1);

            move.readOnly = true;
            assertThatThrownBy(() -> move.write("box", "b", "1")).isInstanceOf(Unavailable.class);
            assertThat(move.inFile("box", "b")).isEmpty();
        }
    }

    @Test
    void in_the_dual_stage_of_a_tool_that_wants_so_files_come_first() throws IOException {
        try (var move = new Move(root, true)) {
            move.set(Stage.DUAL);
            move.cards.full = true;
            assertThatThrownBy(() -> move.write("box", "a", "1")).isInstanceOf(Unavailable.class);
            assertThat(move.inJournal("box", "a")).isEmpty();

            move.cards.full = false;
            move.readOnly = true;
            move.write("box", "a", "1");
            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.inJournal("box", "a")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DUAL", "JOURNAL"})
    void what_a_process_was_killed_before_it_wrote_is_written_by_the_next_one(Stage stage) throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(stage);
            move.writeAndDie("box", "b", "2");
            if (stage == Stage.DUAL) {
                Cards.scribble(root, "box", "a", "from the tool");
            }
            assertThat(move.inFile("box", "b")).isEmpty();

            move.rollouts.watch();

            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(move.inFile("box", "b")).contains("2"));
            assertThat(move.inFile("box", "a")).isEqualTo(move.inJournal("box", "a"));
            assertThat(move.inJournal("box", "a")).contains(stage == Stage.DUAL ? "from the tool" : "1");
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    @Test
    void a_forgotten_repair_is_found_by_comparing() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.cards.full = true;
            move.write("box", "a", "2");
            move.restart();
            assertThat(move.rollouts.repairs().list()).isEmpty();

            assertThat(move.compare().inconsistent()).isEqualTo(1);
            assertThat(move.rollouts.repairs().list()).hasSize(1);

            move.cards.full = false;
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.rollouts.repairs().list()).isEmpty();
        }
    }

    @Test
    void in_the_journal_stage_a_forgotten_repair_is_found_unless_the_tool_wrote_there() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            for (String card : List.of("a", "b", "c")) {
                move.write("box", card, "1");
            }
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "b", "from the tool");
            move.cards.full = true;
            for (String card : List.of("a", "b", "d")) {
                move.write("box", card, "2");
            }
            await().until(() -> move.rollouts.behind() == 0);
            move.restart();

            assertThat(move.compare().inconsistent()).isEqualTo(2);
            assertThat(move.rollouts.repairs().list())
                    .extracting(repair -> repair.thing().key())
                    .containsExactlyInAnyOrder("box.a", "box.d");

            move.cards.full = false;
            assertThat(move.compare().discrepancies())
                    .extracting(found -> found.thing().key())
                    .containsExactly("box.b");
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inFile("box", "b")).contains("from the tool");
            assertThat(move.inFile("box", "d")).contains("2");
        }
    }

    /** More than are listed one by one. */
    @Test
    void all_forgotten_repairs_are_found_however_many() {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.cards.full = true;
            for (int i = 0; i < 1_100; i++) {
                move.write("box", "card" + i, "1");
            }
            move.restart();

            assertThat(move.compare().journalOnly()).isEqualTo(1_100);

            assertThat(move.rollouts.repairs().list()).hasSize(1_100);
        }
    }

    @Test
    void while_files_are_packed_or_put_back_none_is_written_and_all_are_afterwards() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            Path archive = root.resolve("archive");
            move.cards.whileCopied.set(elsewhere(() -> move.write("box", "a", "2")));

            move.imports.archived().backUp(root, Optional.of("cards"), archive);

            assertThat(move.inJournal("box", "a")).contains("2");
            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.rollouts.repairs().list())
                    .singleElement()
                    .satisfies(it -> assertThat(it.why()).contains("packed or put back"));
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.inFile("box", "a")).contains("2");

            move.cards.whileCopied.set(elsewhere(() -> move.write("box", "a", "3")));
            move.imports.archived().restore(archive, root, "cards", true);
            assertThat(move.inFile("box", "a")).contains("1");
            move.imports.alone(
                    "an import",
                    () -> assertThatThrownBy(() ->
                                    move.imports.archived().backUp(root, Optional.of("cards"), root.resolve("other")))
                            .isInstanceOf(Rejected.class)
                            .hasMessageContaining("an import is running"));
        }
    }

    /** In a thread of its own, and waits for it. */
    private static Runnable elsewhere(Runnable work) {
        return () -> CompletableFuture.runAsync(work).join();
    }

    @Test
    void an_import_that_runs_is_no_reason_to_refuse_a_command() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            Cards.scribble(root, "box", "b", "from the tool");

            var receipt = move.imports.alone("an import", () -> move.write("box", "a", "2"));

            assertThat(receipt.events()).isEqualTo(1);
            assertThat(move.inJournal("box", "a")).contains("2");
            assertThat(move.inFile("box", "a"))
                    .as("what the tool wrote is taken in first")
                    .contains("1");
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inJournal("box", "b")).contains("from the tool");
        }
    }

    @Test
    void where_files_come_first_a_command_waits_for_an_import_with_an_answer_to_try_again() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            Cards.scribble(root, "box", "b", "from the tool");

            assertThatThrownBy(() -> move.imports.alone("an import", () -> move.write("box", "a", "1")))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("nothing was changed");
            assertThat(move.inFile("box", "a")).isEmpty();
            move.write("box", "a", "1");
            assertThat(move.inFile("box", "a")).contains("1");
        }
    }

    @Test
    void a_damaged_file_is_not_overwritten_and_stops_no_other_unit() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            Files.writeString(Cards.file(root, "box"), "{\"a\":");

            move.write("box", "a", "2");
            move.write("other", "a", "1");

            assertThat(Files.readString(Cards.file(root, "box"))).isEqualTo("{\"a\":");
            assertThat(move.inJournal("box", "a")).contains("2");
            assertThat(move.inFile("other", "a")).contains("1");
            assertThat(move.compare().unreadable()).containsKey("box");
        }
    }

    @Test
    void in_the_journal_stage_files_are_written_behind_and_the_tools_changes_are_no_news() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.force(Stage.JOURNAL);
            long before = move.rollouts.total("cards").fileWrites();
            move.cards.awaited = new CountDownLatch(1);
            for (int i = 0; i < 50; i++) {
                move.write("box", "a", Integer.toString(i));
            }
            move.cards.awaited.countDown();
            await().untilAsserted(() -> assertThat(move.inFile("box", "a")).contains("49"));
            assertThat(move.rollouts.total("cards").fileWrites() - before)
                    .as("what was under way, and all that came meanwhile")
                    .isLessThanOrEqualTo(2);

            Cards.scribble(root, "box", "b", "from the tool");
            move.write("box", "c", "1");
            assertThat(move.inJournal("box", "b")).isEmpty();
            assertThat(move.compare().fileOnly()).isEqualTo(1);
        }
    }

    @Test
    void what_is_to_be_written_behind_stays_so_while_somebody_else_has_the_files() throws Exception {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            var compares = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            move.cards.whileCompared.set(() -> {
                compares.countDown();
                awaited(goOn);
            });
            var comparison = CompletableFuture.supplyAsync(move::compare);
            awaited(compares);

            move.write("box", "a", "2");

            await().during(Duration.ofMillis(300)).until(() -> move.rollouts.behind() == 1);
            goOn.countDown();
            comparison.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            await().untilAsserted(() -> assertThat(move.inFile("box", "a")).contains("2"));
            assertThat(move.rollouts.behind()).isZero();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void in_the_retired_stage_no_file_is_written() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            move.force(Stage.RETIRED);
            move.write("box", "a", "2");
            move.write("box", "b", "3");

            assertThat(Cards.read(Cards.file(root, "box")))
                    .containsOnlyKeys("a")
                    .containsValue("1");
            assertThat(move.rollouts.files().retired(root))
                    .hasValueSatisfying(it -> assertThat(it).contains("rollout set journal --kind cards"));
        }
    }

    @Test
    void a_restart_takes_in_what_happened_meanwhile() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            Cards.scribble(root, "box", "a", "2");
            move.restart();
            long before = move.journal.head().value();

            move.write("box", "b", "1");

            assertThat(move.inJournal("box", "a")).contains("2");
            assertThat(move.journal.readForward(Selection.category("config"), new Position(before), 10))
                    .hasSize(2);
        }
    }
}
