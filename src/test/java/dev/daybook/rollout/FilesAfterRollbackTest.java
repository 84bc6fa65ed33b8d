package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of files that are written in their stage when commands are taken back. */
class FilesAfterRollbackTest {

    @TempDir
    private Path root;

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "DUAL", "JOURNAL"})
    void what_is_taken_back_is_taken_back_in_the_files_and_does_not_return_as_news(Stage stage) throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            reach(move, stage);
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.write("box", "new", "3");

            move.rollBack(before);

            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.inFile("box", "new")).isEmpty();
            move.restart();
            Cards.scribble(root, "box", "b", "from the tool");
            move.compare();
            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(move.inJournal("box", "new")).isEmpty();
        }
    }

    @Test
    void after_a_restart_a_rollback_reaches_the_files_as_well() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.restart();

            move.rollBack(before);

            assertThat(move.inFile("box", "a")).contains("1");
        }
    }

    @Test
    void what_the_tool_wrote_meanwhile_is_taken_in_first_and_stays() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            long before = move.journal.head().value();
            move.write("box", "b", "2");
            Cards.scribble(root, "box", "tool", "its own");

            move.rollBack(before);

            assertThat(move.inFile("box", "tool")).contains("its own");
            assertThat(move.inFile("box", "b")).isEmpty();
        }
    }

    @Test
    void what_the_tool_itself_wrote_is_never_unwritten() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            Cards.scribble(root, "box", "tool", "its own");
            long before = move.journal.head().value();
            move.compare();
            assertThat(move.inJournal("box", "tool")).contains("its own");

            move.rollBack(before);

            assertThat(move.inFile("box", "tool")).contains("its own");
        }
    }

    @Test
    void what_the_tool_itself_wrote_and_the_journal_took_back_is_named_by_a_comparison() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            Cards.scribble(root, "box", "tool", "its own");
            long before = move.journal.head().value();
            move.compare();

            move.rollBack(before);
            Compared compared = move.compare();

            assertThat(compared.isEqual()).isFalse();
            assertThat(compared.different().keySet())
                    .extracting(Object::toString)
                    .anyMatch(it -> it.contains("tool"));
            assertThat(move.inJournal("box", "tool")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "DUAL"})
    void what_the_tool_itself_wrote_and_the_journal_took_back_is_no_news_to_a_later_process(Stage stage)
            throws IOException {
        try (var move = new Move(root, false)) {
            reach(move, stage);
            Cards.scribble(root, "box", "tool", "its own");
            long before = move.journal.head().value();
            move.compare();
            move.rollBack(before);

            move.restart();
            move.compare();
            assertThat(move.inJournal("box", "tool")).isEmpty();
            Cards.scribble(root, "box", "b", "beside it");
            move.compare();

            assertThat(move.inJournal("box", "tool")).isEmpty();
            assertThat(move.inJournal("box", "b")).contains("beside it");
        }
    }

    @Test
    void a_rollback_that_is_rolled_back_is_seen_in_the_files() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            long before = move.journal.head().value();
            move.write("box", "a", "1");
            long after = move.journal.head().value();
            move.rollBack(before);
            assertThat(move.inFile("box", "a")).isEmpty();

            move.rollBack(after);

            assertThat(move.inFile("box", "a")).contains("1");
        }
    }

    @Test
    void a_file_that_cannot_be_written_is_tried_again() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.write("box", "new", "3");
            move.cards.full = true;

            move.rollBack(before);

            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inFile("box", "new")).contains("3");
            assertThat(move.rollouts.repairs().list()).hasSize(2);
            move.compare();
            assertThat(move.rollouts.repairs().list())
                    .extracting(repair -> repair.why())
                    .containsOnly("no space left on device");

            move.cards.full = false;
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(Cards.read(Cards.file(root, "box"))).isEqualTo(Map.of("a", "1"));
            assertThat(move.rollouts.repairs().list()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEGACY", "DUAL", "JOURNAL"})
    void a_rollback_at_whose_end_the_process_was_killed_is_shown_by_the_next_one(Stage stage) throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            move.write("box", "back", "4");
            reach(move, stage);
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.write("box", "new", "3");
            move.compare();

            move.rollBackAndDie(before);
            if (stage != Stage.JOURNAL) {
                Cards.scribble(root, "box", "b", "from the tool");
            }
            move.rollouts.watch();

            await().atMost(Patience.LIMIT).untilAsserted(() -> {
                assertThat(move.inFile("box", "a")).contains("1");
                assertThat(move.inFile("box", "new")).isEmpty();
            });
            assertThat(move.inFile("box", "back")).contains("4");
            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(move.inJournal("box", "new")).isEmpty();
            if (stage != Stage.JOURNAL) {
                assertThat(move.inJournal("box", "b")).contains("from the tool");
                assertThat(move.inFile("box", "b")).contains("from the tool");
            }
        }
    }

    @Test
    void what_the_tool_says_anew_after_the_files_showed_a_rollback_is_news() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.rollBack(before);
            move.restart();

            Cards.scribble(root, "box", "a", "2");
            move.compare();

            assertThat(move.inJournal("box", "a")).contains("2");
        }
    }

    @Test
    void what_the_tool_made_of_a_thing_that_was_not_taken_in_yet_stays() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.importing = true; // nothing is taken in
            Cards.scribble(root, "box", "a", "the tool's");

            move.rollBack(before);

            assertThat(move.inFile("box", "a")).contains("the tool's");
            move.importing = false;
            move.compare();
            assertThat(move.inJournal("box", "a")).contains("the tool's");
        }
    }

    @Test
    void what_could_not_be_undone_in_the_files_is_no_news_when_the_tool_writes_to_them() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.write("box", "new", "3");
            move.cards.full = true;
            move.rollBack(before);
            move.cards.full = false;

            Cards.scribble(root, "box", "b", "from the tool");
            move.write("box", "c", "by a command");
            move.compare();

            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(move.inJournal("box", "new")).isEmpty();
            assertThat(move.inJournal("box", "b")).contains("from the tool");
            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.inFile("box", "new")).isEmpty();
            assertThat(move.rollouts.repairs().list()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LEGACY, the tool's", "DUAL, the tool's", "JOURNAL, the tool's",
        "LEGACY, 1", "DUAL, 1", "JOURNAL, 1",
        "DUAL, 2", "JOURNAL, 2"
    })
    void what_was_being_settled_for_the_file_when_the_process_was_killed_stays_in_the_file_and_comes_into_the_journal(
            Stage stage, String inFile) throws IOException {
        try (var move = new Move(root, false)) {
            move.write("box", "a", "1");
            move.write("box", "settled", "1");
            reach(move, stage);
            long before = move.journal.head().value();
            move.write("box", "a", "2");
            move.write("box", "settled", "2");
            move.compare();
            move.cards.full = true;
            move.rollBack(before); // the files do not show it
            move.cards.full = false;
            Cards.scribble(root, "box", "settled", inFile);

            move.settleForFileAndDie("box", "settled");
            move.rollouts.watch();

            await().atMost(Patience.LIMIT).untilAsserted(() -> {
                assertThat(move.inFile("box", "a")).contains("1");
                assertThat(move.inJournal("box", "settled")).contains(inFile);
            });
            assertThat(move.inFile("box", "settled")).contains(inFile);
            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    /** In the stage in which what stands in files is not taken in. */
    @Test
    void what_was_settled_for_the_file_and_taken_back_since_does_not_return_with_a_restart() throws IOException {
        try (var move = new Move(root, false)) {
            reach(move, Stage.DUAL);
            move.write("box", "b", "1");
            long before = move.journal.head().value();
            move.write("box", "a", "1");
            move.force(Stage.JOURNAL);
            Cards.scribble(root, "box", "a", "from the tool");
            move.rollouts.settle("cards", move.compare().discrepancies(), Prefer.FILE, "ada", "test");
            assertThat(move.inJournal("box", "a")).contains("from the tool");

            move.rollBack(before);
            assertThat(move.inJournal("box", "a")).isEmpty();
            move.restart();
            move.rollouts.watch();

            assertThat(move.inJournal("box", "a")).isEmpty();
        }
    }

    @Test
    void what_was_being_settled_for_the_file_comes_into_the_journal_though_the_file_had_told_it_before()
            throws IOException {
        try (var move = new Move(root, false)) {
            reach(move, Stage.DUAL);
            Cards.scribble(root, "box", "a", "from the tool");
            move.compare();
            assertThat(move.inJournal("box", "a")).contains("from the tool");

            move.settleForFileAndDie("box", "a");
            move.rollouts.watch();

            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(move.inJournal("box", "a")).contains("from the tool"));
        }
    }

    private static void reach(Move move, Stage stage) {
        move.set(Stage.LEGACY);
        if (stage != Stage.LEGACY) {
            move.force(Stage.DUAL);
        }
        if (stage == Stage.JOURNAL) {
            move.force(Stage.JOURNAL);
        }
    }
}
