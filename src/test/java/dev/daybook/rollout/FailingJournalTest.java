package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where files come first and the journal fails: commands go on, and it gets what it lacks. */
class FailingJournalTest {

    @TempDir
    private Path root;

    @Test
    void in_the_legacy_stage_the_journal_may_fail_and_catches_up() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");

            move.readOnly = true;
            move.write("box", "a", "2");
            move.write("box", "b", "3");
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inFile("box", "b")).contains("3");
            assertThat(move.inJournal("box", "a")).contains("1");
            assertThat(move.rollouts.repairs().list()).hasSize(2);

            move.readOnly = false;
            move.write("box", "c", "4");
            assertThat(move.inJournal("box", "a")).contains("2");
            assertThat(move.inJournal("box", "b")).contains("3");
            assertThat(move.inJournal("box", "c")).contains("4");
            assertThat(move.rollouts.repairs().list()).isEmpty();
        }
    }

    /** What a file cannot tell is not lost with it, nor by whom it was done. */
    @Test
    void a_journal_that_failed_gets_what_it_lacks_as_it_was_decided_and_in_that_order() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.readOnly = true;
            move.write("box", "a", "2");
            move.writeAll("3", List.of("box"), List.of("b", "a"));
            move.write("box", "a", "4");
            Cards.scribble(root, "box", "c", "from the tool");
            move.readOnly = false;

            move.write("box", "d", "5");

            assertThat(move.values("box", "a")).containsExactly("1", "2", "3", "4");
            List<Entry> all = move.journal.readForward(Selection.category("config"), Position.START, 100);
            assertThat(all)
                    .extracting(entry -> entry.stream().key())
                    .containsExactly("box.a", "box.a", "box.a", "box.b", "box.a", "box.c", "box.d");
            assertThat(all.subList(1, 5))
                    .extracting(entry -> entry.metadata().source())
                    .containsOnly(new Source.Channel("test"));
            assertThat(move.inJournal("box", "c")).contains("from the tool");
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    @Test
    void where_others_wrote_to_the_journal_meanwhile_it_gets_what_the_files_tell() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.readOnly = true;
            move.write("box", "a", "2", "key");
            move.readOnly = false;
            move.writeBeside("box", "a", "3");

            move.write("box", "b", "4");

            assertThat(move.values("box", "a")).containsExactly("1", "3", "2");
            assertThat(move.write("box", "a", "2", "key").replayed()).isTrue();
            assertThat(move.values("box", "a")).containsExactly("1", "3", "2");
            assertThat(move.rollouts.repairs().list()).isEmpty();
        }
    }

    @Test
    void a_receipt_says_that_the_journal_lacks_it_until_that_catches_up() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "0");
            move.write("box", "a", "1");
            move.readOnly = true;

            Receipt behind = move.write("box", "a", "2");
            Receipt again = move.write("box", "a", "3");
            Receipt nothing = move.write("box", "a", "3");

            var lacking = new Receipt("config/box.a", move.journal.head().value(), behind.revision(), 0, false);
            assertThat(List.of(behind, again, nothing)).containsOnly(lacking);
            assertThat(behind.revision()).isEqualTo(move.journal.revision(Cards.card("box", "a")));
            move.readOnly = false;
            Receipt last = move.write("box", "a", "4");
            assertThat(last.revision()).isEqualTo(behind.revision() + 3);
            assertThat(last.events()).isEqualTo(1);
            assertThat(move.inFile("box", "a")).contains("4");
        }
    }

    @Test
    void while_the_journal_fails_a_command_decides_on_what_the_files_say() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.readOnly = true;
            move.write("box", "a", "2");

            move.write("box", "a", "1");

            assertThat(move.inFile("box", "a")).contains("1");
            move.readOnly = false;
            move.write("box", "b", "1");
            assertThat(move.inJournal("box", "a")).contains("1");
        }
    }

    @Test
    void a_key_that_was_used_while_the_journal_failed_changes_neither_side_again() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.readOnly = true;
            var first = move.write("box", "a", "1", "key");
            move.write("box", "a", "2");

            var again = move.write("box", "a", "1", "key");
            move.readOnly = false;
            move.write("box", "b", "3");
            move.force(Stage.JOURNAL);
            var later = move.write("box", "a", "1", "key");

            var lacking = new Receipt(first.stream(), first.position(), first.revision(), 0, true);
            assertThat(again).isEqualTo(lacking);
            assertThat(later).isEqualTo(new Receipt(first.stream(), 2, 0, 1, true));
            assertThatThrownBy(() -> move.write("box", "a", "another", "key")).isInstanceOf(KeyReused.class);
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.inJournal("box", "a")).contains("2");
        }
    }
}
