package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.command.Unavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is carried out at once, or belongs together, is written once to each file. */
class WrittenTogetherTest {

    @TempDir
    private Path root;

    private static final List<String> NAMES =
            IntStream.range(0, 500).mapToObj(number -> "card" + number).toList();

    @ParameterizedTest
    @CsvSource({"LEGACY, false", "DUAL, false", "DUAL, true", "JOURNAL, false"})
    void what_is_carried_out_at_once_is_written_once_to_each_file(Stage stage, boolean filesFirst) throws IOException {
        try (var move = new Move(root, filesFirst)) {
            move.set(stage == Stage.JOURNAL ? Stage.DUAL : stage);
            if (stage == Stage.JOURNAL) {
                move.force(stage);
            }
            move.writeAll("1", List.of("box", "other"), NAMES);

            await().until(() -> move.inFile("box", "card499").isPresent());
            await().until(() -> move.inFile("other", "card499").isPresent());
            assertThat(move.inJournal("box", "card499")).contains("1");
            assertThat(move.cards.writes).hasValue(2);
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DUAL", "JOURNAL"})
    void what_belongs_together_is_written_once_at_its_end(Stage stage) throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            if (stage == Stage.JOURNAL) {
                move.force(stage);
            }
            move.rollouts.commands().together(() -> {
                for (String name : NAMES) {
                    move.write("box", name, "1");
                }
                assertThat(move.cards.writes).hasValue(0);
            });

            await().until(() -> move.inFile("box", "card499").isPresent());
            assertThat(move.cards.writes).hasValue(1);
        }
    }

    @Test
    void what_breaks_off_leaves_in_the_files_what_it_came_to() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            assertThatThrownBy(() -> move.rollouts.commands().together(() -> {
                        move.write("box", "a", "1");
                        throw new IllegalStateException("cancelled");
                    }))
                    .hasMessage("cancelled");

            assertThat(move.inFile("box", "a")).contains("1");
        }
    }

    @Test
    void where_files_come_first_and_cannot_be_written_nothing_of_what_is_carried_out_at_once_is_done()
            throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.cards.unwritable.add("card7");

            assertThatThrownBy(() -> move.writeAll("1", List.of("box"), NAMES))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("nothing was changed");

            assertThat(move.inFile("box", "card1")).isEmpty();
            assertThat(move.inJournal("box", "card1")).isEmpty();
        }
    }

    @Test
    void where_the_journal_fails_the_files_keep_all_that_is_carried_out_at_once() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.readOnly = true;
            move.writeAll("1", List.of("box"), NAMES);

            assertThat(move.inFile("box", "card499")).contains("1");
            assertThat(move.rollouts.repairs().list()).hasSize(500);
            move.readOnly = false;
            move.write("box", "a", "1");
            assertThat(move.inJournal("box", "card499")).contains("1");
            assertThat(move.rollouts.repairs().list()).isEmpty();
        }
    }

    @Test
    void one_thing_that_cannot_be_written_keeps_no_other_from_the_files() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.cards.unwritable.add("card7");
            move.writeAll("1", List.of("box"), NAMES);

            assertThat(move.rollouts.repairs().list())
                    .singleElement()
                    .satisfies(it -> assertThat(it.thing().key()).isEqualTo("box.card7"));
            assertThat(move.inFile("box", "card499")).contains("1");

            move.cards.unwritable.clear();
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.inFile("box", "card7")).contains("1");
        }
    }

    @Test
    void where_no_file_can_be_written_it_is_not_tried_for_each_thing() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.cards.full = true;
            move.writeAll("1", List.of("box"), NAMES);

            assertThat(move.rollouts.repairs().list()).hasSize(500);
            assertThat(move.rollouts.total("cards").fileErrors()).isLessThan(50);

            move.cards.full = false;
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(move.cards.writes).hasValue(1);
        }
    }

    @Test
    void what_is_taken_back_at_once_is_written_once() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.DUAL);
            move.write("box", "a", "1");
            long before = move.journal.head().value();
            move.writeAll("2", List.of("box"), NAMES);
            move.cards.writes.set(0);

            move.rollBack(before);

            assertThat(Cards.read(Cards.file(root, "box"))).containsOnlyKeys("a");
            assertThat(move.cards.writes).hasValue(1);
        }
    }
}
