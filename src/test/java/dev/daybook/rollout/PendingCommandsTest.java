package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.OnDisk;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Command;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where files come first: what becomes of a request with a key whose process ends before the journal has it. */
class PendingCommandsTest {

    /** The process is gone at that moment. */
    @SuppressWarnings("serial")
    private static final class Killed extends Error {}

    @TempDir(factory = OnDisk.class)
    private Path root;

    @Test
    void killed_between_file_and_journal_a_request_that_comes_again_is_carried_out_once()
            throws IOException, InterruptedException {
        DyingProcess.set(root, "box", "a", "1");
        try (Move move = DyingProcess.open(root)) {
            assertThat(move.inFile("box", "a")).contains("1");
            assertThat(move.inJournal("box", "a")).isEmpty();
            move.write("box", "a", "2");

            Receipt again = move.write("box", "a", "1", "key");

            assertThat(again.replayed()).isTrue();
            assertThat(again.events()).isEqualTo(1);
            assertThat(values(move, "box", "a")).containsExactly("1", "2");
            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.compare().isEqual()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"LEGACY, false", "DUAL, true"})
    void the_journal_gets_what_it_would_have_got(Stage stage, boolean filesFirst) throws IOException {
        try (var move = new Move(root, filesFirst)) {
            move.set(stage);
            dieAfterTheFile(move, "box", "a", "1");

            move.restart();
            move.write("box", "b", "2");

            assertThat(pending()).isEmpty();
            Recorded first = move.streams.of(Cards.card("box", "a")).entries().getFirst();
            assertThat(first.entry().metadata().actor()).isEqualTo("ada");
            assertThat(first.entry().metadata().source()).isEqualTo(new Source.Channel("test"));
            assertThat(move.write("box", "a", "1", "key").position())
                    .isEqualTo(first.entry().position().value());
        }
    }

    @Test
    void killed_before_the_file_was_written_a_request_that_comes_again_is_carried_out() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "0");
            dieBeforeTheFile(move, "box", "a", "1");

            move.restart();
            move.write("box", "b", "2");
            assertThat(pending()).isEmpty();
            Receipt again = move.write("box", "a", "1", "key");

            assertThat(again.replayed()).isFalse();
            assertThat(values(move, "box", "a")).containsExactly("0", "1");
            assertThat(move.write("box", "a", "1", "key").replayed()).isTrue();
            assertThat(pending()).isEmpty();
        }
    }

    @Test
    void killed_after_the_journal_had_it_a_request_that_comes_again_is_carried_out_once() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            Path kept = pending().getFirst();
            byte[] left = Files.readAllBytes(kept);
            move.restart();
            move.write("box", "a", "2");
            Files.write(kept, left); // as if nobody had come to remove it

            move.restart();
            Receipt again = move.write("box", "a", "1", "key");

            assertThat(again.replayed()).isTrue();
            assertThat(values(move, "box", "a")).containsExactly("1", "2");
            assertThat(pending()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_the_tool_wrote_of_other_things_since_is_in_nobodys_way(boolean written) throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "0");
            if (written) {
                dieAfterTheFile(move, "box", "a", "1");
            } else {
                dieBeforeTheFile(move, "box", "a", "1");
            }
            Cards.scribble(root, "box", "b", "from the tool");

            move.restart();
            Receipt again = move.write("box", "a", "1", "key");

            assertThat(again.replayed()).isEqualTo(written);
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(values(move, "box", "a")).containsExactly("0", "1");
            assertThat(move.inJournal("box", "b")).contains("from the tool");
            assertThat(move.inFile("box", "b")).contains("from the tool");
        }
    }

    @Test
    void where_the_tool_wrote_of_the_very_thing_since_nobody_guesses() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            Cards.scribble(root, "box", "a", "from the tool");

            for (int process = 0; process < 2; process++) {
                move.restart();
                assertThatThrownBy(() -> move.write("box", "a", "1", "key"))
                        .isInstanceOf(Rejected.class)
                        .hasMessageContaining("'key'")
                        .hasMessageContaining("is not known")
                        .hasMessageContaining("config/box.a");
            }
            assertThatThrownBy(() -> move.write("box", "a", "another", "key")).isInstanceOf(KeyReused.class);
            assertThat(Files.readString(pending().getFirst()))
                    .as("nothing of what was to be written")
                    .doesNotContain("facts");
            move.write("box", "a", "1", "another key");
            assertThat(values(move, "box", "a")).containsExactly("from the tool", "1");
        }
    }

    @Test
    void where_the_journal_has_other_news_of_the_very_thing_nobody_guesses() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            move.writeAndDie("box", "a", "2");

            assertThatThrownBy(() -> move.write("box", "a", "1", "key"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("is not known");
        }
    }

    @Test
    void what_was_answered_while_the_journal_failed_is_known_to_the_next_process_too() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.readOnly = true;
            Receipt first = move.write("box", "a", "1", "key");
            move.readOnly = false;
            move.restart();
            move.write("box", "a", "2");

            Receipt again = move.write("box", "a", "1", "key");

            assertThat(again).isEqualTo(new Receipt(first.stream(), 2, 0, 1, true));
            assertThat(move.inFile("box", "a")).contains("2");
            assertThatThrownBy(() -> move.write("box", "a", "another", "key")).isInstanceOf(KeyReused.class);
        }
    }

    @Test
    void nothing_is_kept_of_what_is_known_to_have_ended() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1", "one");
            move.cards.full = true;
            assertThatThrownBy(() -> move.write("box", "a", "2", "two")).isInstanceOf(Unavailable.class);
            move.cards.full = false;
            move.write("box", "a", "2", "two");
            move.cards.meanwhile.set(() -> scribble("box", "b", "from the tool"));
            move.write("box", "a", "3", "three");

            assertThat(pending()).isEmpty();
            assertThat(values(move, "box", "a")).containsExactly("1", "2", "3");
        }
    }

    @Test
    void several_things_at_once_are_there_together_or_nobody_guesses() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.cards.afterwards.set(this::die);
            var both = keyed(move, "1", "both");
            assertThatThrownBy(() -> move.rollouts.commands().submit(both)).isInstanceOf(Killed.class);
            move.restart();

            Receipt again = move.rollouts.commands().submit(both);

            assertThat(again.replayed()).isTrue();
            assertThat(again.stream()).isEqualTo("config/box.a");
            assertThat(again.events()).isEqualTo(2);
            assertThat(values(move, "box", "a")).containsExactly("1");
            assertThat(values(move, "box", "b")).containsExactly("1");
            assertThat(move.streams
                            .of(Cards.card("box", "b"))
                            .entries()
                            .getFirst()
                            .entry()
                            .metadata())
                    .extracting(Metadata::session, Metadata::correlation, Metadata::causation)
                    .containsExactly(Optional.of("session"), Optional.of("correlation"), Optional.of("causation"));

            assertThat(move.streams
                            .of(Cards.card("box", "a"))
                            .entries()
                            .getFirst()
                            .entry()
                            .metadata()
                            .idempotency())
                    .as("with the first fact, that of the other one, alone")
                    .isEmpty();

            move.cards.afterwards.set(() -> {
                scribble("box", "b", "from the tool");
                die();
            });
            var other = keyed(move, "2", "other");
            assertThatThrownBy(() -> move.rollouts.commands().submit(other)).isInstanceOf(Killed.class);
            move.restart();
            assertThatThrownBy(() -> move.rollouts.commands().submit(other)).hasMessageContaining("is not known");
        }
    }

    private static Submission<Command> keyed(Move move, String value, String key) {
        var it = move.submission(Move.command("box", "a", value));
        return new Submission<>(
                it.command(),
                it.actor(),
                it.source(),
                it.at(),
                Optional.of("session"),
                it.expectedRevision(),
                Optional.of("correlation"),
                Optional.of("causation"),
                Optional.of(new IdempotencyKey("scope", key, "fingerprint")),
                List.of(Move.command("box", "b", value)),
                UnaryOperator.identity(),
                Map::of);
    }

    /** It stands aside in the journal, which does not have it yet. */
    @Test
    void a_large_value_is_found_as_well() throws IOException {
        String large = "x".repeat(200_000);
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.cards.afterwards.set(this::die);
            var set = keyed(move, large, "large");
            assertThatThrownBy(() -> move.rollouts.commands().submit(set)).isInstanceOf(Killed.class);

            move.restart();

            assertThat(move.rollouts.commands().submit(set).replayed()).isTrue();
            assertThat(values(move, "box", "a")).containsExactly(large);
        }
    }

    @Test
    void a_key_that_comes_again_on_another_box_is_refused() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            move.restart();

            assertThatThrownBy(() -> move.write("other", "a", "1", "key"))
                    .isInstanceOf(KeyReused.class)
                    .hasMessageContaining("on cards box");
            assertThat(move.write("box", "a", "1", "key").replayed()).isTrue();
        }
    }

    @Test
    void as_long_as_the_files_cannot_be_read_the_answer_is_to_try_again() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            byte[] whole = Files.readAllBytes(Cards.file(root, "box"));
            Files.writeString(Cards.file(root, "box"), "{\"a\":");
            move.restart();

            assertThatThrownBy(() -> move.write("box", "a", "1", "key"))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("is not known before its files can be read");

            Files.write(Cards.file(root, "box"), whole);
            assertThat(move.write("box", "a", "1", "key").replayed()).isTrue();
        }
    }

    @Test
    void what_cannot_be_found_out_of_one_box_is_in_no_others_way() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            Files.writeString(Cards.file(root, "box"), "{\"a\":");
            move.restart();

            move.write("other", "a", "1");

            assertThat(move.inFile("other", "a")).contains("1");
            assertThat(pending()).hasSize(1);
        }
    }

    @Test
    void what_another_version_of_the_program_was_about_to_write_nobody_guesses() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            Path kept = pending().getFirst();
            Files.writeString(kept, Files.readString(kept).replace("config.set", "config.put"));
            move.restart();

            assertThatThrownBy(() -> move.write("box", "a", "1", "key")).hasMessageContaining("is not known");
            assertThat(move.inJournal("box", "a")).isEmpty();
            move.write("box", "b", "1");
            assertThat(move.inJournal("box", "a")).as("as the file tells it").contains("1");
        }
    }

    @Test
    void what_was_not_written_to_its_end_is_of_no_use_and_goes() throws IOException {
        Path folder = Files.createDirectories(root.resolve("pending"));
        Files.writeString(folder.resolve("0123.json.new"), "{\"key\":\"k");
        try (var move = new Move(root, false)) {
            assertThat(pending()).isEmpty();
            move.set(Stage.LEGACY);
            move.write("box", "a", "1", "key");
            assertThat(pending()).isEmpty();
        }
    }

    @Test
    void so_many_answers_are_remembered_and_no_more() {
        try (var move = new Move(root, false)) {
            var pending = new PendingCommands(Optional.empty(), move.journal, move.codec, move.streams);
            var receipt = new Receipt("config/box.a", 1, -1, 0, false);
            for (int i = 0; i < 10_000; i++) {
                pending.answered(new IdempotencyKey("key " + i, "f"), receipt);
            }
            assertThat(pending.find(new IdempotencyKey("key 0", "f"))).isPresent();

            pending.answered(new IdempotencyKey("one more", "f"), receipt);

            assertThat(pending.find(new IdempotencyKey("key 0", "f"))).isEmpty();
            assertThat(pending.find(new IdempotencyKey("key 1", "f"))).isPresent();
        }
    }

    @Test
    void a_stage_that_is_set_meanwhile_finds_out_first() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            dieAfterTheFile(move, "box", "a", "1");
            move.restart();
            move.force(Stage.JOURNAL);

            assertThat(move.write("box", "a", "1", "key").replayed()).isTrue();
            assertThat(values(move, "box", "a")).containsExactly("1");
        }
    }

    @Test
    void where_nothing_can_be_kept_the_files_come_first_all_the_same() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            Files.writeString(root.resolve("pending"), "in the way");

            assertThat(move.write("box", "a", "1", "key").events()).isEqualTo(1);
            assertThat(move.inFile("box", "a")).contains("1");
        }
    }

    @Test
    void what_is_kept_and_cannot_be_read_is_left_as_it_is() throws IOException {
        Path folder = Files.createDirectories(root.resolve("pending"));
        for (String text : List.of("{", "{}", "{\"scope\":\"\",\"key\":\"k\",\"fingerprint\":\"f\",\"begun\":{}}")) {
            Files.writeString(Files.createTempFile(folder, "", ".json"), text);
        }
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);

            assertThat(move.write("box", "a", "1", "key").events()).isEqualTo(1);
            assertThat(pending()).hasSize(3);
        }
    }

    private void dieAfterTheFile(Move move, String box, String name, String value) {
        move.cards.afterwards.set(this::die);
        assertThatThrownBy(() -> move.write(box, name, value, "key")).isInstanceOf(Killed.class);
    }

    private void dieBeforeTheFile(Move move, String box, String name, String value) {
        move.cards.meanwhile.set(this::die);
        assertThatThrownBy(() -> move.write(box, name, value, "key")).isInstanceOf(Killed.class);
    }

    private void die() {
        throw new Killed();
    }

    private void scribble(String box, String name, String value) {
        try {
            Cards.scribble(root, box, name, value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Path> pending() throws IOException {
        Path folder = root.resolve("pending");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Returns all that a card ever was, as the journal has it. */
    private static List<String> values(Move move, String box, String name) {
        return move.streams.of(Cards.card(box, name)).entries().stream()
                .flatMap(it -> Cards.value(List.of(it)).stream())
                .toList();
    }
}
