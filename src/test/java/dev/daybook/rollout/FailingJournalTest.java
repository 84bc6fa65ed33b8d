package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Unavailable;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** It comes as it was decided, not as the files tell it. */
    @ParameterizedTest
    @CsvSource({"LEGACY, false", "DUAL, true"})
    void what_was_acknowledged_while_the_journal_failed_outlasts_the_process(Stage stage, boolean filesFirst)
            throws IOException {
        try (var move = new Move(root, filesFirst)) {
            move.set(stage);
            move.write("box", "a", "1");
            move.readOnly = true;
            move.write("box", "a", "2", "key");
            move.writeAll("3", List.of("box"), List.of("b", "a"));
            move.write("box", "a", "4");

            move.restart();

            assertThat(move.rollouts.repairs().list()).hasSize(2);
            assertThat(move.rollouts.lacking())
                    .hasValueSatisfying(why -> assertThat(why).contains("of 2 things"));
            move.readOnly = false;
            move.write("box", "c", "5");

            assertThat(move.values("box", "a")).containsExactly("1", "2", "3", "4");
            List<Entry> all = move.journal.readForward(Selection.category("config"), Position.START, 100);
            assertThat(all)
                    .extracting(entry -> entry.stream().key())
                    .containsExactly("box.a", "box.a", "box.a", "box.b", "box.a", "box.c");
            assertThat(all).extracting(Entry::metadata).allSatisfy(metadata -> {
                assertThat(metadata.actor()).isEqualTo("ada");
                assertThat(metadata.source()).isEqualTo(new Source.Channel("test"));
            });
            assertThat(move.write("box", "a", "2", "key")).isEqualTo(new Receipt("config/box.a", 3, 1, 1, true));
            assertThat(move.rollouts.repairs().list()).isEmpty();
            assertThat(move.compare().isEqual()).isTrue();
            assertThat(kept()).isEmpty();
        }
    }

    @Test
    void commands_go_on_after_a_restart_while_the_journal_still_fails() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.readOnly = true;
            Receipt first = move.write("box", "a", "2", "key");
            move.restart();

            assertThat(move.rollouts.setAside()).isEmpty();
            assertThat(move.write("box", "a", "2", "key"))
                    .isEqualTo(new Receipt(first.stream(), first.position(), first.revision(), 0, true));
            move.write("box", "a", "3");
            move.restart();
            move.write("box", "b", "4");

            assertThat(move.inFile("box", "a")).contains("3");
            move.readOnly = false;
            move.write("box", "c", "5");
            assertThat(move.values("box", "a")).containsExactly("1", "2", "3");
            assertThat(move.values("box", "b")).containsExactly("4");
        }
    }

    /** What the tool wrote of it is not known to anybody yet, and must not be written over. */
    @ParameterizedTest
    @CsvSource({"new, from the tool", "a, from the tool", "a, 1", "c, from the tool", "c, 0"})
    void after_a_restart_while_the_journal_still_fails_what_the_tool_wrote_since_is_not_written_over(
            String card, String value) throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.write("box", "c", "0");
            move.write("box", "c", "1");
            move.readOnly = true;
            move.write("box", "a", "2");
            move.restart();
            Cards.scribble(root, "box", card, value);

            assertThatThrownBy(() -> move.write("box", card, "3")).isInstanceOf(Unavailable.class);
            assertThatThrownBy(() -> move.write("box", "b", "3")).isInstanceOf(Unavailable.class);

            assertThat(move.inFile("box", card)).contains(value);
            move.readOnly = false;
            move.write("box", card, "3");
            assertThat(move.values("box", "a")).startsWith("1", "2");
            assertThat(move.values("box", card)).contains(value).endsWith("3");
            assertThat(move.inFile("box", card)).contains("3");
        }
    }

    @Test
    void after_a_restart_while_the_journal_still_fails_what_the_tool_removed_does_not_come_back() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "b", "1");
            move.readOnly = true;
            move.write("box", "a", "1");
            move.restart();
            Files.writeString(Cards.file(root, "box"), "{\"b\":\"1\"}");

            assertThatThrownBy(() -> move.write("box", "b", "2")).isInstanceOf(Unavailable.class);

            assertThat(move.inFile("box", "a")).isEmpty();
        }
    }

    @Test
    void killed_after_the_journal_had_it_and_before_it_is_forgotten_it_is_there_once() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.readOnly = true;
            move.write("box", "a", "1");
            move.write("box", "a", "2");
            Map<Path, byte[]> left = new HashMap<>();
            for (Path file : kept()) {
                left.put(file, Files.readAllBytes(file));
            }
            move.readOnly = false;
            move.write("box", "a", "3");
            assertThat(kept()).isEmpty();
            for (Map.Entry<Path, byte[]> it : left.entrySet()) {
                Files.write(it.getKey(), it.getValue()); // as if nobody had come to remove it
            }

            move.restart();

            assertThat(move.rollouts.repairs().list()).isEmpty();
            assertThat(kept()).isEmpty();
            move.write("box", "a", "4");
            assertThat(move.values("box", "a")).containsExactly("1", "2", "3", "4");
        }
    }

    /** A request with a key was begun, and is kept as acknowledged, but was not noted as answered. */
    @Test
    void killed_while_it_is_being_kept_a_request_that_comes_again_is_carried_out_once() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "0");
            move.cards.afterwards.set(() -> {
                throw new AssertionError("killed");
            });
            assertThatThrownBy(() -> move.write("box", "a", "1", "key")).hasMessage("killed");
            Path begun = folder().filter(file -> !isKept(file)).findFirst().orElseThrow();
            byte[] left = Files.readAllBytes(begun);
            Cards.scribble(root, "box", "a", "0");
            move.restart();
            move.write("box", "b", "0");
            move.readOnly = true;
            move.write("box", "a", "1", "key");
            Files.write(begun, left);
            move.restart();

            assertThatThrownBy(() -> move.write("box", "a", "1", "key")).isInstanceOf(JournalUnavailable.class);
            move.readOnly = false;
            assertThat(move.write("box", "a", "1", "key").replayed()).isTrue();

            assertThat(move.values("box", "a")).containsExactly("0", "1");
            assertThat(folder()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"torn", "another version", "another fact", "unknown fact"})
    void what_is_kept_and_cannot_be_read_is_set_aside_and_told(String how) throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.readOnly = true;
            move.write("box", "a", "2");
            Path file = kept().getFirst();
            String text = Files.readString(file);
            Files.writeString(
                    file,
                    switch (how) {
                        case "torn" -> text.substring(0, text.length() / 2);
                        case "another version" -> text.replace("{\"version\":1,", "{\"version\":2,");
                        case "another fact" -> text.replace("\\\"2\\\"", "\\\"3\\\"");
                        default -> unknown(text);
                    });
            String spoilt = Files.readString(file);
            assertThat(spoilt).isNotEqualTo(text);

            move.restart();

            Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
            assertThat(aside).content().isEqualTo(spoilt);
            assertThat(move.rollouts.setAside())
                    .hasValueSatisfying(why -> assertThat(why).contains(aside.toString()));
            move.readOnly = false;
            move.write("box", "b", "3");
            assertThat(move.values("box", "a")).as("as the file tells it").containsExactly("1", "2");
            move.restart();
            assertThat(aside).exists();
            assertThat(move.rollouts.setAside()).isPresent();
        }
    }

    private static String unknown(String text) {
        String told = text.substring(text.indexOf("\"told\":") + "\"told\":".length(), text.length() - 1)
                .replace("config.set", "config.put");
        return "{\"version\":1,\"sha256\":\"%s\",\"told\":%s}"
                .formatted(Sha256.hash(told.getBytes(StandardCharsets.UTF_8)), told);
    }

    /** The files come first: what they have was carried out, and is not refused for what is only known of it. */
    @Test
    void what_cannot_be_kept_is_acknowledged_and_said_and_kept_as_soon_as_it_can_be() throws IOException {
        Path inTheWay = Files.writeString(root.resolve("pending"), "in the way");
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.readOnly = true;
            move.write("box", "a", "2");

            assertThat(move.inFile("box", "a")).contains("2");
            assertThat(move.rollouts.lacking())
                    .hasValueSatisfying(why -> assertThat(why)
                            .contains(
                                    "1 are in memory alone",
                                    root.resolve("pending").toString()));
            move.write("box", "a", "3");
            Files.delete(inTheWay);
            move.rollouts.catchUp();
            assertThat(move.rollouts.lacking())
                    .hasValueSatisfying(why -> assertThat(why).doesNotContain("in memory"));
            move.restart();
            move.readOnly = false;
            move.write("box", "b", "4");
            assertThat(move.values("box", "a")).containsExactly("1", "2", "3");
        }
    }

    @Test
    void what_was_acknowledged_by_a_process_that_was_killed_comes_to_the_journal_as_it_was_decided()
            throws IOException, InterruptedException {
        DyingProcess.setWhileTheJournalFails(root, "box", "a", "1");

        try (Move move = DyingProcess.open(root)) {
            move.write("box", "b", "2");

            assertThat(move.streams.of(Cards.card("box", "a")).entries())
                    .singleElement()
                    .extracting(fact -> fact.entry().metadata())
                    .isEqualTo(new Metadata(
                            "ada",
                            new Source.Channel("test"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(new Metadata.Idempotency("key", "1"))));
            assertThat(move.write("box", "a", "1", "key").replayed()).isTrue();
            assertThat(kept()).isEmpty();
        }
    }

    /** One that is lost takes none with it but those that were decided upon it. */
    @Test
    void what_does_not_go_on_where_the_journal_ends_is_set_aside() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.write("box", "a", "1");
            move.readOnly = true;
            move.write("box", "a", "2");
            move.write("box", "b", "1");
            move.write("box", "a", "3");
            Files.writeString(kept().getFirst(), "{");
            move.readOnly = false;
            move.restart();
            assertThat(move.rollouts.lacking())
                    .hasValueSatisfying(why -> assertThat(why).contains("of 1 things", "config/box.b"));

            move.write("box", "c", "1");

            assertThat(move.values("box", "a")).containsExactly("1", "3");
            assertThat(move.streams.of(Cards.card("box", "b")).entries())
                    .extracting(fact -> fact.entry().metadata().actor())
                    .containsExactly("ada");
            assertThat(move.rollouts.setAside())
                    .hasValueSatisfying(why -> assertThat(why).contains("2 cannot be carried on"));
            assertThat(folder()).hasSize(2).allMatch(file -> file.toString().endsWith(".unreadable"));
        }
    }

    @Test
    void what_is_kept_is_its_owners_alone() throws IOException {
        try (var move = new Move(root, false)) {
            move.set(Stage.LEGACY);
            move.readOnly = true;
            move.write("box", "a", "1");

            assertThat(Files.getPosixFilePermissions(kept().getFirst()))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(Files.getPosixFilePermissions(root.resolve("pending")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    private List<Path> kept() throws IOException {
        return folder().filter(FailingJournalTest::isKept).toList();
    }

    private static boolean isKept(Path file) {
        return String.valueOf(file.getFileName()).startsWith("ahead-");
    }

    private Stream<Path> folder() throws IOException {
        Path folder = root.resolve("pending");
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (var files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }
}
